//! What touches the page. `server` is the twin of all the other modules: there, nothing is ever typed.

#[cfg(feature = "hydrate")]
mod caret;
#[cfg(feature = "hydrate")]
mod clipboard;
#[cfg(feature = "hydrate")]
mod html;
#[cfg(feature = "hydrate")]
mod input;
#[cfg(feature = "hydrate")]
mod keyboard;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod listen;
#[cfg(feature = "hydrate")]
mod paint;
#[cfg(feature = "hydrate")]
mod point;
#[cfg(feature = "hydrate")]
mod pointer;
#[cfg(feature = "hydrate")]
mod repair;
#[cfg(feature = "hydrate")]
mod selection;
#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(feature = "hydrate")]
mod view;

#[cfg(not(feature = "hydrate"))]
pub use server::*;
#[cfg(feature = "hydrate")]
pub use {
    input::{after_composition, end_composition, look_again},
    listen::{before_next_frame, start},
    selection::{caret_rect, focus, is_focused, object_rect, show_selection},
    view::{View, show},
    web_sys::File,
};
