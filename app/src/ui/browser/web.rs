//! The device: clock, memory, timers, keys, words of time.
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use js_sys::{Date, Object, Promise, Reflect};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle, window_event_listener_untyped};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Storage};

use super::Key;
use super::focus::is_inside;

/// The server wrote the symbols into the page: they are not carried twice.
pub const SPRITE: &str = "";

/// Milliseconds since 1970-01-01T00:00:00Z, by the clock of the device.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds of this era fit in 53 bits"
)]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Random bytes from the generator of the browser.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

fn fill_random(bytes: &mut [u8]) {
    // Refused only above 65,536 bytes.
    let filled = window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(bytes));
    debug_assert!(filled.is_ok());
}

fn store() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What the device remembers under `key`.
pub fn store_get(key: &str) -> Option<String> {
    store()?.get_item(key).ok().flatten()
}

/// Remembers `value` on the device, if it can.
pub fn store_set(key: &str, value: &str) {
    // A full or refused store remembers nothing: the caller has the value on screen anyway.
    store_takes(key, value);
}

/// The same; whether the device took it. Otherwise it remembers what it did before.
pub fn store_takes(key: &str, value: &str) -> bool {
    store().is_some_and(|store| store.set_item(key, value).is_ok())
}

/// Forgets `key`.
pub fn store_remove(key: &str) {
    if let Some(store) = store() {
        store.remove_item(key).ok();
    }
}

/// The keys remembered that start with `prefix`.
pub fn store_keys(prefix: &str) -> Vec<String> {
    let Some(store) = store() else { return Vec::new() };
    let count = store.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| store.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}

/// A timer that can be cancelled. Dropping the handle does not cancel it.
#[derive(Clone, Copy, Debug)]
pub struct TimerHandle(Option<TimeoutHandle>);

impl TimerHandle {
    /// Keeps it from firing; nothing happens when it has fired.
    pub fn cancel(self) {
        if let Some(handle) = self.0 {
            handle.clear();
        }
    }
}

/// Calls `run` once, after `delay_ms` milliseconds.
pub fn after_ms(delay_ms: u32, run: impl FnOnce() + 'static) -> TimerHandle {
    after_ms_boxed(delay_ms, Box::new(run))
}

fn after_ms_boxed(delay_ms: u32, run: Box<dyn FnOnce()>) -> TimerHandle {
    TimerHandle(set_timeout_with_handle(run, Duration::from_millis(u64::from(delay_ms))).ok())
}

/// The answer of `work`, unless it takes longer than `wait_ms` milliseconds: then it is given up, and a request is cut off.
pub async fn within_ms<T>(wait_ms: u32, work: impl Future<Output = T>) -> Option<T> {
    let timer = Promise::new(&mut |over, _| {
        after_ms(wait_ms, move || drop(over.call0(&JsValue::NULL)));
    });
    let (mut work, mut timer) = (pin!(work), pin!(JsFuture::from(timer)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => timer.as_mut().poll(context).map(|_| None),
    })
    .await
}

/// How long a browser that cannot say when it is idle is left alone, in milliseconds.
const REST_MS: u32 = 300;

/// Calls `run` once the browser has nothing better to do. Safari does not say when.
pub fn when_idle(run: impl FnOnce() + 'static) {
    let ask = Reflect::get(&window(), &JsValue::from_str("requestIdleCallback"))
        .ok()
        .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok());
    match ask {
        Some(ask) => {
            let run = Closure::once_into_js(run);
            ask.call1(&window(), &run).ok();
        }
        None => drop(after_ms(REST_MS, run)),
    }
}

/// Calls `run` at each `event` of the window or the document (`pagehide`, `visibilitychange`, `online`…), until the
/// current owner is cleaned up.
pub fn on_window(event: &'static str, run: impl Fn() + 'static) {
    on_window_event(event, Box::new(move |_| run()));
}

fn on_window_event(event: &'static str, run: Box<dyn Fn(Event)>) {
    // `visibilitychange` is fired at the document and bubbles to the window.
    let handle = window_event_listener_untyped(event, run);
    on_cleanup(move || handle.remove());
}

/// Calls `run` at each key pressed in the page that nothing nearer took; `true` means that it was taken.
pub fn on_key(run: impl Fn(&Key) -> bool + 'static) {
    on_window_event(
        "keydown",
        Box::new(move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if !event.default_prevented() && !event.is_composing() && run(&key_of(event)) {
                event.prevent_default();
            }
        }),
    );
}

fn key_of(event: &KeyboardEvent) -> Key {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let in_text = target.is_some_and(|target| takes_text(&target));
    Key {
        name: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        in_text,
    }
}

/// A formatted text is asked first: most keys are pressed in one, and it knows what it is without looking around.
fn takes_text(element: &Element) -> bool {
    let is_formatted = element
        .dyn_ref::<HtmlElement>()
        .is_some_and(HtmlElement::is_content_editable);
    is_formatted || is_inside(element, "input,textarea,select,[contenteditable]")
}

/// Makes the browser ask before it leaves the page, as long as `is_dirty` says so.
pub fn guard_unload(is_dirty: Signal<bool>) {
    on_window_event(
        "beforeunload",
        Box::new(move |event| {
            if is_dirty.try_get_untracked() == Some(true) {
                event.prevent_default();
            }
        }),
    );
}

/// The time on the wall of `zone` (IANA name), as a `datetime-local` field takes it: `2026-11-24T20:10`.
pub fn local_wall_time(now_ms: i64, zone: &str) -> Option<String> {
    // The Swedish format is the ISO one, with a space.
    let text = local_text(
        now_ms,
        zone,
        "sv-SE",
        &[("dateStyle", "short"), ("timeStyle", "short")],
    )?;
    Some(text.replacen(' ', "T", 1))
}

/// Day and time on the wall of `zone`, in words of `language`, for a row born in the browser.
pub fn local_label(now_ms: i64, zone: &str, language: &str) -> Option<String> {
    local_text(
        now_ms,
        zone,
        language,
        &[("dateStyle", "medium"), ("timeStyle", "short")],
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "whole milliseconds of this era fit in 53 bits"
)]
fn local_text(now_ms: i64, zone: &str, language: &str, options: &[(&str, &str)]) -> Option<String> {
    let settings = Object::new();
    for (name, value) in options.iter().chain(&[("timeZone", zone)]) {
        Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let date = Date::new(&JsValue::from_f64(now_ms as f64));
    // An unknown zone throws, which `Reflect` catches where the typed method would not.
    let method = Reflect::get(&date, &JsValue::from_str("toLocaleString")).ok()?;
    let method = method.dyn_into::<js_sys::Function>().ok()?;
    method
        .call2(&date, &JsValue::from_str(language), &settings)
        .ok()?
        .as_string()
}

/// Whether the page has such an element.
pub fn has_element(selector: &str) -> bool {
    document()
        .query_selector(selector)
        .is_ok_and(|found| found.is_some())
}

/// Whether a media query holds now.
pub fn matches_media(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// Whether the device believes that it has a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Whether the page is in the background: what is to be kept is kept now.
pub fn is_page_hidden() -> bool {
    document().hidden()
}
