//! The dialog in which a template is written. What is typed is kept on the device until it is saved.

use super::board::{Board, Writing};
use crate::composer::{Images, RichField};
use crate::features::later::draw_rich_text;
use crate::i18n::problem::{problem_text, rejection_text};
use crate::parts::{now, use_parts};
use crate::ui::{
    Banner, Button, Dialog, DialogActions, DialogSize, TextArea, TextField, Tone, Variant, browser,
    open_while, validate_by_key,
};
use crate::view::template::TemplateView;
use crate::wire;
use domain::AccountId;
use domain::TemplateId;
use domain::command::{Command, SaveTemplate};
use domain::merge::{FIELDS, written};
use domain::rejection::{Field, FieldIssue, Rejection};
use leptos::prelude::*;

const FORM_ID: &str = "TemplateForm";
const TEXT_ID: &str = "template-text";

/// A template under way.
#[derive(Clone, Copy, Debug)]
struct Editing {
    template: Option<TemplateId>,
    account: AccountId,
    revision: RwSignal<u32>,
    name: RwSignal<String>,
    subject: RwSignal<String>,
    detail: RwSignal<String>,
    document: RwSignal<String>,
    /// It goes on from what was typed before.
    is_draft: RwSignal<bool>,
    issues: RwSignal<Vec<FieldIssue>>,
    refusal: RwSignal<String>,
    busy: RwSignal<bool>,
    saved: StoredValue<SaveTemplate>,
}

impl Editing {
    /// Begins with what is saved, or goes on with what was typed before.
    fn of(board: Board, writing: &Writing) -> Self {
        let saved = saved(writing);
        let account = board.session.actor().account;
        let kept = kept(&key(account, saved.template));
        let content = kept.as_ref().unwrap_or(&saved);
        let text = |value: &String| RwSignal::new(value.clone());
        let editing = Self {
            template: saved.template,
            account,
            revision: RwSignal::new(content.revision),
            name: text(&content.name),
            subject: text(&content.subject),
            detail: text(&content.detail),
            document: text(&content.document),
            is_draft: RwSignal::new(kept.is_some()),
            issues: RwSignal::new(Vec::new()),
            refusal: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            saved: StoredValue::new(saved),
        };
        editing.keep();
        editing
    }

    fn content(self) -> SaveTemplate {
        SaveTemplate {
            template: self.template,
            revision: self.revision.get(),
            name: self.name.get(),
            subject: self.subject.get(),
            detail: self.detail.get(),
            document: self.document.get(),
        }
    }

    /// Keeps each change on the device, and nothing where nothing is changed.
    fn keep(self) {
        Effect::new(move |_| {
            let content = self.content();
            let key = key(self.account, self.template);
            let is_saved = self.saved.with_value(|saved| *saved == content);
            match wire::write(&content).filter(|_| !is_saved) {
                Some(text) => browser::store_set(&key, &text),
                None => browser::store_remove(&key),
            }
        });
    }

    /// Goes back to what is saved.
    fn discard(self) {
        let saved = self.saved.get_value();
        self.revision.set(saved.revision);
        self.name.set(saved.name);
        self.subject.set(saved.subject);
        self.detail.set(saved.detail);
        self.document.set(saved.document);
        self.is_draft.set(false);
        self.issues.set(Vec::new());
        self.refusal.set(String::new());
    }
}

/// What is kept on the device.
fn kept(key: &str) -> Option<SaveTemplate> {
    wire::read(&browser::store_get(key)?)
}

fn saved(writing: &Writing) -> SaveTemplate {
    let template = match writing {
        Writing::New => None,
        Writing::Anew(template) => Some(template),
    };
    let text = |read: fn(&TemplateView) -> &String| template.map(read).cloned().unwrap_or_default();
    SaveTemplate {
        template: template.map(|template| template.id),
        revision: template.map_or(0, |template| template.revision),
        name: text(|template| &template.name),
        subject: text(|template| &template.subject),
        detail: text(|template| &template.detail),
        document: text(|template| &template.document),
    }
}

fn key(account: AccountId, template: Option<TemplateId>) -> String {
    let template = template.map_or("new".to_owned(), |id| id.to_string());
    format!("template-draft/{account}/{template}")
}

/// The dialog, open while a template is being written.
pub(super) fn editing_dialog(board: Board) -> AnyView {
    let words = board.words;
    let open = open_while(board.writing);
    let title = Signal::derive(move || {
        let title = board.writing.with(|writing| match writing {
            Some(Writing::Anew(_)) => words.edit_title,
            Some(Writing::New) | None => words.new_title,
        });
        title.to_owned()
    });
    view! {
        <Dialog id="TemplateDialog" open title size=DialogSize::Large>
            {move || board.writing.get().map(|writing| form(board, Editing::of(board, &writing)))}
        </Dialog>
    }
    .into_any()
}

