//! States in words, the same in the list and on the page.

use crate::i18n::use_words;
use crate::routes;
use crate::ui::{Badge, Tone};
use domain::dit::{DitState, JobState, Priority};
use leptos::prelude::*;

/// The state of a request: a dot and its word.
pub fn state_view(state: DitState) -> AnyView {
    let word = (use_words().dit.state_name)(state);
    view! { <span class="DitState" data-state=routes::state_name(state)>{word}</span> }.into_any()
}

/// The state of a job.
pub fn job_state_badge(state: JobState) -> AnyView {
    let tone = match state {
        JobState::ToPlan => Tone::Warning,
        JobState::Planned => Tone::Info,
        JobState::Reported => Tone::Success,
    };
    view! { <Badge text=(use_words().dit.job_state_name)(state) tone/> }.into_any()
}

/// The priority of a request, when it stands out.
pub fn priority_badge(priority: Priority) -> Option<AnyView> {
    matches!(priority, Priority::High | Priority::Urgent).then(|| {
        view! { <Badge text=(use_words().dit.priority_badge)(priority) tone=Tone::Warning/> }.into_any()
    })
}
