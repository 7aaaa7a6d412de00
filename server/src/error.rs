//! Failures of the machine. What a user may not do is a `Rejection`; what crosses the wire is an `AppError`.

use app::error::AppError;
use std::fmt;

/// The machine failed. Never holds an address, a name, a subject or a text that somebody typed.
#[derive(Debug)]
pub enum Failure {
    /// The database is locked, overloaded or restarting: the same may go through in a moment.
    Busy,
    /// What the database said.
    Database(String),
    /// A file or a folder.
    Io(std::io::Error),
    /// A mail could not be made or handed over.
    Mail(String),
    /// Something stored cannot be read back; says what, not its content.
    Corrupt(String),
    /// A setting that cannot be used.
    Setting(&'static str),
    /// A task ended by a panic.
    Panicked,
}

impl Failure {
    /// The same once more, for another one who waited for the same thing.
    #[must_use]
    pub(crate) fn again(&self) -> Self {
        match self {
            Failure::Busy => Failure::Busy,
            Failure::Panicked => Failure::Panicked,
            Failure::Database(what) => Failure::Database(what.clone()),
            other => Failure::Database(other.to_string()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Busy => f.write_str("the database is busy"),
            Failure::Database(what) => write!(f, "the database refused: {what}"),
            Failure::Io(error) => write!(f, "a file could not be used: {error}"),
            Failure::Mail(what) => write!(f, "a mail could not be made: {what}"),
            Failure::Corrupt(what) => write!(f, "stored data cannot be read: {what}"),
            Failure::Setting(what) => f.write_str(what),
            Failure::Panicked => f.write_str("a task ended by a panic"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Failure::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Io(error)
    }
}

/// Logs the failure once, and gives what the client is told: that it may come again, or the number of the incident.
impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        if matches!(failure, Failure::Busy) {
            tracing::warn!("the database is busy: the client is told to come again");
            return AppError::Unavailable;
        }
        let incident = incident_number();
        tracing::error!(incident, %failure, "the machine failed");
        AppError::Failed { incident }
    }
}

/// Eight hexadecimal digits: enough to find one line in a log.
fn incident_number() -> String {
    let [a, b, c, d] = crate::services::random_bytes::<4>();
    format!("{a:02x}{b:02x}{c:02x}{d:02x}")
}
