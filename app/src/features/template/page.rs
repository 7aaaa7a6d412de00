//! The page at `/settings/templates`.

use super::board::{Board, Writing};
use super::editing::editing_dialog;
use crate::api;
use crate::features::session::{load_failure, use_session};
use crate::i18n::templates::{self, Words};
use crate::i18n::use_words;
use crate::response;
use crate::routes;
use crate::ui::{Button, EmptyState, IconButton, IconName, Skeleton, Variant, browser};
use crate::view::template::TemplateView;
use crate::wire;
use domain::permission::Permission;
use domain::template::TemplateChange;
use leptos::prelude::*;
use leptos_meta::Title;

/// The id of the heading: the focus goes there when the row that had it is gone.
const TITLE_ID: &str = "templates-title";

/// The whole page; for others than administrators a sentence.
#[component]
pub fn TemplatesPage() -> AnyView {
    let catalogue = use_words();
    let words = templates::words(catalogue.locale);
    let content = if use_session().actor().role.may(Permission::Parameters) {
        loaded(words)
    } else {
        not_theirs(words)
    };
    view! {
        <Title text=format!("{} · {}", words.title, catalogue.session.product)/>
        <section class="Templates">{content}</section>
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
            icon=IconName::Template
            title=words.not_yours_title
            text=words.not_yours_text
            actions=actions.into_any()
        />
    }
    .into_any()
}

fn loaded(words: &'static Words) -> AnyView {
    let list = wire::load(|| (), |()| api::templates());
    let retry = Callback::new(move |()| list.refetch());
    let heading = move || view! { <header class="PageHead"><h1>{words.title}</h1></header> };
    let content = move || {
        list.get().map(|answer| match answer {
            Ok(all) => wire::drawn_once(move || untrack(|| board_view(all))),
            Err(error) => view! { {heading()} {load_failure(&error, retry)} }.into_any(),
        })
    };
    let loading = move || view! { {heading()} <Skeleton lines=8/> };
    view! { <Transition fallback=loading>{content}</Transition> }.into_any()
}

fn board_view(first: Vec<TemplateView>) -> AnyView {
    let board = Board::new(first);
    let words = board.words;
    let write = move |()| board.writing.set(Some(Writing::New));
    view! {
        <header class="PageHead">
            <h1 id=TITLE_ID tabindex="-1">{words.title}</h1>
            <div class="PageHead-actions">
                <Button label=words.create icon=IconName::Plus variant=Variant::Primary on_press=write/>
            </div>
        </header>
        <p class="Secondary">{words.hint}</p>
        {offered(board)}
        {retired(board)}
        {editing_dialog(board)}
    }
    .into_any()
}

fn offered(board: Board) -> AnyView {
    let words = board.words;
    let rows = Memo::new(move |_| board.sorted(true));
    let list = move || {
        let rows = rows.get();
        if rows.is_empty() {
            return view! { <EmptyState icon=IconName::Template title=words.none_title text=words.none_text/> }
                .into_any();
        }
        let last = rows.len() - 1;
        let rows: Vec<AnyView> = rows
            .into_iter()
            .enumerate()
            .map(|(at, template)| offered_row(board, template, at == 0, at == last))
            .collect();
        view! { <ol class="TemplateList" role="list">{rows}</ol> }.into_any()
    };
    view! {
        <section class="Section" aria-labelledby="templates-offered">
            <h2 class="Section-title" id="templates-offered">{words.offered}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn offered_row(board: Board, template: TemplateView, is_first: bool, is_last: bool) -> AnyView {
    let words = board.words;
    let (id, name) = (template.id, template.name.clone());
    let row = format!("template-{id}");
    let place = row.clone();
    // The row moves and keeps the focus: pressing again moves it further.
    let move_by = move |change: TemplateChange, button: &'static str| {
        let target = format!("{place}-{button}");
        Callback::new(move |()| {
            let target = target.clone();
            board.arrange(id, change, move || {
                let target = target.clone();
                browser::after_ms(0, move || browser::focus_id(&target));
            });
        })
    };
    let retire = move |()| {
        board.arrange(id, TemplateChange::Retire, || {
            browser::after_ms(0, || browser::focus_id(TITLE_ID));
        });
    };
    let (up, down) = (
        move_by(TemplateChange::Up, "up"),
        move_by(TemplateChange::Down, "down"),
    );
    let edited = template.clone();
    let edit = move |()| board.writing.set(Some(Writing::Anew(edited.clone())));
    view! {
        <li class="TemplateList-row">
            {head(board, &template)}
            <div class="TemplateList-actions">
                <IconButton id=format!("{row}-up") label=(words.up)(&name) icon=IconName::ChevronUp disabled=is_first on_press=up/>
                <IconButton id=format!("{row}-down") label=(words.down)(&name) icon=IconName::ChevronDown disabled=is_last on_press=down/>
                <IconButton label=(words.edit)(&name) icon=IconName::Edit on_press=edit/>
                <IconButton label=(words.retire)(&name) icon=IconName::Trash on_press=retire/>
            </div>
        </li>
    }
    .into_any()
}

fn head(board: Board, template: &TemplateView) -> AnyView {
    let words = board.words;
    let subject = if template.subject.is_empty() {
        words.no_subject.to_owned()
    } else {
        template.subject.clone()
    };
    view! {
        <div class="TemplateList-head">
            <h3 class="TemplateList-name">{template.name.clone()}</h3>
            <p class="Secondary">{subject}</p>
        </div>
    }
    .into_any()
}

fn retired(board: Board) -> AnyView {
    let words = board.words;
    let rows = Memo::new(move |_| board.sorted(false));
    let row = move |template: TemplateView| {
        let id = template.id;
        let restore = move |()| {
            board.arrange(id, TemplateChange::Restore, || {
                browser::after_ms(0, || browser::focus_id(TITLE_ID));
            });
        };
        view! {
            <li class="TemplateList-row">
                {head(board, &template)}
                <div class="TemplateList-actions">
                    <IconButton label=(words.restore)(&template.name) icon=IconName::Restore on_press=restore/>
                </div>
            </li>
        }
        .into_any()
    };
    let section = move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
            view! {
                <section class="Section" aria-labelledby="templates-retired">
                    <h2 class="Section-title" id="templates-retired">{words.retired}</h2>
                    <ul class="TemplateList" role="list">{rows}</ul>
                </section>
            }
        })
    };
    section.into_any()
}
