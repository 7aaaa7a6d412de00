//! The badge of the rail: the program stopped a mail account, and somebody has to act.

use crate::api;
use crate::features::live::Live;
use crate::ui::browser;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a page looks for news of the accounts, in milliseconds.
const LOOK_MS: u32 = 60_000;

/// Whether the program stopped a mail account, as far as this page knows.
#[derive(Clone, Copy, Debug)]
pub struct MailAlert(RwSignal<bool>);

impl MailAlert {
    /// In context for everything below.
    pub fn provide(is_on: bool) -> Self {
        let alert = Self(RwSignal::new(is_on));
        provide_context(alert);
        alert
    }

    /// Tracked.
    pub fn is_on(self) -> bool {
        self.0.get()
    }

    /// Says what is known now.
    pub fn set(self, is_on: bool) {
        if self.0.try_get_untracked() == Some(!is_on) {
            self.0.set(is_on);
        }
    }
}

/// Looks for news as long as the page stays, while somebody sees it and nobody tells.
pub fn watch(alert: MailAlert, live: Live) {
    browser::after_ms(LOOK_MS, move || {
        if live.is_on_now() || browser::is_page_hidden() || !browser::is_online() {
            return watch(alert, live);
        }
        spawn_local(async move {
            if let Ok(session) = api::session().await {
                alert.set(session.has_mail_alert);
            }
            watch(alert, live);
        });
    });
}
