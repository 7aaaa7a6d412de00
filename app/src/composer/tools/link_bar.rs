//! The link at the caret: where it leads, and the way to change it in place.

use super::browser;
use super::shown::{Nearness, place_id, show_beside};
use super::tool::bar_key;
use crate::composer::Surface;
use crate::i18n::rich::Words;
use crate::ui::browser::{after_ms, focus_id};
use crate::ui::{Button, Icon, IconButton, IconName, TextField, Variant};
use editor::{Command, Link, State};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// What the bar is about.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Subject {
    /// The link that the caret is in.
    Here(Link),
    /// A link being made or changed.
    Edited,
}

/// The bar. It is small in a link, and holds fields while one edits.
#[derive(Clone, Copy, Debug)]
pub struct LinkBar {
    surface: Surface,
    words: &'static Words,
    subject: Memo<Option<Subject>>,
    is_edited: RwSignal<bool>,
    address: RwSignal<String>,
    /// What a link is called that is put in without anything being selected.
    text: RwSignal<String>,
    error: RwSignal<String>,
}

impl LinkBar {
    /// A bar that is not shown yet.
    pub fn new(surface: Surface, words: &'static Words, near: Nearness) -> Self {
        let is_edited = RwSignal::new(false);
        let subject = Memo::new(move |_| {
            if is_edited.get() {
                return Some(Subject::Edited);
            }
            near.get()
                .then(|| surface.with(link_at_caret))
                .flatten()
                .map(Subject::Here)
        });
        let bar = Self {
            surface,
            words,
            subject,
            is_edited,
            address: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            error: RwSignal::new(String::new()),
        };
        // Whoever goes back to the text is done with the fields.
        Effect::new(move |_| {
            if near.in_text.get() {
                is_edited.set(false);
            }
        });
        bar
    }

    fn id(self) -> String {
        format!("{}-link", self.surface.field().id)
    }

    fn address_id(self) -> String {
        format!("{}-address", self.id())
    }

    /// Opens the fields, for the link that is selected or for a new one.
    pub fn edit(self) {
        let link = self.surface.with_untracked(touched_link);
        self.address
            .set(link.map(|link| link.as_str().to_owned()).unwrap_or_default());
        self.text.set(String::new());
        self.error.set(String::new());
        self.is_edited.set(true);
        after_ms(0, move || focus_id(&self.address_id()));
    }

    fn leave(self) {
        self.is_edited.set(false);
        self.surface.focus();
    }

    fn remove(self) {
        self.is_edited.set(false);
        self.surface.run(&Command::SetLink(None));
    }

    fn apply(self) {
        let typed = self.address.get_untracked();
        let Some(link) = Link::typed(&typed) else {
            let is_empty = typed.trim().is_empty();
            let sentence = if is_empty {
                self.words.no_address
            } else {
                self.words.wrong_address
            };
            self.error.set(sentence.to_owned());
            focus_id(&self.address_id());
            return;
        };
        self.is_edited.set(false);
        let command = if self.surface.with_untracked(has_target) {
            Command::SetLink(Some(link))
        } else {
            let text = self.text.get_untracked();
            let text = if text.trim().is_empty() { typed } else { text };
            Command::InsertLink(link, text)
        };
        self.surface.run(&command);
    }

    fn key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Enter"
                if self.is_edited.get_untracked()
                    && browser::is_in_field(event)
                    && !event.ctrl_key()
                    && !event.meta_key() =>
            {
                event.prevent_default();
                event.stop_propagation();
                self.apply();
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                self.leave();
            }
            "F10" => bar_key(self.surface, event),
            _ => {}
        }
    }

    /// The bar beside the caret.
    pub fn view(self) -> AnyView {
        let id = self.id();
        let surface = self.surface;
        show_beside(id.clone(), self.subject, surface.rest(), move || {
            surface.caret_rect()
        });
        let content = move || match self.subject.get() {
            Some(Subject::Here(link)) => self.here(link),
            Some(Subject::Edited) => self.fields(),
            None => ().into_any(),
        };
        view! {
            <span class="Place" id=place_id(&id) aria-hidden="true"></span>
            <div
                class="Popover Bar LinkBar"
                id=id
                popover="manual"
                role="group"
                data-bar=surface.field().id
                aria-label=self.words.link_bar
                on:keydown=move |event| self.key(&event)
            >
                {content}
            </div>
        }
        .into_any()
    }

    fn here(self, link: Link) -> AnyView {
        let words = self.words;
        let address = link.as_str().trim_start_matches("mailto:").to_owned();
        view! {
            <span class="LinkBar-address">{address}</span>
            {open(words, &link)}
            <IconButton label=words.edit_link icon=IconName::Edit on_press=move |()| self.edit()/>
            <IconButton label=words.remove_link icon=IconName::Trash on_press=move |()| self.remove()/>
        }
        .into_any()
    }

    fn fields(self) -> AnyView {
        let words = self.words;
        let (link, is_new) = self
            .surface
            .with_untracked(|state| (touched_link(state), !has_target(state)));
        let text = is_new.then(|| {
            let id = format!("{}-text", self.id());
            view! { <TextField id label=words.link_text value=self.text autocomplete="off" spellcheck=true/> }
        });
        let present = link.map(|link| {
            view! {
                {open(words, &link)}
                <Button label=words.remove_link variant=Variant::Quiet on_press=move |()| self.remove()/>
            }
        });
        view! {
            <div class="LinkBar-fields">
                <TextField id=self.address_id() label=words.link_address value=self.address error=self.error
                    input_mode="url" autocomplete="off" placeholder="exemple.fr"/>
                {text}
                <div class="LinkBar-actions">
                    <Button label=words.apply variant=Variant::Primary on_press=move |()| self.apply()/>
                    {present}
                </div>
            </div>
        }
        .into_any()
    }
}

fn open(words: &'static Words, link: &Link) -> AnyView {
    view! {
        <a class="IconButton" data-variant="quiet" href=link.as_str().to_owned() target="_blank" rel="noopener noreferrer"
            title=words.open_link aria-label=words.open_link>
            <Icon name=IconName::External/>
        </a>
    }
    .into_any()
}

fn link_at_caret(state: &State) -> Option<Link> {
    state.selection().is_caret().then(|| state.marks().link).flatten()
}

/// The link that the selection touches first, or that the caret is in or at the edge of.
fn touched_link(state: &State) -> Option<Link> {
    let selection = state.selection();
    let texts = state.document().texts(selection.from(), selection.to());
    texts.into_iter().find_map(|text| {
        let mut at = text.start();
        text.text.content.iter().find_map(|inline| {
            let start = at;
            at += inline.size();
            let is_touched = start <= selection.to() && at >= selection.from();
            inline.marks().link.clone().filter(|_| is_touched)
        })
    })
}

/// Whether there is something that becomes the link: a selection, or a link.
fn has_target(state: &State) -> bool {
    !state.selection().is_caret() || touched_link(state).is_some()
}
