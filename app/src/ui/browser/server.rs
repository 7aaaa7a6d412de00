//! The server's twin: a page as it is before anything happens.
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use leptos::prelude::*;
use leptos::web_sys::{
    ClipboardEvent, DragEvent, Element, Event, KeyboardEvent, MouseEvent, PointerEvent, TouchEvent,
};

use super::{Heard, Key, NoAnswer};

/// The symbols of every icon.
pub const SPRITE: &str = include_str!("../icons.svg");

/// Milliseconds since 1970-01-01T00:00:00Z.
pub fn now_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// Random bytes: fit for an identifier, not for a secret.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    for chunk in bytes.chunks_mut(8) {
        let word = RandomState::new().build_hasher().finish().to_le_bytes();
        chunk.copy_from_slice(&word[..chunk.len()]);
    }
    bytes
}

/// Nothing comes after the page.
pub fn add_style(_name: &'static str) -> impl Future<Output = bool> {
    std::future::ready(false)
}

/// Nothing is remembered on the server.
pub fn store_get(_key: &str) -> Option<String> {
    None
}

/// Nothing is remembered on the server.
pub fn store_set(_key: &str, _value: &str) {}

/// Nothing is remembered on the server.
pub fn store_takes(_key: &str, _value: &str) -> bool {
    false
}

/// Nothing is remembered on the server.
pub fn store_remove(_key: &str) {}

/// Nothing is remembered on the server.
pub fn store_keys(_prefix: &str) -> Vec<String> {
    Vec::new()
}

/// Cookies of a request are read by the server itself.
pub fn cookie(_name: &str) -> Option<String> {
    None
}

/// Nothing is remembered on the server.
pub fn set_cookie(_name: &str, _value: &str) {}

/// A timer that was never started.
#[derive(Clone, Copy, Debug)]
pub struct TimerHandle;

impl TimerHandle {
    /// Nothing to cancel.
    pub fn cancel(self) {}
}

/// Never calls `run`: the page is sent before any time passes.
pub fn after_ms(_delay_ms: u32, _run: impl FnOnce() + 'static) -> TimerHandle {
    TimerHandle
}

/// Nothing is given up on the server.
pub async fn within_ms<T>(_wait_ms: u32, work: impl Future<Output = T>) -> Option<T> {
    Some(work.await)
}

