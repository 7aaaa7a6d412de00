//! The catalogues: everything the user sees, in French (default) and in English.
//!
//! One struct per room, one value of it per language: a text missing in one language does not compile. Texts with values in
//! them are functions. French typography is written here (no-break spaces before `:`, `;`, `?`), except in the names that
//! scripts and screen readers rely on, which keep plain spaces and apostrophes.

pub mod compose;
pub mod customer;
pub mod dit;
pub mod exchange;
pub mod export;
pub mod list;
pub mod live;
pub mod mail;
pub mod mail_when;
pub mod notice;
pub mod outbox;
pub mod paste;
pub mod problem;
pub mod reason;
pub mod rich;
pub mod search;
pub mod session;
pub mod templates;
pub mod writing;

use domain::locale::Locale;
use leptos::prelude::*;

/// The catalogue of one language.
#[derive(Debug)]
pub struct Catalogue {
    pub locale: Locale,
    pub session: session::Words,
    pub customer: customer::Words,
    pub dit: dit::Words,
    pub exchange: exchange::Words,
}

static FR: Catalogue = Catalogue {
    locale: Locale::Fr,
    session: session::FR,
    customer: customer::FR,
    dit: dit::FR,
    exchange: exchange::FR,
};
static EN: Catalogue = Catalogue {
    locale: Locale::En,
    session: session::EN,
    customer: customer::EN,
    dit: dit::EN,
    exchange: exchange::EN,
};

impl Catalogue {
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Fr => &FR,
            Locale::En => &EN,
        }
    }
}

/// The catalogue of the account's language; French before anybody signed in.
pub fn use_words() -> &'static Catalogue {
    Catalogue::of(use_context::<Locale>().unwrap_or_default())
}
