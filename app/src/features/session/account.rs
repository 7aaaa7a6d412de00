//! The account at the end of the rail: who, in which language and colours, and the way out.

use super::{Execution, use_session};
use crate::error::AppError;
use crate::i18n::problem::{error_text, rejection_text};
use crate::i18n::session::LANGUAGES;
use crate::i18n::use_words;
use crate::routes;
use crate::ui::{Button, Icon, IconName, Popover, Segmented, Theme, browser, use_toasts};
use domain::command::{Answer, Command};
use domain::locale::Locale;
use leptos::prelude::*;

const MENU: &str = "account-menu";

/// The button of the rail and what it opens.
#[component]
pub fn AccountMenu() -> AnyView {
    let words = &use_words().session;
    // Outside of the popover, whose content goes when it is closed: an answer may come later.
    let language = language_choice();
    view! {
        <button class="Rail-link Account" type="button" popovertarget=MENU>
            <Icon name=IconName::User/>
            <span class="Rail-label">{words.account}</span>
        </button>
        <Popover id=MENU label=words.account>
            <Account language/>
        </Popover>
    }
    .into_any()
}

#[component]
fn Account(language: RwSignal<String>) -> AnyView {
    let words = &use_words().session;
    let session = use_session().view();
    let theme = RwSignal::new(Theme::load().name().to_owned());
    Effect::new(move |before: Option<String>| {
        let chosen = theme.get();
        if before.is_some_and(|before| before != chosen) {
            theme_named(&chosen).apply();
        }
        chosen
    });
    let themes = [Theme::System, Theme::Light, Theme::Dark]
        .into_iter()
        .zip([words.theme_system, words.theme_light, words.theme_dark])
        .map(|(theme, label)| (theme.name().to_owned(), label.to_owned()))
        .collect::<Vec<_>>();
    let languages = LANGUAGES
        .map(|(tag, name)| (tag.to_owned(), name.to_owned()))
        .to_vec();
    view! {
        <div class="AccountMenu">
            <p class="AccountMenu-name">{session.name}</p>
            <p class="AccountMenu-role">{(words.role)(session.actor.role)}" · "{session.email}</p>
            <Segmented id="account-language" label=words.language value=language options=languages/>
            <Segmented id="account-theme" label=words.theme value=theme options=themes/>
            <form method="post" action=routes::LOGOUT>
                <Button label=words.sign_out kind="submit" icon=IconName::SignOut/>
            </form>
        </div>
    }
    .into_any()
}

fn theme_named(name: &str) -> Theme {
    [Theme::Light, Theme::Dark]
        .into_iter()
        .find(|theme| theme.name() == name)
        .unwrap_or_default()
}

/// The chosen language; choosing another one is a command, after which the page is loaded again in that language.
fn language_choice() -> RwSignal<String> {
    let locale = use_session().locale();
    let toasts = use_toasts();
    let execution = Execution::new();
    let chosen = RwSignal::new(locale.tag().to_owned());
    let on_answer = Callback::new(move |answer: Result<Answer, AppError>| {
        let text = match answer {
            Ok(Answer::Done(_)) => return browser::reload(),
            Ok(Answer::Rejected(rejection)) => rejection_text(locale, &rejection),
            Err(error) => error_text(locale, &error),
        };
        chosen.set(locale.tag().to_owned());
        toasts.show_error(text);
    });
    Effect::new(move |_| {
        let wanted = Locale::from_tag(&chosen.get());
        if wanted != locale {
            execution.send(Command::SetLocale(wanted), on_answer);
        }
    });
    chosen
}
