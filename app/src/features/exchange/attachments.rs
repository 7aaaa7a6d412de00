//! The files of a form: those that are there, those on their way, and where more come from.

use super::desk::Desk;
use super::form_state::FormState;
use super::request_files::request_files;
use super::text_images::is_in_text;
use crate::error::AppError;
use crate::i18n::compose::{Words, compose_words};
use crate::i18n::problem;
use crate::i18n::writing::writing_words;
use crate::ui::browser::{self, File};
use crate::ui::{
    Button, Chip, FilePicker, IconButton, IconName, Progress, Upload, Uploading, Uploads, Variant,
};
use crate::wire;
use domain::attachment::{Attachment, FILE_MAX_BYTES, MAIL_MAX_BYTES};
use domain::rejection::{Field, FieldIssue, Problem};
use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::prelude::*;

/// What takes the files of a form to the server.
pub fn uploads(
    attachments: RwSignal<Vec<Attachment>>,
    uploading: RwSignal<u32>,
    issues: RwSignal<Vec<FieldIssue>>,
) -> Uploads {
    let tell = move |problem| {
        let field = Field::Attachments;
        issues.update(|issues| issues.push(FieldIssue { field, problem }));
    };
    let on_upload = Callback::new(move |upload| match upload {
        Upload::Started => uploading.update(|count| *count += 1),
        Upload::Ended => uploading.update(|count| *count = count.saturating_sub(1)),
        Upload::Done { answer } => {
            uploading.update(|count| *count = count.saturating_sub(1));
            match wire::read::<Attachment>(&answer) {
                Some(file) => attachments.update(|files| files.push(file)),
                None => tell(Problem::NotInList),
            }
        }
        Upload::TooLarge { name, size_bytes } => tell(Problem::HeavyFile {
            name,
            max_bytes: FILE_MAX_BYTES,
            size_bytes,
        }),
    });
    Uploads::new("/attachments", FILE_MAX_BYTES, on_upload)
}

impl FormState {
    /// Sends files that were picked, dropped or pasted.
    pub fn attach(self, files: Vec<File>) {
        self.forget_issue(Field::Attachments);
        self.uploads.add(files);
    }

    /// Takes the files that are dropped, unless something nearer took them; `is_over` says that some are held over the place.
    pub fn attach_dropped(self, event: &DragEvent, is_over: RwSignal<bool>) {
        is_over.set(false);
        let files = browser::dropped_files(event);
        if !event.default_prevented() && !files.is_empty() {
            event.prevent_default();
            self.attach(files);
        }
    }

    /// Takes the files that are pasted, unless something nearer took them.
    pub fn attach_pasted(self, event: &ClipboardEvent) {
        let files = browser::pasted_files(event);
        if !event.default_prevented() && !files.is_empty() {
            event.prevent_default();
            self.attach(files);
        }
    }
}

/// Says whether files are held over a place that takes them.
pub fn hold_over(event: &DragEvent, is_over: RwSignal<bool>) {
    if browser::has_dragged_files(event) {
        event.prevent_default();
        if !is_over.get_untracked() {
            is_over.set(true);
        }
    }
}

/// Files already uploaded, those on their way, and the buttons that add some. What is refused is said below.
#[component]
pub fn AttachmentsField(
    desk: Desk,
    form: FormState,
    #[prop(into)] id: String,
    /// The files leave by mail, and may not be more than a mail takes.
    #[prop(into)]
    is_mail: Signal<bool>,
) -> AnyView {
    let writing = writing_words(desk.catalogue.locale);
    let words = compose_words(desk.catalogue.locale);
    // The text changes with each word, its files hardly ever: the chips stay as long as they are the same.
    let below = Memo::new(move |_| {
        let mut files = form.attachments.get();
        form.document
            .with(|document| files.retain(|file| !is_in_text(document, file.id)));
        files
    });
    let chips = move || {
        let files = below.get().into_iter();
        files.map(|file| chip(desk, form, file)).collect::<Vec<_>>()
    };
    let rows = move || {
        let rows = form.uploads.rows();
        (!rows.is_empty()).then(|| {
            let rows: Vec<_> = rows.into_iter().map(|row| uploading(desk, form, row)).collect();
            view! { <ul class="Uploads" role="list" aria-label=words.on_their_way>{rows}</ul> }
        })
    };
    let error = form.error(Field::Attachments);
    let refused = Memo::new(move |_| {
        let error = error.get();
        if error.is_empty() && is_mail.get() {
            too_large(desk, form)
        } else {
            error
        }
    });
    let note = move || {
        let refused = refused.get();
        match form.uploading.get() {
            0 if refused.is_empty() => sum(desk, words, form, is_mail.get()),
            0 => refused,
            _ => writing.uploading.to_owned(),
        }
    };
    let is_error = move || (form.uploading.get() == 0 && !refused.with(String::is_empty)).then_some("true");
    let files_id = format!("{id}-request");
    view! {
        <div class="Field">
            <div class="Attachments">
                {chips}
                <FilePicker id label=writing.attach on_files=move |files| form.attach(files)/>
                {request_files(desk, form, files_id)}
            </div>
            {rows}
            <p class="Field-note" role="status" data-error=is_error>{note}</p>
        </div>
    }
    .into_any()
}

