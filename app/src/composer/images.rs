//! How an image is kept and shown.

/// What the form knows about images.
#[derive(Clone, Copy, Debug)]
pub struct Images {
    /// The address at which an image is shown, by its id.
    pub address: fn(&str) -> String,
}
