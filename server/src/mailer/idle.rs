//! Connections that wait for the next mail: a sign-in and a handshake cost more than most mails.
//!
//! A connection comes here only after a mail that met nothing but yes, and stays for a short time: servers close idle ones, and some
//! count. What is wrong with one that was kept is found before anything may be taken, and costs a new connection, nothing else.

use super::link::Link;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// How long a connection may wait. Servers close idle ones after a minute or more.
pub(super) const IDLE_FOR: Duration = Duration::from_secs(20);
/// How long it may live, as other mail programs do.
pub(super) const LIVES_FOR: Duration = Duration::from_secs(5 * 60);
/// Mails over one connection: some servers take no more.
pub(super) const MAILS_EACH: u32 = 50;
/// Connections that wait at once: as many as there are lanes by default.
pub(super) const IDLE_MOST: usize = 4;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(30);

/// A connection with its age.
#[derive(Debug)]
pub(super) struct Aged {
    pub(super) link: Link,
    pub(super) opened: Instant,
    /// That left over it.
    pub(super) mails: u32,
}

impl Aged {
    pub(super) fn new(link: Link) -> Self {
        Self {
            link,
            opened: Instant::now(),
            mails: 0,
        }
    }

    fn is_worn(&self) -> bool {
        self.mails >= MAILS_EACH || self.opened.elapsed() >= LIVES_FOR
    }
}

struct Waiting {
    aged: Aged,
    until: Instant,
}

#[derive(Default)]
struct Held {
    /// The one that came last is at the end.
    waiting: Vec<Waiting>,
    is_watched: bool,
}

/// The connections of one account that wait.
#[derive(Default)]
pub(super) struct Idle(Mutex<Held>);

impl fmt::Debug for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Idle").field(&self.held().waiting.len()).finish()
    }
}

impl Idle {
    /// The one that has waited for the shortest time, if it is still as it was left.
    pub(super) fn take(&self) -> Option<Aged> {
        let now = Instant::now();
        loop {
            let mut waiting = self.held().waiting.pop()?;
            // A server that has spoken or hung up meanwhile has closed.
            if waiting.until > now && !waiting.aged.is_worn() && !waiting.aged.link.is_stirring() {
                return Some(waiting.aged);
            }
        }
    }

    /// Keeps a connection for the next mail, or says goodbye on it.
    pub(super) fn put(self: &Arc<Self>, aged: Aged) {
        if aged.is_worn() {
            return goodbye(aged.link);
        }
        let mut held = self.held();
        if held.waiting.len() >= IDLE_MOST {
            drop(held);
            return goodbye(aged.link);
        }
        held.waiting.push(Waiting {
            aged,
            until: Instant::now() + IDLE_FOR,
        });
        if !held.is_watched {
            held.is_watched = true;
            tokio::spawn(watch(Arc::downgrade(self)));
        }
    }

    /// Those whose time is over, and when the next one's will be. Nobody watches any more when there is none.
    fn expire(&self) -> (Vec<Waiting>, Option<Instant>) {
        let now = Instant::now();
        let mut held = self.held();
        let (over, left) = std::mem::take(&mut held.waiting)
            .into_iter()
            .partition(|each| each.until <= now);
        held.waiting = left;
        let next = held.waiting.iter().map(|each| each.until).min();
        held.is_watched = next.is_some();
        (over, next)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes what nobody has asked for; ends with the last one, or with the account.
async fn watch(idle: Weak<Idle>) {
    let mut next = Some(Instant::now() + IDLE_FOR);
    while let Some(at) = next {
        sleep_until(at).await;
        let Some(idle) = idle.upgrade() else { return };
        let (over, later) = idle.expire();
        over.into_iter().for_each(|each| goodbye(each.aged.link));
        next = later;
    }
}

/// Says QUIT without keeping anybody waiting.
pub(super) fn goodbye(mut link: Link) {
    tokio::spawn(async move { timeout(GOODBYE, link.ask("QUIT", GOODBYE, "QUIT\r\n")).await });
}
