//! The two posts that are no server functions: a form in place, and a file with its progress.
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, DragEvent, Event, File, FileList, Headers, HtmlInputElement, ProgressEvent, RequestInit,
    RequestRedirect, Response, UrlSearchParams, XmlHttpRequest,
};

use super::{NoAnswer, Uploaded};

/// Posts a form as a browser does and gives the status; 0 when the server redirects, which is not followed.
pub async fn post_form(url: &str, pairs: &[(&str, &str)]) -> Result<u16, NoAnswer> {
    let response = JsFuture::from(fetch_form(url, pairs)?)
        .await
        .map_err(|_| NoAnswer)?;
    response
        .dyn_into::<Response>()
        .map(|response| response.status())
        .map_err(|_| NoAnswer)
}

fn fetch_form(url: &str, pairs: &[(&str, &str)]) -> Result<Promise, NoAnswer> {
    let body = UrlSearchParams::new().map_err(|_| NoAnswer)?;
    for (name, value) in pairs {
        body.append(name, value);
    }
    let headers = Headers::new().map_err(|_| NoAnswer)?;
    headers.set("Accept", "application/json").map_err(|_| NoAnswer)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body);
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    Ok(window().fetch_with_str_and_init(url, &init))
}

/// A file that the person gave to the page.
#[derive(Clone, Debug)]
pub struct DeviceFile(File);

impl DeviceFile {
    /// Its name on the device.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its media type, empty when the device does not know.
    pub fn media_type(&self) -> String {
        self.0.type_()
    }

    /// Its size, in bytes.
    pub fn size_bytes(&self) -> u64 {
        whole(self.0.size())
    }
}

/// The files of an event: picked in a field, dropped, or pasted.
pub fn chosen_files(event: &Event) -> Vec<DeviceFile> {
    let files = file_list(event);
    let count = files.as_ref().map_or(0, FileList::length);
    (0..count)
        .filter_map(|index| files.as_ref()?.get(index))
        .map(DeviceFile)
        .collect()
}

fn file_list(event: &Event) -> Option<FileList> {
    if let Some(event) = event.dyn_ref::<DragEvent>() {
        event.data_transfer()?.files()
    } else if let Some(event) = event.dyn_ref::<ClipboardEvent>() {
        event.clipboard_data()?.files()
    } else {
        event.target()?.dyn_into::<HtmlInputElement>().ok()?.files()
    }
}

/// Posts a file as it is, telling bytes sent and bytes in all. `fetch` does not tell how far it is, an `XMLHttpRequest` does.
pub async fn upload(
    url: &str,
    file: &DeviceFile,
    on_progress: Callback<(u64, u64)>,
) -> Result<Uploaded, NoAnswer> {
    let request = XmlHttpRequest::new().map_err(|_| NoAnswer)?;
    request.open("POST", url).map_err(|_| NoAnswer)?;
    request
        .set_request_header("Accept", "application/json")
        .map_err(|_| NoAnswer)?;
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_progress.run((whole(event.loaded()), whole(event.total())));
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    let end = ended(&request);
    request.send_with_opt_blob(Some(&file.0)).map_err(|_| NoAnswer)?;
    JsFuture::from(end).await.map_err(|_| NoAnswer)?;
    // The listener lives as long as the request.
    drop(progress);
    match request.status() {
        Ok(0) | Err(_) => Err(NoAnswer),
        Ok(status) => Ok(Uploaded {
            status,
            body: request.response_text().ok().flatten().unwrap_or_default(),
        }),
    }
}

/// Resolved once there is an answer or none will come.
fn ended(request: &XmlHttpRequest) -> Promise {
    Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the size of a file: a whole number that is not negative"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
