//! The one handle on the editor, for everything that stands around the text.

use super::RichField;
use super::browser::{self, File, View};
use super::keeper::{Keeper, position_in_text};
use crate::i18n::use_words;
use crate::ui::browser::{Key, after_ms};
use domain::locale::Locale;
use editor::{Command, Document, Editor, Image, State};
use leptos::prelude::*;

/// A box on screen, in CSS pixels of the viewport.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// Where an image comes from.
#[derive(Clone, Debug)]
pub enum Source {
    File(File),
    /// It is an image of another form, at this address.
    Address(String),
}

/// Images that were pasted, or dropped on a place of the text.
#[derive(Clone, Debug)]
pub struct Dropped {
    pub sources: Vec<Source>,
    /// The position in the text.
    pub position: usize,
    /// An image whose words and width they take over.
    pub shown: Option<Image>,
}

/// How long nobody types before those who read the state are told of what was typed, in milliseconds.
const TYPING_MS: u32 = 300;
/// How many times as long they wait at most while somebody types on.
const TYPING_MOST: u32 = 8;
/// How long nothing changes before everything is said to be at rest, in milliseconds.
const REST_MS: u32 = 100;

/// Waiting for an end of changes: one timer at a time looks whether there were any since it was set. Setting it anew at each change would
/// cost more than most changes.
#[derive(Clone, Copy, Debug, Default)]
struct Wait {
    is_on: bool,
    /// Whether something changed since the timer was set.
    is_disturbed: bool,
    /// How often the timer was set.
    turns: u32,
}

/// The editor of one field; lives as long as the component that made it.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    field: RichField,
    editor: StoredValue<Editor>,
    view: StoredValue<View, LocalStorage>,
    keeper: Keeper,
    /// What was said last about the text.
    said: RwSignal<String>,
    locale: Locale,
    changes: Trigger,
    is_telling: StoredValue<bool>,
    typing: StoredValue<Wait>,
    /// Tells when text and selection have been at rest for a moment.
    rest: Trigger,
    resting: StoredValue<Wait>,
    files: StoredValue<Option<Callback<Dropped>>>,
    keys: StoredValue<Vec<Callback<Key, bool>>>,
}

impl Surface {
    /// The editor of a field, with what its signals say.
    pub(super) fn new(field: RichField) -> Self {
        let keeper = Keeper::new(field);
        let surface = Self {
            field,
            editor: StoredValue::new(Editor::new(keeper.read())),
            view: StoredValue::new_local(View::default()),
            keeper,
            said: RwSignal::new(String::new()),
            locale: use_words().locale,
            changes: Trigger::new(),
            is_telling: StoredValue::new(false),
            typing: StoredValue::new(Wait::default()),
            rest: Trigger::new(),
            resting: StoredValue::new(Wait::default()),
            files: StoredValue::new(None),
            keys: StoredValue::new(Vec::new()),
        };
        keeper.follow(surface);
        surface
    }

    /// What the form asked for.
    pub fn field(self) -> RichField {
        self.field
    }

    /// Carries the command out, paints what changed, keeps the selection, gives the focus back to the text. Says whether anything
    /// happened.
    pub fn run(self, command: &Command) -> bool {
        let is_done = self.apply(|editor| editor.run(command).is_some());
        self.focus();
        is_done
    }

    /// Takes back the last change.
    pub fn undo(self) -> bool {
        self.apply(|editor| editor.undo().is_some())
    }

    /// Does again what was taken back.
    pub fn redo(self) -> bool {
        self.apply(|editor| editor.redo().is_some())
    }

    /// Whether there is something to undo; tracked.
    pub fn can_undo(self) -> bool {
        self.changes.track();
        self.editor.try_with_value(|editor| editor.history().can_undo()) == Some(true)
    }

    /// Whether there is something to redo; tracked.
    pub fn can_redo(self) -> bool {
        self.changes.track();
        self.editor.try_with_value(|editor| editor.history().can_redo()) == Some(true)
    }

    /// How many things there are to undo.
    pub fn undo_count(self) -> usize {
        self.editor.with_value(|editor| editor.history().undo_count())
    }

    /// Reads something of the present state; tracked. Those who read are told at most once a frame.
    pub fn with<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.changes.track();
        self.with_untracked(read)
    }

    /// The same without being told of changes.
    pub fn with_untracked<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.editor.with_value(|editor| read(editor.state()))
    }

    /// Tells when text and selection have been at rest for a moment.
    pub fn rest(self) -> Trigger {
        self.rest
    }

    /// Whether a command can be carried out now; tracked.
    pub fn is_possible(self, command: &Command) -> bool {
        self.with(|state| command.is_possible(state))
    }

    /// Whether what a command asks for is already so; tracked.
    pub fn is_active(self, command: &Command) -> bool {
        self.with(|state| command.is_active(state))
    }

    /// Gives the focus to the text.
    pub fn focus(self) {
        browser::focus(self);
    }

    /// Where the caret or the selection is on screen. Reads the layout: not to be called while one types.
    pub fn caret_rect(self) -> Option<Rect> {
        browser::caret_rect(self)
    }

    /// Where the object at a position is on screen. Reads the layout too.
    pub fn object_rect(self, position: usize) -> Option<Rect> {
        browser::object_rect(self, position)
    }

    /// Selects the object at a position.
    pub fn select_at(self, position: usize) {
        self.select(position, position + 1);
    }

    /// Selects what is between two positions.
    pub fn select(self, anchor: usize, head: usize) {
        self.apply(|editor| {
            editor.select(anchor, head);
            true
        });
    }

    /// Takes the files that are pasted into the text or dropped on it.
    pub fn on_files(self, take: Callback<Dropped>) {
        self.files.set_value(Some(take));
    }

    /// Hears of each key before the text does; `true` means that it was taken.
    pub fn on_key(self, take: Callback<Key, bool>) {
        self.keys.update_value(|keys| keys.push(take));
    }

    /// Says a sentence below the text, where it is announced too.
    pub fn say(self, sentence: String) {
        self.said.try_set(sentence);
    }
}

