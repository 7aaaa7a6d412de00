//! Picking files.
use leptos::prelude::*;

use super::browser::{self, File};
use super::icon::{Icon, IconName};

/// A button that picks files and hands them over as soon as they are picked.
#[component]
pub fn FilePicker(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    on_files: impl Fn(Vec<File>) + 'static,
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
                on:change=move |event| on_files(browser::picked_files(&event))
            />
        </label>
    }
    .into_any()
}
