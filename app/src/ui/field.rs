//! Form fields: native controls with a label, a hint and an error.
//!
//! Each is bound to a signal in both directions. When the page is hydrated, the element is read first: what was typed
//! before goes into the signal. No field has a `maxlength`: it would cut what is pasted without a word. Afterwards the element is only written when the program changes the signal.
use leptos::html;
use leptos::prelude::*;

use super::browser;

/// What surrounds a control, the same for all of them.
pub(super) struct Frame {
    pub(super) id: String,
    pub(super) label: Signal<String>,
    pub(super) label_hidden: bool,
    pub(super) hint: Signal<String>,
    pub(super) error: Signal<String>,
    pub(super) extra: Option<AnyView>,
}

impl Frame {
    pub(super) fn note_id(&self) -> String {
        format!("{}-note", self.id)
    }

    pub(super) fn note(&self) -> Signal<String> {
        note(self.hint, self.error)
    }

    pub(super) fn around(self, control: AnyView) -> AnyView {
        let note_id = self.note_id();
        let note = self.note();
        let error = self.error;
        let label_class = if self.label_hidden {
            "Field-label VisuallyHidden"
        } else {
            "Field-label"
        };
        view! {
            <div class="Field">
                <label class=label_class for=self.id>{self.label}</label>
                {control}
                {self.extra}
                <p class="Field-note" id=note_id data-error=move || is_set(error)>{note}</p>
            </div>
        }
        .into_any()
    }
}

fn note(hint: Signal<String>, error: Signal<String>) -> Signal<String> {
    Signal::derive(move || error.with(|text| if text.is_empty() { hint.get() } else { text.clone() }))
}

/// `Some("true")` when the text is not empty: the value of `aria-invalid` and of `data-error`.
pub(super) fn is_set(text: Signal<String>) -> Option<&'static str> {
    text.with(|text| (!text.is_empty()).then_some("true"))
}

pub(super) fn described_by(note: Signal<String>, note_id: String) -> impl Fn() -> Option<String> + Clone {
    move || note.with(|text| (!text.is_empty()).then(|| note_id.clone()))
}

/// Keeps an element and its signal equal, the element being read first.
fn keep_equal(element: impl Fn() -> Option<leptos::web_sys::Element> + 'static, value: RwSignal<String>) {
    Effect::new(move |adopted: Option<bool>| {
        let current = value.get();
        let Some(element) = element() else { return false };
        if adopted == Some(true) {
            browser::write_value(&element, &current);
        } else if let Some(typed) = browser::typed_value(&element) {
            value.set(typed);
        } else {
            browser::write_value(&element, &current);
        }
        true
    });
}

/// A line of text.
#[component]
pub fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<String>,
    /// The `name` of the control, for plain form posts.
    #[prop(optional, into)]
    name: Option<String>,
    /// `text`, `email`, `password`, `search`, `tel`, `datetime-local`…
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] input_mode: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The id of a `<datalist>` of suggestions.
    #[prop(optional, into)]
    list: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] spellcheck: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Called when the person leaves the field after changing it.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
    /// Shown between the control and its note.
    #[prop(optional)]
    extra: Option<AnyView>,
) -> AnyView {
    let frame = Frame {
        id: id.clone(),
        label,
        label_hidden,
        hint,
        error,
        extra,
    };
    let node = NodeRef::<html::Input>::new();
    keep_equal(move || node.get().map(Into::into), value);
    let control = view! {
        <input
            class="Input"
            node_ref=node
            id=id.clone()
            type=kind
            name=name.unwrap_or(id)
            value=value.get_untracked()
            autocomplete=autocomplete
            inputmode=input_mode
            placeholder=placeholder
            list=list
            spellcheck=if spellcheck { "true" } else { "false" }
            aria-required=required.then_some("true")
            aria-invalid=move || is_set(error)
            aria-describedby=described_by(frame.note(), frame.note_id())
            disabled=move || disabled.get()
            on:input=move |event| value.set(event_target_value(&event))
            on:change=move |_| changed(on_change)
        />
    };
    frame.around(control.into_any())
}

/// Several lines of text; grows with its content.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(default = 5)] rows: u32,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<()>>,
    #[prop(optional)] extra: Option<AnyView>,
) -> AnyView {
    let frame = Frame {
        id: id.clone(),
        label,
        label_hidden,
        hint,
        error,
        extra,
    };
    let node = NodeRef::<html::Textarea>::new();
    keep_equal(move || node.get().map(Into::into), value);
    let control = view! {
        <textarea
            class="Input TextArea"
            node_ref=node
            id=id.clone()
            name=name.unwrap_or(id)
            rows=rows
            placeholder=placeholder
            spellcheck="true"
            aria-required=required.then_some("true")
            aria-invalid=move || is_set(error)
            aria-describedby=described_by(frame.note(), frame.note_id())
            disabled=move || disabled.get()
            on:input=move |event| value.set(event_target_value(&event))
            on:change=move |_| changed(on_change)
            inner_html=value.with_untracked(|text| textarea_content(text))
        ></textarea>
    };
    frame.around(control.into_any())
}

