//! What must be known of a tree before it is read in order.

use crate::html_tree::{HtmlEvent, HtmlTree};
use crate::import::css::Sheet;

/// Reads the style sheets, and tells which tables only place things: those that hold a table, those that say so, and
/// those of a single cell without a border.
pub(super) fn survey(tree: &HtmlTree, sheet: &mut Sheet) -> Vec<bool> {
    struct Seen {
        index: usize,
        cells: usize,
        has_border: bool,
    }
    let mut layout = vec![false; tree.events().len()];
    let mut open: Vec<&str> = Vec::new();
    let mut tables: Vec<Seen> = Vec::new();
    for (index, event) in tree.events().iter().enumerate() {
        match event {
            HtmlEvent::Open { name, .. } => {
                if name == "table" {
                    if let Some(outer) = tables.last() {
                        layout[outer.index] = true;
                    }
                    if matches!(event.attribute("role"), Some("presentation" | "none")) {
                        layout[index] = true;
                    }
                    let has_border = event
                        .attribute("border")
                        .is_some_and(|border| border.trim() != "0");
                    tables.push(Seen {
                        index,
                        cells: 0,
                        has_border,
                    });
                } else if matches!(name.as_str(), "td" | "th")
                    && let Some(table) = tables.last_mut()
                {
                    table.cells += 1;
                    table.has_border |= event
                        .attribute("style")
                        .is_some_and(|style| style.contains("border"));
                }
                open.push(name);
            }
            HtmlEvent::Text(css) if open.last() == Some(&"style") => sheet.read(css),
            HtmlEvent::Text(_) => {}
            HtmlEvent::Close => {
                if open.pop() == Some("table")
                    && let Some(table) = tables.pop()
                    && table.cells == 1
                    && !table.has_border
                {
                    layout[table.index] = true;
                }
            }
        }
    }
    layout
}
