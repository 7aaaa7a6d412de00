//! The frame of every page of a signed-in person.
use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// One entry of the rail.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// Its name, visible under the icon.
    pub label: String,
    /// Its icon.
    pub icon: IconName,
    /// Whether the page shown belongs to it.
    pub is_current: Signal<bool>,
    /// Whether it stays in the bottom bar of a phone, where five fit.
    pub is_main: bool,
    /// Says that something waits there, in words; nothing while it is empty.
    pub alert: Signal<String>,
}

/// The id of the main landmark, target of the skip link.
pub const MAIN_ID: &str = "main";

/// Rail, page, and the slot of the side panel.
///
/// On a desk the rail has icons with their names, on a tablet icons; on a phone it is the bar at the bottom. The side slot takes
/// no room while it is empty.
#[component]
pub fn AppFrame(
    /// Links of the rail, the most used first.
    nav: Vec<NavItem>,
    /// The name of the navigation landmark.
    #[prop(into)]
    nav_label: String,
    /// The words of the skip link.
    #[prop(into)]
    skip_label: String,
    /// At the bottom of the rail: the account.
    #[prop(optional)]
    rail_end: Option<AnyView>,
    /// Above the page: banners.
    #[prop(optional)]
    top: Option<AnyView>,
    /// The side panel, or nothing.
    #[prop(optional)]
    side: Option<AnyView>,
    children: Children,
) -> AnyView {
    let links: Vec<AnyView> = nav.into_iter().map(nav_link).collect();
    view! {
        <div class="AppFrame">
            <a class="SkipLink" href=format!("#{MAIN_ID}")>{skip_label}</a>
            <nav class="Rail" aria-label=nav_label>
                <ul class="Rail-list" role="list">{links}</ul>
                {rail_end.map(|end| view! { <div class="Rail-end">{end}</div> })}
            </nav>
            <div class="AppFrame-page">
                {top}
                <main class="AppFrame-main" id=MAIN_ID tabindex="-1">{children()}</main>
            </div>
            <div class="AppFrame-side">{side}</div>
        </div>
    }
    .into_any()
}

fn nav_link(item: NavItem) -> AnyView {
    let (is_current, alert) = (item.is_current, item.alert);
    let mark = move || {
        let words = alert.get();
        (!words.is_empty()).then(|| {
            view! { <span class="Rail-alert"><span class="VisuallyHidden">{format!("({words})")}</span></span> }
        })
    };
    view! {
        <li class="Rail-item" data-main=item.is_main.then_some("true")>
            <a class="Rail-link" href=item.href aria-current=move || is_current.get().then_some("page")>
                <Icon name=item.icon/>
                <span class="Rail-label">{item.label}</span>
                {mark}
            </a>
        </li>
    }
    .into_any()
}
