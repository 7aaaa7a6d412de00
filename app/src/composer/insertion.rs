//! A text that a form puts in where the caret is, such as a template.

use super::surface::Surface;
use crate::wire;
use editor::{Command, Document};
use leptos::prelude::*;

/// A text to put in.
#[derive(Clone, Debug)]
pub struct Inserted {
    /// A document as JSON.
    pub document: String,
    /// The values of template fields by their names; a field without one stays a field.
    pub values: Vec<(&'static str, String)>,
}

/// Puts in what waits, now and from now on. What cannot be read is not put in.
pub(super) fn follow(surface: Surface) {
    let waiting = surface.field().inserted;
    Effect::new(move |_| {
        let Some(inserted) = waiting.get() else { return };
        waiting.set(None);
        let Some(document) = wire::read::<Document>(&inserted.document) else {
            return;
        };
        let value = |name: &str| {
            let known = inserted.values.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| value.clone())
        };
        let document = document.with_fields(&value);
        let apart = surface.with_untracked(|state| state.set_apart(&document));
        surface.run(&Command::Paste(apart));
    });
}
