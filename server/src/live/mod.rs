//! What changes is told to every page that is open: writers leave ids here, the [`Courier`] reads what is so now, once for all, and each
//! stream passes it on to its browser.
//!
//! Nothing is kept but the last changes and who is writing. Values are absolute, so that being told twice does no harm, and whoever missed
//! something is told to read again.

mod courier;
mod ring;

pub use courier::Courier;
pub(crate) use courier::tell;
pub use ring::{Change, Place};

use crate::error::Failure;
use crate::persistence::{Transaction, news};
use crate::services::random_bytes;
use app::view::live::{DitChange, PEN_MS, Pen, Writing};
use domain::AccountId;
use domain::time::Timestamp;
use ring::Ring;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// Messages that a slow browser may be behind before it is told to read again.
const BEHIND_MAX: usize = 256;
/// Streams of one account: an employee has few browsers, and each has one stream.
const STREAMS_MAX: usize = 12;

/// A handle to what is told. Clones are the same.
#[derive(Clone, Debug)]
pub struct Live(Arc<Hub>);

#[derive(Debug)]
struct Hub {
    ring: Mutex<Ring>,
    epoch: u32,
    /// Something is to be told.
    bell: Notify,
    told: broadcast::Sender<Told>,
    /// Who writes, and until when that is believed.
    pens: Mutex<Vec<(Writing, Timestamp)>>,
    streams: Mutex<HashMap<AccountId, usize>>,
}

/// What every stream hears.
#[derive(Clone, Debug)]
pub enum Told {
    Changes(Arc<Vec<DitChange>>, Place),
    Writing(Writing),
    MailAlert(bool),
    /// Something was missed.
    ReadAgain(Place),
    /// The session of this token is over.
    SignedOut(Arc<str>),
    /// The program stops.
    Stopping,
}

impl Live {
    pub fn new(now: Timestamp) -> Self {
        let epoch = u32::from_be_bytes(random_bytes());
        Self(Arc::new(Hub {
            ring: Mutex::new(Ring::new(epoch, now)),
            epoch,
            bell: Notify::new(),
            told: broadcast::Sender::new(BEHIND_MAX),
            pens: Mutex::default(),
            streams: Mutex::default(),
        }))
    }

    /// Tells the other instances once the transaction commits; those who look here are told by [`Live::publish`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn announce(&self, tx: &Transaction, changes: &[Change]) -> Result<(), Failure> {
        for change in changes {
            let said = serde_json::to_string(&(self.0.epoch, change))
                .map_err(|error| Failure::Corrupt(format!("a change cannot be written: {error}")))?;
            news::announce(tx, &said).await?;
        }
        Ok(())
    }

    /// Tells those who look at this instance: to be called after the commit.
    pub fn publish(&self, changes: Vec<Change>, now: Timestamp) {
        if changes.is_empty() {
            return;
        }
        let mut ring = lock(&self.0.ring);
        for change in changes {
            ring.push(change, now);
        }
        drop(ring);
        self.0.bell.notify_one();
    }

    /// Where the changes stand now.
    pub fn place(&self, now: Timestamp) -> Place {
        lock(&self.0.ring).place(now)
    }

    /// What came after a place; `None` when that is not known any more.
    pub fn after(&self, place: Place) -> Option<Vec<Change>> {
        lock(&self.0.ring).after(place)
    }

    /// Everything that is told from now on.
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.0.told.subscribe()
    }

    /// A place for one more stream of an account, unless it has too many.
    pub fn seat(&self, account: AccountId) -> Option<Seat> {
        let mut streams = lock(&self.0.streams);
        let count = streams.entry(account).or_default();
        (*count < STREAMS_MAX).then(|| {
            *count += 1;
            Seat(self.clone(), account)
        })
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        lock(&self.0.streams).values().sum()
    }

    /// Ends the streams of a session.
    pub fn sign_out(&self, token_hash: &str) {
        self.tell(Told::SignedOut(token_hash.into()));
    }

    /// Ends all streams.
    pub fn stop(&self) {
        self.tell(Told::Stopping);
    }

    /// Who writes now.
    pub fn writing(&self, now: Timestamp) -> Vec<Writing> {
        let pens = lock(&self.0.pens);
        let held = pens.iter().filter(|(_, until)| *until > now);
        held.map(|(writing, _)| writing.clone()).collect()
    }

    fn hold_pen(&self, writing: &Writing, now: Timestamp) {
        let mut pens = lock(&self.0.pens);
        pens.retain(|(held, until)| {
            *until > now && (held.account, held.dit) != (writing.account, writing.dit)
        });
        if writing.pen != Pen::Down {
            pens.push((writing.clone(), now.plus_ms(i64::from(PEN_MS))));
        }
    }

    /// Takes in what another instance said.
    fn hear(&self, said: &str, now: Timestamp) {
        match serde_json::from_str::<(u32, Change)>(said) {
            Ok((epoch, _)) if epoch == self.0.epoch => {}
            Ok((_, change)) => self.publish(vec![change], now),
            // An instance of another version says what this one does not understand.
            Err(_) => self.miss(now),
        }
    }

    /// Something may have been said that was not heard.
    fn miss(&self, now: Timestamp) {
        lock(&self.0.ring).forget(now);
        self.0.bell.notify_one();
    }

    fn tell(&self, told: Told) {
        // Nobody listens: nobody has to know.
        let _ = self.0.told.send(told);
    }
}

/// What one stream takes of the account's share; dropping it gives it back.
#[derive(Debug)]
pub struct Seat(Live, AccountId);

impl Drop for Seat {
    fn drop(&mut self) {
        let mut streams = lock(&self.0.0.streams);
        if let Some(count) = streams.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                streams.remove(&self.1);
            }
        }
    }
}

/// What is behind these locks is whole after every statement: a panic elsewhere has not broken it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
