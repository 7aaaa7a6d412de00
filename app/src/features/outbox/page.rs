//! The page at `/settings/outbox`.

use super::accounts::{accounts, alerts, pause_everything};
use super::board::Board;
use super::recipients::recipients;
use super::signing::signing;
use super::trial::trial;
use crate::api;
use crate::features::session::{load_failure, use_session};
use crate::i18n::outbox::{self, Words};
use crate::i18n::problem::error_text;
use crate::i18n::use_words;
use crate::response;
use crate::routes::{self, use_navigation};
use crate::ui::{Banner, Button, EmptyState, IconName, Skeleton, Time, Tone};
use crate::view::When;
use crate::view::outbox::{OutboxView, StateCount};
use crate::wire;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_meta::Title;

/// The id of the heading: the focus goes there when the button that had it is gone.
pub(super) const TITLE_ID: &str = "outbox-title";

/// The whole page; for others than administrators a sentence.
#[component]
pub fn OutboxPage() -> AnyView {
    let catalogue = use_words();
    let words = outbox::words(catalogue.locale);
    let content = if use_session().actor().role.may(Permission::Parameters) {
        loaded(words)
    } else {
        not_theirs(words)
    };
    view! {
        <Title text=format!("{} · {}", words.title, catalogue.session.product)/>
        <section class="Outbox">{content}</section>
    }
    .into_any()
}

fn not_theirs(words: &'static Words) -> AnyView {
    response::set_forbidden();
    let back = use_words().session.back_to_list;
    let actions = view! { <a class="Button" data-variant="secondary" href=routes::LIST>{back}</a> };
    view! {
        <h1 class="VisuallyHidden">{words.title}</h1>
        <EmptyState
            icon=IconName::Outbox
            title=words.not_yours_title
            text=words.not_yours_text
            actions=actions.into_any()
        />
    }
    .into_any()
}

/// What came with the page is shown once; from then on the board keeps it true.
fn loaded(words: &'static Words) -> AnyView {
    let query = use_navigation().query();
    let asked = query.with_untracked(|query| (query.outbox_filter(), query.outbox_after()));
    let outbox = wire::load(|| (), move |()| api::outbox(asked.0, asked.1));
    let retry = Callback::new(move |()| outbox.refetch());
    let content = move || {
        outbox.get().map(|answer| match answer {
            Ok(view) => wire::drawn_once(move || untrack(|| board_view(view))),
            Err(error) => view! {
                <header class="PageHead"><h1>{words.title}</h1></header>
                {load_failure(&error, retry)}
            }
            .into_any(),
        })
    };
    view! { <Transition fallback=move || loading(words)>{content}</Transition> }.into_any()
}

fn loading(words: &'static Words) -> AnyView {
    view! {
        <header class="PageHead"><h1>{words.title}</h1></header>
        <Skeleton lines=12/>
    }
    .into_any()
}

fn board_view(first: OutboxView) -> AnyView {
    let board = Board::new(first);
    let words = board.words;
    let to_files = use_session()
        .view()
        .mails_to_files
        .then(|| view! { <Banner tone=Tone::Info>{words.mails_to_files}</Banner> });
    view! {
        <header class="PageHead">
            <h1 id=TITLE_ID tabindex="-1">{words.title}</h1>
            <div class="PageHead-actions">{pause_everything(board)}</div>
        </header>
        <div class="Outbox-banners">{to_files} {stale(board)} {alerts(board)}</div>
        <section class="Section" aria-labelledby="outbox-figures">
            <h2 class="Section-title" id="outbox-figures">{words.figures}</h2>
            {figures(board)}
        </section>
        {recipients(board)}
        {accounts(board)}
        {trial(board)}
        {signing(board)}
    }
    .into_any()
}

/// What is shown is older than it should be.
fn stale(board: Board) -> AnyView {
    let catalogue = use_words();
    let banner = move || {
        board.trouble.get().map(|error| {
            let text = if error.is_worth_repeating() {
                let at = board.view.with_untracked(|view| view.read_at.text.clone());
                (board.words.stale)(&at)
            } else {
                error_text(catalogue.locale, &error)
            };
            let actions = view! {
                <Button label=catalogue.session.retry on_press=move |()| board.refresh()/>
            };
            view! {
                <Banner tone=Tone::Warning icon=IconName::Offline actions=actions.into_any()>{text}</Banner>
            }
        })
    };
    banner.into_any()
}

/// Depth, the oldest, and how many are in each state. Every figure has its place, so that nothing moves when one changes.
fn figures(board: Board) -> AnyView {
    let words = board.words;
    let depth = Memo::new(move |_| board.view.with(|view| view.depth));
    let oldest = Memo::new(move |_| board.view.with(|view| view.oldest_due.clone()));
    let counts: Vec<AnyView> = board.view.with_untracked(|view| {
        view.counts
            .iter()
            .map(|count| state_figure(board, *count))
            .collect()
    });
    view! {
        <dl class="Figures">
            <div class="Figure">
                <dt>{words.depth}</dt>
                <dd class="Figure-number">{move || depth.get()}</dd>
            </div>
            <div class="Figure Figure--wide">
                <dt>{words.oldest}</dt>
                <dd class="Figure-number">{move || oldest_view(words, oldest.get())}</dd>
            </div>
            {counts}
        </dl>
    }
    .into_any()
}

fn oldest_view(words: &'static Words, oldest: Option<When>) -> AnyView {
    match oldest {
        Some(when) => view! { <Time iso=when.iso text=when.text/> }.into_any(),
        None => view! { <span class="Secondary">{words.none_late}</span> }.into_any(),
    }
}

fn state_figure(board: Board, first: StateCount) -> AnyView {
    let count = Memo::new(move |_| {
        board.view.with(|view| {
            let of_state = |count: &&StateCount| count.state == first.state;
            view.counts.iter().find(of_state).map_or(0, |count| count.count)
        })
    });
    view! {
        <div class="Figure" data-state=first.state.as_str()>
            <dt>{(board.words.state_count)(first.state)}</dt>
            <dd class="Figure-number" data-zero=move || (count.get() == 0).then_some("true")>
                {move || count.get()}
            </dd>
        </div>
    }
    .into_any()
}
