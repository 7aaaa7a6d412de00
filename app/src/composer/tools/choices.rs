//! Menus of the toolbar in which one of several is chosen.

use super::browser;
use crate::composer::Surface;
use crate::ui::browser::{anchor_to_invoker, hide_popover, is_opening};
use crate::ui::{Icon, IconName};
use editor::{Color, Command, State};
use leptos::prelude::*;

/// One of the choices.
#[derive(Clone, Debug)]
pub struct Choice {
    pub name: &'static str,
    pub command: Command,
    pub face: Face,
}

/// How a choice looks beside its name.
#[derive(Clone, Copy, Debug)]
pub enum Face {
    /// Its name alone, in the way that it will make text look.
    Look(&'static str),
    /// A drawing.
    Icon(IconName),
    /// A colour; the name is told, not shown.
    Swatch(Option<Color>),
}

/// A menu before it is drawn.
#[derive(Debug)]
pub struct Choices {
    /// Of the menu; ids are of the page.
    pub id: String,
    pub name: &'static str,
    pub present: Present,
    pub choices: Vec<Choice>,
}

/// How the button of a menu shows what is chosen at present.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Present {
    /// By its name.
    Name,
    /// By its drawing.
    Icon,
    /// By a line of its colour below this drawing; the colours stand so many beside each other.
    Ink(IconName, usize),
}

/// The button with what it shows, and its menu, which exists only while it is open.
pub fn choice_menu(surface: Surface, menu: Choices) -> AnyView {
    let Choices {
        id,
        name,
        present,
        choices,
    } = menu;
    let columns = match present {
        Present::Ink(_, columns) => columns,
        Present::Name | Present::Icon => 1,
    };
    let choices = StoredValue::new(choices);
    let face = face(surface, present, choices);
    let open = RwSignal::new(false);
    let list = id.clone();
    let entries = move || {
        open.get().then(|| {
            let entry = |choice| entry(surface, list.clone(), choice);
            choices.get_value().into_iter().map(entry).collect::<Vec<_>>()
        })
    };
    let kind = if columns > 1 { "palette" } else { "list" };
    let shown = id.clone();
    view! {
        <button
            class="Tool"
            type="button"
            data-stop=""
            tabindex="-1"
            title=name
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:keydown=browser::open_by_arrow
        >
            <span class="VisuallyHidden">{name}" "</span>
            {face}
            <Icon name=IconName::ChevronDown small=true/>
        </button>
        <div
            class="Popover Choices"
            data-kind=kind
            id=id.clone()
            popover="auto"
            role="menu"
            aria-label=name
            on:beforetoggle=move |event| {
                if is_opening(&event) {
                    open.set(true);
                }
                anchor_to_invoker(&id);
            }
            on:toggle=move |event| {
                if is_opening(&event) {
                    browser::enter_menu(&shown);
                } else {
                    // Not before: the browser gives the focus back from the entry that has it.
                    open.set(false);
                }
            }
            on:keydown=move |event| {
                if browser::move_in_menu(&event, columns) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        >
            {entries}
        </div>
    }
    .into_any()
}

fn entry(surface: Surface, menu: String, choice: Choice) -> AnyView {
    let Choice { name, command, face } = choice;
    let is_checked = untrack(|| surface.is_active(&command));
    let (look, drawing, shows_name) = match face {
        Face::Look(look) => (Some(look), None, true),
        Face::Icon(name) => (None, Some(view! { <Icon name small=true/> }.into_any()), true),
        Face::Swatch(color) => (None, Some(swatch(color)), false),
    };
    view! {
        <button
            class="Menu-item"
            type="button"
            role="menuitemradio"
            tabindex="-1"
            aria-checked=if is_checked { "true" } else { "false" }
            aria-label=(!shows_name).then_some(name)
            title=(!shows_name).then_some(name)
            on:click=move |_| {
                hide_popover(&menu);
                surface.run(&command);
            }
        >
            {drawing}
            {shows_name.then(|| view! { <span data-look=look>{name}</span> })}
        </button>
    }
    .into_any()
}

/// A disc of a colour, crossed out where there is none. Attributes of a drawing are no style.
fn swatch(color: Option<Color>) -> AnyView {
    match color {
        Some(color) => {
            let fill = color.to_string();
            view! { <svg class="Swatch" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" fill=fill/></svg> }
                .into_any()
        }
        None => view! {
            <svg class="Swatch" viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="8.5" fill="none"/><path d="m4 16 12-12"/>
            </svg>
        }
        .into_any(),
    }
}

/// What the button shows: nothing where several are chosen at once.
fn face(surface: Surface, present: Present, choices: StoredValue<Vec<Choice>>) -> AnyView {
    let at = Memo::new(move |_| {
        let is_active = |state: &State| {
            let found = |choices: &Vec<Choice>| {
                let mut choices = choices.iter();
                choices.position(|choice| choice.command.is_active(state))
            };
            choices.with_value(found)
        };
        surface.with(is_active)
    });
    let chosen = move || choices.with_value(|choices| choices.get(at.get()?).cloned());
    match present {
        Present::Name => {
            let name = move || chosen().map(|choice| choice.name);
            view! { <span class="Tool-value">{name}</span> }.into_any()
        }
        Present::Icon => {
            let icon = move || match chosen()?.face {
                Face::Icon(name) => Some(view! { <Icon name/> }.into_any()),
                Face::Look(_) | Face::Swatch(_) => None,
            };
            view! { {icon} }.into_any()
        }
        Present::Ink(name, _) => {
            let fill = move || match chosen()?.face {
                Face::Swatch(color) => color.map(|color| color.to_string()),
                Face::Look(_) | Face::Icon(_) => None,
            };
            let fill = move || fill().unwrap_or_else(|| "none".to_owned());
            view! {
                <Icon name/>
                <svg class="Tool-ink" viewBox="0 0 16 3" aria-hidden="true"><rect width="16" height="3" rx="1" fill=fill/></svg>
            }
            .into_any()
        }
    }
}
