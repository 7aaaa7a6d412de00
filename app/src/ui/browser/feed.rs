//! What a server tells, one stream for all tabs of this browser: a browser has few connections to a server, and a stream takes one.
//!
//! The tab that holds the lock has the stream and passes on to the others what it hears. When it goes, the lock goes to the next.
//! Without locks (Web Locks want a secure context) each tab that is looked at has a stream of its own.
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect, encode_uri_component};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use super::Heard;
use super::web::{TimerHandle, after_ms, is_online, is_page_hidden, on_window, random_bytes};

/// A tab that nobody has looked at for so long lets go of the stream, in milliseconds.
const ASLEEP_MS: u32 = 60_000;
/// First and longest pause before a stream that the server refused is asked for again, in milliseconds.
const PAUSE_MS: (u32, u32) = (1_000, 60_000);

/// What tabs say to each other: the first letter of a message.
const TOLD: char = 'm';
const HELLO: char = 'h';
const ON: char = '1';
const OFF: char = '0';

type Hear = dyn Fn(&Feed, Heard);

/// The stream as this tab has it.
#[derive(Clone)]
pub struct Feed(Rc<Inner>);

struct Inner {
    name: &'static str,
    address: &'static str,
    hear: Box<Hear>,
    channel: Option<BroadcastChannel>,
    state: RefCell<State>,
    handlers: RefCell<Option<Handlers>>,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed")
            .field("name", &self.0.name)
            .finish_non_exhaustive()
    }
}

/// They live as long as the page: a stream that is let go of may be calling one of them.
struct Handlers {
    opened: Closure<dyn FnMut()>,
    told: Closure<dyn FnMut(MessageEvent)>,
    failed: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    /// The place of the last message: what comes after it is asked for.
    since: String,
    is_stopped: bool,
    is_asleep: bool,
    /// The lock was asked for and has not come.
    waits: bool,
    /// Lets go of the lock.
    release: Option<Function>,
    leads: bool,
    source: Option<EventSource>,
    timer: Option<TimerHandle>,
    nap: Option<TimerHandle>,
    tries: u32,
}

/// Tells `hear` what comes from `address`, beginning after the place `since`, for as long as the page lives.
pub fn follow_feed(
    name: &'static str,
    address: &'static str,
    since: String,
    hear: impl Fn(&Feed, Heard) + 'static,
) {
    let feed = Feed(Rc::new(Inner {
        name,
        address,
        hear: Box::new(hear),
        channel: BroadcastChannel::new(name).ok(),
        state: RefCell::new(State {
            since,
            ..State::default()
        }),
        handlers: RefCell::default(),
    }));
    feed.attach();
    feed.start();
}

impl Feed {
    /// Listens again after [`Feed::stop`].
    pub fn start(&self) {
        self.0.state.borrow_mut().is_stopped = false;
        self.ask_to_lead();
        let since = self.0.state.borrow().since.clone();
        self.say(HELLO, &since);
    }

    /// Listens no more.
    pub fn stop(&self) {
        self.0.state.borrow_mut().is_stopped = true;
        self.let_go();
    }

    fn is_awake(&self) -> bool {
        let state = self.0.state.borrow();
        !state.is_stopped && !state.is_asleep
    }

