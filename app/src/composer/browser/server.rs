//! The server's twin: the text is drawn as HTML, and that is all.

use crate::composer::surface::{Rect, Surface};
use leptos::html;
use leptos::prelude::*;

/// Nothing is painted on the server.
#[derive(Clone, Copy, Debug, Default)]
pub struct View(());

pub use crate::ui::browser::File;

pub fn start(_surface: Surface, _node: NodeRef<html::Div>, _caret: Option<u32>) {}

pub fn after_composition(_surface: Surface, act: impl FnOnce() + 'static) {
    act();
}

pub fn end_composition(_surface: Surface) {}

pub fn look_again(_surface: Surface) {}

pub fn show(_surface: Surface) {}

pub fn show_selection(_surface: Surface) {}

pub fn focus(_surface: Surface) {}

pub fn is_focused(_surface: Surface) -> bool {
    false
}

pub fn caret_rect(_surface: Surface) -> Option<Rect> {
    None
}

pub fn object_rect(_surface: Surface, _position: usize) -> Option<Rect> {
    None
}

/// There are no frames on the server.
pub fn before_next_frame(_run: impl FnOnce() + 'static) {}
