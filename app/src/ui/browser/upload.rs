//! Uploading picked files.
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, File, HtmlInputElement, Request, RequestInit, Response};
use wasm_bindgen_futures::JsFuture;

use crate::ui::file_picker::Upload;

/// Posts each picked file to `url`, and empties the field so that the same file can be picked again.
pub fn upload_picked(event: &Event, url: &'static str, max_bytes: u64, on_upload: Callback<Upload>) {
    let Some(input) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let Some(files) = input.files() else { return };
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        let (name, size_bytes) = (file.name(), file.size() as u64);
        if size_bytes > max_bytes {
            on_upload.run(Upload::TooLarge { name, size_bytes });
            continue;
        }
        on_upload.run(Upload::Started);
        spawn_local(async move {
            let upload = match post(url, &file).await {
                Ok(answer) => Upload::Done { answer },
                Err(status) => Upload::Failed { name, status },
            };
            on_upload.try_run(upload);
        });
    }
    input.set_value("");
}

/// The answer, or the status of a refusal; 0 when there was no answer.
async fn post(url: &str, file: &File) -> Result<String, u16> {
    let name = leptos::web_sys::js_sys::encode_uri_component(&file.name());
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(file);
    let request =
        Request::new_with_str_and_init(&format!("{url}?name={name}"), &options).map_err(|_| 0_u16)?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request))
        .await
        .map_err(|_| 0_u16)?
        .unchecked_into();
    if !response.ok() {
        return Err(response.status());
    }
    let text = JsFuture::from(response.text().map_err(|_| 0_u16)?)
        .await
        .map_err(|_| 0_u16)?;
    text.as_string().ok_or(0)
}
