//! The sign-in page: a plain form post, which works before the program has started.

use super::{AttemptedEmail, DemoAccounts};
use crate::features::later::draw_sign_in;
use crate::i18n::session::Words;
use crate::i18n::use_words;
use crate::parts::{now, use_parts};
use crate::routes::{self, use_navigation};
use crate::ui::{Banner, Button, Icon, IconName, TextField, Tone, Variant, browser};
use domain::permission::Role;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page at `/login`, and in place of any other page when nobody is signed in.
///
/// The form posts `email`, `password` and `next` to `/login`; `?failed=1` says that the last try failed.
#[component]
pub fn SignInPage() -> AnyView {
    use_parts().sign_in.show(|| now(draw_sign_in()))
}

/// The page itself.
#[component]
pub fn SignInForm() -> AnyView {
    let words = &use_words().session;
    let navigation = use_navigation();
    let query = navigation.query();
    let next = query.with_untracked(|query| match query.get("next") {
        Some(asked) => routes::safe_next(asked),
        None => routes::safe_next(&navigation.here()),
    });
    let has_failed = query.with_untracked(|query| query.get("failed").is_some());
    // Nothing else is done here; whoever was faster than the program stays where they are.
    Effect::new(move |_| {
        browser::focus_when_nowhere(if has_failed {
            "#sign-in-password"
        } else {
            "#sign-in-email"
        });
    });
    let failure = has_failed.then(|| view! { <Banner tone=Tone::Error>{words.sign_in_failed}</Banner> });
    let attempted = if has_failed {
        use_context::<AttemptedEmail>().unwrap_or_default().0
    } else {
        String::new()
    };
    let demo = use_context::<DemoAccounts>()
        .is_some_and(|demo| demo.0)
        .then(|| demo_accounts(words));
    view! {
        <Title text=format!("{} · {}", words.sign_in_title, words.product)/>
        <main class="SignIn">
            <form class="SignIn-card" method="post" action=routes::LOGIN>
                <div class="SignIn-brand">
                    <span class="SignIn-mark"><Icon name=IconName::Bubble/></span>
                    <h1>{words.product}</h1>
                </div>
                {failure}
                <input type="hidden" name="next" value=next/>
                {credentials("sign-in", RwSignal::new(attempted), RwSignal::default(), CredentialErrors::default())}
                <Button label=words.sign_in kind="submit" variant=Variant::Primary/>
            </form>
            {demo}
        </main>
    }
    .into_any()
}

/// What is wrong with the two fields.
#[derive(Clone, Copy, Default)]
pub(super) struct CredentialErrors {
    pub email: Signal<String>,
    pub password: Signal<String>,
}

/// The two fields, the same on the page and in the dialog.
pub(super) fn credentials(
    id: &str,
    email: RwSignal<String>,
    password: RwSignal<String>,
    errors: CredentialErrors,
) -> AnyView {
    let words = &use_words().session;
    view! {
        <TextField
            id=format!("{id}-email")
            name="email"
            label=words.email
            kind="email"
            autocomplete="username"
            input_mode="email"
            required=true
            value=email
            error=errors.email
        />
        <TextField
            id=format!("{id}-password")
            name="password"
            label=words.password
            kind="password"
            autocomplete="current-password"
            required=true
            value=password
            error=errors.password
        />
    }
    .into_any()
}

/// The accounts of a demonstration.
const DEMO: [(&str, Role); 3] = [
    ("demo@example.org", Role::Dispatcher),
    ("admin@example.org", Role::Administrator),
    ("tech@example.org", Role::Technician),
];
const DEMO_PASSWORD: &str = "demonstration";

fn demo_accounts(words: &'static Words) -> AnyView {
    let account = |(email, role)| {
        view! { <tr><td><code>{email}</code></td><td>{(words.role)(role)}</td></tr> }
    };
    view! {
        <section class="SignIn-demo" aria-labelledby="demo-title">
            <h2 id="demo-title">{words.demo_title}</h2>
            <table><tbody>{Vec::from(DEMO.map(account))}</tbody></table>
            <p>{words.demo_password}" "<code>{DEMO_PASSWORD}</code></p>
        </section>
    }
    .into_any()
}
