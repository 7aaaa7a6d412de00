//! The rich-text field: a view over `contenteditable` of the model in the package `editor`.
//!
//! The browser types plain characters by itself; what the one touched block then shows is read back, compared and dispatched. All that
//! changes the structure is taken over before it happens and carried out by the model, which says what is to be painted again. Nothing
//! is ever painted that the model cannot say.
//!
//! | module | gives |
//! | --- | --- |
//! | [`surface`] | [`Surface`], the one handle on the editor, for everything that stands around the text |
//! | `intent`, `keys` | what an input or a key means, without a browser |
//! | `quiet` | HTML before a browser parses it |
//! | `clipboard_part` | reading HTML of other programs |
//! | `carried` | images that such HTML has in itself |
//! | `keeper` | the two signals of the field, kept equal to the document |
//! | `browser` | what touches the page: paint, read back, selection, clipboard; with a twin for the server |
//! | [`images`] | how an image is kept and shown |
//! | `tools` | the toolbar and the bars that come with what the caret is in |
//!
//! No word of the product stands here, and nothing is shared by two fields on one page.

mod browser;
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only a browser pastes")
)]
mod carried;
mod clipboard_part;
pub mod images;
mod insertion;
#[cfg(any(feature = "hydrate", test))]
mod intent;
mod keeper;
#[cfg(any(feature = "hydrate", test))]
mod keys;
#[cfg(any(feature = "hydrate", test))]
mod quiet;
pub mod surface;
mod tools;

pub use browser::File;
pub use images::Images;
pub use insertion::Inserted;
pub use surface::{Dropped, Rect, Source, Surface};
pub use tools::Toolbar;

use crate::i18n::paste::keyboard_help;
use crate::i18n::use_words;
use crate::ui::symbols;
use leptos::html;
use leptos::prelude::*;

/// What a form asks for.
#[derive(Clone, Copy, Debug)]
pub struct RichField {
    /// Of the editable area.
    pub id: &'static str,
    /// The accessible name.
    pub label: &'static str,
    /// The sentence below it; empty when nothing is wrong.
    pub error: Signal<String>,
    /// Plain text, kept equal to what the document says.
    pub text: RwSignal<String>,
    /// The document as JSON; empty while nothing is formatted.
    pub document: RwSignal<String>,
    /// How images are kept and shown.
    pub images: Images,
    /// A text that is to be put in where the caret is; taken from here.
    pub inserted: RwSignal<Option<Inserted>>,
    /// Called when the page goes, once the signals say everything.
    pub on_leave: Callback<()>,
}

/// The field: tools, the text, and a line for what is said about it.
#[component]
pub fn RichText(
    field: RichField,
    /// Where the caret was, in UTF-16 units, when a field of plain text with the focus is replaced by this one.
    #[prop(optional_no_strip)]
    caret: Option<u32>,
) -> AnyView {
    let surface = Surface::new(field);
    let node = NodeRef::<html::Div>::new();
    browser::start(surface, node, caret);
    insertion::follow(surface);
    view! {
        <div class="RichText">
            {symbols(include_str!("icons.svg"))}
            <Toolbar surface/>
            {area(field, node)}
            {note(surface)}
            <p id=help_id(field.id) hidden>{keyboard_help(use_words().locale)}</p>
        </div>
    }
    .into_any()
}

fn area(field: RichField, node: NodeRef<html::Div>) -> AnyView {
    let RichField { id, label, error, .. } = field;
    let is_wrong = move || error.with(|error| (!error.is_empty()).then_some("true"));
    view! {
        <div
            class="RichText-area"
            node_ref=node
            id=id
            role="textbox"
            contenteditable="true"
            tabindex="0"
            aria-multiline="true"
            aria-required="true"
            aria-label=label
            aria-invalid=is_wrong
            aria-describedby=format!("{} {}", note_id(id), help_id(id))
            lang=use_words().locale.tag()
            spellcheck="true"
            inner_html=keeper::initial_html(field)
        ></div>
    }
    .into_any()
}

fn help_id(id: &str) -> String {
    format!("{id}-help")
}

fn note_id(id: &str) -> String {
    format!("{id}-note")
}

/// What is wrong with the text; otherwise what the field itself has to say.
fn note(surface: Surface) -> AnyView {
    let field = surface.field();
    let error = field.error;
    let is_wrong = move || error.with(|error| (!error.is_empty()).then_some("true"));
    let said = surface.said();
    let sentence = move || {
        error.with(|error| {
            if error.is_empty() {
                said.get()
            } else {
                error.clone()
            }
        })
    };
    view! { <p class="Field-note" role="status" id=note_id(field.id) data-error=is_wrong>{sentence}</p> }
        .into_any()
}
