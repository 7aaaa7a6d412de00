//! Picking files, which are uploaded as soon as they are picked.
use leptos::prelude::*;

use super::browser;
use super::icon::{Icon, IconName};

/// What became of one picked file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// Its upload has begun.
    Started,
    /// The server has it; its answer.
    Done { answer: String },
    /// Not sent: larger than allowed.
    TooLarge { name: String, size_bytes: u64 },
    /// The server refused it, or did not answer (status 0).
    Failed { name: String, status: u16 },
}

/// A button that picks files and posts each to `url` with its name as the query `name`.
#[component]
pub fn FilePicker(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    url: &'static str,
    max_bytes: u64,
    /// Hears of every file, several times.
    #[prop(into)]
    on_upload: Callback<Upload>,
) -> AnyView {
    let target = id.clone();
    view! {
        <label class="FilePicker Button" data-variant="quiet" for=target>
            <Icon name=IconName::Attach small=true/>
            <span class="Button-label">{label}</span>
            <input
                class="VisuallyHidden"
                type="file"
                multiple
                id=id
                on:change=move |event| browser::upload_picked(&event, url, max_bytes, on_upload)
            />
        </label>
    }
    .into_any()
}
