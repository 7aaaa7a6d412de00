//! What happens to the requests of a customer while the overview is open: figures and log follow, nothing that is read moves.

use super::log::Shown;
use crate::api;
use crate::features::dit::as_change;
use crate::features::live::{Live, use_live};
use crate::ui::browser::{self, TimerHandle};
use crate::view::{CustomerFigures, CustomerLog};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long further changes are waited for before the overview is read, in milliseconds.
const GATHER_MS: u32 = 200;

/// What of an overview changes while it is open; its requests follow by themselves.
#[derive(Clone, Copy)]
pub struct Following {
    live: Live,
    pub figures: RwSignal<CustomerFigures>,
    pub log: Shown,
    timer: StoredValue<Option<TimerHandle>>,
    /// The requests are to be read again too.
    has_missed: StoredValue<bool>,
}

/// Follows the customer of this code.
pub fn follow(code: String, figures: CustomerFigures, log: CustomerLog) -> Following {
    let live = use_live();
    let following = Following {
        live,
        figures: RwSignal::new(figures),
        log: Shown::new(code.clone(), log),
        timer: StoredValue::default(),
        has_missed: StoredValue::new(false),
    };
    live.on_change(move |change| {
        if change.customer == code {
            following.read_soon();
        }
    });
    live.on_missed(move || {
        following.has_missed.set_value(true);
        following.read_soon();
    });
    following
}

impl Following {
    fn read_soon(self) {
        let timer = browser::after_ms(GATHER_MS, move || self.read());
        let earlier = self.timer.try_update_value(|kept| kept.replace(timer)).flatten();
        earlier.into_iter().for_each(TimerHandle::cancel);
    }

    fn read(self) {
        if self.figures.is_disposed() {
            return;
        }
        let code = self.log.code();
        spawn_local(async move {
            // What cannot be read now is read with the next change.
            let Ok(fresh) = api::customer(code).await else {
                return;
            };
            if self.figures.is_disposed() {
                return;
            }
            if self.figures.get_untracked() != fresh.figures {
                self.figures.set(fresh.figures);
            }
            self.log.follow(fresh.log);
            if self.has_missed.try_update_value(std::mem::take) == Some(true) {
                self.live.take_in(fresh.dits.rows.iter().map(as_change).collect());
            }
        });
    }
}
