//! Style sheets that come after the page.
use std::future::Future;

use js_sys::{Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// Adds a style sheet that lies beside the first one, unless the page has it. Ends when it is applied; `false` says that it did not come.
pub fn add_style(name: &'static str) -> impl Future<Output = bool> {
    let applied = link_to(name).map(|link| (applied(&link), link));
    async move {
        let Some((applied, link)) = applied else {
            return false;
        };
        let is_here = JsFuture::from(applied).await.is_ok();
        if !is_here {
            link.remove();
        }
        is_here
    }
}

fn link_to(name: &str) -> Option<Element> {
    let first = document().query_selector("link[rel=stylesheet]").ok()??;
    let address = first.get_attribute("href")?;
    let (folder, _) = address.rsplit_once('/')?;
    let address = format!("{folder}/{name}");
    let known = document().query_selector(&format!("link[href='{address}']"));
    if let Some(link) = known.ok()? {
        return Some(link);
    }
    let link = document().create_element("link").ok()?;
    link.set_attribute("rel", "stylesheet").ok()?;
    link.set_attribute("href", &address).ok()?;
    first.insert_adjacent_element("afterend", &link).ok()?;
    Some(link)
}

fn applied(link: &Element) -> Promise {
    Promise::new(&mut |here, lost| {
        let has_sheet = Reflect::get(link, &JsValue::from_str("sheet")).is_ok_and(|sheet| sheet.is_object());
        if has_sheet {
            here.call0(&JsValue::UNDEFINED).ok();
        }
        for (event, then) in [("load", here), ("error", lost)] {
            link.add_event_listener_with_callback(event, then.unchecked_ref())
                .ok();
        }
    })
}
