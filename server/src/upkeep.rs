//! What an operator does beside serving: adding an account, checking, copying the database.

use crate::config::Config;
use crate::error::Failure;
use crate::http::password::{PASSWORD_MIN, PasswordCost, Passwords};
use crate::persistence::account::{self, NewAccount};
use crate::persistence::{attachment, health};
use crate::services::Services;
use domain::email::Email;
use domain::permission::Role;
use std::fmt;
use std::path::Path;

/// Why it could not be done. One sentence.
#[derive(Debug)]
pub enum UpkeepError {
    Failed(Failure),
    Refused(String),
}

impl fmt::Display for UpkeepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UpkeepError::Failed(failure) => write!(f, "{failure}."),
            UpkeepError::Refused(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for UpkeepError {}

impl From<Failure> for UpkeepError {
    fn from(failure: Failure) -> Self {
        UpkeepError::Failed(failure)
    }
}

fn refused<T>(sentence: impl Into<String>) -> Result<T, UpkeepError> {
    Err(UpkeepError::Refused(sentence.into()))
}

/// Who is to be added.
#[derive(Clone, Debug)]
pub struct Newcomer {
    pub email: Email,
    pub role: Role,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub password: String,
}

/// Adds an employee with an account.
///
/// # Errors
/// A password that is too short, an address that has an account.
pub async fn add_account(services: &Services, newcomer: Newcomer) -> Result<(), UpkeepError> {
    if newcomer.password.chars().count() < PASSWORD_MIN {
        return refused(format!(
            "The password on standard input must have at least {PASSWORD_MIN} characters."
        ));
    }
    let passwords = Passwords::new(PasswordCost::FULL)?;
    let new = NewAccount {
        // Without names the address stands for them: everybody is called something.
        last_name: newcomer
            .last_name
            .unwrap_or_else(|| newcomer.email.local().to_owned()),
        first_name: newcomer.first_name.unwrap_or_default(),
        role: newcomer.role,
        password_hash: passwords.hash(newcomer.password).await?,
        email: newcomer.email,
    };
    let transaction = services.db.begin().await?;
    let added = account::add(&transaction, new).await?;
    transaction.commit().await.map_err(Failure::from)?;
    match added {
        Some(_) => Ok(()),
        None => refused("This address already has an account."),
    }
}

/// Checks what can be checked without sending anything; `note` is told each thing that is well.
///
/// # Errors
/// The first thing that is not.
pub async fn check(config: &Config, services: &Services, note: impl Fn(&str)) -> Result<(), UpkeepError> {
    note("settings: read");
    note(if services.mails_to_files {
        "mail: written to files"
    } else {
        "mail: SMTP_URL is understood"
    });
    if !health::is_sound(&services.db).await? {
        return refused("The database file is damaged: restore the last backup.");
    }
    note("database: sound and migrated");
    let wrong = health::wrong_counters(&services.db).await?;
    if wrong > 0 {
        return refused(format!(
            "The counters of {wrong} requests differ from their exchanges."
        ));
    }
    note("counters: equal to the exchanges");
    let unreadable = health::unreadable_documents(&services.db).await?;
    if unreadable > 0 {
        return refused(format!("{unreadable} formatted texts cannot be read."));
    }
    note("formatted texts: readable");
    let missing = missing_files(services).await?;
    if missing > 0 {
        return refused(format!(
            "The content of {missing} attachments is missing from {}.",
            config.files().display()
        ));
    }
    note("attachments: all there");
    Ok(())
}

/// Copies the database into a new file.
///
/// # Errors
/// A file that exists, or an engine that has its own tool.
pub async fn backup(services: &Services, file: &Path) -> Result<(), UpkeepError> {
    if file.exists() {
        return refused(format!("{} already exists: name a new file.", file.display()));
    }
    let Some(name) = file.to_str() else {
        return refused("The name of the file is not UTF-8.");
    };
    if health::copy_into(&services.db, name).await? {
        Ok(())
    } else {
        refused("DATABASE_URL is a PostgreSQL database: use pg_dump to back it up.")
    }
}

async fn missing_files(services: &Services) -> Result<usize, Failure> {
    let kept = attachment::hashes(&services.db).await?;
    Ok(kept
        .iter()
        .filter(|hash| !services.files.path(hash).is_file())
        .count())
}
