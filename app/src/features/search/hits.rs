//! The exchanges that answer a question.

use crate::features::exchange::direction_icon;
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{Badge, Icon, Time, Tone, VisuallyHidden};
use crate::view::search::SearchHit;
use domain::search::Piece;
use leptos::prelude::*;

/// One entry for each, in their order.
pub(super) fn hits(hits: Vec<SearchHit>) -> AnyView {
    let entries: Vec<AnyView> = hits.into_iter().map(hit).collect();
    view! { <ol class="SearchHits" role="list">{entries}</ol> }.into_any()
}

fn hit(hit: SearchHit) -> AnyView {
    let query = use_navigation().query();
    // The panel opens beside the results, whichever they are by then.
    let href = move || query.with(|query| query.with_panel(routes::SEARCH, Some(hit.dit)));
    let tone = if hit.kind.is_chaser {
        Tone::Error
    } else {
        Tone::Info
    };
    let subject = (!hit.subject.is_empty())
        .then(|| view! { <span class="SearchHit-subject">{marked(hit.subject)}</span> " " });
    view! {
        <li class="SearchHit" data-direction=routes::direction_name(Some(hit.direction))>
            <p class="SearchHit-head">
                <Icon name=direction_icon(hit.direction) small=true/>
                <VisuallyHidden text=(use_words().exchange.direction)(hit.direction)/>
                <span class="SearchHit-speaker">{hit.speaker}</span>
                <Badge text=hit.kind.label tone/>
                <Time iso=hit.occurred_at.iso text=hit.occurred_at.text/>
            </p>
            <p class="SearchHit-text">{subject} <span>{marked(hit.excerpt)}</span></p>
            <p class="SearchHit-foot">
                <a class="SearchHit-dit" href=href data-noscroll="">
                    {format!("{} · {}", hit.dit, hit.dit_subject)}
                </a>
                <a class="SearchHit-customer" href=routes::customer(&hit.customer_code)>{hit.customer}</a>
            </p>
        </li>
    }
    .into_any()
}

fn marked(pieces: Vec<Piece>) -> Vec<AnyView> {
    let piece = |piece: Piece| match piece.is_hit {
        true => view! { <mark>{piece.text}</mark> }.into_any(),
        false => piece.text.into_any(),
    };
    pieces.into_iter().map(piece).collect()
}
