//! `GET /api/live`: what changes, told while it happens, as server-sent events
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>). One stream for each browser that is signed in.

use super::session::SignedIn;
use super::{Site, answer};
use crate::error::Failure;
use crate::live::{Place, Seat, Told, tell};
use crate::services::random_bytes;
use app::error::AppError;
use app::view::live::News;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use domain::permission::Permission;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Its address.
pub(super) const PATH: &str = "/api/live";
/// How often something is said even when nothing happens, so that no one between thinks it dead; and how often the session is looked at.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// When a browser whose stream was cut comes back, in milliseconds: not all of them at once.
const COME_BACK_MS: (u16, u16) = (500, 1_500);
/// When one that has too many streams may ask again, in seconds.
const FULL_S: &str = "60";
/// The header of the proxies that would otherwise keep events until there are many
/// (<https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering>).
const NO_BUFFER: (&str, &str) = ("x-accel-buffering", "no");

/// Where a browser goes on when it cannot say so in a header.
#[derive(Deserialize)]
pub(super) struct Since {
    since: Option<String>,
}

/// `GET /api/live`.
pub(super) async fn stream(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Query(Since { since }): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let live = &site.services.live;
    let Some(seat) = live.seat(signed_in.session.actor.account) else {
        let mut full = answer::refuse_as(StatusCode::TOO_MANY_REQUESTS, &AppError::Unavailable);
        full.headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static(FULL_S));
        return full;
    };
    let told = live.listen();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let ears = Ears::open(site, signed_in, seat, told, last.or(since.as_deref())).await;
    let mut response = Sse::new(ears.events()).into_response();
    response.headers_mut().insert(
        HeaderName::from_static(NO_BUFFER.0),
        HeaderValue::from_static(NO_BUFFER.1),
    );
    response
}

/// One stream at work.
struct Ears {
    site: Site,
    signed_in: SignedIn,
    told: Receiver<Told>,
    heartbeat: Interval,
    /// What is to be sent before anything else is listened to.
    next: VecDeque<Event>,
    is_over: bool,
    _seat: Seat,
}

impl Ears {
    /// `told` is listened to already: what happens while the past is read is not missed, at most told twice.
    async fn open(
        site: Site,
        signed_in: SignedIn,
        seat: Seat,
        told: Receiver<Told>,
        since: Option<&str>,
    ) -> Self {
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        let mut ears = Self {
            site,
            signed_in,
            told,
            heartbeat,
            next: VecDeque::new(),
            is_over: false,
            _seat: seat,
        };
        ears.begin(since).await;
        ears
    }

    /// What happened since that place, who writes, and from where it goes on.
    async fn begin(&mut self, since: Option<&str>) {
        let services = &self.site.services;
        let (live, now) = (&services.live, services.clock.now());
        let here = live.place(now);
        let missed = match since.map(str::parse::<Place>) {
            None => Some(Vec::new()),
            Some(Ok(since)) => live.after(since),
            Some(Err(())) => None,
        };
        let told = tell(services, missed, here).await;
        let writing = live.writing(now).into_iter().map(Told::Writing);
        let first: Vec<Told> = writing.chain(told).collect();
        let come_back = Duration::from_millis(u64::from(come_back_ms()));
        self.next.push_back(Event::default().retry(come_back).comment(""));
        first.into_iter().for_each(|told| self.hear(told));
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut ears| async move {
            while ears.next.is_empty() {
                if ears.is_over {
                    return None;
                }
                ears.wait().await;
            }
            let event = ears.next.pop_front()?;
            Some((Ok(event), ears))
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            told = self.told.recv() => match told {
                Ok(told) => self.hear(told),
                Err(RecvError::Lagged(_)) => {
                    let here = self.site.services.live.place(self.site.services.clock.now());
                    self.hear(Told::ReadAgain(here));
                }
                Err(RecvError::Closed) => self.is_over = true,
            },
            _ = self.heartbeat.tick() => self.check().await,
        }
    }

    /// Takes in what was told, as far as it concerns this session.
    fn hear(&mut self, told: Told) {
        let actor = self.signed_in.session.actor;
        match told {
            Told::Changes(dits, place) => self.say(&News::Changes(dits.to_vec()), Some(place)),
            Told::ReadAgain(place) => self.say(&News::ReadAgain, Some(place)),
            Told::Writing(writing) if writing.account != actor.account => {
                self.say(&News::Writing(writing), None);
            }
            Told::MailAlert(is_on) if actor.role.may(Permission::Parameters) => {
                self.say(&News::MailAlert(is_on), None);
            }
            Told::Writing(_) | Told::MailAlert(_) => {}
            Told::SignedOut(token) if *token == *self.signed_in.token_hash() => self.sign_out(),
            Told::SignedOut(_) => {}
            Told::Stopping => self.is_over = true,
        }
    }

    fn say(&mut self, news: &News, place: Option<Place>) {
        match Event::default().json_data(news) {
            Ok(event) => self.next.push_back(match place {
                Some(place) => event.id(place.to_string()),
                None => event,
            }),
            Err(error) => tracing::error!(%error, "news cannot be written"),
        }
    }

    fn sign_out(&mut self) {
        self.say(&News::SignedOut, None);
        self.is_over = true;
    }

    /// Whether the session still is: it may have ended by itself, or at another instance. Being open is no use of a session.
    async fn check(&mut self) {
        match self.signed_in.again(&self.site.services).await {
            Ok(Some(session)) => {
                self.signed_in.session = session;
                self.next.push_back(Event::default().comment(""));
            }
            Ok(None) => self.sign_out(),
            // The next heartbeat looks again; a database that is away has nothing to tell either.
            Err(Failure::Busy) => self.next.push_back(Event::default().comment("")),
            Err(failure) => {
                tracing::warn!(%failure, "a stream ends: its session cannot be looked at");
                self.is_over = true;
            }
        }
    }
}

fn come_back_ms() -> u16 {
    let (least, most) = COME_BACK_MS;
    least + u16::from_be_bytes(random_bytes()) % (most - least)
}
