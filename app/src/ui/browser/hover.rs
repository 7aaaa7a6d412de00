//! The listeners of the hover card: a few on the document, none on the elements that open it.
use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::layer::{is_shown, show_beside};
use super::web::{TimerHandle, after_ms};

const KEY: &str = "data-hover-card";
const NEAR: &str = "data-hover-near";
/// Time to travel from the element to its card, in milliseconds.
const LEAVE_MS: u32 = 140;
/// How long a finger rests before the card opens, in milliseconds.
const LONG_PRESS_MS: u32 = 450;

struct Watch {
    host_id: String,
    show: Callback<Option<String>>,
    near: Callback<String>,
    /// The last key that [`Watch::near`] was told.
    last_near: RefCell<Option<String>>,
    anchor: RefCell<Option<HtmlElement>>,
    timer: RefCell<Option<TimerHandle>>,
    /// The click that ends a long press belongs to the card, not to the element.
    swallows_click: RefCell<bool>,
}

type Handler = fn(&Rc<Watch>, &Event);

/// Opens and closes the card `host_id` for as long as the page lives: it is meant for the frame of the application.
pub fn watch_hover_card(host_id: String, show: Callback<Option<String>>, near: Callback<String>) {
    let watch = Rc::new(Watch {
        host_id,
        show,
        near,
        last_near: RefCell::default(),
        anchor: RefCell::default(),
        timer: RefCell::default(),
        swallows_click: RefCell::default(),
    });
    let handlers: [(&str, Handler); 8] = [
        ("pointerover", on_pointer_over),
        ("focusin", on_focus_in),
        ("keydown", on_key_down),
        ("pointerdown", on_pointer_down),
        ("pointerup", |watch, _| watch.stop_timer_of_press()),
        ("pointercancel", |watch, _| watch.stop_timer_of_press()),
        ("click", on_click),
        ("contextmenu", on_context_menu),
    ];
    for (name, handler) in handlers {
        listen(name, Rc::clone(&watch), handler);
    }
}

fn listen(name: &str, watch: Rc<Watch>, handler: Handler) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| handler(&watch, &event));
    let listener: &js_sys::Function = closure.as_ref().unchecked_ref();
    // In the capture phase: a card closes with Escape before anything below hears of it.
    document()
        .add_event_listener_with_callback_and_bool(name, listener, true)
        .ok();
    closure.forget();
}

impl Watch {
    fn host(&self) -> Option<HtmlElement> {
        document().get_element_by_id(&self.host_id)?.dyn_into().ok()
    }

    fn is_open(&self) -> bool {
        self.anchor.borrow().is_some()
    }

    fn is_anchor(&self, element: &HtmlElement) -> bool {
        self.anchor.borrow().as_ref() == Some(element)
    }

    fn open(&self, anchor: &HtmlElement) {
        self.stop_timer();
        let Some(host) = self.host() else { return };
        if self.is_anchor(anchor) && is_shown(&host) {
            return;
        }
        self.release_anchor();
        self.show.run(anchor.get_attribute(KEY));
        show_beside(&host, anchor);
        anchor.set_attribute("aria-details", &self.host_id).ok();
        self.anchor.replace(Some(anchor.clone()));
    }

    fn close(&self) {
        self.stop_timer();
        self.release_anchor();
        if let Some(host) = self.host().filter(|host| is_shown(host)) {
            host.hide_popover().ok();
        }
        self.show.run(None);
    }

    fn release_anchor(&self) {
        if let Some(anchor) = self.anchor.take() {
            anchor.style().remove_property("anchor-name").ok();
            anchor.remove_attribute("aria-details").ok();
        }
    }

    fn stop_timer(&self) {
        if let Some(timer) = self.timer.take() {
            timer.cancel();
        }
    }

    fn stop_timer_of_press(&self) {
        if !self.is_open() {
            self.stop_timer();
        }
    }

