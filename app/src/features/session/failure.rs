//! A page whose content did not come.

use super::use_session;
use crate::error::AppError;
use crate::i18n::problem::error_text;
use crate::i18n::use_words;
use crate::ui::{Banner, Button, IconName, Skeleton, Tone, browser};
use leptos::prelude::*;

/// Says why there is nothing to read, and how to try again. An ended session is asked for above the page, which waits for it.
pub fn load_failure(error: &AppError, retry: Callback<()>) -> AnyView {
    if *error == AppError::SignedOut {
        let session = use_session();
        Effect::new(move |_| session.ask_to_sign_in(retry));
        return view! { <Skeleton lines=8/> }.into_any();
    }
    let words = use_words();
    let (text, icon) = if error.is_worth_repeating() {
        // Whoever waits for the network need not watch for it.
        Effect::new(move |_| browser::on_window("online", move || retry.run(())));
        (words.session.load_unreachable.to_owned(), IconName::Offline)
    } else {
        (error_text(words.locale, error), IconName::Warning)
    };
    let actions = view! { <Button label=words.session.retry on_press=retry/> };
    view! { <Banner tone=Tone::Warning icon actions=actions.into_any()>{text}</Banner> }.into_any()
}
