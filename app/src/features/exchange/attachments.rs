//! The files of a form.

use super::desk::Desk;
use super::form_state::FormState;
use crate::error::AppError;
use crate::i18n::problem;
use crate::i18n::writing::writing_words;
use crate::ui::{Chip, FilePicker, Upload};
use crate::wire;
use domain::attachment::{Attachment, FILE_MAX_BYTES};
use domain::rejection::{Field, FieldIssue, Problem};
use leptos::prelude::*;

/// Files already uploaded, and the button that adds one. What is refused is said below.
#[component]
pub fn AttachmentsField(desk: Desk, form: FormState, #[prop(into)] id: String) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    let uploading = form.uploading;
    let failure = RwSignal::new(String::new());
    let error = form.error(Field::Attachments);
    let locale = desk.catalogue.locale;
    let on_upload = Callback::new(move |upload| {
        if !matches!(upload, Upload::Started) {
            uploading.update(|count| *count = count.saturating_sub(1));
        }
        match upload {
            Upload::Started => {
                failure.set(String::new());
                form.issues
                    .update(|issues| issues.retain(|issue| issue.field != Field::Attachments));
                uploading.update(|count| *count += 1);
            }
            Upload::Done { answer } => match wire::read::<Attachment>(&answer) {
                Some(file) => form.attachments.update(|files| files.push(file)),
                None => failure.set(problem::error_text(locale, &AppError::Unreachable)),
            },
            Upload::TooLarge { size_bytes, .. } => form.issues.update(|issues| {
                let problem = Problem::TooLarge {
                    max_bytes: FILE_MAX_BYTES,
                    size_bytes,
                };
                issues.push(FieldIssue {
                    field: Field::Attachments,
                    problem,
                });
            }),
            Upload::Failed { name, status } => {
                let error = match status {
                    401 => AppError::SignedOut,
                    403 => AppError::Forbidden,
                    0 | 503 => AppError::Unreachable,
                    _ => AppError::Malformed,
                };
                failure.set((words.labelled)(&name, &problem::error_text(locale, &error)));
            }
        }
    });
    let chips = move || {
        form.attachments
            .get()
            .into_iter()
            .map(|file| chip(desk, form, file))
            .collect::<Vec<_>>()
    };
    let note = move || match (uploading.get(), error.get(), failure.get()) {
        (0, error, failure) => [error, failure]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        _ => writing.uploading.to_owned(),
    };
    let is_error = move || (uploading.get() == 0 && !note().is_empty()).then_some("true");
    view! {
        <div class="Field">
            <div class="Attachments">
                {chips}
                <FilePicker id label=writing.attach url="/attachments" max_bytes=FILE_MAX_BYTES on_upload/>
            </div>
            <p class="Field-note" role="status" data-error=is_error>{note}</p>
        </div>
    }
    .into_any()
}

fn chip(desk: Desk, form: FormState, file: Attachment) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    let label = format!("{} ({})", file.name, (words.size)(file.size_bytes));
    let remove_label = (writing.remove)(&file.name);
    let on_remove = move |()| {
        form.attachments
            .update(|files| files.retain(|known| known.id != file.id))
    };
    view! { <Chip label remove_label on_remove/> }.into_any()
}
