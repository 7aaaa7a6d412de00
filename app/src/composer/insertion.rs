//! A text that a form puts in where the caret is, such as a template.

use super::surface::Surface;
use editor::{Command, Document};
use leptos::prelude::*;

/// A text to put in.
#[derive(Clone, Debug)]
pub struct Inserted {
    /// A document as JSON.
    pub document: String,
    /// The value of a template field; a field without one stays a field.
    pub value: Callback<String, Option<String>>,
}

/// Puts in what waits, now and from now on. What cannot be read is not put in.
pub(super) fn follow(surface: Surface) {
    let waiting = surface.field().inserted;
    Effect::new(move |_| {
        let Some(inserted) = waiting.get() else { return };
        waiting.set(None);
        let Ok(document) = serde_json::from_str::<Document>(&inserted.document) else {
            return;
        };
        let filled = document.with_fields(&|name| inserted.value.run(name.to_owned()));
        surface.run(&Command::Paste(filled));
    });
}