    fn attach(&self) {
        let (opened, told, failed) = (self.clone(), self.clone(), self.clone());
        *self.0.handlers.borrow_mut() = Some(Handlers {
            opened: Closure::new(move || opened.opened()),
            told: Closure::new(move |event: MessageEvent| told.told(&event)),
            failed: Closure::new(move || failed.failed()),
        });
        if let Some(channel) = &self.0.channel {
            let feed = self.clone();
            let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    feed.overhear(&text);
                }
            });
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            listener.forget();
        }
        let (seen, online, offline) = (self.clone(), self.clone(), self.clone());
        on_window("visibilitychange", move || seen.look());
        on_window("online", move || online.open_again());
        on_window("offline", move || offline.close());
    }

    /// Falls asleep a while after the tab was left, wakes when it is looked at.
    fn look(&self) {
        let nap = self.0.state.borrow_mut().nap.take();
        nap.into_iter().for_each(TimerHandle::cancel);
        if is_page_hidden() {
            let feed = self.clone();
            let nap = after_ms(ASLEEP_MS, move || {
                feed.0.state.borrow_mut().is_asleep = true;
                feed.let_go();
            });
            self.0.state.borrow_mut().nap = Some(nap);
        } else if std::mem::take(&mut self.0.state.borrow_mut().is_asleep) {
            self.start();
        }
    }

    fn ask_to_lead(&self) {
        if self.0.state.borrow().waits || self.0.state.borrow().leads || !self.is_awake() {
            return;
        }
        let Some(locks) = locks() else {
            self.lead();
            return;
        };
        self.0.state.borrow_mut().waits = true;
        let feed = self.clone();
        let granted = Closure::once_into_js(move |_: JsValue| -> JsValue { feed.granted() });
        let request = Reflect::get(&locks, &JsValue::from_str("request"))
            .ok()
            .and_then(|request| request.dyn_into::<Function>().ok());
        if let Some(request) = request {
            request
                .call2(&locks, &JsValue::from_str(self.0.name), &granted)
                .ok();
        }
    }

    /// The lock is held until the promise that this answers is kept.
    fn granted(&self) -> JsValue {
        self.0.state.borrow_mut().waits = false;
        if !self.is_awake() {
            return JsValue::UNDEFINED;
        }
        let feed = self.clone();
        let held = Promise::new(&mut |release, _| feed.0.state.borrow_mut().release = Some(release));
        self.lead();
        held.into()
    }

    fn lead(&self) {
        self.0.state.borrow_mut().leads = true;
        self.open();
    }

    fn let_go(&self) {
        self.close();
        let mut state = self.0.state.borrow_mut();
        state.leads = false;
        if let Some(release) = state.release.take() {
            release.call0(&JsValue::NULL).ok();
        }
    }

    fn open(&self) {
        if !self.0.state.borrow().leads || !is_online() {
            return;
        }
        let since = encode_uri_component(&self.0.state.borrow().since);
        let address = format!("{}?since={}", self.0.address, String::from(since));
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        if let Some(handlers) = &*self.0.handlers.borrow() {
            source.set_onopen(Some(handlers.opened.as_ref().unchecked_ref()));
            source.set_onmessage(Some(handlers.told.as_ref().unchecked_ref()));
            source.set_onerror(Some(handlers.failed.as_ref().unchecked_ref()));
        }
        self.0.state.borrow_mut().source = Some(source);
    }

    fn open_again(&self) {
        if self.0.state.borrow().leads {
            self.close();
            self.open();
        }
    }

    fn close(&self) {
        let (source, timer) = {
            let mut state = self.0.state.borrow_mut();
            (state.source.take(), state.timer.take())
        };
        timer.into_iter().for_each(TimerHandle::cancel);
        if let Some(source) = source {
            source.close();
            self.tell_all(OFF);
        }
    }

    fn opened(&self) {
        self.0.state.borrow_mut().tries = 0;
        self.tell_all(ON);
    }

    fn told(&self, event: &MessageEvent) {
        let Some(text) = event.data().as_string() else {
            return;
        };
        let id = event.last_event_id();
        self.say(TOLD, &format!("{id}\n{text}"));
        self.take_in(id, text);
    }

    /// The browser comes back by itself after a cut, not after a refusal.
    fn failed(&self) {
        self.tell_all(OFF);
        let mut state = self.0.state.borrow_mut();
        let is_refused = state
            .source
            .as_ref()
            .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if is_refused {
            let pause_ms = pause_ms(state.tries);
            state.tries += 1;
            state.source = None;
            let feed = self.clone();
            state.timer = Some(after_ms(pause_ms, move || feed.open()));
        }
    }

    /// What another tab says.
    fn overhear(&self, text: &str) {
        if !self.is_awake() {
            return;
        }
        let mut letters = text.chars();
        match (letters.next(), letters.as_str()) {
            (Some(TOLD), told) => {
                if let Some((id, text)) = told.split_once('\n') {
                    self.take_in(id.to_owned(), text.to_owned());
                }
            }
            // A tab that has just come wants what happened since it was read.
            (Some(HELLO), since) if self.0.state.borrow().leads => {
                let mut state = self.0.state.borrow_mut();
                if place_of(since) < place_of(&state.since) {
                    since.clone_into(&mut state.since);
                }
                drop(state);
                self.open_again();
            }
            (Some(ON), _) => self.hear(Heard::On),
            (Some(OFF), _) => self.hear(Heard::Off),
            _ => {}
        }
    }

    fn take_in(&self, id: String, text: String) {
        if !id.is_empty() {
            self.0.state.borrow_mut().since = id;
        }
        self.hear(Heard::Text(text));
    }

    fn tell_all(&self, letter: char) {
        self.say(letter, "");
        self.hear(if letter == ON { Heard::On } else { Heard::Off });
    }

    fn hear(&self, heard: Heard) {
        (self.0.hear)(self, heard);
    }

    fn say(&self, letter: char, text: &str) {
        if let Some(channel) = &self.0.channel {
            channel
                .post_message(&JsValue::from_str(&format!("{letter}{text}")))
                .ok();
        }
    }
}

/// The number that a place ends with grows with time, whichever server wrote it.
fn place_of(since: &str) -> i64 {
    let last = since.rsplit('-').next();
    last.and_then(|at| at.parse().ok()).unwrap_or_default()
}

/// Grows with every refusal, and differs from browser to browser.
fn pause_ms(tries: u32) -> u32 {
    let (first, longest) = PAUSE_MS;
    let pause_ms = (first << tries.min(6)).min(longest);
    let [dice] = random_bytes::<1>();
    pause_ms / 2 + pause_ms * u32::from(dice) / 255
}

fn locks() -> Option<JsValue> {
    let navigator = window().navigator();
    Reflect::get(&navigator, &JsValue::from_str("locks"))
        .ok()
        .filter(|locks| locks.is_object())
}