/// The server is never idle.
pub fn when_idle(_run: impl FnOnce() + 'static) {}

/// No window, no event.
pub fn on_window(_event: &'static str, _run: impl Fn() + 'static) {}

/// No keyboard on the server.
pub fn on_key(_run: impl Fn(&Key) -> bool + 'static) {}

/// No page to leave.
pub fn guard_unload(_is_dirty: Signal<bool>) {}

/// The server writes wall times itself.
pub fn local_wall_time(_now_ms: i64, _zone: &str) -> Option<String> {
    None
}

/// The server writes wall times itself.
pub fn local_label(_now_ms: i64, _zone: &str, _language: &str) -> Option<String> {
    None
}

/// No page yet.
pub fn has_element(_selector: &str) -> bool {
    false
}

/// No screen: the widest layout is rendered, and the style sheet narrows it.
pub fn matches_media(_query: &str) -> bool {
    false
}

/// The server is the network.
pub fn is_online() -> bool {
    true
}

/// The page is about to be seen.
pub fn is_page_hidden() -> bool {
    false
}

/// Not before the handlers are attached.
pub fn is_hydrated() -> bool {
    false
}

/// Not before the handlers are attached.
pub fn set_hydrated() {}

/// The theme is applied by the browser.
pub fn set_theme_attribute(_name: &str) {}

/// No element has text of its own yet.
pub fn input_value(_id: &str) -> Option<String> {
    None
}

/// Nothing has the focus on the server.
pub fn text_caret(_id: &str) -> Option<u32> {
    None
}

/// Nothing is copied on the server.
pub fn copy_text_of(_id: &str) -> bool {
    false
}

pub fn focus_id(_id: &str) {}

pub fn focus_end_of(_id: &str) {}

pub fn focus_first_invalid(_container_id: &str) -> bool {
    false
}

pub fn focus_first_inside(_container_id: &str) {}

pub fn active_element_id() -> Option<String> {
    None
}

pub fn mark_focus() -> String {
    String::new()
}

pub fn return_focus(_mark: &str, _container_id: &str) {}

pub fn move_focus_by_arrow(_event: &KeyboardEvent) -> bool {
    false
}

pub fn move_focus_in_column(_event: &KeyboardEvent, _columns: &[&str]) -> bool {
    false
}

pub fn is_plain_click(_event: &MouseEvent) -> bool {
    false
}

/// No history on the server.
pub fn history_mark() -> Option<String> {
    None
}

/// No history on the server.
pub fn set_history_mark(_mark: &str) {}

/// No history on the server.
pub fn go_back() {}

/// The page is being loaded.
pub fn reload() {}

/// The server posts nothing to itself.
pub async fn post_form(_url: &str, _pairs: &[(&str, &str)]) -> Result<u16, NoAnswer> {
    Err(NoAnswer)
}

pub fn submit_form(_id: &str) {}
/// A page that is being rendered follows nothing.
#[derive(Clone, Debug)]
pub struct Feed;

impl Feed {
    pub fn start(&self) {}

    pub fn stop(&self) {}
}

pub fn follow_feed(
    _name: &'static str,
    _address: &'static str,
    _since: String,
    _hear: impl Fn(&Feed, Heard) + 'static,
) {
}

/// Nothing is drawn yet that could move.
pub fn keep_place(_container_id: &str, _items: &str, run: impl FnOnce()) {
    run();
}

/// Nothing is in view yet.
pub fn is_in_view(_container_id: &str, _selector: &str) -> bool {
    false
}

pub fn show_and_focus(_selector: &str) {}

pub fn on_scroll(_container_id: &str, _run: impl Fn() + 'static) {}

pub fn scroll_to_id(_id: &str) {}

pub fn scroll_to_end(_container_id: &str) {}

pub(in crate::ui) fn typed_value(_element: &Element) -> Option<String> {
    None
}

pub(in crate::ui) fn write_value(_element: &Element, _value: &str) {}

pub(in crate::ui) fn is_caret_at_start(_event: &Event) -> bool {
    false
}

pub(in crate::ui) fn is_text_selected(_event: &Event) -> bool {
    false
}

pub(in crate::ui) fn has_selected_text(_event: &Event) -> bool {
    false
}

pub(in crate::ui) fn text_with_pasted(_event: &ClipboardEvent) -> Option<String> {
    None
}

pub(in crate::ui) fn copy_text(_event: &ClipboardEvent, _text: &str) -> bool {
    false
}

pub fn open_dialog(_id: &str) {}

pub fn close_dialog(_id: &str) {}

pub fn show_popover(_id: &str, _anchor_id: &str) {}

pub fn hide_popover(_id: &str) {}

pub fn focus_invoker(_id: &str) {}

pub fn raise_popover(_id: &str) {}

pub fn focus_when_nowhere(_selector: &str) -> bool {
    false
}

pub fn is_popover_open() -> bool {
    false
}

pub(crate) fn anchor_to_invoker(_id: &str) {}

pub fn is_opening(_event: &Event) -> bool {
    false
}

pub(in crate::ui) fn watch_hover_card(
    _host_id: String,
    _show: Callback<Option<String>>,
    _near: Callback<String>,
) {
}

pub(in crate::ui) fn touch_point(_event: &TouchEvent) -> Option<(i32, i32)> {
    None
}

pub(in crate::ui) fn is_touch_in_layer(_event: &TouchEvent) -> bool {
    false
}

pub(in crate::ui) fn capture_pointer(_event: &PointerEvent) {}

pub(in crate::ui) fn captured_distance_from_right(_event: &PointerEvent) -> Option<i32> {
    None
}

/// Nothing is measured on the server.
pub(in crate::ui) fn sheet_width_px(_id: &str) -> Option<i32> {
    None
}

pub(in crate::ui) fn set_sheet_width_px(_width: i32) {}

/// A file of a device: the server sees none.
#[derive(Clone, Debug)]
pub struct File;

/// No file is ever on its way.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Transfer;

impl Transfer {
    pub(in crate::ui) fn stop(self) {}
}

pub(in crate::ui) fn transfer(
    _file: &File,
    _url: &str,
    _on_progress: impl Fn(u64) + 'static,
    _on_end: impl FnOnce(Result<String, u16>) + 'static,
) -> Option<Transfer> {
    None
}

pub(in crate::ui) fn name_and_size(_file: &File) -> (String, u64) {
    Default::default()
}

pub fn picked_files(_event: &Event) -> Vec<File> {
    Vec::new()
}

pub fn dropped_files(_event: &DragEvent) -> Vec<File> {
    Vec::new()
}

pub fn pasted_files(_event: &ClipboardEvent) -> Vec<File> {
    Vec::new()
}

pub fn has_dragged_files(_event: &DragEvent) -> bool {
    false
}

pub fn is_drag_leaving(_event: &DragEvent) -> bool {
    false
}
