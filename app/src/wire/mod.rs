//! How values travel: in answers, in pages, and onto the device. All of it is JSON, written by the general writer.
//!
//! The server reads with the general reader, which trusts nobody and can say what is wrong. The browser has a smaller one, and one
//! only: text read from a string and text read from bytes would be two readers for every type.

#[cfg(any(feature = "hydrate", test))]
mod reader;

#[cfg(feature = "hydrate")]
use reader::{Malformed, read as read_bytes};
#[cfg(not(feature = "hydrate"))]
use serde_json::{Error as Malformed, from_slice as read_bytes};

use leptos::prelude::{AnyView, IntoAny, Resource, SharedValue};
use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use leptos::suspense::Unsuspend;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// What server functions take and answer.
pub type Body = Post<Json>;

/// JSON as we write and read it.
#[derive(Debug)]
pub struct Json;

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = Malformed;

    fn decode(bytes: Bytes) -> Result<T, Malformed> {
        read_bytes(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = Malformed;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Malformed> {
        read_bytes(text.as_bytes())
    }
}

/// What the page needs from the server: asked there while it is rendered, and handed over with it.
pub type Loaded<T> = Resource<T, Json>;

/// A part of a page that is shown when its data is there.
pub fn load<T, S, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Loaded<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}

/// The same; nothing of the page is sent before the data is there.
pub fn load_first<T, S, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Loaded<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, true)
}

/// Draws what has come, once. While the server waits for a page it walks what it holds again and again to see what else it waits
/// for; what is drawn here waits for nothing, and is left alone until the page is written.
pub fn drawn_once(draw: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    Unsuspend::new(draw).into_any()
}

/// A value of the server, handed over with the page.
pub fn hand_over<T: Serialize + DeserializeOwned>(value: impl FnOnce() -> T) -> T {
    SharedValue::<T, Json>::new_with_encoding(value).into_inner()
}

/// Reads a text that [`write()`] wrote, or the answer to an upload.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    read_bytes(text.as_bytes()).ok()
}

/// Writes a value to keep it on the device.
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    String::from_utf8(serde_json::to_vec(value).ok()?).ok()
}
