//! The part that understands HTML of other programs: fetched when the text gets the focus, needed when something is pasted.

use super::carried;
use crate::i18n::paste::left_out_sentence;
use domain::locale::Locale;
use editor::{Document, HtmlTree, Import, LeftOut};
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What is made of pasted HTML.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser pastes"))]
#[derive(Debug)]
pub struct Pasted {
    pub document: Document,
    /// What was left out, in words; empty when nothing was.
    pub sentence: String,
}

/// Reads HTML. `is_cut` says that there was more of it than is read. Images that it carries in itself stand in the document by their name.
#[wasm_split(clipboard, wasm_split_path = leptos::wasm_split, preload(fetch_import), fallible)]
pub fn import(tree: HtmlTree, is_cut: bool, locale: Locale) -> Result<Pasted, SplitLoaderError> {
    let mut read = Import::read(&tree, &mut carried::name_of);
    if is_cut {
        *read.left_out.entry(LeftOut::TooLong).or_default() += 1;
    }
    Ok(Pasted {
        document: read.document,
        sentence: left_out_sentence(locale, &read.left_out),
    })
}
