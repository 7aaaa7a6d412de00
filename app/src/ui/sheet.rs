//! The side panel.
use leptos::ev;
use leptos::prelude::*;

use super::browser;
use super::button::IconButton;
use super::icon::IconName;

/// The narrowest sheet, in CSS pixels.
pub const MIN_WIDTH_PX: i32 = 440;
/// The widest sheet, in CSS pixels.
pub const MAX_WIDTH_PX: i32 = 640;
/// The width that is said until the sheet is measured: that of the style sheet on a common screen.
const USUAL_WIDTH_PX: i32 = 547;
/// How far one arrow key moves its edge, in CSS pixels.
const STEP_PX: i32 = 16;
/// How far a finger goes before its swipe closes, in CSS pixels.
const SWIPE_PX: i32 = 90;

/// A panel at the right of the page: beside it on a desk, over it on a tablet, instead of it on a phone.
///
/// It exists as long as it is open. When it opens from an action (not with the page), its heading takes the focus; when it goes, the
/// focus returns to where it was. Escape, its button and a swipe to the right call `on_close`, which decides.
#[component]
pub fn Sheet(
    #[prop(into)] id: String,
    /// The accessible name of the landmark.
    #[prop(into)]
    label: String,
    /// The visible heading.
    #[prop(into)]
    title: String,
    #[prop(into)] close_label: String,
    /// The name of the handle that makes it wider or narrower.
    #[prop(into)]
    resize_label: String,
    #[prop(into)] on_close: Callback<()>,
    /// Shown under the heading, and kept in view.
    #[prop(optional)]
    toolbar: Option<AnyView>,
    /// Shown at the bottom, and kept in view.
    #[prop(optional)]
    footer: Option<AnyView>,
    children: Children,
) -> AnyView {
    let title_id = format!("{id}-title");
    let body_id = format!("{id}-body");
    keep_focus(id.clone(), title_id.clone());
    let touch_start = RwSignal::new(None::<(i32, i32)>);
    view! {
        <aside
            class="Sheet"
            id=id.clone()
            aria-label=label
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() && !browser::is_popover_open() {
                    event.prevent_default();
                    on_close.run(());
                }
            }
            on:touchstart=move |event| {
                // A finger in a dialog or a menu of the panel is about that.
                let start = browser::touch_point(&event).filter(|_| !browser::is_touch_in_layer(&event));
                touch_start.set(start);
            }
            on:touchend=move |event| {
                let end = browser::touch_point(&event);
                if is_closing_swipe(touch_start.get_untracked(), end) {
                    on_close.run(());
                }
            }
        >
            <SheetHandle label=resize_label sheet=id.clone()/>
            <header class="Sheet-head">
                <h2 class="Sheet-title" id=title_id tabindex="-1">{title}</h2>
                <IconButton label=close_label icon=IconName::Close on_press=on_close/>
            </header>
            {toolbar.map(|toolbar| view! { <div class="Sheet-toolbar">{toolbar}</div> })}
            <div class="Sheet-body" id=body_id>{children()}</div>
            {footer.map(|footer| view! { <div class="Sheet-foot">{footer}</div> })}
        </aside>
    }
    .into_any()
}

/// Takes the focus when a person opened the sheet, and gives it back when the sheet goes.
fn keep_focus(id: String, title_id: String) {
    let before = RwSignal::new(String::new());
    Effect::new(move |_| {
        if browser::is_hydrated() {
            before.set(browser::mark_focus());
            browser::focus_id(&title_id);
        }
    });
    on_cleanup(move || {
        if let Some(mark) = before.try_get_untracked() {
            browser::return_focus(&mark, &id);
        }
    });
}

fn is_closing_swipe(start: Option<(i32, i32)>, end: Option<(i32, i32)>) -> bool {
    let (Some((start_x, start_y)), Some((end_x, end_y))) = (start, end) else {
        return false;
    };
    let across = end_x - start_x;
    across > SWIPE_PX && (end_y - start_y).abs() * 2 < across
}

/// The edge that is dragged, or moved with the arrow keys. The width is remembered on the device.
#[component]
fn SheetHandle(label: String, sheet: String) -> AnyView {
    let controls = sheet.clone();
    let width = RwSignal::new(USUAL_WIDTH_PX);
    let id = StoredValue::new(sheet);
    let measured = move || {
        id.with_value(|id| browser::sheet_width_px(id))
            .unwrap_or(USUAL_WIDTH_PX)
    };
    Effect::new(move |_| width.set(measured()));
    let resize = move |wanted: i32| {
        let wanted = wanted.clamp(MIN_WIDTH_PX, MAX_WIDTH_PX);
        width.set(wanted);
        browser::set_sheet_width_px(wanted);
    };
    view! {
        <div
            class="Sheet-handle"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=label
            aria-controls=controls
            aria-valuemin=MIN_WIDTH_PX
            aria-valuemax=MAX_WIDTH_PX
            aria-valuenow=width
            on:pointerdown=move |event: ev::PointerEvent| browser::capture_pointer(&event)
            on:pointermove=move |event: ev::PointerEvent| {
                if let Some(wanted) = browser::captured_distance_from_right(&event) {
                    resize(wanted);
                }
            }
            on:keydown=move |event: ev::KeyboardEvent| {
                let step = match event.key().as_str() {
                    "ArrowLeft" => STEP_PX,
                    "ArrowRight" => -STEP_PX,
                    _ => return,
                };
                event.prevent_default();
                resize(measured() + step);
            }
        ></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_closing_swipe;

    #[test]
    fn only_a_long_swipe_to_the_right_closes() {
        assert!(is_closing_swipe(Some((10, 100)), Some((140, 110))));
        assert!(!is_closing_swipe(Some((10, 100)), Some((60, 100))));
        assert!(!is_closing_swipe(Some((140, 100)), Some((10, 100))));
        assert!(!is_closing_swipe(Some((10, 100)), Some((120, 300))));
        assert!(!is_closing_swipe(None, Some((140, 110))));
    }
}
