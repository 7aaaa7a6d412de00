//! Texts on their way to the server, above the log.

use super::article::{direction_icon, direction_name, subject};
use super::panel_state::{Panel, Wish};
use crate::error::AppError;
use crate::i18n::problem;
use crate::i18n::writing::writing_words;
use crate::offline::{Entry, EntryState, Typed};
use crate::ui::{Banner, Button, Icon, Tone};
use domain::EnvelopeId;
use domain::exchange::Direction;
use leptos::prelude::*;

/// All of them that belong to the request of the panel.
pub fn pending_articles(panel: Panel) -> AnyView {
    let articles = move || {
        panel
            .queue
            .typed_for(panel.number)
            .into_iter()
            .map(|entry| pending_article(panel, entry))
            .collect::<Vec<_>>()
    };
    articles.into_any()
}

fn pending_article(panel: Panel, entry: Entry) -> AnyView {
    let words = &panel.catalogue.exchange;
    let writing = writing_words(panel.catalogue.locale);
    let Some(typed) = entry.typed else {
        return ().into_any();
    };
    let direction = typed.slot.new_direction().unwrap_or(Direction::Internal);
    let html = editor::text_to_html(&typed.content.detail);
    let note = match entry.state {
        EntryState::Sending => view! { <p class="Message-foot" role="status">{words.saving}</p> }.into_any(),
        EntryState::Waiting => {
            let text = format!("{} {}", words.saving, writing.saving_offline);
            view! { <p class="Message-foot" role="status">{text}</p> }.into_any()
        }
        EntryState::Failed(error @ AppError::Failed { .. }) => failed(panel, &error, entry.envelope.id),
        EntryState::Refused(_) | EntryState::Failed(_) => refused(panel, typed.clone(), entry.envelope.id),
    };
    view! {
        <article class="Message" data-direction=direction_name(direction) data-pending="">
            <div class="Message-head">
                <span class="Message-direction">
                    <Icon name=direction_icon(direction) small=true/>
                    {(words.direction)(direction)}
                </span>
            </div>
            {subject(&typed.content.subject)}
            <div class="Message-detail Prose" inner_html=html></div>
            {note}
        </article>
    }
    .into_any()
}

/// The machine failed: the same envelope goes out again, so that nothing can happen twice.
fn failed(panel: Panel, error: &AppError, envelope: EnvelopeId) -> AnyView {
    let text = problem::error_text(panel.catalogue.locale, error);
    let retry = panel.catalogue.exchange.retry;
    let actions = view! { <Button label=retry on_press=move |()| panel.queue.retry(envelope)/> }.into_any();
    view! { <Banner tone=Tone::Error actions>{text}</Banner> }.into_any()
}

/// Stays in the log while its form is taken by another text.
fn refused(panel: Panel, typed: Typed, envelope: EnvelopeId) -> AnyView {
    let writing = writing_words(panel.catalogue.locale);
    let take_back = move |()| panel.ask(Wish::TakeBack(typed.clone(), envelope));
    let actions = view! { <Button label=writing.take_back on_press=take_back/> }.into_any();
    view! { <Banner tone=Tone::Error actions>{writing.refused}</Banner> }.into_any()
}
