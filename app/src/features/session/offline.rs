//! The network is gone.

use crate::i18n::use_words;
use crate::ui::{Banner, IconName, Tone, browser};
use leptos::prelude::*;

/// Says that the network is gone, calmly, for as long as it is.
#[component]
pub fn OfflineBanner() -> AnyView {
    let words = use_words();
    let is_offline = RwSignal::new(false);
    Effect::new(move |_| {
        let look = move || is_offline.set(!browser::is_online());
        look();
        browser::on_window("online", look);
        browser::on_window("offline", look);
    });
    let banner = move || {
        is_offline.get().then(|| {
            view! { <Banner tone=Tone::Warning icon=IconName::Offline>{words.session.offline}</Banner> }
        })
    };
    banner.into_any()
}