fn form(board: Board, editing: Editing) -> AnyView {
    let words = board.words;
    view! {
        <div id=FORM_ID class="TemplateForm" on:keydown=move |event| validate_by_key(&event, || save(board, editing))>
            {found(board, editing)}
            <TextField id="template-name" label=words.name value=editing.name error=error(board, editing, Field::TemplateName)
                required=true autocomplete="off"/>
            <TextField id="template-subject" label=words.subject value=editing.subject error=error(board, editing, Field::Subject)
                spellcheck=true autocomplete="off"/>
            {text(board, editing)}
            {fields(board)}
        </div>
        <DialogActions>
            <Button label=words.close variant=Variant::Quiet on_press=move |()| board.writing.set(None)/>
            <Button label=words.save variant=Variant::Primary shortcut="F2" busy=editing.busy
                on_press=move |()| save(board, editing)/>
        </DialogActions>
    }
    .into_any()
}

/// The text with its formatting; plain until the part that formats is here.
fn text(board: Board, editing: Editing) -> AnyView {
    let label = board.words.text;
    let part = use_parts().composer;
    let error = error(board, editing, Field::Detail);
    let field = RichField {
        id: TEXT_ID,
        label,
        error,
        text: editing.detail,
        document: editing.document,
        images: Images::none(),
        inserted: RwSignal::new(None),
        on_leave: Callback::new(|()| {}),
    };
    Effect::new(move |_| part.fetch());
    let is_here = Memo::new(move |_| part.is_here());
    let plain = move || {
        view! {
            {move || part.lost()}
            <TextArea id=TEXT_ID label label_hidden=true value=editing.detail error required=true rows=12/>
        }
        .into_any()
    };
    let view = move || match is_here.get() {
        true => untrack(|| now(draw_rich_text(field, browser::text_caret(TEXT_ID)))).unwrap_or_else(plain),
        false => plain(),
    };
    view! {
        <div class="TemplateText">
            <span class="Field-label" aria-hidden="true">{label}</span>
            {view}
        </div>
    }
    .into_any()
}

/// What was found again, and why the last try to save came to nothing.
fn found(board: Board, editing: Editing) -> AnyView {
    let words = board.words;
    let draft = move || {
        editing.is_draft.get().then(|| {
            let actions = view! { <Button label=words.draft_discard on_press=move |()| editing.discard()/> };
            view! { <Banner tone=Tone::Info actions=actions.into_any()>{words.draft_found}</Banner> }
        })
    };
    let refusal = move || {
        let text = editing.refusal.get();
        (!text.is_empty()).then(|| view! { <Banner tone=Tone::Error>{text}</Banner> })
    };
    view! { {draft} {refusal} }.into_any()
}

/// The fields that there are, to be read while one writes.
fn fields(board: Board) -> AnyView {
    let words = board.words;
    let row = |name: &'static str| {
        view! {
            <div class="TemplateFields-row">
                <dt><code>{written(name)}</code></dt>
                <dd>{(words.meaning)(name)}</dd>
            </div>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = FIELDS.into_iter().map(row).collect();
    view! {
        <details class="TemplateFields">
            <summary>{words.fields}</summary>
            <p class="Secondary">{words.fields_hint}</p>
            <dl class="TemplateFields-list">{rows}</dl>
        </details>
    }
    .into_any()
}

fn error(board: Board, editing: Editing, field: Field) -> Signal<String> {
    let locale = board.session.locale();
    Signal::derive(move || {
        editing.issues.with(|issues| {
            let issue = issues.iter().find(|issue| issue.field == field);
            issue.map_or_else(String::new, |issue| problem_text(locale, field, &issue.problem))
        })
    })
}

/// The server judges: it alone has the whole text at hand.
fn save(board: Board, editing: Editing) {
    if editing.busy.get_untracked() {
        return;
    }
    editing.busy.set(true);
    editing.refusal.set(String::new());
    let command = untrack(|| editing.content());
    board.order(Command::SaveTemplate(command.clone()), move |refusal| {
        let is_open = editing.busy.try_set(false).is_none();
        match refusal {
            None => {
                board.say(board.words.saved);
                board.refresh(|| ());
                let next = SaveTemplate {
                    revision: command.revision + 1,
                    ..command.clone()
                };
                let is_known = command.template.is_some();
                if is_open && is_known && untrack(|| editing.content()) != command {
                    // Somebody has gone on writing: that is a change of what was just saved.
                    editing.revision.set(next.revision);
                    return editing.saved.set_value(next);
                }
                let key = key(editing.account, editing.template);
                if kept(&key).is_none_or(|kept| kept == command) {
                    browser::store_remove(&key);
                }
                if is_open {
                    board.writing.try_set(None);
                }
            }
            Some(Rejection::Invalid(issues)) => {
                editing.issues.try_set(issues);
                browser::after_ms(0, || {
                    browser::focus_first_invalid(FORM_ID);
                });
            }
            Some(Rejection::Conflict { current }) => {
                editing.revision.try_set(current);
                editing.refusal.try_set(board.words.conflict.to_owned());
            }
            Some(other) => {
                let text = rejection_text(board.session.locale(), &other);
                editing.refusal.try_set(text);
            }
        }
    });
}