    fn start(&self, delay_ms: u32, run: impl FnOnce() + 'static) {
        self.stop_timer();
        self.timer.replace(Some(after_ms(delay_ms, run)));
    }
}

/// What an event happened on.
enum Place {
    Anchor(HtmlElement),
    Card,
    Elsewhere,
}

fn place(watch: &Watch, event: &Event) -> Place {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return Place::Elsewhere;
    };
    let closest = |selector: &str| target.closest(selector).ok().flatten();
    if let Some(anchor) = closest("[data-hover-card]").and_then(|anchor| anchor.dyn_into().ok()) {
        Place::Anchor(anchor)
    } else if closest(&format!("#{}", watch.host_id)).is_some() {
        Place::Card
    } else {
        Place::Elsewhere
    }
}

fn is_touch(event: &Event) -> bool {
    // `click` and `contextmenu` are pointer events in some engines and mouse events in others.
    js_sys::Reflect::get(event, &JsValue::from_str("pointerType")).is_ok_and(|kind| kind == "touch")
}

fn leave_soon(watch: &Rc<Watch>) {
    if watch.is_open() {
        let later = Rc::clone(watch);
        watch.start(LEAVE_MS, move || later.close());
    }
}

fn on_pointer_over(watch: &Rc<Watch>, event: &Event) {
    if is_touch(event) {
        return;
    }
    tell_near(watch, event);
    match place(watch, event) {
        Place::Anchor(anchor) => watch.open(&anchor),
        Place::Card => watch.stop_timer(),
        Place::Elsewhere => leave_soon(watch),
    }
}

/// Once for each element that the pointer comes near to.
fn tell_near(watch: &Watch, event: &Event) {
    let around = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("[data-hover-near]").ok().flatten());
    let key = around.and_then(|around| around.get_attribute(NEAR));
    if *watch.last_near.borrow() != key {
        watch.last_near.replace(key.clone());
        if let Some(key) = key {
            watch.near.run(key);
        }
    }
}

fn on_focus_in(watch: &Rc<Watch>, event: &Event) {
    match place(watch, event) {
        Place::Anchor(anchor) if anchor.matches(":focus-visible").unwrap_or(false) => watch.open(&anchor),
        Place::Anchor(_) | Place::Card => {}
        Place::Elsewhere => leave_soon(watch),
    }
}

fn on_key_down(watch: &Rc<Watch>, event: &Event) {
    // Asked first: most keys are pressed while no card is open.
    let is_closing = watch.is_open()
        && event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape");
    if is_closing {
        event.prevent_default();
        event.stop_propagation();
        watch.close();
    }
}

fn on_pointer_down(watch: &Rc<Watch>, event: &Event) {
    watch.swallows_click.replace(false);
    match place(watch, event) {
        Place::Anchor(anchor) if event.dyn_ref::<PointerEvent>().is_some() && is_touch(event) => {
            let later = Rc::clone(watch);
            watch.start(LONG_PRESS_MS, move || {
                later.swallows_click.replace(true);
                later.open(&anchor);
            });
        }
        Place::Anchor(_) | Place::Card => {}
        Place::Elsewhere if watch.is_open() => watch.close(),
        Place::Elsewhere => {}
    }
}

fn on_click(watch: &Rc<Watch>, event: &Event) {
    if watch.swallows_click.replace(false) {
        event.prevent_default();
        event.stop_propagation();
    } else if watch.is_open() && matches!(place(watch, event), Place::Anchor(_)) {
        // The element did its work: the card would cover it.
        watch.close();
    }
}

/// A long press on a link or a button would open the menu of the system over the card.
fn on_context_menu(watch: &Rc<Watch>, event: &Event) {
    let by_touch = is_touch(event)
        || event
            .dyn_ref::<MouseEvent>()
            .is_some_and(|event| event.button() != 2);
    if by_touch && matches!(place(watch, event), Place::Anchor(_)) {
        event.prevent_default();
    }
}
