//! What the server is told with every request.
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// How long a cookie is kept, in seconds: a year.
const KEPT_S: u32 = 365 * 24 * 60 * 60;

/// What a cookie of this page holds. Those that only the server may read are not among them.
pub fn cookie(name: &str) -> Option<String> {
    let all = Reflect::get(&document(), &property()).ok()?.as_string()?;
    let held = all
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='));
    held.map(str::to_owned)
}

/// Keeps a cookie for this site; `value` is made of characters that a cookie takes as they are.
pub fn set_cookie(name: &str, value: &str) {
    let text = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={KEPT_S}");
    // A browser that refuses it remembers nothing.
    Reflect::set(&document(), &property(), &JsValue::from_str(&text)).ok();
}

fn property() -> JsValue {
    JsValue::from_str("cookie")
}
