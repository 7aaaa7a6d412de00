//! The two signals of the field, kept equal to the document.

use super::RichField;
use super::surface::Surface;
use crate::ui::browser::{self, TimerHandle};
use crate::wire;
use editor::{Changed, Document, changed, json_of};
use leptos::prelude::*;

/// Longest time a change stays in the editor only, in milliseconds.
const KEEP_MS: u32 = 220;

/// Writes the signals after a change, and reads them when somebody else changed them.
#[derive(Clone, Copy, Debug)]
pub struct Keeper {
    field: RichField,
    timer: StoredValue<Option<TimerHandle>>,
    /// What was read or written last, text and document.
    known: StoredValue<(String, String)>,
    /// The document that was written last.
    written: StoredValue<Option<Document>>,
    pieces: StoredValue<Pieces>,
    /// Whether the signals were written here and those who follow them were not told yet.
    is_ours: StoredValue<bool>,
}

impl Keeper {
    pub fn new(field: RichField) -> Self {
        Self {
            field,
            timer: StoredValue::new(None),
            known: StoredValue::new((field.text.get_untracked(), field.document.get_untracked())),
            written: StoredValue::new(None),
            pieces: StoredValue::new(Pieces::default()),
            is_ours: StoredValue::new(false),
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
            if self.are_known() {
                return;
            }
            surface.after_composition(move || {
                // What was composed meanwhile may have been written.
                if !untrack(|| self.are_known()) {
                    self.take_over(surface);
                }
            });
        });
    }

    fn take_over(self, surface: Surface) {
        let (Some(text), Some(document)) = (
            self.field.text.try_get_untracked(),
            self.field.document.try_get_untracked(),
        ) else {
            return;
        };
        surface.load(document_of(&text, &document));
        self.written.set_value(None);
        self.known.set_value((text, document));
    }

    /// Whether the signals say what was read or written last; tracked. What was just written here is only measured.
    fn are_known(self) -> bool {
        let is_ours = self.is_ours.try_update_value(std::mem::take) == Some(true);
        self.known.with_value(|(text, document)| {
            let is_known =
                |now: &String, known: &String| now.len() == known.len() && (is_ours || now == known);
            let is_text = self.field.text.with(|now| is_known(now, text));
            self.field.document.with(|now| is_known(now, document)) && is_text
        })
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
        let Some(document) = surface.document() else {
            return;
        };
        let is_written = self.written.with_value(|written| {
            let written = written.as_ref();
            written.is_some_and(|written| written.is_same(&document))
        });
        if is_written {
            return;
        }
        let json = self.pieces.try_update_value(|pieces| pieces.json(&document));
        let written = (document.to_text(), json.unwrap_or_default());
        self.written.set_value(Some(document));
        self.known.set_value(written.clone());
        self.is_ours.set_value(true);
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
    let stored: Option<Document> = wire::read(json);
    match stored {
        Some(document) => document.retold(text),
        None => Document::from_text(text),
    }
}

/// The JSON of each block of a document, kept because most of them are the same the next time.
#[derive(Debug, Default)]
struct Pieces {
    document: Option<Document>,
    blocks: Vec<String>,
}

impl Pieces {
    /// The JSON of a document; empty when the text says it all.
    fn json(&mut self, document: &Document) -> String {
        if document.is_plain() {
            return String::new();
        }
        let all = Changed {
            from: 0,
            removed: self.blocks.len(),
            added: document.blocks().len(),
        };
        let before = self.document.as_ref();
        let Changed { from, removed, added } = before.map_or(all, |before| changed(before, document));
        let new = document.blocks()[from..from + added].iter();
        let new = new.map(|block| wire::write(&**block).unwrap_or_default());
        self.blocks.splice(from..from + removed, new);
        self.document = Some(document.clone());
        json_of(&self.blocks)
    }
}

/// The position in a document where the caret was in its plain text, in UTF-16 units. Line ends and what only plain text has do not
/// count: the same letters are before it.
pub fn position_in_text(document: &Document, text: &str, caret: usize) -> usize {
    let mut units = 0;
    let before = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= caret
    });
    let before: String = before.collect();
    let is_after_break = before.ends_with("\n\n");
    let mut left = before.chars().filter(|c| *c != '\n').count();
    let texts = document.texts(0, document.size());
    for line in &texts {
        let flat = line.text.flat();
        let letters = flat.chars().filter(|c| *c != '\n').count();
        if left > letters || (left == letters && is_after_break) {
            left -= letters;
            continue;
        }
        let offset = offset_after(&flat, left, before.ends_with('\n'));
        return line.start() + offset;
    }
    texts.last().map_or(0, |line| line.end())
}

/// The byte after so many letters, and after the line end that follows them when `is_next_line` says so.
fn offset_after(flat: &str, letters: usize, is_next_line: bool) -> usize {
    let mut left = letters;
    for (at, c) in flat.char_indices() {
        if left == 0 {
            let skips = c == '\n' && is_next_line;
            return at + usize::from(skips);
        }
        left -= usize::from(c != '\n');
    }
    flat.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use editor::{Command, Mark, notation};

    #[test]
    fn the_caret_of_the_plain_text_is_found_again() {
        for (text, expected) in [
            ("Bon|jour", "Bon|jour"),
            ("a\nb|", "a\\nb|"),
            ("a\n|b", "a\\n|b"),
            ("a|\n\nb", "a|\nb"),
            ("a\n\n|b", "a\n|b"),
            ("a\n\n\n\nb|c", "a\nb|c"),
            ("é🇫🇷|x", "é🇫🇷|x"),
            ("|", "|"),
        ] {
            let caret = text.find('|').unwrap_or(0);
            let units = text[..caret].encode_utf16().count();
            let plain = text.replace('|', "");
            let document = Document::from_text(&plain);
            let position = position_in_text(&document, &plain, units);
            let state = editor::State::new(document).select(position, position);
            assert_eq!(notation::show(&state), expected, "{text:?}");
        }
    }

    #[test]
    fn the_document_is_written_only_where_the_text_does_not_say_it_all() {
        let plain = Document::from_text("un\ndeux\n\ntrois");
        assert_eq!(Pieces::default().json(&plain), "");
        let state = notation::read("un <b`mot>|");
        let json = Pieces::default().json(state.document());
        assert_eq!(document_of("un mot", &json), *state.document());
        assert_eq!(document_of("autre", &json), Document::from_text("autre"));
    }

    #[test]
    fn what_is_written_in_pieces_is_the_whole() {
        let mut pieces = Pieces::default();
        let mut editor = editor::Editor::new(
            notation::read("un <b`mot>\n- a\n: b ; c\ntrois|")
                .document()
                .clone(),
        );
        for command in [
            Command::SelectAll,
            Command::ToggleMark(Mark::Italic),
            Command::DeleteRange(2, 5),
            Command::Split,
            Command::InsertText("é\n\"\\".to_owned()),
            Command::InsertTable(2, 1),
            Command::ToggleQuote,
        ] {
            editor.run(&command);
            let document = editor.state().document();
            assert_eq!(Some(pieces.json(document)), wire::write(document), "{command:?}");
        }
        while editor.undo().is_some() {
            let document = editor.state().document();
            assert_eq!(Some(pieces.json(document)), wire::write(document), "undone");
        }
    }
}
