//! The interface: isomorphic components and the server functions.

pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod composer;
pub mod error;
pub mod features;
pub mod i18n;
pub mod offline;
pub mod parts;
#[cfg(feature = "ssr")]
pub mod print;
mod response;
pub mod routes;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "hydrate")]
mod start;
pub mod ui;
pub mod view;
mod wire;

#[cfg(feature = "ssr")]
pub use shell::{SiteAssets, shell};
#[cfg(feature = "hydrate")]
pub use start::start;

use domain::permission::Permission;
use features::customer;
use features::dit::{DitPage, NotFoundPage};
use features::exchange::ExchangePanel;
use features::exchange::indicator::IndicatorStore;
use features::later::{Action, Find, act, draw_customer, draw_list, draw_outbox, draw_templates, find};
use features::live::Live;
use features::outbox::MailAlert;
use features::search::QuickSearch;
use features::session::{
    AccountMenu, Arrival, OfflineBanner, Session, SignInDialog, SignInPage, SignedOutBanner,
};
use i18n::use_words;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use offline::Queue;
use parts::{Parts, now, use_parts};
use routes::{Navigation, use_navigation};
use ui::{AppFrame, IconName, NavItem, ToastRegion, browser, provide_toasts};

/// The whole page body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    Arrival::receive().provide();
    IndicatorStore::provide();
    Parts::provide();
    Effect::new(|_| {
        // The effects of the page below run first: what happens in them happened with the page, not by an action.
        leptos::task::spawn_local(async { browser::set_hydrated() });
    });
    view! {
        <Router>
            <Page/>
        </Router>
    }
}

/// What is between the frame and the address: the routes are always registered, whoever looks. Signing in has no frame.
#[component]
fn Page() -> AnyView {
    let navigation = Navigation::provide();
    match use_context::<Session>() {
        Some(session) if untrack(|| navigation.path()) != routes::LOGIN => {
            view! { <SignedInPage session/> }.into_any()
        }
        _ => page_routes(),
    }
}

#[component]
fn SignedInPage(session: Session) -> AnyView {
    let ask_to_sign_in = Callback::new(move |then| session.ask_to_sign_in(then));
    resume(Queue::provide(session.actor().account, ask_to_sign_in));
    Live::provide(session.view().live_from);
    let words = use_words();
    let navigation = use_navigation();
    let quick = QuickSearch::provide();
    customer::open_by_key(navigation, quick);
    let requests = NavItem {
        href: routes::LIST.to_owned(),
        label: words.dit.nav.to_owned(),
        icon: IconName::List,
        is_current: Signal::derive(move || routes::is_about_requests(&navigation.path())),
        is_main: true,
        alert: Signal::stored(String::new()),
    };
    let search = NavItem {
        href: routes::SEARCH.to_owned(),
        label: words.session.search.to_owned(),
        icon: IconName::Search,
        is_current: Signal::derive(move || navigation.path() == routes::SEARCH),
        is_main: true,
        alert: Signal::stored(String::new()),
    };
    let mut nav = vec![requests, search];
    nav.extend(outbox_entry(session));
    nav.extend(templates_entry(session));
    listen();
    let side = move || {
        navigation
            .panel()
            .map(|number| view! { <ExchangePanel number/> }.into_any())
    };
    view! {
        <AppFrame
            nav
            nav_label=words.session.nav_label
            skip_label=words.session.skip_label
            rail_end=view! { {quick.button()} <AccountMenu/> }.into_any()
            top=view! { <OfflineBanner/><SignedOutBanner/> }.into_any()
            side=side.into_any()
        >
            {page_routes()}
            {routes::panel_form(navigation)}
            {preview()}
        </AppFrame>
        <ToastRegion label=words.session.toasts_label close_label=words.session.close_toast/>
        <SignInDialog/>
        {quick.view()}
    }
    .into_any()
}

/// The preview of every indicator, once its part is here.
fn preview() -> AnyView {
    let actions = use_parts().actions;
    let is_here = Memo::new(move |_| actions.is_here());
    view! { {move || is_here.get().then(|| untrack(|| now(act(Action::Preview))))} }.into_any()
}

