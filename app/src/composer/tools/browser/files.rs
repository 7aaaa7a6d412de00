//! Files of the device, and their way to the server.

use js_sys::{Array, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Event, File, FilePropertyBag, HtmlInputElement, ProgressEvent, Response, XmlHttpRequest,
};

/// What is sent: the file as it was picked, or what was made of it.
pub type Content = Blob;

/// What was picked in a field, which is emptied, so that the same file can be picked again.
pub fn picked(event: &Event) -> Vec<File> {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = input
        .files()
        .map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect());
    input.set_value("");
    files.unwrap_or_default()
}

/// What the device calls a file.
pub fn name_of(file: &File) -> String {
    file.name()
}

/// The image at an address of ours, as a file; `None` when there is none, or no way to it. `stem` is its name but for the kind.
pub async fn fetched(address: &str, stem: &str) -> Option<File> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: Response = answer.dyn_into().ok().filter(Response::ok)?;
    let content = JsFuture::from(answer.blob().ok()?).await.ok()?;
    let content: Blob = content.dyn_into().ok()?;
    let name = format!("{stem}.{}", content.type_().strip_prefix("image/")?);
    let options = FilePropertyBag::new();
    options.set_type(&content.type_());
    File::new_with_blob_sequence_and_options(&Array::of1(&content), &name, &options).ok()
}

/// How large it is, in bytes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole number"
)]
pub fn size_of(content: &Content) -> u64 {
    content.size() as u64
}

/// The file as it is.
pub fn content_of(file: File) -> Content {
    file.into()
}

/// The first bytes of a file; none when it cannot be read.
pub async fn first_bytes(file: &File, count: usize) -> Vec<u8> {
    let Ok(start) = file.slice_with_i32_and_i32(0, i32::try_from(count).unwrap_or(i32::MAX)) else {
        return Vec::new();
    };
    match JsFuture::from(start.array_buffer()).await {
        Ok(bytes) => Uint8Array::new(&bytes).to_vec(),
        Err(_) => Vec::new(),
    }
}

/// An upload on its way.
#[derive(Clone, Debug)]
pub struct Sending(XmlHttpRequest);

impl Sending {
    /// Gives it up; nothing is told then.
    pub fn stop(&self) {
        self.0.set_onloadend(None);
        self.0.abort().ok();
    }
}

/// Posts content to `url`; `progress` hears of per cents, `done` of the answer, or of the status of a refusal: 0 when there
/// was no answer. `fetch` says nothing of progress.
pub fn send(
    url: &str,
    name: &str,
    content: &Content,
    progress: impl Fn(u32) + 'static,
    done: impl FnOnce(Result<String, u16>) + 'static,
) -> Option<Sending> {
    let request = XmlHttpRequest::new().ok()?;
    let name = js_sys::encode_uri_component(name);
    request.open("POST", &format!("{url}&name={name}")).ok()?;
    let progress: Closure<dyn Fn(ProgressEvent)> = Closure::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            progress(per_cent(event.loaded() / event.total()));
        }
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    let answered = request.clone();
    let ended = Closure::once_into_js(move || {
        // The progress is heard of until now.
        drop(progress);
        let status = answered.status().unwrap_or_default();
        let text = answered.response_text().ok().flatten();
        done(match text {
            Some(text) if (200..300).contains(&status) => Ok(text),
            _ => Err(status),
        });
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    request.send_with_opt_blob(Some(content)).ok()?;
    Some(Sending(request))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 100"
)]
fn per_cent(part: f64) -> u32 {
    (part * 100.0) as u32
}
