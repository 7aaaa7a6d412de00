//! The two signals of the field, kept equal to the document.

use super::RichField;
use super::surface::Surface;
use crate::ui::browser::{self, TimerHandle};
use editor::Document;
use leptos::prelude::*;

/// Longest time a change stays in the editor only, in milliseconds.
const KEEP_MS: u32 = 50;

/// Writes the signals after a change, and reads them when somebody else changed them.
#[derive(Clone, Copy, Debug)]
pub struct Keeper {
    field: RichField,
    timer: StoredValue<Option<TimerHandle>>,
    /// What was read or written last, text and document.
    known: StoredValue<(String, String)>,
}

impl Keeper {
    pub fn new(field: RichField) -> Self {
        Self {
            field,
            timer: StoredValue::new(None),
            known: StoredValue::new((field.text.get_untracked(), field.document.get_untracked())),
        }
    }

    /// The document that the signals mean.
    pub fn read(self) -> Document {
        let text = self.field.text.get_untracked();
        document_of(&text, &self.field.document.get_untracked())
    }

    /// Shows what others write into the signals.
    pub fn follow(self, surface: Surface) {
        Effect::new(move |_| {
            let now = (self.field.text.get(), self.field.document.get());
            if self.known.with_value(|known| *known != now) {
                surface.load(document_of(&now.0, &now.1));
                self.known.set_value(now);
            }
        });
    }

    /// Writes the signals soon.
    pub fn schedule(self, surface: Surface) {
        if self.timer.try_with_value(Option::is_some) == Some(false) {
            let timer = browser::after_ms(KEEP_MS, move || self.write(surface));
            self.timer.set_value(Some(timer));
        }
    }

    /// Writes the signals now, if there is anything that they do not say.
    pub fn write_now(self, surface: Surface) {
        if let Some(timer) = self.timer.try_get_value().flatten() {
            timer.cancel();
            self.write(surface);
        }
    }

    fn write(self, surface: Surface) {
        self.timer.try_set_value(None);
        let Some(document) = surface.document() else { return };
        let written = written(&document);
        if self.known.with_value(|known| *known == written) {
            return;
        }
        self.known.set_value(written.clone());
        // One after the other: who follows both hears of it once, later.
        self.field.text.set(written.0);
        self.field.document.set(written.1);
    }
}

/// What the area holds before the first paint, and on the server for good.
pub fn initial_html(field: RichField) -> String {
    let document = document_of(&field.text.get_untracked(), &field.document.get_untracked());
    document.to_html()
}

fn document_of(text: &str, json: &str) -> Document {
    let stored: Option<Document> = serde_json::from_str(json).ok();
    match stored {
        Some(document) => document.retold(text),
        None => Document::from_text(text),
    }
}

/// Text and JSON of a document; no JSON when the text says it all.
fn written(document: &Document) -> (String, String) {
    let text = document.to_text();
    let json = if Document::from_text(&text) == *document {
        String::new()
    } else {
        serde_json::to_string(document).unwrap_or_default()
    };
    (text, json)
}
