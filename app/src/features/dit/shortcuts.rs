//! The keys of the list, in a dialog.

use super::list::ListPage;
use crate::i18n::list::use_list_words;
use crate::ui::{Checkbox, Dialog, Kbd};
use leptos::prelude::*;

pub(super) fn shortcuts_dialog(page: ListPage) -> AnyView {
    let words = use_list_words();
    let line = |keys: &'static [&'static str], says: &'static str| {
        let keys: Vec<AnyView> = keys
            .iter()
            .map(|key| view! { <Kbd key=*key/> " " }.into_any())
            .collect();
        view! { <div class="Shortcuts-line"><dt>{keys}</dt><dd>{says}</dd></div> }.into_any()
    };
    let has_keys = RwSignal::new(page.look.with_untracked(|look| look.has_keys));
    Effect::new(move |_| {
        let wanted = has_keys.get();
        if page.look.with_untracked(|look| look.has_keys) != wanted {
            page.change_look(|look| look.has_keys = wanted);
        }
    });
    view! {
        <Dialog id="list-shortcuts" open=page.is_showing_keys title=words.shortcuts_title close_label=words.close>
            <dl class="Shortcuts">
                {line(&["/"], words.key_search)}
                {line(&["↑", "↓"], words.key_move)}
                {line(&["Entrée"], words.key_panel)}
                {line(&["o"], words.key_open)}
                {line(&["Ctrl+K"], words.key_quick)}
                {line(&["F10"], words.key_customer)}
                {line(&["F2"], words.key_save)}
                {line(&["?"], words.key_help)}
                {line(&["Échap"], words.key_close)}
            </dl>
            <Checkbox id="list-keys" label=words.single_keys hint=words.single_keys_hint value=has_keys/>
        </Dialog>
    }
    .into_any()
}
