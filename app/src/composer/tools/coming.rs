//! The list of the images on their way into the text.

use crate::i18n::rich::Words;
use crate::ui::{Button, IconButton, IconName, Variant};
use leptos::prelude::*;

/// An image on its way, as it is shown.
#[derive(Clone, Debug)]
pub struct Coming {
    pub key: u32,
    pub name: String,
    pub per_cent: RwSignal<u32>,
    /// Why it is not on its way any more; empty as long as it is.
    pub failure: RwSignal<String>,
}

/// What can be done with an image, by its key.
#[derive(Clone, Copy, Debug)]
pub struct Handling {
    pub retry: Callback<u32>,
    pub give_up: Callback<u32>,
}

/// The images on their way, above the end of the text; nothing where there are none.
pub fn list_of_coming(words: &'static Words, coming: RwSignal<Vec<Coming>>, handling: Handling) -> AnyView {
    let lines = move || {
        let all = coming.get();
        (!all.is_empty()).then(|| {
            let line = |coming| line(words, coming, handling);
            let lines: Vec<_> = all.into_iter().map(line).collect();
            view! { <ul class="Uploads" aria-label=words.images_coming>{lines}</ul> }
        })
    };
    view! { {lines} }.into_any()
}

fn line(words: &'static Words, coming: Coming, Handling { retry, give_up }: Handling) -> AnyView {
    let Coming {
        key,
        name,
        per_cent,
        failure,
    } = coming;
    let cancel = (words.cancel_image)(&name);
    let label = (words.image_coming)(&name);
    let again = (words.retry)(&name);
    let state = move || {
        if failure.with(String::is_empty) {
            let label = label.clone();
            view! { <progress max="100" value=move || per_cent.get() aria-label=label></progress> }.into_any()
        } else {
            let again = again.clone();
            view! {
                <span class="Uploads-failure" role="alert">{failure.get()}</span>
                <Button label=again variant=Variant::Quiet on_press=move |()| retry.run(key)/>
            }
            .into_any()
        }
    };
    view! {
        <li class="Uploads-line">
            <span class="Uploads-name">{name}</span>
            {state}
            <IconButton label=cancel icon=IconName::Close on_press=move |()| give_up.run(key)/>
        </li>
    }
    .into_any()
}
