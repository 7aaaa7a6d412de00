//! Parts of the program that come after the page: fetched once the browser is idle, or at once when they are needed.
//!
//! What shows and navigates a request with its exchanges is in the first module; the rest comes in parts, each a module of its own
//! that shares memory with the first. The server has everything and draws the same markup.

use crate::features::later;
use crate::i18n::use_words;
use crate::ui::{Banner, Button, IconName, Skeleton, Tone, browser};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What the parts look like in which things are done, and text is formatted.
const ACTIONS_STYLE: &str = "actions.css";

/// A part on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// Where the code of a part is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Away,
    Coming,
    Here,
    /// It did not come: there was no network, or the server has a newer build. It may be asked for again.
    Lost,
}

/// One part.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    fetch: fn() -> Coming,
    /// The style sheet that comes with it, beside that of the page.
    style: Option<&'static str>,
    place: RwSignal<Place>,
}

impl Part {
    fn new(fetch: fn() -> Coming, is_here: bool) -> Self {
        let place = if is_here { Place::Here } else { Place::Away };
        Self {
            fetch,
            style: None,
            place: RwSignal::new(place),
        }
    }

    fn styled(mut self, name: &'static str) -> Self {
        self.style = Some(name);
        self
    }

    /// Asks for the part unless it is here or on its way.
    pub fn fetch(self) {
        if matches!(self.place.get_untracked(), Place::Here | Place::Coming) {
            return;
        }
        self.place.set(Place::Coming);
        let style = self.style.map(browser::add_style);
        spawn_local(async move {
            let has_code = (self.fetch)().await.is_ok();
            let has_style = match style {
                Some(style) => style.await,
                None => true,
            };
            let place = if has_code && has_style {
                Place::Here
            } else {
                Place::Lost
            };
            self.place.try_set(place);
        });
    }

    /// Whether it can be used; tracked.
    pub fn is_here(self) -> bool {
        self.place.get() == Place::Here
    }

    /// What is said in the place of the part when it does not come; tracked.
    pub fn lost(self) -> Option<AnyView> {
        (self.place.get() == Place::Lost).then(|| lost(self))
    }

    /// Whether it was asked for and did not come; tracked.
    pub fn is_lost(self) -> bool {
        self.place.get() == Place::Lost
    }

    /// Draws something of this part, once it is here. Until then grey lines keep the place; when it does not come, a sentence says so
    /// and a button asks for it again.
    pub fn show(self, draw: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
        Effect::new(move |_| self.fetch());
        let place = Memo::new(move |_| self.place.get());
        let view = move || match place.get() {
            Place::Here => untrack(&draw).unwrap_or_else(|| ().into_any()),
            Place::Away | Place::Coming => view! { <Skeleton/> }.into_any(),
            Place::Lost => lost(self),
        };
        view.into_any()
    }
}

fn lost(part: Part) -> AnyView {
    let words = &use_words().session;
    Effect::new(move |_| browser::on_window("online", move || part.fetch()));
    let actions = view! { <Button label=words.retry on_press=move |()| part.fetch()/> }.into_any();
    view! { <Banner tone=Tone::Warning icon=IconName::Offline actions>{words.part_lost}</Banner> }.into_any()
}

/// What the page that was sent is made of, beside the first module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrived {
    Nothing,
    List,
    Customer,
    Outbox,
    Templates,
    Search,
    SignIn,
}

/// All parts.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Everything that is done rather than read.
    pub actions: Part,
    /// Formatted text: it comes when somebody is about to format.
    pub composer: Part,
    /// The list of requests.
    pub list: Part,
    /// The customer overview.
    pub customer: Part,
    /// The outbox: few look at it, so that it comes when it is opened.
    pub outbox: Part,
    /// The templates, as the outbox.
    pub templates: Part,
    /// The search: its page, and the dialog that finds as one types.
    pub search: Part,
    /// The sign-in page.
    pub sign_in: Part,
}

impl Parts {
    /// Makes [`use_parts`] work for everything below. On the server nothing has arrived, everything is here.
    pub(crate) fn provide() {
        let arrived = use_context::<Arrived>();
        let is_here = |part| arrived.is_none_or(|arrived| arrived == part);
        let parts = Self {
            actions: Part::new(|| Box::pin(later::fetch_actions()), false).styled(ACTIONS_STYLE),
            composer: Part::new(|| Box::pin(later::fetch_composer()), false).styled(ACTIONS_STYLE),
            list: Part::new(|| Box::pin(later::fetch_list()), is_here(Arrived::List)),
            customer: Part::new(|| Box::pin(later::fetch_customer()), is_here(Arrived::Customer)),
            outbox: Part::new(|| Box::pin(later::fetch_outbox()), is_here(Arrived::Outbox)),
            templates: Part::new(|| Box::pin(later::fetch_templates()), is_here(Arrived::Templates)),
            search: Part::new(|| Box::pin(later::fetch_search()), is_here(Arrived::Search)),
            sign_in: Part::new(|| Box::pin(later::fetch_sign_in()), is_here(Arrived::SignIn)),
        };
        provide_context(parts);
        let has_session = use_context::<crate::features::session::Session>().is_some();
        Effect::new(move |_| {
            if has_session {
                browser::when_idle(move || parts.fetch_usual());
                browser::on_window("online", move || parts.fetch_usual());
            }
        });
    }

    /// Asks for what most people use, unless nothing can come.
    fn fetch_usual(self) {
        if browser::is_online() {
            for part in [self.actions, self.list, self.customer, self.search] {
                part.fetch();
            }
        }
    }
}

/// The parts of the program.
///
/// # Panics
/// Outside of the application.
pub fn use_parts() -> Parts {
    expect_context()
}

/// What a function of a part answers when the part is here; on the server it always is.
pub fn now<T>(answer: impl Future<Output = Result<T, SplitLoaderError>>) -> Option<T> {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => Some(answer),
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}
