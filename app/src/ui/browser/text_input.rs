//! What is selected in a line of text, and what goes to and comes from the clipboard.
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlInputElement};

fn input_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

/// Start and end of the selection, in UTF-16 units.
fn selection(input: &HtmlInputElement) -> Option<(u32, u32)> {
    Some((
        input.selection_start().ok().flatten()?,
        input.selection_end().ok().flatten()?,
    ))
}

/// Whether the caret of the text that the event comes from stands before everything, and nothing is selected.
pub(in crate::ui) fn is_caret_at_start(event: &Event) -> bool {
    input_of(event).and_then(|input| selection(&input)) == Some((0, 0))
}

/// Whether all of the text is selected; an empty text always is.
pub(in crate::ui) fn is_text_selected(event: &Event) -> bool {
    input_of(event).is_some_and(|input| {
        let length = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
        selection(&input) == Some((0, length))
    })
}

/// Whether a part of the text is selected.
pub(in crate::ui) fn has_selected_text(event: &Event) -> bool {
    input_of(event)
        .and_then(|input| selection(&input))
        .is_some_and(|(start, end)| start < end)
}

/// What the text would be with what is pasted, line ends kept: a line of text drops them.
pub(in crate::ui) fn text_with_pasted(event: &ClipboardEvent) -> Option<String> {
    let pasted = event.clipboard_data()?.get_data("text/plain").ok()?;
    let input = input_of(event)?;
    let units: Vec<u16> = input.value().encode_utf16().collect();
    let (start, end) = selection(&input)?;
    let before = units.get(..start as usize)?;
    let after = units.get(end as usize..)?;
    Some(format!(
        "{}{pasted}{}",
        String::from_utf16_lossy(before),
        String::from_utf16_lossy(after)
    ))
}

/// Puts a text into the clipboard; whether the browser takes it.
pub(in crate::ui) fn copy_text(event: &ClipboardEvent, text: &str) -> bool {
    event
        .clipboard_data()
        .is_some_and(|clipboard| clipboard.set_data("text/plain", text).is_ok())
}
