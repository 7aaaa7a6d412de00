//! What the page says about itself.
use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// What a message is about; always beside an icon or a word, never colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Info,
    /// It went well.
    Success,
    /// Something waits.
    Warning,
    /// Something was refused or lost.
    Error,
}

impl Tone {
    /// The value of `data-tone`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    const fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::Note,
            Self::Success => IconName::Check,
            Self::Warning => IconName::Warning,
            Self::Error => IconName::Refused,
        }
    }
}

/// A calm line across the page or the panel; screen readers hear it politely.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<IconName>,
    /// Buttons at the right.
    #[prop(optional)]
    actions: Option<AnyView>,
    children: Children,
) -> AnyView {
    view! {
        <div class="Banner" data-tone=tone.name() role="status">
            <Icon name=icon.unwrap_or(tone.icon())/>
            <div class="Banner-text">{children()}</div>
            {actions.map(|actions| view! { <div class="Banner-actions">{actions}</div> })}
        </div>
    }
    .into_any()
}

/// Grey lines that keep the place of what is loading; they appear after 150 ms only.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize) -> AnyView {
    let lines: Vec<_> = (0..lines)
        .map(|_| view! { <span class="Skeleton-line"></span> })
        .collect();
    view! { <div class="Skeleton" aria-hidden="true">{lines}</div> }.into_any()
}

/// Nothing here yet, and what to do next.
#[component]
pub fn EmptyState(
    icon: IconName,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    #[prop(optional)] actions: Option<AnyView>,
) -> AnyView {
    view! {
        <div class="EmptyState">
            <Icon name=icon/>
            <p class="EmptyState-title">{title}</p>
            {text.map(|text| view! { <p class="EmptyState-text">{text}</p> })}
            {actions.map(|actions| view! { <div class="EmptyState-actions">{actions}</div> })}
        </div>
    }
    .into_any()
}
