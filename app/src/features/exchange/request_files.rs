//! Files that the exchanges of the request have already: attached again without being sent again.

use super::desk::Desk;
use super::form_state::FormState;
use crate::api;
use crate::error::AppError;
use crate::i18n::compose::compose_words;
use crate::i18n::problem;
use crate::ui::{Banner, Button, IconName, Popover, Skeleton, Tone, Variant, browser};
use crate::view::RequestFile;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// `Fichiers de la demande`: a list to take from, read when it is opened.
pub fn request_files(desk: Desk, form: FormState, id: String) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let list = id.clone();
    view! {
        <Button
            id=open_id(&id)
            label=words.request_files
            icon=IconName::History
            variant=Variant::Quiet
            popover_target=id.clone()
        />
        <Popover id label=words.request_files>{file_list(desk, form, list.clone())}</Popover>
    }
    .into_any()
}

/// Id of the button that opens the list.
fn open_id(list: &str) -> String {
    format!("{list}-open")
}

fn file_list(desk: Desk, form: FormState, list: String) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let files = RwSignal::new(None::<Result<Vec<RequestFile>, AppError>>);
    spawn_local(async move {
        files.try_set(Some(api::request_files(desk.number).await));
    });
    let content = move || match files.get() {
        None => view! { <Skeleton lines=3/> }.into_any(),
        Some(Err(error)) => {
            let text = problem::error_text(desk.catalogue.locale, &error);
            view! { <Banner tone=Tone::Error>{text}</Banner> }.into_any()
        }
        Some(Ok(files)) => {
            let left: Vec<_> = form.attachments.with(|there| {
                let is_new = |file: &RequestFile| there.iter().all(|known| known.id != file.file.id);
                files.into_iter().filter(is_new).collect()
            });
            if left.is_empty() {
                return view! { <p class="Secondary">{words.no_request_files}</p> }.into_any();
            }
            let rows: Vec<_> = left
                .into_iter()
                .map(|file| file_row(desk, form, file, list.clone()))
                .collect();
            view! { <ul class="RequestFiles" role="list">{rows}</ul> }.into_any()
        }
    };
    view! { {content} }.into_any()
}

fn file_row(desk: Desk, form: FormState, file: RequestFile, list: String) -> AnyView {
    let RequestFile { file, occurred_at } = file;
    let size = (desk.catalogue.exchange.size)(file.size_bytes);
    let about = format!("{size} · {}", occurred_at.text);
    let name = file.name.clone();
    let take = move |_| {
        let file = file.clone();
        form.attachments.update(|files| {
            if files.iter().all(|known| known.id != file.id) {
                files.push(file);
            }
        });
        // The line that had the focus goes: the next one has it, or the button once there is none.
        browser::focus_id(&open_id(&list));
        let list = list.clone();
        browser::after_ms(0, move || browser::focus_first_inside(&list));
    };
    view! {
        <li>
            <button type="button" class="Menu-item" on:click=take>
                <span class="RequestFiles-name">{name}</span>
                " "
                <span class="Secondary">{about}</span>
            </button>
        </li>
    }
    .into_any()
}