/// The HTML that makes a textarea hold `text`: a parser drops the first line feed, so that one more is given.
fn textarea_content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with('\n') {
        format!("\n{escaped}")
    } else {
        escaped
    }
}

/// A choice in a list: the native control.
#[component]
pub fn SelectField(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    /// Value and label of each option.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<()>>,
    #[prop(optional)] extra: Option<AnyView>,
) -> AnyView {
    let frame = Frame {
        id: id.clone(),
        label,
        label_hidden,
        hint,
        error,
        extra,
    };
    let node = NodeRef::<html::Select>::new();
    // New options are in the page before this effect runs again: the choice is then written anew.
    let element = move || {
        options.track();
        node.get().map(Into::into)
    };
    keep_equal(element, value);
    let control = view! {
        <select
            class="Input Select"
            node_ref=node
            id=id.clone()
            name=name.unwrap_or(id)
            aria-required=required.then_some("true")
            aria-invalid=move || is_set(error)
            aria-describedby=described_by(frame.note(), frame.note_id())
            disabled=move || disabled.get()
            on:change=move |event| {
                value.set(event_target_value(&event));
                changed(on_change);
            }
        >
            {move || option_views(options.get(), value)}
        </select>
    };
    frame.around(control.into_any())
}

fn option_views(options: Vec<(String, String)>, value: RwSignal<String>) -> Vec<AnyView> {
    let chosen = value.get_untracked();
    let option = |(value, label): (String, String)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }.into_any()
    };
    options.into_iter().map(option).collect()
}

/// A box to tick, with its label at the right.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> AnyView {
    let note_id = format!("{id}-note");
    let note = note(hint, error);
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |adopted: Option<bool>| {
        let current = value.get();
        let Some(element) = node.get() else { return false };
        if adopted != Some(true) && element.checked() != element.default_checked() {
            value.set(element.checked());
        } else if element.checked() != current {
            element.set_checked(current);
        }
        true
    });
    view! {
        <div class="Field Field--check">
            <label class="Checkbox">
                <input
                    type="checkbox"
                    node_ref=node
                    id=id.clone()
                    name=name.unwrap_or(id)
                    checked=value.get_untracked()
                    aria-invalid=move || is_set(error)
                    aria-describedby=described_by(note, note_id.clone())
                    disabled=move || disabled.get()
                    on:change=move |event| value.set(event_target_checked(&event))
                />
                <span>{label}</span>
            </label>
            {move || note_below(note, note_id.clone(), error)}
        </div>
    }
    .into_any()
}

/// A box has no reserved line: most have nothing to say.
fn note_below(note: Signal<String>, id: String, error: Signal<String>) -> Option<AnyView> {
    (!note.with(String::is_empty))
        .then(|| view! { <p class="Field-note" id=id data-error=move || is_set(error)>{note}</p> }.into_any())
}

/// One choice among a few, all visible: radio buttons that look like one control.
#[component]
pub fn Segmented(
    #[prop(into)] id: String,
    /// The name of the group.
    #[prop(into)]
    label: String,
    value: RwSignal<String>,
    /// Value and label of each choice.
    options: Vec<(String, String)>,
    /// The group is named without its name being shown.
    #[prop(optional)]
    label_hidden: bool,
) -> AnyView {
    let node = NodeRef::<html::Fieldset>::new();
    keep_equal(move || node.get().map(Into::into), value);
    let label_class = if label_hidden {
        "VisuallyHidden"
    } else {
        "Field-label"
    };
    let chosen = value.get_untracked();
    let choice = |(choice, label): (String, String)| {
        let checked = choice == chosen;
        view! {
            <label class="Segmented-choice">
                <input
                    type="radio"
                    class="VisuallyHidden"
                    name=id.clone()
                    value=choice
                    checked=checked
                    on:change=move |event| value.set(event_target_value(&event))
                />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    let choices: Vec<AnyView> = options.into_iter().map(choice).collect();
    view! {
        <fieldset class="Segmented" node_ref=node>
            <legend class=label_class>{label}</legend>
            <div class="Segmented-choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

fn changed(on_change: Option<Callback<()>>) {
    if let Some(on_change) = on_change {
        on_change.run(());
    }
}

/// `F2` and Ctrl+Enter validate, wherever the focus is in the form.
pub fn validate_by_key(event: &leptos::ev::KeyboardEvent, validate: impl FnOnce()) {
    let is_validation =
        event.key() == "F2" || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key()));
    if is_validation && !event.is_composing() {
        event.prevent_default();
        event.stop_propagation();
        validate();
    }
}

#[cfg(test)]
mod tests {
    use super::textarea_content;

    #[test]
    fn a_textarea_keeps_markup_and_its_first_empty_line() {
        assert_eq!(textarea_content("a < b & c"), "a &lt; b &amp; c");
        assert_eq!(textarea_content("\nmot"), "\n\nmot");
    }
}
