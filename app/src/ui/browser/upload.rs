//! Files that are picked, dropped or pasted, and their way to the server.
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event};
use web_sys::{FileList, HtmlInputElement, Node, ProgressEvent, XmlHttpRequest};

pub use web_sys::File;

/// The files that were just picked; the field is emptied, so that the same file can be picked again.
pub fn picked_files(event: &Event) -> Vec<File> {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = list(input.files());
    input.set_value("");
    files
}

/// The files that are dropped.
pub fn dropped_files(event: &DragEvent) -> Vec<File> {
    of(event.data_transfer())
}

/// The files that are pasted. A program that gives a picture of its text beside the text is asked for the text.
pub fn pasted_files(event: &ClipboardEvent) -> Vec<File> {
    let has_text = event
        .clipboard_data()
        .and_then(|data| data.get_data("text/plain").ok())
        .is_some_and(|text| !text.is_empty());
    if has_text {
        Vec::new()
    } else {
        of(event.clipboard_data())
    }
}

/// Whether files are dragged over an element, rather than text.
pub fn has_dragged_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// Whether a drag leaves the element that listens, not only one inside it.
pub fn is_drag_leaving(event: &DragEvent) -> bool {
    let container = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    let to = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    container.is_none_or(|container| !container.contains(to.as_ref()))
}

fn of(data: Option<DataTransfer>) -> Vec<File> {
    list(data.and_then(|data| data.files()))
}

fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// The name of a file, and its size in bytes.
#[expect(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "a file has a whole number of bytes"
)]
pub(in crate::ui) fn name_and_size(file: &File) -> (String, u64) {
    (file.name(), file.size() as u64)
}

/// A file on its way.
pub(in crate::ui) struct Transfer(XmlHttpRequest);

impl Transfer {
    /// Its end is told as that of one without an answer.
    pub(in crate::ui) fn stop(self) {
        self.0.abort().ok();
    }
}

/// Posts a file. `on_end` gets the answer, or the status of a refusal; 0 when there was no answer. Only this kind of request tells how
/// much has been sent.
pub(in crate::ui) fn transfer(
    file: &File,
    url: &str,
    on_progress: impl Fn(u64) + 'static,
    on_end: impl FnOnce(Result<String, u16>) + 'static,
) -> Option<Transfer> {
    let request = XmlHttpRequest::new().ok()?;
    let name = js_sys::encode_uri_component(&file.name());
    request.open("POST", &format!("{url}?name={name}")).ok()?;
    let told =
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| on_progress(bytes(event.loaded())));
    let upload = request.upload().ok()?;
    upload.set_onprogress(Some(told.into_js_value().unchecked_ref()));
    let ended = request.clone();
    let end = Closure::once_into_js(move || on_end(answer(&ended)));
    request.set_onloadend(Some(end.unchecked_ref()));
    request.send_with_opt_blob(Some(file)).ok()?;
    Some(Transfer(request))
}

#[expect(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "a whole number of bytes"
)]
fn bytes(count: f64) -> u64 {
    count as u64
}

fn answer(request: &XmlHttpRequest) -> Result<String, u16> {
    let status = request.status().unwrap_or(0);
    if (200..300).contains(&status) {
        request.response_text().ok().flatten().ok_or(0)
    } else {
        Err(status)
    }
}
