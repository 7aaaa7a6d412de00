//! What every use case needs, made once at start-up and handed down.

use crate::files::FileStore;
use crate::http::origin::BaseUrl;
use crate::live::Live;
use crate::mailer::{Accounts, MailCounters};
use crate::persistence::Database;
use crate::zone::Zone;
use domain::time::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// Everything outside the program, behind names. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Services {
    pub db: Database,
    pub clock: Arc<dyn Clock>,
    /// The company's.
    pub zone: Zone,
    pub files: FileStore,
    /// Rung after a commit that enqueued mail.
    pub bell: Arc<Notify>,
    /// What changes is told to whoever looks.
    pub live: Live,
    /// How mails leave.
    pub mail_accounts: Arc<Accounts>,
    pub mail_counters: Arc<MailCounters>,
    /// The address that people use: for links in mails.
    pub base_url: BaseUrl,
    /// No mail server is set: mails become files.
    pub mails_to_files: bool,
    pub is_demo: bool,
}

/// Tells the time. Nothing else reads the system clock.
pub trait Clock: fmt::Debug + Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock, in UTC.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves on by so many milliseconds.
    pub fn advance_ms(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes from the operating system's generator, fit for tokens.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
