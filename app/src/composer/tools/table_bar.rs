//! The tools of the table that the caret is in.

use super::browser;
use super::shown::{Nearness, place_id, show_beside};
use super::tool::{Buttons, Tool, bar_key};
use crate::composer::Surface;
use crate::i18n::rich::Words;
use crate::ui::IconName;
use editor::{Command, State};
use leptos::prelude::*;

/// Rows, columns, headers; above the table.
pub fn table_bar(surface: Surface, words: &'static Words, near: Nearness) -> AnyView {
    let id = format!("{}-table-bar", surface.field().id);
    let table = Memo::new(move |_| near.get().then(|| surface.with(table_of)).flatten());
    let rect = move || browser::table_rect(surface.field().id);
    show_beside(id.clone(), table, surface.rest(), rect);
    let buttons = Buttons::new(surface, words, tools(words));
    view! {
        <span class="Place" id=place_id(&id) aria-hidden="true"></span>
        <div
            class="Popover Bar"
            id=id
            popover="manual"
            role="toolbar"
            data-bar=surface.field().id
            data-side="above"
            aria-label=words.table_bar
            on:mousedown=|event| event.prevent_default()
            on:keydown=move |event| bar_key(surface, &event)
            on:focusin=|event| browser::keep_stop(&event)
        >
            {buttons.group(0..4)}
            {buttons.group(4..6)}
            {buttons.group(6..8)}
        </div>
    }
    .into_any()
}

/// The block of the table that the selection begins in, with the row.
fn table_of(state: &State) -> Option<(usize, usize)> {
    let text = state.document().text_at(state.selection().from())?;
    Some((text.block, text.cell?.row))
}

fn tools(words: &'static Words) -> Vec<Tool> {
    vec![
        Tool::run(words.row_above, IconName::RowAbove, Command::AddRowAbove),
        Tool::run(words.row_below, IconName::RowBelow, Command::AddRowBelow),
        Tool::run(words.column_left, IconName::ColumnLeft, Command::AddColumnLeft),
        Tool::run(words.column_right, IconName::ColumnRight, Command::AddColumnRight),
        Tool::run(words.remove_row, IconName::RowRemove, Command::RemoveRow),
        Tool::run(words.remove_column, IconName::ColumnRemove, Command::RemoveColumn),
        Tool::toggle(
            words.header_row,
            IconName::HeaderRow,
            "",
            Command::ToggleHeaderRow,
        ),
        Tool::run(words.remove_table, IconName::Trash, Command::RemoveTable),
    ]
}
