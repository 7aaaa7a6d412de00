//! Where exchanges are written: the form, its drafts, and the dialogs. It comes after the panel, with its own facts.

use super::answered::{AnsweredDialog, Answers};
use super::article::menu_id;
use super::compose::Composer;
use super::delete::{DeleteDialog, restore};
use super::details::DetailsDialog;
use super::draft_keeper::save_on_device;
use super::form::{ExchangeForm, FORM_ID};
use super::form_state::FormState;
use super::leave::LeaveDialog;
use super::panel_state::{Panel, Wish};
use super::submit::{give_back_refused, lacks_files};
use super::undo::Undo;
use crate::api;
use crate::error::AppError;
use crate::i18n::problem;
use crate::i18n::writing::writing_words;
use crate::offline::{DeviceDraft, DeviceDrafts, Typed};
use crate::routes::{Navigation, use_navigation};
use crate::ui::{Banner, Button, Skeleton, Tone, browser};
use crate::view::{Draft, DraftSlot, ExchangeView, FormView};
use domain::EnvelopeId;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::ops::Deref;

/// The state of the desk of one panel; it knows what the panel knows.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    panel: Panel,
    pub facts: RwSignal<FormView>,
    pub form: RwSignal<Option<FormState>>,
    /// The exchange that the deletion dialog asks about.
    pub deleting: RwSignal<Option<ExchangeView>>,
    /// The exchange whose details are open.
    pub detailed: RwSignal<Option<ExchangeView>>,
    /// The mail that Ctrl+Z takes back.
    pub undo: RwSignal<Option<Undo>>,
    pub navigation: Navigation,
    /// What of the log was known when the form was opened.
    pub answers: Answers,
    /// Closing asks first: what to do once the answer is known.
    pub leaving: RwSignal<Option<Callback<()>>>,
    /// Forms live as long as the desk, wherever they are opened from.
    owner: StoredValue<Owner>,
}

impl Deref for Desk {
    type Target = Panel;

    fn deref(&self) -> &Panel {
        &self.panel
    }
}

/// The desk of a panel, once its facts are known. Nothing is seen of it before somebody wants it.
pub fn desk(panel: Panel) -> AnyView {
    let facts = RwSignal::new(None::<Result<FormView, AppError>>);
    let read = move || {
        facts.set(None);
        spawn_local(async move {
            let answer = api::form(panel.number).await;
            facts.try_set(Some(answer));
        });
    };
    read();
    let is_wanted = Memo::new(move |_| panel.wish.with(Option::is_some));
    let waiting = move |view: fn() -> AnyView| is_wanted.get().then(view);
    let view = move || match facts.get() {
        None => waiting(|| view! { <Skeleton lines=8/> }.into_any()).into_any(),
        Some(Ok(facts)) => untrack(|| open(panel, facts)),
        Some(Err(error)) => is_wanted
            .get()
            .then(|| {
                let text = problem::error_text(panel.catalogue.locale, &error);
                let retry = panel.catalogue.exchange.retry;
                let actions = view! { <Button label=retry on_press=move |()| read()/> }.into_any();
                view! { <Banner tone=Tone::Error actions>{text}</Banner> }.into_any()
            })
            .into_any(),
    };
    view.into_any()
}

fn open(panel: Panel, facts: FormView) -> AnyView {
    let desk = Desk {
        panel,
        facts: RwSignal::new(facts),
        form: RwSignal::new(None),
        deleting: RwSignal::new(None),
        detailed: RwSignal::new(None),
        undo: RwSignal::new(None),
        navigation: use_navigation(),
        answers: Answers::new(),
        leaving: RwSignal::new(None),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
    };
    desk.reopen_form();
    desk.tell_panel();
    desk.undo_by_key();
    give_back_refused(desk, FORM_ID);
    Effect::new(move |_| {
        if let Some(wish) = panel.wish.try_get().flatten() {
            panel.wish.set(None);
            untrack(|| desk.fulfil(wish));
        }
    });
    // Each form has fields of its own: in those of another one, its text would be taken for typed.
    view! {
        <For each=move || desk.form.get() key=|form| form.detail let:form>
            <ExchangeForm desk form/>
            <Composer desk form/>
        </For>
        <DeleteDialog desk/>
        <DetailsDialog desk/>
        <LeaveDialog desk/>
        <AnsweredDialog desk/>
    }
    .into_any()
}

