//! Addresses that lead nowhere.

use crate::i18n::use_words;
use crate::response;
use crate::routes;
use crate::ui::{EmptyState, IconName};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of an unknown address; the answer is a 404.
#[component]
pub fn NotFoundPage() -> AnyView {
    let words = &use_words().session;
    nothing_at(words.not_found_title, words.not_found_text.to_owned())
}

/// The page of a request that does not exist, or of a number that is none.
pub fn unknown_dit(asked: &str) -> AnyView {
    let words = &use_words().dit;
    nothing_at(words.unknown_title, (words.unknown)(asked))
}

/// The page of something that does not exist; the answer is a 404.
pub fn nothing_at(title: &'static str, text: String) -> AnyView {
    response::set_not_found();
    let words = &use_words().session;
    let actions = view! {
        <a class="Button" data-variant="secondary" href=routes::LIST>{words.back_to_list}</a>
    };
    view! {
        <Title text=format!("{title} · {}", words.product)/>
        <section class="NotFound">
            <h1 class="VisuallyHidden">{title}</h1>
            <EmptyState icon=IconName::Search title text actions=actions.into_any()/>
        </section>
    }
    .into_any()
}
