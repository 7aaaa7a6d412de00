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

/// Reads HTML. `is_cut` says that there was more of it than is read. Of as many images that it carries in
/// itself as `images` says, each stands once in the document, by its name.
#[wasm_split(clipboard, wasm_split_path = leptos::wasm_split, preload(fetch_import), fallible)]
pub fn import(
    tree: HtmlTree,
    is_cut: bool,
    images: usize,
    locale: Locale,
) -> Result<Pasted, SplitLoaderError> {
    let mut are_left = vec![true; images];
    // Anybody may write such an address.
    let mut read = Import::read(&tree, &mut |address| {
        let index = carried::index_at(address)?;
        let is_left = std::mem::take(are_left.get_mut(index)?);
        is_left.then(|| carried::name_of(index)).flatten()
    });
    if is_cut {
        *read.left_out.entry(LeftOut::TooLong).or_default() += 1;
    }
    Ok(Pasted {
        document: read.document,
        sentence: left_out_sentence(locale, &read.left_out),
    })
}
