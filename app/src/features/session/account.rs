//! The account at the end of the rail: who, in which language and colours, and the way out.

use super::use_session;
use crate::features::later::{Action, act};
use crate::i18n::problem::{error_text, rejection_text};
use crate::i18n::session::LANGUAGES;
use crate::i18n::use_words;
use crate::offline::{Queue, Settled};
use crate::parts::{now, use_parts};
use crate::routes;
use crate::ui::{Button, IconName, Popover, Segmented, Theme, browser, use_toasts};
use domain::command::{Answer, Command};
use domain::locale::Locale;
use leptos::prelude::*;

const MENU: &str = "account-menu";

/// The button of the rail and what it opens.
#[component]
pub fn AccountMenu() -> AnyView {
    let words = &use_words().session;
    let name = use_session().view().name;
    let actions = use_parts().actions;
    let label = (words.account_of)(&name);
    view! {
        <button class="IconButton" type="button" popovertarget=MENU title=label>
            <span class="Avatar" aria-hidden="true">{initials(&name)}</span>
            <span class="VisuallyHidden">{label.clone()}</span>
        </button>
        <Popover id=MENU label=words.account>
            {actions.show(|| now(act(Action::Account)))}
        </Popover>
    }
    .into_any()
}

/// The first letters of the first and the last name. The style sheet makes them capitals: the table of all capitals weighs more than
/// the page can bear.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let letters = words
        .next()
        .into_iter()
        .chain(words.next_back())
        .filter_map(|word| word.chars().next());
    letters.collect()
}

/// What the button opens.
#[component]
pub fn Account() -> AnyView {
    let words = &use_words().session;
    let language = language_choice();
    let session = use_session().view();
    let themes = [Theme::System, Theme::Light, Theme::Dark]
        .into_iter()
        .zip([words.theme_system, words.theme_light, words.theme_dark])
        .map(|(theme, label)| (theme.name().to_owned(), label.to_owned()))
        .collect::<Vec<_>>();
    let languages = LANGUAGES
        .map(|(tag, name)| (tag.to_owned(), name.to_owned()))
        .to_vec();
    view! {
        <div class="Account">
            <p class="Account-name">{session.name}</p>
            <p class="Secondary">{(words.role)(session.actor.role)}" · "{session.email}</p>
            <Segmented id="account-language" label=words.language value=language options=languages/>
            <Segmented id="account-theme" label=words.theme value=theme_choice() options=themes/>
            <form method="post" action=routes::LOGOUT>
                <Button label=words.sign_out kind="submit" icon=IconName::SignOut/>
            </form>
        </div>
    }
    .into_any()
}

/// The chosen theme; choosing another one shows it.
fn theme_choice() -> RwSignal<String> {
    let chosen = RwSignal::new(Theme::load().name().to_owned());
    Effect::new(move |before: Option<String>| {
        let name = chosen.get();
        if before.is_some_and(|before| before != name) {
            let named = |theme: &Theme| theme.name() == name;
            [Theme::Light, Theme::Dark]
                .into_iter()
                .find(named)
                .unwrap_or_default()
                .apply();
        }
        name
    });
    chosen
}

/// The chosen language; choosing another one is a command, after which the page is loaded again in that language.
fn language_choice() -> RwSignal<String> {
    let locale = use_session().locale();
    let toasts = use_toasts();
    let queue: Queue = expect_context();
    let chosen = RwSignal::new(locale.tag().to_owned());
    let settle = move |answer: Settled| {
        let text = match answer {
            Ok(Answer::Done(_)) => return browser::reload(),
            Ok(Answer::Rejected(rejection)) => rejection_text(locale, &rejection),
            Err(error) => error_text(locale, &error),
        };
        // The menu may be closed by now.
        chosen.try_set(locale.tag().to_owned());
        toasts.show_error(text);
    };
    Effect::new(move |_| {
        let wanted = Locale::from_tag(&chosen.get());
        if wanted != locale {
            queue.send(Command::SetLocale(wanted), None, settle);
        }
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Camille Lefèvre", "CL"),
            ("Jean Paul élie de Saint", "JS"),
            ("émile", "é"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
