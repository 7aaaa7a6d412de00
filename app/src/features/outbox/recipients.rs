//! The recipients that somebody should know of, newest first.

use super::board::Board;
use crate::i18n::outbox::Words;
use crate::i18n::use_words;
use crate::routes;
use crate::ui::{EmptyState, Icon, IconName, Time};
use crate::view::outbox::{MailAbout, OutboxFilter, OutboxRow, OutboxView};
use domain::MailRecipientId;
use domain::mail::RecipientState;
use leptos::prelude::*;

/// The filters and the list.
pub(super) fn recipients(board: Board) -> AnyView {
    let words = board.words;
    let is_empty = Memo::new(move |_| board.view.with(|view| view.rows.is_empty()));
    let list = move || {
        if is_empty.get() {
            empty(board)
        } else {
            table(board)
        }
    };
    view! {
        <section class="Section" aria-labelledby="outbox-recipients">
            <h2 class="Section-title" id="outbox-recipients">{words.recipients}</h2>
            {filters(board)}
            <div
                class="Outbox-list"
                aria-busy=move || board.is_turning.get().then_some("true")
            >
                {list}
                {pages(board)}
            </div>
        </section>
    }
    .into_any()
}

fn filters(board: Board) -> AnyView {
    let words = board.words;
    let link = |filter: OutboxFilter| {
        let is_current = move || (board.asked.get().0 == filter).then_some("page");
        let count = Memo::new(move |_| board.view.with(|view| count_of(view, filter)));
        let number = move || {
            count
                .get()
                .map(|count| view! { <span class="FilterLink-count">{count}</span> })
        };
        view! {
            <li>
                <a
                    class="FilterLink"
                    href=routes::outbox(filter, None)
                    data-noscroll=""
                    aria-current=is_current
                >
                    {(words.filter)(filter)} " " {number}
                </a>
            </li>
        }
    };
    let links: Vec<_> = OutboxFilter::ALL.into_iter().map(link).collect();
    view! { <nav aria-label=words.filters><ul class="FilterLinks" role="list">{links}</ul></nav> }.into_any()
}

/// How many a filter shows, where that is known.
fn count_of(view: &OutboxView, filter: OutboxFilter) -> Option<u64> {
    let state = match filter {
        OutboxFilter::Refused => RecipientState::Refused,
        OutboxFilter::Uncertain => RecipientState::Uncertain,
        OutboxFilter::Deferred => RecipientState::Deferred,
        OutboxFilter::Scheduled => RecipientState::Scheduled,
        OutboxFilter::All | OutboxFilter::Overdue => return None,
    };
    view.counts
        .iter()
        .find(|count| count.state == state)
        .map(|count| count.count)
}

fn empty(board: Board) -> AnyView {
    let words = board.words;
    let is_everything = board.asked.get_untracked() == (OutboxFilter::All, None);
    if is_everything {
        return view! {
            <EmptyState icon=IconName::Check title=words.nothing_title text=words.nothing_text/>
        }
        .into_any();
    }
    let actions = view! {
        <a class="Button" data-variant="secondary" href=routes::OUTBOX data-noscroll="">{words.show_all}</a>
    };
    view! {
        <EmptyState icon=IconName::Filter title=words.no_match_title actions=actions.into_any()/>
    }
    .into_any()
}

fn table(board: Board) -> AnyView {
    let words = board.words;
    let ids = move || {
        board
            .view
            .with(|view| view.rows.iter().map(|row| row.recipient.id).collect::<Vec<_>>())
    };
    view! {
        <table class="Table OutboxTable">
            <thead>
                <tr>
                    <th scope="col">{words.recipient}</th>
                    <th scope="col">{words.state}</th>
                    <th scope="col">{words.why}</th>
                    <th scope="col">{words.about}</th>
                </tr>
            </thead>
            <tbody>
                <For each=ids key=|id| *id let:id>{row_view(board, id)}</For>
            </tbody>
        </table>
    }
    .into_any()
}

