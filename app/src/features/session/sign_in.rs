//! The sign-in page: a plain form post, which works before the program has started.

use super::DemoAccounts;
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{Banner, Button, TextField, Tone, Variant};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page at `/login`, and in place of any other page when nobody is signed in.
///
/// The form posts `email`, `password` and `next` to `/login`; `?failed=1` and `?blocked=1` say how the last try ended.
#[component]
pub fn SignInPage() -> AnyView {
    let words = &use_words().session;
    let navigation = use_navigation();
    let query = navigation.query();
    let next = move || {
        query.with(|query| match query.get("next") {
            asked @ Some(_) => routes::safe_next(asked),
            None => routes::safe_next(Some(&navigation.here())),
        })
    };
    let outcome = move || {
        let text = query.with(|query| match (query.get("failed"), query.get("blocked")) {
            (_, Some(_)) => Some(words.sign_in_blocked),
            (Some(_), _) => Some(words.sign_in_failed),
            (None, None) => None,
        })?;
        Some(view! { <Banner tone=Tone::Error>{text}</Banner> })
    };
    let demo = use_context::<DemoAccounts>()
        .unwrap_or_default()
        .0
        .then(demo_accounts);
    view! {
        <Title text=format!("{} · {}", words.sign_in_title, words.product)/>
        <main class="SignIn">
            <div class="SignIn-card">
                <p class="SignIn-product">{words.product}</p>
                <p class="SignIn-lead">{words.sign_in_lead}</p>
                <h1 class="SignIn-title">{words.sign_in_title}</h1>
                {outcome}
                <form class="SignIn-form" method="post" action=routes::LOGIN>
                    <input type="hidden" name="next" value=next/>
                    {credentials("sign-in", RwSignal::default(), RwSignal::default(), Signals::default())}
                    <Button label=words.sign_in kind="submit" variant=Variant::Primary/>
                </form>
                {demo}
            </div>
        </main>
    }
    .into_any()
}

/// What is wrong with the two fields.
#[derive(Clone, Copy, Default)]
pub(super) struct Signals {
    pub email: Signal<String>,
    pub password: Signal<String>,
}

/// The two fields, the same on the page and in the dialog.
pub(super) fn credentials(
    id: &str,
    email: RwSignal<String>,
    password: RwSignal<String>,
    errors: Signals,
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

/// The accounts of a demonstration, by address and role.
const DEMO: [(&str, domain::permission::Role); 3] = [
    ("demo@example.org", domain::permission::Role::Dispatcher),
    ("admin@example.org", domain::permission::Role::Administrator),
    ("tech@example.org", domain::permission::Role::Technician),
];
const DEMO_PASSWORD: &str = "demonstration";

fn demo_accounts() -> AnyView {
    let words = &use_words().session;
    let account = |(email, role)| {
        view! { <li><code>{email}</code>" "<span>{(words.role)(role)}</span></li> }
    };
    view! {
        <section class="SignIn-demo" aria-labelledby="demo-title">
            <h2 id="demo-title">{words.demo_title}</h2>
            <ul>{DEMO.map(account).to_vec()}</ul>
            <p>{words.demo_password}" "<code>{DEMO_PASSWORD}</code></p>
        </section>
    }
    .into_any()
}
