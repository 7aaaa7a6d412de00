//! A field that holds several values, each of them a chip, and proposes others while one types.
//!
//! A combobox (<https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>) after a list of chips. The chips are reached with the arrow
//! keys from the start of the text, so that Tab goes from field to field.
mod keys;

use leptos::ev::{ClipboardEvent, FocusEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::browser;
use super::feedback::Tone;
use super::field::{Frame, described_by, is_set};
use super::icon::{Icon, IconName};

/// How long what is clicked keeps its place after the text was left, in milliseconds: a press takes so long.
const LEAVE_MS: u32 = 150;

/// One value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldChip {
    pub label: String,
    /// Beside the label, in small.
    pub detail: String,
    /// What is special about it, in words.
    pub note: String,
    pub tone: Tone,
    /// What a copy of it holds.
    pub value: String,
}

/// One proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldOption {
    pub label: String,
    pub detail: String,
    pub note: String,
}

/// What a person does with the field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChipChange {
    /// The text is this now.
    Typed(String),
    /// The text would be this with what is pasted; it may hold several lines.
    Pasted(String),
    /// The text is complete.
    Committed,
    /// The field was left.
    Left,
    Removed(usize),
    AllRemoved,
    /// A chip becomes text again.
    Edited(usize),
    Chosen(usize),
}

/// The words of the field.
#[derive(Clone, Copy, Debug)]
pub struct ChipWords {
    /// How chips are reached and what can be done with them.
    pub help: &'static str,
    /// The name of the list of chips, for the name of the field.
    pub chips: fn(&str) -> String,
    /// The name of the list of proposals.
    pub options: fn(&str) -> String,
    pub remove: fn(&str) -> String,
    /// How many are proposed.
    pub count: fn(usize) -> String,
}

/// The state of one field on screen.
#[derive(Clone, Copy)]
struct State {
    id: StoredValue<String>,
    chips: Signal<Vec<FieldChip>>,
    options: Signal<Vec<FieldOption>>,
    /// Proposals are wanted.
    is_open: RwSignal<bool>,
    /// The proposal that Enter takes.
    active: RwSignal<Option<usize>>,
    /// Every chip is selected.
    is_all: RwSignal<bool>,
    on_change: Callback<ChipChange>,
}

impl State {
    fn id_of(self, part: &str) -> String {
        self.id.with_value(|id| format!("{id}-{part}"))
    }

    fn is_shown(self) -> bool {
        self.is_open.get() && self.options.with(|options| !options.is_empty())
    }

    fn change(self, change: ChipChange) {
        self.is_all.set(false);
        self.on_change.run(change);
    }

    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    /// What the program makes of the change is drawn first; the next key already finds the focus where it goes.
    fn focus_next(self, part: Option<usize>) {
        let id = match part {
            Some(index) => self.id_of(&format!("chip-{index}")),
            None => self.id.get_value(),
        };
        spawn_local(async move {
            tick().await;
            browser::focus_id(&id);
        });
    }

    fn remove(self, index: usize) {
        let left = self.chips.with_untracked(Vec::len).saturating_sub(1);
        self.change(ChipChange::Removed(index));
        self.focus_next((left > 0).then(|| index.min(left - 1)));
    }

    fn edit(self, index: usize) {
        self.change(ChipChange::Edited(index));
        self.focus_next(None);
    }

    fn choose(self, index: usize) {
        self.close();
        self.change(ChipChange::Chosen(index));
    }
}

/// The field. `typed` is the text after the chips; the program takes in every change and says what the field holds then.
#[component]
pub fn ChipField(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    typed: Signal<String>,
    chips: Signal<Vec<FieldChip>>,
    options: Signal<Vec<FieldOption>>,
    /// Whether Enter takes the first proposal rather than the text.
    is_first_active: Signal<bool>,
    #[prop(into)] error: Signal<String>,
    /// What was just done, for screen readers.
    announced: Signal<String>,
    words: ChipWords,
    on_change: Callback<ChipChange>,
    #[prop(optional)] input_mode: Option<&'static str>,
    #[prop(optional)] extra: Option<AnyView>,
) -> AnyView {
    let state = State {
        id: StoredValue::new(id.clone()),
        chips,
        options,
        is_open: RwSignal::new(false),
        active: RwSignal::new(None),
        is_all: RwSignal::new(false),
        on_change,
    };
    Effect::new(move |_| {
        state.options.track();
        if state.is_open.get_untracked() {
            state.active.set(is_first_active.get_untracked().then_some(0));
        }
    });
    let frame = Frame {
        id,
        label,
        label_hidden: false,
        hint: Signal::default(),
        error,
        extra,
    };
    let input = input(state, typed, is_first_active, error, input_mode, &frame);
    let said = move || {
        if state.is_shown() {
            (words.count)(state.options.with(Vec::len))
        } else {
            announced.get()
        }
    };
    let control = view! {
        <div class="ChipField" data-error=move || is_set(error) data-selected=move || state.is_all.get().then_some("true")>
            {chip_list(state, label, words)}
            {input}
            {option_list(state, label, words)}
            <span class="VisuallyHidden" id=state.id_of("help")>{words.help}</span>
            <span class="VisuallyHidden" role="status">{said}</span>
        </div>
    };
    frame.around(control.into_any())
}

