//! The server's twin: bars as they are before anything happens.

use crate::composer::{File, Rect};
use leptos::ev::{Event, FocusEvent, KeyboardEvent, PointerEvent};

/// No file on the server.
pub type Content = File;

/// Nothing is on its way.
#[derive(Clone, Debug)]
pub struct Sending;

impl Sending {
    pub fn stop(&self) {}
}

pub fn move_in_bar(_event: &KeyboardEvent) -> bool {
    false
}

pub fn keep_stop(_event: &FocusEvent) {}

pub fn enter_bar(_field: &str) -> bool {
    false
}

pub fn open_by_arrow(_event: KeyboardEvent) {}

pub fn enter_menu(_id: &str) {}

pub fn move_in_menu(_event: &KeyboardEvent, _columns: usize) -> bool {
    false
}

pub fn is_in_field(_event: &KeyboardEvent) -> bool {
    false
}

/// Nothing has the focus.
pub fn where_focus_is(_field: &str) -> (bool, bool) {
    (false, false)
}

pub fn put(_place: &str, _rect: Rect) {}

pub fn widen(_place: &str, _width: f64) {}

pub fn table_rect(_field: &str) -> Option<Rect> {
    None
}

pub fn start_drag(_event: &PointerEvent) {}

pub fn drag_x(_event: &PointerEvent) -> Option<f64> {
    None
}

pub fn click(_id: &str) {}

pub fn picked(_event: &Event) -> Vec<File> {
    Vec::new()
}

pub async fn fetched(_address: &str, _stem: &str) -> Option<File> {
    None
}

pub fn name_of(_file: &File) -> String {
    String::new()
}

pub fn size_of(_content: &Content) -> u64 {
    0
}

pub async fn first_bytes(_file: &File, _count: usize) -> Vec<u8> {
    Vec::new()
}

pub async fn shrink(_file: &File, _max_side: u32) -> Option<(Content, u32, u32)> {
    None
}

pub fn content_of(file: File) -> Content {
    file
}

pub fn send(
    _url: &str,
    _name: &str,
    _content: &Content,
    _progress: impl Fn(u32) + 'static,
    _done: impl FnOnce(Result<String, u16>) + 'static,
) -> Option<Sending> {
    None
}
