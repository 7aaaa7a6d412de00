//! What others do to the request of a panel while it is open: the log follows without moving what is read or typed.

use super::panel::SCROLL_ID;
use super::panel_state::Panel;
use crate::api;
use crate::i18n::live::{Words, live_words};
use crate::ui::{Button, Icon, IconName, VisuallyHidden, browser};
use crate::view::ExchangeView;
use crate::view::live::{DitChange, ExchangeMark, Pen, RecipientMark, Writing};
use domain::ExchangeId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// More exchanges than this are read together.
const ONE_BY_ONE_MAX: usize = 6;

/// Exchanges of others that came since the panel was opened.
#[derive(Clone, Copy)]
struct Arrivals {
    panel: Panel,
    /// What was said of them last.
    told: RwSignal<usize>,
    unseen: RwSignal<Vec<ExchangeId>>,
}

/// Follows, and draws what there is to say at the foot of the panel, where nothing is moved by it.
pub fn follow(panel: Panel) -> AnyView {
    let words = live_words(panel.catalogue.locale);
    let arrivals = Arrivals {
        panel,
        told: RwSignal::new(0),
        unseen: RwSignal::default(),
    };
    panel.live.on_change(move |change| arrivals.take_in(change));
    panel.live.on_missed(move || panel.look_again());
    browser::on_scroll(SCROLL_ID, move || arrivals.forget_seen());
    let writers = move || {
        let writing = panel.live.writing(panel.number);
        writing
            .into_iter()
            .map(|writing| writer(words, &writing))
            .collect::<Vec<_>>()
    };
    view! {
        <div class="ExchangePanel-live">
            <div role="status">{writers}</div>
            <div role="status">{move || arrivals.said(words)}</div>
        </div>
    }
    .into_any()
}

fn writer(words: &'static Words, writing: &Writing) -> AnyView {
    let text = match writing.pen {
        Pen::Answer => (words.writes_answer)(&writing.name),
        Pen::Text | Pen::Down => (words.writes)(&writing.name),
    };
    view! { <p class="ExchangePanel-writer"><Icon name=IconName::Edit small=true/> {text}</p> }.into_any()
}

impl Arrivals {
    fn take_in(self, change: &DitChange) {
        let panel = self.panel;
        if change.dit != panel.number {
            return;
        }
        if panel.state.get_untracked() != change.state {
            panel.state.set(change.state);
        }
        let news: Vec<ExchangeId> = panel.log.with_untracked(|log| {
            let marks = change.exchanges.iter().filter(|mark| is_news(log, mark));
            marks.map(|mark| mark.exchange).collect()
        });
        if news.len() > ONE_BY_ONE_MAX {
            panel.look_again();
            return;
        }
        for exchange in news {
            // What this page has sent is read when its answer is there.
            if !panel.is_sending(exchange) {
                self.read(exchange);
            }
        }
    }

    fn read(self, exchange: ExchangeId) {
        spawn_local(async move {
            // What cannot be read now is read with the next change, or when the stream is there again.
            if let Ok(fresh) = api::exchange(exchange).await {
                let is_own = fresh.is_own;
                if self.panel.take_in(fresh) && !is_own {
                    browser::after_ms(0, move || self.welcome(exchange));
                }
            }
        });
    }

    /// It is drawn by now.
    fn welcome(self, exchange: ExchangeId) {
        if self.unseen.is_disposed() {
            return;
        }
        if !is_seen(exchange) {
            self.unseen.update(|unseen| unseen.push(exchange));
        }
        let unseen = self.unseen.with_untracked(Vec::len);
        self.told.set(unseen.max(1));
    }

    fn forget_seen(self) {
        if self.unseen.try_with_untracked(Vec::is_empty) == Some(false) {
            self.unseen
                .update(|unseen| unseen.retain(|exchange| !is_seen(*exchange)));
        }
    }

    /// How many came: a button while they are out of sight, and in any case once for those who hear it.
    fn said(self, words: &'static Words) -> Option<AnyView> {
        let unseen = self.unseen.with(Vec::len);
        let told = self.told.get();
        if unseen == 0 {
            return (told > 0).then(|| view! { <VisuallyHidden text=(words.arrived)(told)/> }.into_any());
        }
        let label = (words.arrived)(unseen);
        Some(view! { <Button label icon=IconName::ArrowIn on_press=move |()| self.show_first()/> }.into_any())
    }

    fn show_first(self) {
        let first = self.unseen.try_update(std::mem::take).unwrap_or_default();
        if let Some(first) = first.first() {
            browser::show_and_focus(&selector(*first));
        }
    }
}

fn is_seen(exchange: ExchangeId) -> bool {
    browser::is_in_view(SCROLL_ID, &selector(exchange))
}

/// Where an exchange is drawn.
pub fn selector(exchange: ExchangeId) -> String {
    format!("[data-exchange='{exchange}']")
}

/// Whether the log says something else of an exchange, or nothing.
fn is_news(log: &[ExchangeView], mark: &ExchangeMark) -> bool {
    let Some(known) = log.iter().find(|known| known.id == mark.exchange) else {
        return true;
    };
    let stands = |mark: &RecipientMark| {
        let mut recipients = known.mail.iter().flat_map(|mail| &mail.recipients);
        recipients.any(|known| {
            known.id == mark.recipient && known.state == mark.state && known.since.at == mark.since
        })
    };
    known.revision < mark.revision || known.revision == mark.revision && !mark.recipients.iter().all(stands)
}