fn input(
    state: State,
    typed: Signal<String>,
    is_first_active: Signal<bool>,
    error: Signal<String>,
    input_mode: Option<&'static str>,
    frame: &Frame,
) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let text = typed.get();
        if let Some(input) = node.get() {
            browser::write_value(input.as_ref(), &text);
        }
    });
    let help = state.id_of("help");
    let of_note = described_by(frame.note(), frame.note_id());
    let described = move || {
        [of_note(), Some(help.clone())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let active = move || {
        let active = state.active.get().filter(|_| state.is_shown())?;
        Some(state.id_of(&format!("option-{active}")))
    };
    view! {
        <input
            class="Input"
            node_ref=node
            id=frame.id.clone()
            role="combobox"
            type="text"
            value=typed.get_untracked()
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            inputmode=input_mode
            aria-autocomplete="list"
            aria-expanded=move || if state.is_shown() { "true" } else { "false" }
            aria-controls=state.id_of("options")
            aria-activedescendant=active
            aria-invalid=move || is_set(error)
            aria-describedby=described
            on:input=move |event| {
                let text = event_target_value(&event);
                state.is_open.set(!text.trim().is_empty());
                state.change(ChipChange::Typed(text));
                if typed.with_untracked(|typed| typed.trim().is_empty()) {
                    // A separator made a chip of it.
                    state.close();
                } else {
                    state.active.set(is_first_active.get_untracked().then_some(0));
                }
            }
            on:keydown=move |event| keys::in_text(state, &event)
            on:paste=move |event: ClipboardEvent| {
                if let Some(text) = browser::text_with_pasted(&event).filter(|text| is_list(text)) {
                    event.prevent_default();
                    state.close();
                    state.change(ChipChange::Pasted(text));
                }
            }
            on:copy=move |event: ClipboardEvent| copy_all(state, &event)
            on:blur=move |_: FocusEvent| leave(state)
        />
    }
    .into_any()
}

/// Lines and brackets do not survive in a line of text: the program reads them.
fn is_list(text: &str) -> bool {
    text.contains(['\n', '\r', '\t', ';', ',', '<'])
}

/// Without a selection in the text, a copy holds all values.
fn copy_all(state: State, event: &ClipboardEvent) {
    let values = state
        .chips
        .with_untracked(|chips| chips.iter().map(|chip| chip.value.clone()).collect::<Vec<_>>());
    if !values.is_empty()
        && !browser::has_selected_text(event)
        && browser::copy_text(event, &values.join("; "))
    {
        event.prevent_default();
    }
}

fn leave(state: State) {
    state.close();
    state.is_all.set(false);
    let id = state.id.get_value();
    browser::after_ms(LEAVE_MS, move || {
        if browser::active_element_id().as_deref() != Some(id.as_str()) {
            state.on_change.try_run(ChipChange::Left);
        }
    });
}

fn chip_list(state: State, label: Signal<String>, words: ChipWords) -> AnyView {
    let list = move || {
        let chips = state.chips.get();
        (!chips.is_empty()).then(|| {
            let items: Vec<_> = chips
                .into_iter()
                .enumerate()
                .map(|(index, chip)| chip_view(state, index, chip, words))
                .collect();
            view! { <ul class="ChipField-chips" role="list" aria-label=move || (words.chips)(&label.get())>{items}</ul> }
        })
    };
    view! { {list} }.into_any()
}

fn chip_view(state: State, index: usize, chip: FieldChip, words: ChipWords) -> AnyView {
    let remove_label = (words.remove)(&chip.value);
    let value = chip.value.clone();
    let detail =
        (!chip.detail.is_empty()).then(|| view! { " " <span class="FieldChip-detail">{chip.detail}</span> });
    let note = (!chip.note.is_empty()).then(|| view! { " " <span class="FieldChip-note">{chip.note}</span> });
    view! {
        <li class="FieldChip" data-tone=chip.tone.name() data-value=chip.value.clone()>
            <button
                type="button"
                class="FieldChip-value"
                id=state.id_of(&format!("chip-{index}"))
                tabindex="-1"
                title=chip.value.clone()
                on:click=move |_| state.edit(index)
                on:keydown=move |event| keys::on_chip(state, index, &event)
                on:copy=move |event: ClipboardEvent| {
                    if browser::copy_text(&event, &value) {
                        event.prevent_default();
                    }
                }
            >
                <span class="FieldChip-label">{chip.label}</span>
                {detail}
                {note}
            </button>
            <button
                type="button"
                class="FieldChip-remove"
                tabindex="-1"
                title=remove_label.clone()
                aria-label=remove_label
                on:click=move |_| state.remove(index)
            >
                <Icon name=IconName::Close small=true/>
            </button>
        </li>
    }
    .into_any()
}

fn option_list(state: State, label: Signal<String>, words: ChipWords) -> AnyView {
    let list = move || {
        state.is_shown().then(|| {
            let options: Vec<_> = state
                .options
                .get()
                .into_iter()
                .enumerate()
                .map(|(index, option)| option_view(state, index, option))
                .collect();
            view! {
                <ul
                    class="ChipField-options"
                    id=state.id_of("options")
                    role="listbox"
                    aria-label=move || (words.options)(&label.get())
                >
                    {options}
                </ul>
            }
        })
    };
    view! { {list} }.into_any()
}

fn option_view(state: State, index: usize, option: FieldOption) -> AnyView {
    let is_active = move || state.active.get() == Some(index);
    view! {
        <li
            class="ChipField-option"
            id=state.id_of(&format!("option-{index}"))
            role="option"
            aria-selected=move || if is_active() { "true" } else { "false" }
            // The text keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| {
                state.choose(index);
                state.focus_next(None);
            }
        >
            <span class="ChipField-label">{option.label}</span>
            <span class="ChipField-detail">{option.detail}</span>
            <span class="ChipField-note">{option.note}</span>
        </li>
    }
    .into_any()
}
