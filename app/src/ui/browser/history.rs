//! The history of the tab.
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// What [`set_history_mark`] left at this step of the history; it survives reloading and going back and forth.
pub fn history_mark() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Leaves a mark at this step of the history, until the page navigates from it by replacing it.
pub fn set_history_mark(mark: &str) {
    if let Ok(history) = window().history() {
        // Refused only when a page asks for it a hundred times in seconds; then closing replaces instead of going back.
        history.replace_state(&JsValue::from_str(mark), "").ok();
    }
}

/// Goes one step back, as the button of the browser does.
pub fn go_back() {
    if let Ok(history) = window().history() {
        history.back().ok();
    }
}

/// Loads the page again.
pub fn reload() {
    window().location().reload().ok();
}