impl Desk {
    fn fulfil(self, wish: Wish) {
        match wish {
            Wish::Write(slot) => {
                self.open_form(slot);
                browser::after_ms(0, || browser::focus_end_of("exchange-detail"));
            }
            Wish::Delete(exchange) => self.deleting.set(Some(exchange)),
            Wish::Restore(exchange) => restore(self, &exchange),
            Wish::Show(exchange) => self.detailed.set(Some(exchange)),
            Wish::Leave(then) => self.close_form(then),
            Wish::TakeBack(typed, envelope) => {
                let then = move |()| self.take_back_refused(typed.clone(), envelope);
                // It is called when the question is answered: the wish is fulfilled by then.
                let then = self.owner.get_value().with(|| Callback::new(then));
                self.close_form(then);
            }
        }
    }

    /// Nobody writes any more: the refused text goes back into its form, unless another draft is kept for it.
    fn take_back_refused(self, typed: Typed, envelope: EnvelopeId) {
        let is_open = |form: FormState| form.slot == typed.slot;
        if self.form.with_untracked(|form| form.is_some_and(is_open)) {
            return;
        }
        let Some(issued_at) = self.queue.issued_at(envelope) else {
            return;
        };
        if self.take_back(typed, issued_at).is_some() {
            self.queue.forget(envelope);
        } else {
            let words = writing_words(self.catalogue.locale);
            self.toasts.show_error(words.draft_in_the_way);
        }
    }

    /// The panel says what an open form means for it.
    fn tell_panel(self) {
        Effect::new(move |_| {
            let form = self.form.get();
            self.is_writing.set(form.is_some());
            self.is_mailing
                .set(form.is_some_and(|form| form.is_mailed.get() || form.is_composing.get()));
        });
    }

    /// Outside of a text, Ctrl+Z takes back the mail that was just sent.
    fn undo_by_key(self) {
        browser::on_key(move |key| {
            let is_undo = key.ctrl && !key.shift && !key.alt && key.name.eq_ignore_ascii_case("z");
            let undo = self.undo.get_untracked().filter(|_| is_undo && !key.in_text);
            if let Some(undo) = undo {
                self.undo.set(None);
                undo.run();
            }
            undo.is_some()
        });
    }

    /// A form that was open when the page went opens again with its text.
    fn reopen_form(self) {
        let open = self
            .drafts()
            .all()
            .into_iter()
            .filter(|kept| kept.is_open)
            .max_by_key(|kept| kept.draft.saved_at);
        if let Some(kept) = open {
            self.open_form(kept.draft.slot);
        }
    }

    pub fn drafts(self) -> DeviceDrafts {
        self.panel.drafts()
    }

    /// Opens the form of a slot with its draft; an open form of another slot is kept as a draft.
    pub fn open_form(self, slot: DraftSlot) {
        let open = self.form.get_untracked();
        // A file on its way would be lost with the form that it comes to.
        if let Some(open) = open.filter(|open| open.slot != slot)
            && let Some(sentence) = lacks_files(self, open)
        {
            return open.refusal.set(Some(sentence));
        }
        let is_open = open.is_some_and(|open| open.slot == slot);
        if !is_open && let Some(form) = self.new_form(slot) {
            if let Some(draft) = self.draft(slot) {
                form.fill(draft.content.clone());
                form.known.set_value(draft.content.clone());
                // A page that comes after this one opens it again.
                self.drafts().keep(&DeviceDraft { draft, is_open: true });
            }
            self.answers.begin(self.log);
            self.form.set(Some(form));
        }
    }

