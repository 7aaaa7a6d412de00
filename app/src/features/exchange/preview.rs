//! The preview: what was said last on a request, beside its indicator.

use super::article::{direction_icon, direction_name};
use super::indicator::{IndicatorStore, use_indicators};
use crate::api;
use crate::error::AppError;
use crate::i18n::{problem, use_words};
use crate::ui::{Badge, HoverCard, Icon, Skeleton, Time, Tone, VisuallyHidden};
use crate::view::{ExchangePreview, PreviewLine};
use domain::dit::DitNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Most previews that are kept: those of a long list scrolled through.
const KEPT_MAX: usize = 200;

type Fetched = Result<ExchangePreview, AppError>;

/// Previews that were fetched.
#[derive(Clone, Copy)]
struct Previews {
    /// The oldest first.
    kept: RwSignal<Vec<(DitNumber, Fetched)>>,
    indicators: IndicatorStore,
}

/// The card of every indicator of the page. Fetched when the pointer comes near, shown when it rests on the indicator, when that has
/// the keyboard's focus, or under a finger that rests.
pub fn preview_card() -> AnyView {
    let words = &use_words().exchange;
    let previews = Previews {
        kept: RwSignal::new(Vec::new()),
        indicators: use_indicators(),
    };
    let on_near = move |key: String| {
        if let Ok(number) = key.parse() {
            previews.fetch(number);
        }
    };
    let content = move |key: String| match key.parse() {
        Ok(number) => {
            previews.fetch(number);
            view! { {move || card(number, previews.get(number))} }.into_any()
        }
        Err(_) => ().into_any(),
    };
    view! {
        <HoverCard
            id="preview"
            label=words.preview
            content=Callback::new(content)
            on_near=Callback::new(on_near)
        />
    }
    .into_any()
}

impl Previews {
    fn get(self, number: DitNumber) -> Option<Fetched> {
        self.kept.with(|kept| find(kept, number).cloned())
    }

    /// Asks the server, unless what is kept is known to be the latest.
    fn fetch(self, number: DitNumber) {
        let indicators = self.indicators;
        let is_latest = self.kept.with_untracked(|kept| match find(kept, number) {
            Some(Ok(preview)) => {
                untrack(|| indicators.latest(number, preview.indicator)) == preview.indicator
            }
            Some(Err(_)) | None => false,
        });
        if is_latest {
            return;
        }
        spawn_local(async move {
            let fetched = api::preview(number).await;
            if let Ok(preview) = &fetched {
                indicators.update(number, preview.indicator);
            }
            self.kept.try_update(|kept| {
                kept.retain(|(other, _)| *other != number);
                if kept.len() >= KEPT_MAX {
                    drop(kept.remove(0));
                }
                kept.push((number, fetched));
            });
        });
    }
}

fn find(kept: &[(DitNumber, Fetched)], number: DitNumber) -> Option<&Fetched> {
    let known = kept.iter().find(|(known, _)| *known == number);
    known.map(|(_, fetched)| fetched)
}

fn card(number: DitNumber, fetched: Option<Fetched>) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.exchange;
    let body = match fetched {
        None => view! { <Skeleton/> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="Preview-note">{problem::error_text(catalogue.locale, &error)}</p> }.into_any()
        }
        Some(Ok(preview)) if preview.lines.is_empty() => {
            view! { <p class="Preview-note">{words.empty_title}</p> }.into_any()
        }
        Some(Ok(preview)) => lines(preview),
    };
    view! {
        <p class="Preview-title">{(words.panel)(&number.to_string())}</p>
        {body}
    }
    .into_any()
}

fn lines(preview: ExchangePreview) -> AnyView {
    let words = &use_words().exchange;
    let shown = u32::try_from(preview.lines.len()).unwrap_or(u32::MAX);
    let more = preview.indicator.count.saturating_sub(shown);
    let line = |line: PreviewLine| {
        let when = line.occurred_at.text.clone();
        view! { <li>{line_view(line, when)}</li> }
    };
    let lines: Vec<_> = preview.lines.into_iter().map(line).collect();
    view! {
        <ol class="Preview-lines" role="list">{lines}</ol>
        {(more > 0).then(|| view! { <p class="Preview-note">{(words.preview_more)(more)}</p> })}
    }
    .into_any()
}

/// One exchange on a few lines, with what stands at the end of the first: when it was.
pub fn line_view(line: PreviewLine, when: String) -> AnyView {
    let words = &use_words().exchange;
    let chaser = line
        .kind
        .is_chaser
        .then(|| view! { <Badge text=line.kind.label.clone() tone=Tone::Error/> });
    let subject = (!line.subject.is_empty())
        .then(|| view! { <span class="Preview-subject">{line.subject.clone()}</span> " " });
    view! {
        <div class="Preview-line" data-direction=direction_name(line.direction)>
            <p class="Preview-head">
                <Icon name=direction_icon(line.direction) small=true/>
                <VisuallyHidden text=(words.direction)(line.direction)/>
                <span class="Preview-speaker">{line.speaker}</span>
                {chaser}
                <Time iso=line.occurred_at.iso text=when/>
            </p>
            <p class="Preview-text">{subject} <span class="Preview-excerpt">{line.excerpt}</span></p>
        </div>
    }
    .into_any()
}
