//! What the product does: load the facts, let the domain decide, save. One module for each command.
//!
//! All of a command happens in one transaction, which `commands` begins and ends.

mod change;
mod contact;
mod counting;
mod crit;
pub mod drafts;
mod locale;
mod mail_change;
mod mailing;
mod outbox;
pub mod preview;
mod record;
pub mod saved_views;
mod template;

use crate::error::Failure;
use crate::persistence::Transaction;
use crate::services::Services;
use domain::command::{Command, Departure, Effect, RecordExchange};
use domain::employee::Actor;
use domain::mail_change::UNDO_MS;
use domain::record::{check_departure, check_occurred, occurred_when_issued};
use domain::rejection::{Problem, Rejection};
use domain::time::{Timestamp, WallTime};
use domain::{DitId, EnvelopeId};

pub(crate) use mailing::MailFiles;

/// One command at work.
pub(crate) struct Work<'a> {
    pub(crate) tx: &'a Transaction,
    pub(crate) services: &'a Services,
    pub(crate) actor: Actor,
    pub(crate) envelope: EnvelopeId,
    pub(crate) issued_at: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) files: MailFiles,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) effect: Effect,
    pub(crate) dit: Option<DitId>,
    /// A mail waits to leave, or may leave from now on.
    pub(crate) has_mail: bool,
}

/// Why a command did nothing.
#[derive(Debug)]
pub(crate) enum Stop {
    Rejected(Rejection),
    Failed(Failure),
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Stop::Rejected(rejection)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failed(failure)
    }
}

/// Reads beforehand what would keep the writer waiting inside the transaction: the content of files. Content is addressed by its
/// hash and never changes, so that nothing read here can be out of date in there.
pub(crate) async fn prepare(
    services: &Services,
    actor: Actor,
    command: &Command,
) -> Result<MailFiles, Failure> {
    match command {
        Command::RecordExchange(record) => mailing::read_files(services, actor, record).await,
        _ => Ok(MailFiles::default()),
    }
}

/// Executes a command.
pub(crate) async fn run(work: Work<'_>, command: &Command) -> Result<Done, Stop> {
    match command {
        Command::RecordExchange(record) => record::record(work, record).await,
        Command::EditExchange(edit) => change::edit(work, edit).await,
        Command::DeleteExchange(delete) => change::delete(work, delete).await,
        Command::RestoreExchange(restore) => change::restore(work, restore).await,
        Command::ChangeMail(change) => mail_change::change(work, change).await,
        Command::UndoMail(undo) => mail_change::undo(work, undo).await,
        Command::EnterCrit(enter) => crit::enter(work, enter).await,
        Command::SetContactMail(set) => contact::set_mail(work, set).await,
        Command::SetLocale(locale) => locale::set(work, *locale).await,
        Command::PauseMail(pause) => outbox::pause(work, pause).await,
        Command::ResumeMail(resume) => outbox::resume(work, resume).await,
        Command::SendTestMail(send) => outbox::send_test(work, send).await,
        Command::CreateDkimKey(create) => outbox::create_key(work, create).await,
        Command::SaveTemplate(save) => template::save(work, save).await,
        Command::ArrangeTemplate(arrange) => template::arrange(work, arrange).await,
    }
}

impl Work<'_> {
    /// When a mail is to leave, unless at once.
    fn leaves_at(&self, record: &RecordExchange) -> Result<Option<Timestamp>, Problem> {
        match record.mail.as_ref().map(|order| &order.departure) {
            None | Some(Departure::AtOnce) => Ok(None),
            Some(Departure::Undoable) => Ok(Some(self.now.plus_ms(UNDO_MS))),
            Some(Departure::At(wall)) => self
                .services
                .zone
                .resolve(wall)
                .and_then(|at| check_departure(at, self.now))
                .map(Some),
        }
    }

    /// When something happened: as written, or when the person validated.
    fn occurred_at(&self, written: Option<&WallTime>) -> Result<Timestamp, Problem> {
        match written {
            None => Ok(occurred_when_issued(self.issued_at, self.now)),
            Some(wall) => self
                .services
                .zone
                .resolve(wall)
                .and_then(|at| check_occurred(at, self.now)),
        }
    }
}
