//! Signing in again above the page: nothing of it is lost.

use super::sign_in::{CredentialErrors, credentials};
use super::{Session, use_session};
use crate::api;
use crate::error::AppError;
use crate::features::later::{Action, act};
use crate::i18n::problem::error_text;
use crate::i18n::{Catalogue, use_words};
use crate::parts::{now, use_parts};
use crate::routes;
use crate::ui::browser::{self, NoAnswer};
use crate::ui::{Banner, Button, Dialog, DialogActions, Tone, Variant};
use crate::view::SessionView;
use leptos::prelude::*;
use leptos::task::spawn_local;

const ID: &str = "sign-in-again";

/// Opened by [`Session::ask_to_sign_in`]. It comes when it is first wanted.
#[component]
pub fn SignInDialog() -> AnyView {
    let session = use_session();
    let actions = use_parts().actions;
    let was_wanted = Memo::new(move |before| before == Some(&true) || session.is_asking.get());
    let dialog = move || {
        was_wanted
            .get()
            .then(|| actions.show(|| now(act(Action::SignIn))))
    };
    dialog.into_any()
}

/// The dialog itself.
#[component]
pub fn SignInAgain() -> AnyView {
    let words = &use_words().session;
    let session = use_session();
    view! {
        <Dialog id=ID open=session.is_asking title=words.signed_out_title close_label=words.close>
            <Form session/>
        </Dialog>
    }
    .into_any()
}

/// Says that the session has ended, once the dialog was dismissed, and opens it again.
#[component]
pub fn SignedOutBanner() -> AnyView {
    let words = &use_words().session;
    let session = use_session();
    let banner = move || {
        let is_shown = session.is_signed_out.get() && !session.is_asking.get();
        is_shown.then(|| {
            let on_press = move |()| session.is_asking.set(true);
            let actions = view! { <Button label=words.sign_in on_press/> };
            view! {
                <Banner tone=Tone::Warning actions=actions.into_any()>{words.signed_out_banner}</Banner>
            }
        })
    };
    banner.into_any()
}

#[derive(Clone, Copy)]
struct FormState {
    session: Session,
    catalogue: &'static Catalogue,
    email: RwSignal<String>,
    password: RwSignal<String>,
    email_error: RwSignal<String>,
    password_error: RwSignal<String>,
    failure: RwSignal<String>,
    is_pending: RwSignal<bool>,
}

#[component]
fn Form(session: Session) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.session;
    let form = FormState {
        session,
        catalogue,
        email: RwSignal::new(session.view().email),
        password: RwSignal::default(),
        email_error: RwSignal::default(),
        password_error: RwSignal::default(),
        failure: RwSignal::default(),
        is_pending: RwSignal::new(false),
    };
    // The address is known: the password is what is missing. The browser has given the focus to the first field by then.
    Effect::new(|_| {
        browser::after_ms(0, || browser::focus_id(&format!("{ID}-password")));
    });
    let errors = CredentialErrors {
        email: form.email_error.into(),
        password: form.password_error.into(),
    };
    let failure = move || {
        let text = form.failure.get();
        (!text.is_empty()).then(|| view! { <Banner tone=Tone::Error>{text}</Banner> })
    };
    view! {
        <p class="SignInAgain-text">{words.signed_out_text}</p>
        <div role="alert">{failure}</div>
        <form
            class="Form SignInAgain"
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
        // Browsers may fill fields in without telling.
        let email = browser::input_value_or(&format!("{ID}-email"), self.email);
        let password = browser::input_value_or(&format!("{ID}-password"), self.password);
        if self.is_missing(email.trim(), &password) {
            // The fields are marked before this runs.
            browser::after_ms(0, || {
                browser::focus_first_invalid(ID);
            });
            return;
        }
        self.is_pending.set(true);
        self.failure.set(String::new());
        spawn_local(async move {
            let outcome = sign_in(&email, &password).await;
            // The dialog may be closed by now.
            if self.is_pending.try_set(false).is_none() {
                self.settle(outcome);
            }
        });
    }

    fn is_missing(self, email: &str, password: &str) -> bool {
        let words = &self.catalogue.session;
        let sentence = |value: &str, sentence: &str| {
            if value.is_empty() {
                sentence.to_owned()
            } else {
                String::new()
            }
        };
        self.email_error.set(sentence(email, words.email_missing));
        self.password_error
            .set(sentence(password, words.password_missing));
        email.is_empty() || password.is_empty()
    }

    fn settle(self, outcome: Result<SessionView, AppError>) {
        match outcome {
            Ok(view) if view.actor == self.session.actor() => self.session.go_on(),
            // Another account sees another page.
            Ok(_) => browser::reload(),
            Err(AppError::SignedOut) => self.failure.set(self.catalogue.session.sign_in_failed.to_owned()),
            Err(error) => self.failure.set(error_text(self.catalogue.locale, &error)),
        }
    }
}

/// Signs in and asks who is signed in now; [`AppError::SignedOut`] says that address and password do not go together.
async fn sign_in(email: &str, password: &str) -> Result<SessionView, AppError> {
    match browser::post_form(routes::LOGIN, &[("email", email), ("password", password)]).await {
        Ok(401) => Err(AppError::SignedOut),
        Ok(403) => Err(AppError::Forbidden),
        Ok(500..) => Err(AppError::Unavailable),
        Ok(_) => api::session().await,
        Err(NoAnswer) => Err(AppError::Unreachable),
    }
}