/// The entry of the outbox, for those who may open it. Its badge says on every page that a mail account was stopped.
fn outbox_entry(session: Session) -> Option<NavItem> {
    let words = &use_words().session;
    let alert = MailAlert::provide(session.view().has_mail_alert);
    if !session.actor().role.may(Permission::Parameters) {
        return None;
    }
    let actions = use_parts().actions;
    Effect::new(move |was_watched: Option<bool>| {
        let is_here = actions.is_here();
        if is_here && was_watched != Some(true) {
            now(act(Action::WatchMail(alert)));
        }
        is_here
    });
    let navigation = use_navigation();
    Some(NavItem {
        href: routes::OUTBOX.to_owned(),
        label: words.outbox.to_owned(),
        icon: IconName::Outbox,
        is_current: Signal::derive(move || navigation.path() == routes::OUTBOX),
        is_main: true,
        alert: Signal::derive(move || {
            let text = if alert.is_on() { words.outbox_alert } else { "" };
            text.to_owned()
        }),
    })
}

/// The entry of the templates, for those who may write them.
fn templates_entry(session: Session) -> Option<NavItem> {
    let navigation = use_navigation();
    session.actor().role.may(Permission::Parameters).then(|| NavItem {
        href: routes::TEMPLATES.to_owned(),
        label: use_words().session.templates.to_owned(),
        icon: IconName::Template,
        is_current: Signal::derive(move || navigation.path() == routes::TEMPLATES),
        is_main: true,
        alert: Signal::stored(String::new()),
    })
}

/// Hears what happens elsewhere, once the part that listens is here.
fn listen() {
    let actions = use_parts().actions;
    Effect::new(move |was_listening: Option<bool>| {
        let is_here = actions.is_here();
        if is_here && was_listening != Some(true) {
            now(act(Action::Listen));
        }
        is_here
    });
}

/// Sends again what a former page left, as soon as the part that does it is here.
fn resume(queue: Queue) {
    let actions = use_parts().actions;
    Effect::new(move |was_resumed: Option<bool>| {
        if queue.is_left_over() {
            actions.fetch();
        }
        let is_here = actions.is_here();
        if is_here && was_resumed != Some(true) {
            now(act(Action::Resume(queue)));
        }
        is_here
    });
}

fn page_routes() -> AnyView {
    view! {
        <FlatRoutes fallback=|| guarded(not_found)>
            <Route path=path!("/") view=|| guarded(list) ssr=SsrMode::Async/>
            <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("/customers/:code") view=|| guarded(overview) ssr=SsrMode::Async/>
            <Route path=path!("/search") view=|| guarded(search) ssr=SsrMode::Async/>
            <Route path=path!("/settings/outbox") view=|| guarded(outbox) ssr=SsrMode::Async/>
            <Route path=path!("/settings/templates") view=|| guarded(templates) ssr=SsrMode::Async/>
            <Route path=path!("/dits/:number") view=|| guarded(dit) ssr=SsrMode::Async/>
        </FlatRoutes>
    }
    .into_any()
}

/// The page, or the sign-in page in its place: its address is where signing in leads.
fn guarded(page: fn() -> AnyView) -> AnyView {
    if use_context::<Session>().is_some() {
        page()
    } else {
        view! { <SignInPage/> }.into_any()
    }
}

fn list() -> AnyView {
    use_parts().list.show(|| now(draw_list()))
}

fn overview() -> AnyView {
    use_parts().customer.show(|| now(draw_customer()))
}

fn search() -> AnyView {
    use_parts().search.show(|| now(find(Find::Page)))
}

fn outbox() -> AnyView {
    use_parts().outbox.show(|| now(draw_outbox()))
}

fn templates() -> AnyView {
    use_parts().templates.show(|| now(draw_templates()))
}

fn dit() -> AnyView {
    view! { <DitPage/> }.into_any()
}

fn not_found() -> AnyView {
    view! { <NotFoundPage/> }.into_any()
}
