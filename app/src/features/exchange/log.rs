//! The log: exchanges in order, a separator between two days, older ones on demand.

use super::article::{day_divider, exchange_article};
use super::filter::Filter;
use super::panel_state::Panel;
use crate::features::later::{Action, act};
use crate::parts::now;
use crate::ui::{Button, EmptyState, IconName, Variant};
use crate::view::ExchangeView;
use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One line of the log.
#[derive(Clone, PartialEq)]
enum Line {
    Day(String),
    Exchange(Box<ExchangeView>),
}

impl Line {
    /// Changes when the line must be drawn again.
    fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self {
            Line::Day(day) => day.hash(&mut hasher),
            Line::Exchange(exchange) => {
                (exchange.id, exchange.revision, exchange.deleted.is_some()).hash(&mut hasher);
                for recipient in exchange.mail.iter().flat_map(|mail| &mail.recipients) {
                    (recipient.state, recipient.since.at, &recipient.reply).hash(&mut hasher);
                    let next = recipient.next_try_at.as_ref().map(|next| next.at);
                    (next, &recipient.mail2).hash(&mut hasher);
                }
            }
        }
        hasher.finish()
    }
}

/// The exchanges of the panel.
#[component]
pub fn ExchangeLog(panel: Panel, filter: Filter) -> AnyView {
    let words = &panel.catalogue.exchange;
    let lines = Memo::new(move |_| lines(panel, filter));
    let has_pending = Memo::new(move |_| panel.queue.has_typed_for(panel.number));
    let actions = panel.parts.actions;
    let pending = move || {
        has_pending
            .get()
            .then(|| actions.show(move || now(act(Action::Pending(panel)))))
    };
    let older = move || {
        let is_loading = Signal::derive(move || panel.is_loading_older.get());
        panel.older.get().is_some().then(|| {
            view! {
                <div class="ExchangeList-older">
                    <Button label=words.older variant=Variant::Quiet busy=is_loading on_press=move |()| panel.load_older()/>
                </div>
            }
        })
    };
    let empty = move || {
        let nothing = lines.with(Vec::is_empty) && !has_pending.get() && panel.older.with(Option::is_none);
        nothing.then(|| {
            if panel.log.with(Vec::is_empty) {
                view! { <EmptyState icon=IconName::Bubble title=words.empty_title text=words.empty_text/> }
            } else {
                view! { <EmptyState icon=IconName::Search title=words.nothing_matches/> }
            }
        })
    };
    view! {
        <div class="ExchangeList" data-order=move || if filter.is_newest_last() { "newest-last" } else { "newest-first" }>
            {pending}
            <For each=move || lines.get() key=Line::key let:line>
                {draw(panel, line)}
            </For>
            {empty}
            {older}
        </div>
    }
    .into_any()
}

fn draw(panel: Panel, line: Line) -> AnyView {
    match line {
        Line::Day(text) => day_divider(text),
        Line::Exchange(exchange) => exchange_article(panel, *exchange),
    }
}

fn lines(panel: Panel, filter: Filter) -> Vec<Line> {
    let mut shown: Vec<ExchangeView> = panel.log.with(|log| {
        log.iter()
            .filter(|exchange| filter.matches(exchange))
            .cloned()
            .collect()
    });
    if filter.is_newest_last() {
        shown.reverse();
    }
    let mut lines = Vec::with_capacity(shown.len() + 8);
    let mut day = String::new();
    for exchange in shown {
        if exchange.occurred_wall.day() != day {
            exchange.occurred_wall.day().clone_into(&mut day);
            lines.push(Line::Day(exchange.day_text.clone()));
        }
        lines.push(Line::Exchange(Box::new(exchange)));
    }
    lines
}