/// A row stays in its place while what it says changes: whoever reads it, or stands on its link, is not thrown out.
fn row_view(board: Board, id: MailRecipientId) -> AnyView {
    let row = Memo::new(move |before: Option<&Option<OutboxRow>>| {
        let found = board
            .view
            .with(|view| view.rows.iter().find(|row| row.recipient.id == id).cloned());
        found.or_else(|| before.cloned().flatten())
    });
    let cell = move |draw: fn(&'static Words, &OutboxRow) -> AnyView| {
        move || row.with(|row| row.as_ref().map(|row| draw(board.words, row)))
    };
    let about = row.with_untracked(|row| row.as_ref().map(|row| about(board.words, row)));
    view! {
        <tr>
            <td class="OutboxTable-address">{cell(|_, row| address(row))}</td>
            <td class="OutboxTable-state">{cell(state)}</td>
            <td class="OutboxTable-why">{cell(why)}</td>
            <td class="OutboxTable-about">{about}</td>
        </tr>
    }
    .into_any()
}

fn address(row: &OutboxRow) -> AnyView {
    let role = (use_words().exchange.mail_role)(row.recipient.role);
    let address = row.recipient.address.clone();
    view! { <span class="Secondary">{role}</span> " " <span class="Address">{address}</span> }.into_any()
}

fn state(words: &'static Words, row: &OutboxRow) -> AnyView {
    let recipient = &row.recipient;
    let word = if row.is_overdue {
        words.overdue
    } else {
        (words.state_of)(recipient.state)
    };
    let since = recipient.since.clone();
    view! {
        <span class="OutboxState" data-state=recipient.state.as_str()>
            <Icon name=icon(recipient.state) small=true/>
            {word}
        </span>
        " "
        <span class="Secondary"><Time iso=since.iso text=since.text/></span>
    }
    .into_any()
}

fn why(words: &'static Words, row: &OutboxRow) -> AnyView {
    let recipient = &row.recipient;
    let next = recipient
        .next_try_at
        .as_ref()
        .filter(|_| !row.is_overdue)
        .map(|at| {
            let text = match recipient.state {
                RecipientState::Scheduled => (words.leaves_at)(&at.text),
                _ => (words.next_try)(&at.text),
            };
            view! { <p>{text}</p> }
        });
    let reason = (!recipient.reason.is_empty()).then(|| view! { <p>{recipient.reason.clone()}</p> });
    let reply = (!recipient.reply.is_empty())
        .then(|| view! { <p class="Secondary OutboxTable-reply">{recipient.reply.clone()}</p> });
    view! { {reason} {reply} {next} }.into_any()
}

fn about(words: &'static Words, row: &OutboxRow) -> AnyView {
    let subject = row.subject.clone();
    let head = match row.about {
        MailAbout::Dit(number) => view! {
            <a class="Row-link" href=routes::dit_exchanges(number)>{number.to_string()}</a>
        }
        .into_any(),
        MailAbout::Notice => words.notice.into_any(),
        MailAbout::Test => words.test_mail.into_any(),
    };
    view! { {head} " " <span class="Secondary OutboxTable-subject">{subject}</span> }.into_any()
}

fn pages(board: Board) -> AnyView {
    let words = board.words;
    let next = Memo::new(move |_| board.view.with(|view| view.next));
    let links = move || {
        let (filter, after) = board.asked.get();
        let link = |url: String, label: &'static str| {
            view! { <a class="Button" data-variant="quiet" href=url>{label}</a> }
        };
        let first = after.map(|_| link(routes::outbox(filter, None), words.first));
        let more = next
            .get()
            .map(|next| link(routes::outbox(filter, Some(next)), words.more));
        (first.is_some() || more.is_some())
            .then(|| view! { <nav class="Pager" aria-label=words.pages>{first}{more}</nav> })
    };
    links.into_any()
}

/// The icon of a state, as beside an exchange.
pub(super) fn icon(state: RecipientState) -> IconName {
    match state {
        RecipientState::Accepted => IconName::Check,
        RecipientState::Refused => IconName::Refused,
        RecipientState::Uncertain => IconName::Warning,
        RecipientState::Cancelled | RecipientState::Resolved => IconName::Close,
        RecipientState::Transmitting => IconName::Send,
        RecipientState::Scheduled | RecipientState::Queued | RecipientState::Deferred => IconName::Clock,
    }
}