/// For the modules of the composer.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "nothing is typed on the server")
)]
impl Surface {
    pub(super) fn view(self) -> StoredValue<View, LocalStorage> {
        self.view
    }

    pub(super) fn editor(self) -> StoredValue<Editor> {
        self.editor
    }

    pub(super) fn keeper(self) -> Keeper {
        self.keeper
    }

    pub(super) fn locale(self) -> Locale {
        self.locale
    }

    pub(super) fn said(self) -> RwSignal<String> {
        self.said
    }

    /// The present document; `None` once the field is gone.
    pub(super) fn document(self) -> Option<Document> {
        self.editor
            .try_with_value(|editor| editor.state().document().clone())
    }

    /// Puts the caret where it was in the plain text, in UTF-16 units.
    pub(super) fn select_text_at(self, caret: u32) {
        let text = self.field.text.get_untracked();
        let position = self.with_untracked(|state| position_in_text(state.document(), &text, caret as usize));
        self.select(position, position);
    }

    /// Another document takes the place of the present one, which somebody changed elsewhere: nothing of it can be undone here.
    pub(super) fn load(self, document: Document) {
        self.editor.try_update_value(|editor| {
            let position = editor.state().selection().head;
            *editor = Editor::new(document);
            editor.select(position, position);
        });
        browser::show(self);
        browser::show_selection(self);
        self.notify();
    }

    /// Changes the editor, shows what became of it and puts the selection there. Says whether anything happened.
    pub(super) fn apply(self, change: impl FnOnce(&mut Editor) -> bool) -> bool {
        browser::end_composition(self);
        let is_done = self.editor.try_update_value(change) == Some(true);
        if is_done {
            browser::show(self);
            browser::show_selection(self);
            self.tell();
            // Who acts from outside of the text may send it the next moment.
            if !browser::is_focused(self) {
                self.keeper.write_now(self);
            }
        }
        is_done
    }

    /// Calls it now, or when the composition that is going on is over: what comes by itself does not end one.
    pub(super) fn after_composition(self, act: impl FnOnce() + 'static) {
        browser::after_composition(self, act);
    }

    /// A change by the browser is in the editor: the signals follow, and those who read are told.
    pub(super) fn tell(self) {
        self.keeper.schedule(self);
        self.tell_readers();
    }

    /// The same after a key: those who read can wait until one stops typing.
    pub(super) fn tell_soon(self) {
        self.keeper.schedule(self);
        wait(self.typing, TYPING_MS, TYPING_MOST, move || {
            browser::look_again(self);
            self.notify();
        });
    }

    fn notify(self) {
        self.changes.notify();
        wait(self.resting, REST_MS, u32::MAX, move || self.rest.notify());
    }

    /// Those who read the state are told that it is another.
    pub(super) fn tell_readers(self) {
        if self.is_telling.try_get_value() == Some(false) {
            self.is_telling.set_value(true);
            browser::before_next_frame(move || {
                if self.is_telling.try_set_value(false).is_none() {
                    self.notify();
                }
            });
        }
    }

    /// Whether somebody took the key.
    pub(super) fn is_taken(self, key: &Key) -> bool {
        let takers = self.keys.try_get_value().unwrap_or_default();
        takers.iter().any(|take| take.try_run(key.clone()) == Some(true))
    }

    /// Hands files over to whoever takes them.
    pub(super) fn hand_over(self, dropped: Dropped) {
        if let Some(take) = self.files.try_get_value().flatten() {
            take.try_run(dropped);
        }
    }
}

/// Calls `end` once nothing has disturbed the wait for so long, or after so many turns of that.
fn wait(state: StoredValue<Wait>, turn_ms: u32, most: u32, end: impl FnOnce() + 'static) {
    let was_on = state.try_update_value(|wait| {
        wait.is_disturbed = wait.is_on;
        std::mem::replace(&mut wait.is_on, true)
    });
    if was_on == Some(false) {
        turn(state, turn_ms, most, end);
    }
}

fn turn(state: StoredValue<Wait>, turn_ms: u32, most: u32, end: impl FnOnce() + 'static) {
    let end: Box<dyn FnOnce()> = Box::new(end);
    after_ms(turn_ms, move || {
        let is_over = state.try_update_value(|wait| {
            wait.turns += 1;
            let is_over = !std::mem::take(&mut wait.is_disturbed) || wait.turns >= most;
            if is_over {
                *wait = Wait::default();
            }
            is_over
        });
        match is_over {
            Some(true) => end(),
            Some(false) => turn(state, turn_ms, most, end),
            None => {}
        }
    });
}