    /// Puts a text that was refused back into its form, unless another text is being written, or was written there since it was sent.
    pub fn take_back(self, typed: Typed, sent_at: Timestamp) -> Option<FormState> {
        let is_busy = self
            .form
            .with_untracked(|form| form.is_some_and(|form| form.has_work()));
        let is_other = |draft: Draft| draft.saved_at > sent_at && draft.content != typed.content;
        if is_busy || self.draft(typed.slot).is_some_and(is_other) {
            return None;
        }
        if let Some(open) = self.form.get_untracked() {
            open.mark_gone();
        }
        let form = self.new_form(typed.slot)?;
        form.fill(typed.content);
        // The queue lets go of it next: the device must hold it before.
        save_on_device(self, form, true);
        self.answers.begin(self.log);
        self.form.set(Some(form));
        Some(form)
    }

    fn new_form(self, slot: DraftSlot) -> Option<FormState> {
        let me = self.actor().employee;
        self.owner.get_value().with(|| match slot {
            DraftSlot::New(_) | DraftSlot::Again(_) => slot.new_direction().map(|direction| {
                self.facts
                    .with_untracked(|facts| FormState::new(slot, direction, facts, me))
            }),
            DraftSlot::Edit(id) => self.log.with_untracked(|log| {
                log.iter()
                    .find(|exchange| exchange.id == id)
                    .map(FormState::editing)
            }),
        })
    }

    /// The draft of a slot, from the device or from the server: the later one.
    pub fn draft(self, slot: DraftSlot) -> Option<Draft> {
        let here = self.drafts().get(slot).map(|kept| kept.draft);
        let there = self
            .facts
            .with_untracked(|facts| facts.drafts.iter().find(|draft| draft.slot == slot).cloned());
        here.into_iter().chain(there).max_by_key(|draft| draft.saved_at)
    }

    /// Forgets a draft everywhere.
    pub fn discard_draft(self, slot: DraftSlot) {
        self.drafts().discard(slot);
        let number = self.number;
        if self.draft_gone(slot) {
            spawn_local(async move {
                // A draft that could not be deleted is found again: nothing is lost by it.
                drop(api::discard_draft(number, slot).await);
            });
        }
    }

    /// Remembers that the server holds no draft of a slot any more; whether it was known to.
    pub fn draft_gone(self, slot: DraftSlot) -> bool {
        let was_there = self.facts.try_update(|facts| {
            let before = facts.drafts.len();
            facts.drafts.retain(|draft| draft.slot != slot);
            facts.drafts.len() != before
        });
        was_there == Some(true)
    }

    /// Remembers that the server holds this draft.
    pub fn draft_saved(self, draft: Draft) {
        self.facts.try_update(|facts| {
            facts.drafts.retain(|known| known.slot != draft.slot);
            facts.drafts.push(draft);
        });
    }

    /// Takes a form away. Whoever left it goes on at the exchange that it was about, or at the top of the panel.
    pub fn put_away(self, form: FormState) {
        self.form.set(None);
        browser::after_ms(0, move || match form.slot {
            DraftSlot::Edit(exchange) => browser::focus_invoker(&menu_id(exchange)),
            DraftSlot::New(_) | DraftSlot::Again(_) => browser::focus_id("ExchangePanel-title"),
        });
    }

    /// Closes the form, then goes on; asks first when text would be lost.
    pub fn close_form(self, then: Callback<()>) {
        match self.form.get_untracked() {
            Some(form) if form.has_work() => self.leaving.set(Some(then)),
            Some(form) => {
                form.mark_gone();
                if form.owns_kept(self.drafts()) {
                    self.discard_draft(form.slot);
                }
                self.put_away(form);
                then.run(());
            }
            None => then.run(()),
        }
    }
}
