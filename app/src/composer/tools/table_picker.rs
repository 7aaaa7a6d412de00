//! How many rows and columns a new table has: a grid in which one cell is pressed.

use super::browser;
use crate::composer::Surface;
use crate::i18n::rich::Words;
use crate::ui::browser::{anchor_to_invoker, hide_popover, is_opening};
use crate::ui::{Icon, IconName};
use editor::Command;
use leptos::prelude::*;

/// The largest table that is drawn at once; it grows by its own tools.
const SIDE: usize = 6;

/// The button `Insérer un tableau` and its grid. There is no table in a table.
pub fn table_picker(surface: Surface, words: &'static Words) -> AnyView {
    let id = format!("{}-table", surface.field().id);
    let open = RwSignal::new(false);
    let picked = RwSignal::new((1, 1));
    let rest = surface.rest();
    let is_possible = Memo::new(move |_| {
        rest.track();
        untrack(|| surface.is_possible(&Command::InsertTable(1, 1)))
    });
    let (grid, target, shown) = (id.clone(), id.clone(), id.clone());
    let cells = move || {
        open.get().then(|| {
            let size = move || {
                let (rows, columns) = picked.get();
                (words.table_size)(rows, columns)
            };
            let cell = |index| {
                cell(
                    surface,
                    words,
                    grid.clone(),
                    picked,
                    (index / SIDE + 1, index % SIDE + 1),
                )
            };
            let cells: Vec<_> = (0..SIDE * SIDE).map(cell).collect();
            view! {
                <div class="TablePicker-grid" role="presentation">{cells}</div>
                <p class="TablePicker-size" aria-hidden="true">{size}</p>
            }
        })
    };
    view! {
        <button
            class="Tool"
            type="button"
            data-stop=""
            tabindex="-1"
            title=words.table
            aria-label=words.table
            popovertarget=move || is_possible.get().then(|| target.clone())
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-disabled=move || (!is_possible.get()).then_some("true")
            on:keydown=browser::open_by_arrow
        >
            <Icon name=IconName::Table/>
            <Icon name=IconName::ChevronDown small=true/>
        </button>
        <div
            class="Popover TablePicker"
            id=id.clone()
            popover="auto"
            role="menu"
            aria-label=words.table
            on:beforetoggle=move |event| {
                picked.set((1, 1));
                open.set(is_opening(&event));
                anchor_to_invoker(&id);
            }
            on:toggle=move |event| {
                if is_opening(&event) {
                    browser::enter_menu(&shown);
                }
            }
            on:keydown=move |event| {
                if browser::move_in_menu(&event, SIDE) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        >
            {cells}
        </div>
    }
    .into_any()
}

fn cell(
    surface: Surface,
    words: &'static Words,
    menu: String,
    picked: RwSignal<(usize, usize)>,
    (row, column): (usize, usize),
) -> AnyView {
    let pick = move || picked.set((row, column));
    let is_in = move || {
        let (rows, columns) = picked.get();
        (row <= rows && column <= columns).then_some("true")
    };
    view! {
        <button
            class="TablePicker-cell"
            type="button"
            role="menuitem"
            tabindex="-1"
            aria-label=(words.table_size)(row, column)
            data-in=is_in
            on:pointerenter=move |_| pick()
            on:focus=move |_| pick()
            on:click=move |_| {
                hide_popover(&menu);
                surface.run(&Command::InsertTable(row, column));
            }
        ></button>
    }
    .into_any()
}
