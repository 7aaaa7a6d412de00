//! Listening to the server, for as long as the page lives.

use super::{Live, use_live};
use crate::api;
use crate::error::AppError;
use crate::features::outbox::MailAlert;
use crate::features::session::{Session, use_session};
use crate::ui::browser::{self, Feed, Heard};
use crate::view::live::News;
use crate::wire;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Under this name the tabs of a browser share one stream.
const NAME: &str = "echanges-live";
const ADDRESS: &str = "/api/live";
/// How long signing in takes to bring its cookie, in milliseconds.
const SETTLE_MS: u32 = 1_500;

/// Takes in what the server tells. Without the stream the page looks by itself now and then, as far as it must.
pub fn listen() {
    let ears = Ears {
        live: use_live(),
        session: use_session(),
        alert: expect_context(),
    };
    let from = ears.live.from.get_value();
    browser::follow_feed(NAME, ADDRESS, from, move |feed, heard| match heard {
        Heard::On => ears.live.set_on(true),
        Heard::Off => ears.live.set_on(false),
        Heard::Text(text) => match wire::read(&text) {
            Some(news) => ears.take_in(feed, news),
            // A newer server says what this page does not understand.
            None => ears.live.miss(),
        },
    });
}

#[derive(Clone, Copy)]
struct Ears {
    live: Live,
    session: Session,
    alert: MailAlert,
}

impl Ears {
    fn take_in(self, feed: &Feed, news: News) {
        match news {
            News::Changes(changes) => self.live.take_in(changes),
            News::Writing(writing) => self.live.take_pen(writing),
            News::MailAlert(is_on) => self.alert.set(is_on),
            News::ReadAgain => self.live.miss(),
            News::SignedOut => {
                let feed = feed.clone();
                feed.stop();
                browser::after_ms(SETTLE_MS, move || self.look_at_session(feed));
            }
        }
    }

    /// The session is over, unless another tab has just opened a new one for the same person.
    fn look_at_session(self, feed: Feed) {
        spawn_local(async move {
            let is_over = match api::session().await {
                Ok(view) => view.actor.account != self.session.actor().account,
                Err(error) => error == AppError::SignedOut,
            };
            if !is_over {
                feed.start();
                return;
            }
            let feed = StoredValue::new_local(feed);
            self.session.end(Callback::new(move |()| {
                if let Some(feed) = feed.try_get_value() {
                    feed.start();
                }
            }));
        });
    }
}
