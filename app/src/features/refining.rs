//! A form of filters and the address of its page, which say the same.

use crate::ui::browser::{self, TimerHandle};
use leptos::prelude::*;

/// How long a person pauses before what they typed is looked for, in milliseconds.
const PAUSE_MS: u32 = 250;

/// Keeps the form and the address equal: what is changed in the form goes into the address after a pause, and an address that
/// came from elsewhere (a link, going back) is shown in the form. The answer applies the form at once.
pub fn keep_equal<F>(
    written: impl Fn() -> F + Copy + Send + Sync + 'static,
    show: impl Fn(&F) + 'static,
    filter: Memo<F>,
    go: impl Fn(&F) + Send + Sync + 'static,
) -> Callback<()>
where
    F: Clone + PartialEq + Send + Sync + 'static,
{
    let applied = StoredValue::new(filter.get_untracked());
    let apply = Callback::new(move |()| {
        let wanted = untrack(written);
        if wanted != filter.get_untracked() {
            applied.set_value(wanted.clone());
            go(&wanted);
        }
    });
    let timer = StoredValue::new(None::<TimerHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.cancel();
        }
    };
    Effect::new(move |_| {
        stop();
        if written() != filter.get_untracked() {
            timer.set_value(Some(browser::after_ms(PAUSE_MS, move || {
                apply.try_run(());
            })));
        }
    });
    Effect::new(move |_| {
        let shown = filter.get();
        if applied.with_value(|applied| *applied != shown) {
            applied.set_value(shown.clone());
            show(&shown);
        }
    });
    on_cleanup(stop);
    apply
}
