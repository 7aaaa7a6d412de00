//! The dialog that finds as one types: a combobox whose list is in groups
//! (<https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>).

use super::QuickSearch;
use crate::api;
use crate::error::AppError;
use crate::features::dit::state_view;
use crate::i18n::problem::error_text;
use crate::i18n::search::{self, Words};
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::browser::{self, TimerHandle};
use crate::ui::{Badge, Dialog, DialogSize, Icon, IconName, Tone};
use crate::view::search::{QuickGroup, QuickHit, QuickKind, QuickTarget, QuickView, SearchFilter};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long a person pauses before what they typed is looked for, in milliseconds.
const PAUSE_MS: u32 = 120;
const FIELD: &str = "quick-text";
const LIST: &str = "quick-list";

/// What the dialog knows while it is open.
#[derive(Clone, Copy)]
struct Asking {
    text: RwSignal<String>,
    /// What was answered, and to which question.
    answer: RwSignal<Option<(String, Result<QuickView, AppError>)>>,
    /// The entry that Enter opens.
    active: RwSignal<usize>,
    /// Enter was pressed before the answer came.
    is_awaited: StoredValue<bool>,
    timer: StoredValue<Option<TimerHandle>>,
    leave: Callback<String>,
}

#[component]
pub fn QuickDialog(quick: QuickSearch) -> AnyView {
    let catalogue = use_words();
    let words = search::words(catalogue.locale);
    let navigation = use_navigation();
    let open = quick.is_open;
    let leave = Callback::new(move |url: String| {
        open.set(false);
        navigation.go(&url);
    });
    view! {
        <Dialog
            id="quick-search"
            open
            title=words.quick
            size=DialogSize::Medium
            close_label=catalogue.session.close
        >
            {content(words, leave)}
        </Dialog>
    }
    .into_any()
}

fn content(words: &'static Words, leave: Callback<String>) -> AnyView {
    let asking = Asking {
        text: RwSignal::default(),
        answer: RwSignal::new(None),
        active: RwSignal::new(0),
        is_awaited: StoredValue::new(false),
        timer: StoredValue::new(None),
        leave,
    };
    Effect::new(move |_| {
        browser::after_ms(0, || browser::focus_id(FIELD));
    });
    on_cleanup(move || asking.stop());
    let is_expanded = move || asking.answer.with(Option::is_some).to_string();
    let active = move || (asking.count() > 0).then(|| option_id(asking.active.get()));
    view! {
        <div class="QuickSearch">
            <label class="VisuallyHidden" for=FIELD>{words.quick_text}</label>
            <input
                class="Input"
                id=FIELD
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="go"
                placeholder=words.quick_text
                aria-autocomplete="list"
                aria-controls=LIST
                aria-expanded=is_expanded
                aria-activedescendant=active
                on:input=move |event| asking.ask_soon(event_target_value(&event))
                on:keydown=move |event| asking.press(&event)
            />
            <p class="VisuallyHidden" role="status">{move || asking.announced(words)}</p>
            <div class="QuickSearch-list" id=LIST role="listbox" aria-label=words.quick_results>
                {move || asking.list(words)}
            </div>
            {move || asking.note(words)}
        </div>
    }
    .into_any()
}

fn option_id(at: usize) -> String {
    format!("quick-{at}")
}

