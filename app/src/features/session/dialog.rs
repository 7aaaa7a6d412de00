//! Signing in again above the page: nothing of it is lost.

use super::sign_in::{Signals, credentials};
use super::{Session, use_session};
use crate::api;
use crate::error::AppError;
use crate::i18n::problem::error_text;
use crate::i18n::use_words;
use crate::routes;
use crate::ui::browser::{self, NoAnswer};
use crate::ui::{Banner, Button, Dialog, DialogActions, Tone, Variant};
use leptos::prelude::*;
use leptos::task::spawn_local;

const ID: &str = "sign-in-again";

/// Opened by [`Session::ask_to_sign_in`].
#[component]
pub fn SignInDialog() -> AnyView {
    let words = &use_words().session;
    let session = use_session();
    let open = session.is_asking();
    Effect::new(move |_| {
        if !open.get() {
            session.forget_waiting();
        }
    });
    view! {
        <Dialog id=ID open title=words.signed_out_title close_label=words.close>
            <Form session/>
        </Dialog>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct FormState {
    session: Session,
    email: RwSignal<String>,
    password: RwSignal<String>,
    email_error: RwSignal<String>,
    password_error: RwSignal<String>,
    failure: RwSignal<String>,
    is_pending: RwSignal<bool>,
}

#[component]
fn Form(session: Session) -> AnyView {
    let words = &use_words().session;
    let form = FormState {
        session,
        email: RwSignal::new(session.view().email),
        password: RwSignal::default(),
        email_error: RwSignal::default(),
        password_error: RwSignal::default(),
        failure: RwSignal::default(),
        is_pending: RwSignal::new(false),
    };
    let errors = Signals {
        email: form.email_error.into(),
        password: form.password_error.into(),
    };
    let failure = move || {
        let text = form.failure.get();
        (!text.is_empty()).then(|| view! { <Banner tone=Tone::Error>{text}</Banner> })
    };
    view! {
        <p>{words.signed_out_text}</p>
        {failure}
        <form
            class="SignInAgain"
            id=format!("{ID}-form")
            method="post"
            action=routes::LOGIN
            on:submit=move |event| {
                event.prevent_default();
                form.submit();
            }
        >
            {credentials(ID, form.email, form.password, errors)}
            <DialogActions>
                <Button label=words.sign_in kind="submit" variant=Variant::Primary busy=form.is_pending/>
            </DialogActions>
        </form>
    }
    .into_any()
}

impl FormState {
    fn submit(self) {
        if self.is_pending.get_untracked() {
            return;
        }
        let words = &use_words_of(self.session).session;
        // Browsers may fill fields in without telling.
        let email = browser::input_value_or("sign-in-again-email", self.email);
        let password = browser::input_value_or("sign-in-again-password", self.password);
        let sentence = |is_missing: bool, text: &str| {
            if is_missing {
                text.to_owned()
            } else {
                String::new()
            }
        };
        self.email_error
            .set(sentence(email.trim().is_empty(), words.email_missing));
        self.password_error
            .set(sentence(password.is_empty(), words.password_missing));
        if email.trim().is_empty() || password.is_empty() {
            browser::after_ms(0, || {
                browser::focus_first_invalid("sign-in-again-form");
            });
            return;
        }
        self.is_pending.set(true);
        self.failure.set(String::new());
        spawn_local(async move {
            let status =
                browser::post_form(routes::LOGIN, &[("email", &email), ("password", &password)]).await;
            let outcome = match status {
                Ok(400 | 401 | 403) => Err(Failure::Credentials),
                Ok(429) => Err(Failure::Blocked),
                Ok(500..) => Err(Failure::Error(AppError::Unavailable)),
                Err(NoAnswer) => Err(Failure::Error(AppError::Unreachable)),
                // Whoever is signed in now is asked for, not guessed.
                Ok(_) => api::session().await.map_err(Failure::from),
            };
            if self.is_pending.try_set(false).is_none() {
                self.settle(outcome);
            }
        });
    }

    fn settle(self, outcome: Result<crate::view::SessionView, Failure>) {
        let catalogue = use_words_of(self.session);
        let text = match outcome {
            Ok(view) if view.actor == self.session.actor() => return self.session.go_on(),
            // Another account sees another page.
            Ok(_) => return browser::reload(),
            Err(Failure::Credentials) => catalogue.session.sign_in_failed.to_owned(),
            Err(Failure::Blocked) => catalogue.session.sign_in_blocked.to_owned(),
            Err(Failure::Error(error)) => error_text(catalogue.locale, &error),
        };
        self.failure.set(text);
    }
}

enum Failure {
    Credentials,
    Blocked,
    Error(AppError),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        if error == AppError::SignedOut {
            Failure::Credentials
        } else {
            Failure::Error(error)
        }
    }
}

fn use_words_of(session: Session) -> &'static crate::i18n::Catalogue {
    crate::i18n::Catalogue::of(session.locale())
}
