//! A formatted détail: what of it may stand.
//!
//! The text is the truth for search and previews; the document beside it says how the text looks. Whatever a form says, both say
//! the same words in the end.

use crate::attachment::Attachment;
use crate::merge::unfilled;
use crate::rejection::Problem;
use crate::text::Detail;
use editor::{Atom, Document, TextBlock};

/// Largest document that is read, as JSON, in bytes: twice the longest détail in letters of two bytes, and as much again for how
/// it looks.
pub const DOCUMENT_MAX_BYTES: usize = 1024 * 1024;

/// A détail as decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub detail: Detail,
    /// `None`: the text is all there is.
    pub document: Option<Document>,
}

/// What is done with a détail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// Kept for ourselves: a template field may still wait for its value.
    Kept,
    /// Mailed to a customer.
    Mailed,
}

/// Whether a document of this size is read at all.
///
/// # Errors
/// [`Problem::TooLarge`].
pub fn check_size(json: &str) -> Result<(), Problem> {
    if json.len() > DOCUMENT_MAX_BYTES {
        return Err(Problem::TooLarge {
            max_bytes: DOCUMENT_MAX_BYTES as u64,
            size_bytes: json.len() as u64,
        });
    }
    Ok(())
}

/// Judges a détail: `typed` is its text, `document` how it looks, `files` are the attachments that go with it.
///
/// A text that was changed in a plain field takes its formatting along as far as it is still the same text. A signature is nothing
/// that a person writes: whatever the document has is taken away, and the sender's own comes at the end of the mail.
///
/// # Errors
/// What [`Detail::parse`] says, [`Problem::NotInList`] for an image that is none of the files, [`Problem::Unfilled`] for a template
/// field without value in what is mailed.
pub fn judge(
    document: Option<Document>,
    typed: &str,
    files: &[Attachment],
    used: Use,
) -> Result<Written, Problem> {
    let typed_detail = Detail::parse(typed)?;
    if used == Use::Mailed
        && let Some(name) = unfilled(typed)
    {
        let name = name.to_owned();
        return Err(Problem::Unfilled { name });
    }
    let followed = document
        .map(|document| document.retold(typed).without_signature())
        .filter(|document| *document != Document::from_text(typed));
    let Some(document) = followed else {
        return Ok(Written {
            detail: typed_detail,
            document: None,
        });
    };
    check_images(&document, files)?;
    if used == Use::Mailed {
        check_fields(&document)?;
    }
    Ok(Written {
        detail: Detail::parse(&document.to_text())?,
        document: Some(document),
    })
}

/// The files that the text does not show itself, and those that it shows, each in the order given.
pub fn apart<'a>(
    document: Option<&Document>,
    files: &'a [Attachment],
) -> (Vec<&'a Attachment>, Vec<&'a Attachment>) {
    let shown = document.map(Document::images).unwrap_or_default();
    let is_shown = |file: &&Attachment| {
        let id = file.id.to_string();
        shown.iter().any(|image| image.as_str() == id)
    };
    let (shown, others) = files.iter().partition(is_shown);
    (others, shown)
}

fn check_images(document: &Document, files: &[Attachment]) -> Result<(), Problem> {
    let images = files.iter().filter(|file| file.is_image());
    let known: Vec<String> = images.map(|file| file.id.to_string()).collect();
    let is_known = |atom: &Atom| match atom {
        Atom::Image(image) => known.iter().any(|id| id == image.id.as_str()),
        Atom::Field(_) => true,
    };
    if document.all_text().flat_map(TextBlock::atoms).all(is_known) {
        Ok(())
    } else {
        Err(Problem::NotInList)
    }
}

fn check_fields(document: &Document) -> Result<(), Problem> {
    let mut atoms = document.all_text().flat_map(TextBlock::atoms);
    let unfilled = atoms.find_map(|atom| match atom {
        Atom::Field(name) => Some(name.as_str().to_owned()),
        Atom::Image(_) => None,
    });
    unfilled.map_or(Ok(()), |name| Err(Problem::Unfilled { name }))
}

#[cfg(test)]
mod tests;