impl Asking {
    /// What is asked now; an answer to anything else comes too late.
    fn question(self) -> String {
        self.text.with_untracked(|text| text.trim().to_owned())
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.cancel();
        }
    }

    fn ask_soon(self, text: String) {
        self.stop();
        self.text.set(text);
        self.is_awaited.set_value(false);
        if self.question().is_empty() {
            self.answer.set(None);
            return;
        }
        let timer = browser::after_ms(PAUSE_MS, move || self.ask());
        self.timer.set_value(Some(timer));
    }

    fn ask(self) {
        let question = self.question();
        spawn_local(async move {
            let answer = api::quick_search(question.clone()).await;
            if self.text.is_disposed() || self.question() != question {
                return;
            }
            self.active.set(0);
            self.answer.set(Some((question, answer)));
            if self.is_awaited.get_value() {
                self.open(0);
            }
        });
    }

    /// What the entries lead to, in order; the last one is the page.
    fn urls(self) -> Vec<String> {
        self.answer.with(|answer| {
            let Some((question, answer)) = answer else {
                return Vec::new();
            };
            let hits = answer
                .iter()
                .flat_map(|view| &view.groups)
                .flat_map(|group| &group.hits);
            let page = SearchFilter {
                text: question.clone(),
                ..SearchFilter::default()
            };
            hits.map(|hit| url(&hit.target))
                .chain(std::iter::once(routes::search(&page, None)))
                .collect()
        })
    }

    fn count(self) -> usize {
        self.urls().len()
    }

    fn press(self, event: &leptos::ev::KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let count = untrack(|| self.count());
        let at = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => self.activate((at + 1) % count),
            "ArrowUp" if count > 0 => self.activate((at + count - 1) % count),
            "Enter" => self.enter(at),
            _ => return,
        }
        event.prevent_default();
    }

    fn activate(self, at: usize) {
        self.active.set(at);
        browser::scroll_to_id(&option_id(at));
    }

    /// Opens what is marked, or what will be found when the answer to what was typed is on its way.
    fn enter(self, at: usize) {
        let question = self.question();
        let is_answered = self
            .answer
            .with_untracked(|answer| answer.as_ref().is_some_and(|(answered, _)| *answered == question));
        if is_answered {
            self.open(at);
        } else if !question.is_empty() {
            self.is_awaited.set_value(true);
        }
    }

    fn open(self, at: usize) {
        if let Some(url) = untrack(|| self.urls()).get(at) {
            self.leave.run(url.clone());
        }
    }

    fn announced(self, words: &Words) -> String {
        self.answer.with(|answer| match answer {
            Some((_, Ok(view))) => {
                (words.quick_found)(view.groups.iter().map(|group| group.hits.len()).sum())
            }
            Some((_, Err(_))) | None => String::new(),
        })
    }

    fn list(self, words: &'static Words) -> Vec<AnyView> {
        let answer = self.answer.get();
        let Some((question, answer)) = answer else {
            return Vec::new();
        };
        let mut at = 0;
        let groups = answer.map(|view| view.groups).unwrap_or_default();
        let mut entries: Vec<AnyView> = groups
            .into_iter()
            .map(|group| {
                let first = at;
                at += group.hits.len();
                self.group(words, group, first)
            })
            .collect();
        let label = (words.quick_page)(&question);
        entries.push(self.option(
            at,
            view! { <Icon name=IconName::Bubble small=true/> <span>{label}</span> }.into_any(),
        ));
        entries
    }

    fn group(self, words: &'static Words, group: QuickGroup, first: usize) -> AnyView {
        let name = (words.quick_kind)(group.kind);
        let icon = icon(group.kind);
        let options: Vec<AnyView> = (first..)
            .zip(group.hits)
            .map(|(at, hit)| self.option(at, hit_view(hit, icon)))
            .collect();
        view! {
            <div class="QuickSearch-group" role="group" aria-label=name>
                <p class="QuickSearch-kind" aria-hidden="true">{name}</p>
                {options}
            </div>
        }
        .into_any()
    }

    fn option(self, at: usize, content: AnyView) -> AnyView {
        let is_active = move || (self.active.get() == at).to_string();
        view! {
            <div
                class="QuickSearch-option"
                id=option_id(at)
                role="option"
                aria-selected=is_active
                on:pointermove=move |_| {
                    if self.active.get_untracked() != at {
                        self.active.set(at);
                    }
                }
                on:click=move |_| self.open(at)
            >
                {content}
            </div>
        }
        .into_any()
    }

    /// What is said where there is nothing to choose.
    fn note(self, words: &'static Words) -> Option<AnyView> {
        let text = self.answer.with(|answer| match answer {
            None => Some(words.quick_hint.to_owned()),
            Some((_, Err(error))) => Some(error_text(use_words().locale, error)),
            Some((_, Ok(view))) => view
                .refusal
                .map(|refusal| (words.refusal)(refusal))
                .or_else(|| view.groups.is_empty().then(|| words.quick_none.to_owned())),
        });
        text.map(|text| view! { <p class="QuickSearch-note" role="status">{text}</p> }.into_any())
    }
}

fn hit_view(hit: QuickHit, icon: IconName) -> AnyView {
    let inactive =
        (!hit.is_active).then(|| view! { <Badge text=use_words().customer.inactive tone=Tone::Warning/> });
    view! {
        <Icon name=icon small=true/>
        <span class="QuickSearch-title">{hit.title}</span>
        <span class="QuickSearch-notes">{hit.notes.join(" · ")}</span>
        {inactive}
        {hit.state.map(state_view)}
    }
    .into_any()
}

fn icon(kind: QuickKind) -> IconName {
    match kind {
        QuickKind::Customer => IconName::Building,
        QuickKind::Contact => IconName::User,
        QuickKind::Site => IconName::Site,
        QuickKind::Dit => IconName::List,
    }
}

fn url(target: &QuickTarget) -> String {
    match target {
        QuickTarget::Customer(code) => routes::customer(code),
        QuickTarget::Dit(number) => routes::dit(*number),
    }
}
