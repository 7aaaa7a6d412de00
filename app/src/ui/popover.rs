//! Popovers and menus, on the `popover` attribute: they open without script and close with Escape or a press outside.
use leptos::prelude::*;

use super::browser;
use super::button::{Button, IconButton, Variant};
use super::icon::{Icon, IconName};

/// A layer anchored to the button whose `popover_target` is its `id`. Its content exists only while it is open, unless it is kept so
/// that it opens without script.
#[component]
pub fn Popover(
    #[prop(into)] id: String,
    /// The accessible name.
    #[prop(into)]
    label: String,
    #[prop(optional)] is_kept: bool,
    children: ChildrenFn,
) -> AnyView {
    // The content goes once it is closed: the browser gives the focus back from what has it.
    let open = RwSignal::new(is_kept);
    let anchored = id.clone();
    view! {
        <div
            class="Popover"
            id=id
            popover="auto"
            role="group"
            aria-label=label
            on:beforetoggle=move |event| {
                if browser::is_opening(&event) {
                    open.set(true);
                }
                browser::anchor_to_invoker(&anchored);
            }
            on:toggle=move |event| open.set(is_kept || browser::is_opening(&event))
        >
            {move || open.get().then(|| children())}
        </div>
    }
    .into_any()
}

/// One line of a [`Menu`].
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// The name of the button.
    pub label: String,
    /// The icon at its left.
    pub icon: IconName,
    /// Whether it takes something away.
    pub is_danger: bool,
    /// What it does; the menu is closed first.
    pub on_press: Callback<()>,
}

/// An icon button that opens a list of buttons; arrow keys move between them.
///
/// The buttons keep the role of buttons: each is found by its own name, in the menu or out of it.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    /// The name of the button and of the list.
    #[prop(into)]
    label: String,
    #[prop(default = IconName::Dots)] icon: IconName,
    /// The name is visible beside the icon.
    #[prop(optional)]
    has_words: bool,
    /// Asked each time that the menu opens.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
) -> AnyView {
    let is_there = RwSignal::new(false);
    let layer = id.clone();
    let (name, target) = (label.clone(), id);
    // It is made by the press that opens it: what a press opens is looked for once its handlers have run.
    let on_press = move |()| is_there.set(true);
    let button = if has_words {
        view! { <Button label=name icon popover_target=target on_press/> }.into_any()
    } else {
        view! { <IconButton label=name icon popover_target=target on_press/> }.into_any()
    };
    view! {
        {button}
        {move || is_there.get().then(|| menu_layer(layer.clone(), label.clone(), items))}
    }
    .into_any()
}

/// The list of a menu. Its buttons exist only while it is open.
fn menu_layer(id: String, label: String, items: Callback<(), Vec<MenuItem>>) -> AnyView {
    let open = RwSignal::new(false);
    let list = id.clone();
    let anchored = id.clone();
    let entries = move || {
        let list = list.clone();
        open.get().then(|| {
            items
                .run(())
                .into_iter()
                .map(|item| menu_entry(item, list.clone()))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <div
            class="Popover Menu"
            id=id.clone()
            popover="auto"
            role="group"
            aria-label=label
            on:beforetoggle=move |event| {
                if browser::is_opening(&event) {
                    open.set(true);
                }
                browser::anchor_to_invoker(&anchored);
            }
            on:toggle=move |event| {
                if browser::is_opening(&event) {
                    browser::focus_first_inside(&id);
                } else {
                    open.set(false);
                }
            }
            on:keydown=move |event| {
                if browser::move_focus_by_arrow(&event) {
                    event.prevent_default();
                }
            }
        >
            {entries}
        </div>
    }
    .into_any()
}

fn menu_entry(item: MenuItem, list: String) -> AnyView {
    let variant = if item.is_danger {
        Variant::Danger
    } else {
        Variant::Quiet
    };
    let on_press = item.on_press;
    view! {
        <button
            type="button"
            class="Menu-item"
            data-danger=(variant == Variant::Danger).then_some("true")
            on:click=move |_| {
                browser::hide_popover(&list);
                on_press.run(());
            }
        >
            <Icon name=item.icon small=true/>
            <span>{item.label}</span>
        </button>
    }
    .into_any()
}
