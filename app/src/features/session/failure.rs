//! A page whose content did not come.

use super::use_session;
use crate::error::AppError;
use crate::i18n::problem::error_text;
use crate::i18n::use_words;
use crate::ui::{Banner, Button, IconName, Tone};
use leptos::prelude::*;

/// Says why there is nothing to read, and how to try again. An ended session is asked for above the page.
pub fn load_failure(error: &AppError, retry: Callback<()>) -> AnyView {
    let words = use_words();
    let session = use_session();
    let is_signed_out = *error == AppError::SignedOut;
    let is_passing = error.is_worth_repeating();
    let text = if is_passing {
        words.session.load_unreachable.to_owned()
    } else {
        error_text(words.locale, error)
    };
    let label = if is_signed_out {
        words.session.sign_in
    } else {
        words.session.retry
    };
    let on_press = move |()| {
        if is_signed_out {
            session.ask_to_sign_in(retry);
        } else {
            retry.run(());
        }
    };
    if is_signed_out {
        Effect::new(move |_| session.ask_to_sign_in(retry));
    }
    let (tone, icon) = if is_passing {
        (Tone::Warning, IconName::Offline)
    } else {
        (Tone::Error, IconName::Warning)
    };
    let actions = view! { <Button label on_press/> }.into_any();
    view! { <Banner tone icon actions>{text}</Banner> }.into_any()
}
