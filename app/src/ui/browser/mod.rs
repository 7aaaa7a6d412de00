//! What the interface asks of the browser.
//!
//! `server` is the twin of all the other modules, for rendering: there, effects and handlers never run, so that the twin only has to say what
//! a page looks like before any of it happened. Storage fails softly: a browser that refuses it is one that remembers nothing.
#[cfg(feature = "hydrate")]
mod control;
#[cfg(feature = "hydrate")]
mod cookie;
#[cfg(feature = "hydrate")]
mod feed;
#[cfg(feature = "hydrate")]
mod focus;
#[cfg(feature = "hydrate")]
mod history;
#[cfg(feature = "hydrate")]
mod hover;
#[cfg(feature = "hydrate")]
mod layer;
#[cfg(feature = "hydrate")]
mod network;
#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(feature = "hydrate")]
mod style;
#[cfg(feature = "hydrate")]
mod text_input;
#[cfg(feature = "hydrate")]
mod upload;
#[cfg(feature = "hydrate")]
mod web;

#[cfg(not(feature = "hydrate"))]
pub use server::*;
#[cfg(feature = "hydrate")]
pub use {
    control::*, cookie::*, feed::*, focus::*, history::*, hover::*, layer::*, network::*, style::*,
    upload::*, web::*,
};

#[cfg(feature = "hydrate")]
pub(in crate::ui) use text_input::*;

use leptos::prelude::*;

/// A key that was pressed, with what was held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// The name of the key, as in `KeyboardEvent.key`: `F2`, `Enter`, `k`.
    pub name: String,
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
    /// Whether a text field or an editor has the focus: single letters then belong to the text.
    pub in_text: bool,
}

/// What comes of a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It is there: what happens is told.
    On,
    /// It was cut; it comes back by itself.
    Off,
    Text(String),
}

/// The server gave no answer: no network, or the answer was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoAnswer;

/// The text of a field as it is on screen now, or `fallback` when there is no such field.
pub fn input_value_or(id: &str, fallback: RwSignal<String>) -> String {
    input_value(id).unwrap_or_else(|| fallback.get_untracked())
}
