//! Envelopes: doubled, retried or replayed, a command happens once.
//!
//! The log of commands, the use case and its effects are one transaction: either all of it is there, or nothing.

use crate::error::Failure;
use crate::failpoint;
use crate::files::sha256_hex;
use crate::live::Change;
use crate::persistence::log;
use crate::services::Services;
use crate::usecases::{self, Stop, Work};
use app::error::AppError;
use app::view::live::Pen;
use domain::command::{Answer, COMMAND_VERSION, Command, Effect, Envelope, Receipt};
use domain::employee::Actor;
use domain::rejection::Rejection;
use domain::{AccountId, DitId};
use tracing::Instrument;

/// Executes the command once, whatever happens to the answer: a client that goes away stops nothing halfway.
///
/// # Errors
/// [`AppError::Outdated`] for another version of the command language, [`AppError::Unavailable`] when the database is busy,
/// [`AppError::Failed`] when the machine failed. In all three nothing was written.
pub async fn execute(services: &Services, actor: &Actor, envelope: Envelope) -> Result<Answer, AppError> {
    execute_from(services, actor, "", envelope).await
}

/// As [`execute`], with the address of the client for the trace.
///
/// # Errors
/// As [`execute`].
pub async fn execute_from(
    services: &Services,
    actor: &Actor,
    remote_address: &str,
    envelope: Envelope,
) -> Result<Answer, AppError> {
    let (services, actor, remote_address) = (services.clone(), *actor, remote_address.to_owned());
    let task = async move { once(&services, actor, remote_address, envelope).await };
    let answer = tokio::spawn(task.in_current_span()).await;
    answer.unwrap_or_else(|_| Err(Failure::Panicked.into()))
}

async fn once(
    services: &Services,
    actor: Actor,
    remote_address: String,
    envelope: Envelope,
) -> Result<Answer, AppError> {
    if envelope.account.is_some_and(|account| account != actor.account) {
        return Err(AppError::SignedOut);
    }
    let body_hash = body_hash(&envelope.command)?;
    let files = usecases::prepare(services, actor, &envelope.command).await?;
    let tx = services.db.begin().await?;
    log::hold(&tx, services.db.engine(), envelope.id).await?;
    if let Some(earlier) = log::find(&tx, envelope.id).await? {
        return Ok(
            if earlier.account == actor.account && earlier.body_hash == body_hash {
                Answer::Done(earlier.receipt)
            } else {
                Answer::Rejected(Rejection::EnvelopeReused)
            },
        );
    }
    if envelope.version != COMMAND_VERSION {
        return Err(AppError::Outdated);
    }
    let now = services.clock.now();
    let work = Work {
        tx: &tx,
        services,
        actor,
        envelope: envelope.id,
        issued_at: envelope.issued_at,
        now,
        files,
    };
    let done = match usecases::run(work, &envelope.command).await {
        Ok(done) => done,
        // Dropping the transaction takes back whatever was written before the refusal.
        Err(Stop::Rejected(rejection)) => return Ok(Answer::Rejected(rejection)),
        Err(Stop::Failed(failure)) => return Err(failure.into()),
    };
    let receipt = Receipt {
        envelope: envelope.id,
        effect: done.effect,
    };
    let entry = log::Entry {
        account: actor.account,
        name: name(&envelope.command),
        body_hash,
        receipt: receipt.clone(),
        dit: done.dit,
        executed_at: now,
        remote_address,
    };
    log::add(&tx, entry).await?;
    let changes = changes(&receipt.effect, done.dit, actor.account);
    services.live.announce(&tx, &changes).await?;
    if done.has_mail {
        failpoint::reach("enqueue.before_commit");
    }
    tx.commit().await.map_err(Failure::from)?;
    services.live.publish(changes, now);
    if done.has_mail {
        failpoint::reach("enqueue.after_commit");
        services.bell.notify_one();
    }
    Ok(Answer::Done(receipt))
}

/// What whoever looks is told of a command.
fn changes(effect: &Effect, dit: Option<DitId>, by: AccountId) -> Vec<Change> {
    match (effect, dit) {
        (Effect::Exchange { exchange, dit, .. }, Some(id)) => {
            vec![Change::Exchange(id, *exchange), Change::Pen(by, *dit, Pen::Down)]
        }
        (Effect::Mail { exchange, .. }, Some(id)) => vec![Change::Exchange(id, *exchange)],
        (Effect::Crit { .. }, Some(id)) => vec![Change::Report(id)],
        (Effect::MailAccount, _) => vec![Change::MailAccounts],
        _ => Vec::new(),
    }
}

/// What tells two commands apart. Fields are written in their order of declaration, so that equal commands have equal JSON.
fn body_hash(command: &Command) -> Result<String, AppError> {
    let json = serde_json::to_vec(command).map_err(|_| AppError::Malformed)?;
    Ok(sha256_hex(&json))
}

/// The name of a command in the log.
fn name(command: &Command) -> &'static str {
    match command {
        Command::RecordExchange(_) => "record_exchange",
        Command::EditExchange(_) => "edit_exchange",
        Command::DeleteExchange(_) => "delete_exchange",
        Command::RestoreExchange(_) => "restore_exchange",
        Command::ChangeMail(_) => "change_mail",
        Command::UndoMail(_) => "undo_mail",
        Command::EnterCrit(_) => "enter_crit",
        Command::SetContactMail(_) => "set_contact_mail",
        Command::SetLocale(_) => "set_locale",
        Command::PauseMail(_) => "pause_mail",
        Command::ResumeMail(_) => "resume_mail",
        Command::SendTestMail(_) => "send_test_mail",
        Command::CreateDkimKey(_) => "create_dkim_key",
        Command::SaveTemplate(_) => "save_template",
        Command::ArrangeTemplate(_) => "arrange_template",
    }
}
