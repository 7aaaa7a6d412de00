//! The one post that is no server function: a form, in place.
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, HtmlFormElement, RequestInit, RequestRedirect, Response, UrlSearchParams};

use super::NoAnswer;
use super::focus::by_id;

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

/// Sends a form of the page as the browser does: its answer goes where its `target` says.
pub fn submit_form(id: &str) {
    if let Some(form) = by_id(id).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        form.submit().ok();
    }
}
