//! How an image is kept and shown.

use super::File;
use leptos::prelude::*;

/// What a form knows about the images of its text.
#[derive(Clone, Copy, Debug)]
pub struct Images {
    /// Where an image is posted; the name of the file is added as `&name=`. Anything but a PNG, JPEG, GIF or WebP image is refused there.
    pub url: &'static str,
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Takes the answer of the server for an image that it keeps; the id by which the text names it.
    pub keep: Callback<String, Option<String>>,
    /// Whether an id is that of a file of this form: what is copied from another form is not.
    pub knows: Callback<String, bool>,
    /// The address at which an image is shown, by its id.
    pub address: fn(&str) -> String,
    /// How many files are on their way: the form waits for them.
    pub coming: RwSignal<u32>,
    /// Takes what is no image, where files can be attached.
    pub attach: Option<Callback<Vec<File>>>,
}

impl Images {
    /// Of a text that has none.
    pub fn none() -> Self {
        Self {
            url: "",
            max_bytes: 0,
            keep: Callback::new(|_| None),
            knows: Callback::new(|_| false),
            address: |_| String::new(),
            coming: RwSignal::new(0),
            attach: None,
        }
    }

    /// Whether the text may have any.
    pub fn are_possible(&self) -> bool {
        !self.url.is_empty()
    }
}
