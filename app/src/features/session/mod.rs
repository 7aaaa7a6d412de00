//! Who is signed in, and everything that has to do with signing in and out.

mod account;
mod dialog;
mod failure;
mod offline;
mod sign_in;

pub use account::{Account, AccountMenu};
pub use dialog::{SignInAgain, SignInDialog, SignedOutBanner};
pub use failure::load_failure;
pub use offline::OfflineBanner;
pub use sign_in::{SignInForm, SignInPage};

use crate::view::SessionView;
use crate::wire::hand_over;
use domain::employee::Actor;
use domain::locale::Locale;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether the sign-in page shows the accounts of the demonstration. The server puts it into the context of every page that
/// it renders without a session; absent means no.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DemoAccounts(pub bool);

/// The address of a sign-in that has just failed. The server puts it into the context of the sign-in page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AttemptedEmail(pub String);

/// What the server knew of the person when it rendered the page, handed over to the browser.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Arrival {
    session: Option<SessionView>,
    has_demo_accounts: bool,
    attempted_email: String,
}

impl Arrival {
    /// On the server, from the context of the request; in the browser, from the page.
    pub(crate) fn receive() -> Self {
        hand_over(|| Self {
            session: use_context(),
            has_demo_accounts: use_context::<DemoAccounts>().unwrap_or_default().0,
            attempted_email: use_context::<AttemptedEmail>().unwrap_or_default().0,
        })
    }

    /// Makes the language, [`DemoAccounts`] and, for a signed-in person, [`use_session`] known to everything below.
    pub(crate) fn provide(self) {
        let locale = self
            .session
            .as_ref()
            .map(|session| session.locale)
            .unwrap_or_default();
        provide_context::<Locale>(locale);
        provide_context(DemoAccounts(self.has_demo_accounts));
        provide_context(AttemptedEmail(self.attempted_email));
        if let Some(view) = self.session {
            provide_context(Session::new(view));
        }
    }
}

/// The session of the page. It may end on the server while the page stays: signing in again happens in place.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    view: StoredValue<SessionView>,
    is_signed_out: RwSignal<bool>,
    is_asking: RwSignal<bool>,
    waiting: StoredValue<Vec<Callback<()>>>,
}

impl Session {
    fn new(view: SessionView) -> Self {
        Self {
            view: StoredValue::new(view),
            is_signed_out: RwSignal::new(false),
            is_asking: RwSignal::new(false),
            waiting: StoredValue::new(Vec::new()),
        }
    }

    /// Everything that is known of the person.
    pub fn view(&self) -> SessionView {
        self.view.get_value()
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.view.with_value(|view| view.actor)
    }

    /// The saved view that the bare address of the list shows: what is behind its `?`.
    pub fn default_view(&self) -> String {
        self.view.with_value(|view| view.default_view.clone())
    }

    /// From now on the bare address of the list shows this.
    pub fn set_default_view(&self, query: String) {
        self.view.update_value(|view| view.default_view = query);
    }

    /// The language of the account.
    pub fn locale(&self) -> Locale {
        self.view.with_value(|view| view.locale)
    }

    /// Asks the person to sign in again, above the page; then does `then`. When they dismiss the question, `then` waits until
    /// they sign in some other time.
    pub fn ask_to_sign_in(&self, then: Callback<()>) {
        self.waiting.update_value(|waiting| waiting.push(then));
        self.is_signed_out.set(true);
        self.is_asking.set(true);
    }

    /// The session has ended, perhaps in another tab: that is said, nobody is asked. Once it is there again `then` is done.
    pub fn end(&self, then: Callback<()>) {
        self.waiting.update_value(|waiting| waiting.push(then));
        self.is_signed_out.set(true);
    }

    /// Whether the session has ended, as far as is known.
    pub fn is_signed_out(&self) -> Signal<bool> {
        self.is_signed_out.into()
    }

    /// The session is there again: what waited goes on.
    fn go_on(&self) {
        self.is_signed_out.set(false);
        self.is_asking.set(false);
        for then in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Whoever asked may be gone by now.
            then.try_run(());
        }
    }
}

/// The session of the page.
///
/// # Panics
/// On the sign-in page, where there is none.
pub fn use_session() -> Session {
    expect_context()
}
