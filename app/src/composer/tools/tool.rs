//! Buttons that change the text, and what all bars have in common.

use super::browser;
use crate::composer::Surface;
use crate::i18n::rich::Words;
use crate::ui::browser::is_popover_open;
use crate::ui::{Icon, IconName};
use editor::Command;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::ops::Range;

/// What a button does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Carries out a command.
    Run(Command),
    /// Does something else; the button is lit where the command is so already.
    Press(Callback<()>, Option<Command>),
    Undo,
    Redo,
}

/// A button.
#[derive(Clone, Debug)]
pub struct Tool {
    pub name: &'static str,
    pub icon: IconName,
    /// The shortcut, as `aria-keyshortcuts` says it; empty when there is none.
    pub keys: &'static str,
    /// Whether it says that it is on or off.
    pub is_toggle: bool,
    pub deed: Deed,
}

impl Tool {
    /// A button that carries a command out.
    pub fn run(name: &'static str, icon: IconName, command: Command) -> Self {
        Self {
            name,
            icon,
            keys: "",
            is_toggle: false,
            deed: Deed::Run(command),
        }
    }

    /// One that is on where the command is so already.
    pub fn toggle(name: &'static str, icon: IconName, keys: &'static str, command: Command) -> Self {
        Self {
            keys,
            is_toggle: true,
            ..Self::run(name, icon, command)
        }
    }

    fn is_lit(&self, surface: Surface) -> bool {
        match &self.deed {
            Deed::Run(command) | Deed::Press(_, Some(command)) if self.is_toggle => {
                surface.is_active(command)
            }
            _ => false,
        }
    }

    fn is_possible(&self, surface: Surface) -> bool {
        match &self.deed {
            Deed::Run(command) => surface.is_possible(command),
            Deed::Undo => surface.can_undo(),
            Deed::Redo => surface.can_redo(),
            Deed::Press(..) => true,
        }
    }

    fn press(&self, surface: Surface) {
        match &self.deed {
            Deed::Run(command) => {
                surface.run(command);
            }
            Deed::Press(press, _) => press.run(()),
            Deed::Undo => {
                surface.undo();
                surface.focus();
            }
            Deed::Redo => {
                surface.redo();
                surface.focus();
            }
        }
    }
}

/// The buttons of a bar with what is lit and what has nothing to do, a bit each.
#[derive(Clone, Copy, Debug)]
pub struct Buttons {
    surface: Surface,
    words: &'static Words,
    tools: StoredValue<Vec<Tool>>,
    lit: Memo<u32>,
    idle: Memo<u32>,
}

impl Buttons {
    /// At most 32 buttons.
    pub fn new(surface: Surface, words: &'static Words, tools: Vec<Tool>) -> Self {
        let tools = StoredValue::new(tools);
        let bits = move |holds: &dyn Fn(&Tool) -> bool| {
            tools.with_value(|tools| {
                let bit = |(index, tool): (usize, &Tool)| u32::from(holds(tool)) << index;
                tools.iter().enumerate().map(bit).sum()
            })
        };
        // It is looked at rest which tools have nothing to do: each of them is tried out.
        let rest = surface.rest();
        let history = Memo::new(move |_| (surface.can_undo(), surface.can_redo()));
        Self {
            surface,
            words,
            tools,
            lit: Memo::new(move |_| bits(&|tool| tool.is_lit(surface))),
            idle: Memo::new(move |_| {
                rest.track();
                history.track();
                untrack(|| bits(&|tool| !tool.is_possible(surface)))
            }),
        }
    }

    /// Some of the buttons, as a group.
    pub fn group(self, range: Range<usize>) -> AnyView {
        let buttons: Vec<_> = range.map(|index| self.button(index)).collect();
        view! { <div class="Tools-group" role="presentation">{buttons}</div> }.into_any()
    }

    /// One of the buttons.
    pub fn button(self, index: usize) -> AnyView {
        let Self {
            surface, lit, idle, ..
        } = self;
        let Some(tool) = self.tools.with_value(|tools| tools.get(index).cloned()) else {
            return ().into_any();
        };
        let is_lit = move || (lit.get() >> index) & 1 == 1;
        let is_idle = move || (idle.get() >> index) & 1 == 1;
        let pressed = tool
            .is_toggle
            .then_some(move || if is_lit() { "true" } else { "false" });
        let (name, icon) = (tool.name, tool.icon);
        view! {
            <button
                class="Tool"
                type="button"
                data-stop=""
                tabindex=if index == 0 { "0" } else { "-1" }
                title=hint(self.words, name, tool.keys)
                aria-label=name
                aria-keyshortcuts=(!tool.keys.is_empty()).then_some(tool.keys)
                aria-pressed=pressed
                aria-disabled=move || is_idle().then_some("true")
                on:click=move |_| tool.press(surface)
            >
                <Icon name=icon/>
            </button>
        }
        .into_any()
    }
}

/// The name with its shortcut, as a person reads it.
fn hint(words: &Words, name: &str, keys: &str) -> String {
    if keys.is_empty() {
        return name.to_owned();
    }
    let keys = keys.replace("Control", "Ctrl").replace("Shift", words.shift);
    format!("{name} ({keys})")
}

/// The keys of a bar: arrows among its stops, Escape back to the text, Alt+F10 to the next bar.
pub fn bar_key(surface: Surface, event: &KeyboardEvent) {
    // A menu of the bar has its own keys, and Escape closes it first.
    if event.default_prevented() || is_popover_open() {
        return;
    }
    let is_taken = match event.key().as_str() {
        "Escape" => {
            surface.focus();
            true
        }
        "F10" if event.alt_key() => browser::enter_bar(surface.field().id),
        _ => browser::move_in_bar(event),
    };
    if is_taken {
        event.prevent_default();
        event.stop_propagation();
    }
}