fn total_bytes(form: FormState) -> u64 {
    form.attachments
        .with(|files| files.iter().map(|file| file.size_bytes).sum())
}

fn too_large(desk: Desk, form: FormState) -> String {
    let size_bytes = total_bytes(form);
    let problem = Problem::TooLarge {
        max_bytes: MAIL_MAX_BYTES,
        size_bytes,
    };
    if size_bytes > MAIL_MAX_BYTES {
        problem::problem_text(desk.catalogue.locale, Field::Attachments, &problem)
    } else {
        String::new()
    }
}

/// How much it is; those in the text count.
fn sum(desk: Desk, words: &'static Words, form: FormState, is_mail: bool) -> String {
    let count = form.attachments.with(Vec::len);
    let size = desk.catalogue.exchange.size;
    let total = size(total_bytes(form));
    match (count, is_mail) {
        (0, _) => String::new(),
        (count, true) => (words.sum_of_mail)(count, &total, &size(MAIL_MAX_BYTES)),
        (count, false) => (words.sum)(count, &total),
    }
}

fn chip(desk: Desk, form: FormState, file: Attachment) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    let label = format!("{} ({})", file.name, (words.size)(file.size_bytes));
    let remove_label = (writing.remove)(&file.name);
    let on_remove = move |()| {
        form.forget_issue(Field::Attachments);
        form.attachments
            .update(|files| files.retain(|known| known.id != file.id));
    };
    view! { <Chip label remove_label on_remove/> }.into_any()
}

/// A file on its way, or one that did not arrive.
fn uploading(desk: Desk, form: FormState, row: Uploading) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let writing = writing_words(desk.catalogue.locale);
    let uploads = form.uploads;
    let (key, name) = (row.key, row.name.clone());
    let state = match row.progress {
        Progress::Sent { .. } => {
            let percent = row.percent();
            let label = (words.progress_of)(&name);
            view! {
                <progress class="Uploads-bar" max="100" value=percent.to_string() aria-label=label></progress>
                <span class="Uploads-percent">{(words.percent)(percent)}</span>
                <IconButton label=(words.stop)(&name) icon=IconName::Close on_press=move |()| uploads.remove(key)/>
            }
            .into_any()
        }
        Progress::Failed { status } => {
            let why = problem::error_text(desk.catalogue.locale, &error_of(status));
            let retry = move |()| {
                form.forget_issue(Field::Attachments);
                uploads.retry(key);
            };
            view! {
                <span class="Uploads-why">{why}</span>
                <Button label=(words.retry)(&name) variant=Variant::Quiet on_press=retry/>
                <IconButton label=(writing.remove)(&name) icon=IconName::Close on_press=move |()| uploads.remove(key)/>
            }
            .into_any()
        }
    };
    let is_failed = matches!(row.progress, Progress::Failed { .. });
    view! {
        <li class="Uploads-file" data-failed=is_failed.then_some("true")>
            <span class="Uploads-name">{name}</span>
            {state}
        </li>
    }
    .into_any()
}

fn error_of(status: u16) -> AppError {
    match status {
        401 => AppError::SignedOut,
        403 => AppError::Forbidden,
        0 | 503 => AppError::Unreachable,
        _ => AppError::Malformed,
    }
}
