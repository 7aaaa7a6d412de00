//! What administrators do to the outbox: stopping and resuming an account, trying one, making a key that signs.

use super::{Done, Stop, Work};
use crate::error::Failure;
use crate::mailer::{ComposeError, FrozenMail, Sender, compose};
use crate::persistence::outbox::{self as queue, NewMail};
use crate::persistence::{dkim, people, smtp_accounts};
use crate::services::random_bytes;
use app::i18n::outbox::words;
use domain::MailId;
use domain::command::{CreateDkimKey, Effect, PauseMail, ResumeMail, SendTestMail};
use domain::employee::Employee;
use domain::mail::{MailDraft, MailPurpose, Mailbox, Recipient, RecipientRole};
use domain::outbox::{TestMail, check_account, identities, signing_domain, test_mail};
use domain::rejection::{Field, Problem, Rejection};
use editor::Document;

pub(super) async fn pause(work: Work<'_>, command: &PauseMail) -> Result<Done, Stop> {
    judge(&work, &command.account)?;
    let by = Some(work.actor.account);
    smtp_accounts::pause(work.tx, &command.account, by, "", "", work.now).await?;
    Ok(done(Effect::MailAccount, false))
}

/// What waited leaves at once: the worker is woken.
pub(super) async fn resume(work: Work<'_>, command: &ResumeMail) -> Result<Done, Stop> {
    judge(&work, &command.account)?;
    smtp_accounts::resume(work.tx, &command.account).await?;
    Ok(done(Effect::MailAccount, true))
}

pub(super) async fn send_test(work: Work<'_>, command: &SendTestMail) -> Result<Done, Stop> {
    let employees = people::employees(work.tx).await?;
    let known = identities(&employees);
    let test = test_mail(command, work.actor, &known)?;
    let draft = draft(&work, &test, &employees).await?;
    let frozen = freeze(&work, &draft, &known).await?;
    let mail = NewMail {
        frozen: &frozen,
        purpose: MailPurpose::Test,
        exchange: None,
        recipients: &draft.recipients,
        leaves_at: None,
    };
    queue::enqueue(work.tx, mail, work.now).await?;
    Ok(done(Effect::TestMail(frozen.id), true))
}

/// A domain that has a key keeps it: it may be published already.
pub(super) async fn create_key(work: Work<'_>, command: &CreateDkimKey) -> Result<Done, Stop> {
    let employees = people::employees(work.tx).await?;
    let domain = signing_domain(&command.domain, work.actor, &identities(&employees))?;
    dkim::create(work.tx, &domain, work.now).await?;
    Ok(done(Effect::DkimKey, false))
}

fn judge(work: &Work<'_>, account: &str) -> Result<(), Stop> {
    let accounts: Vec<String> = work.services.mail_accounts.names().map(str::to_owned).collect();
    Ok(check_account(work.actor, account, &accounts)?)
}

async fn draft(work: &Work<'_>, test: &TestMail, employees: &[Employee]) -> Result<MailDraft, Failure> {
    let words = words(people::locale(work.tx, work.actor.account).await?);
    let by = employees
        .iter()
        .find(|employee| employee.id == work.actor.employee)
        .map(Employee::name)
        .unwrap_or_default();
    let document = Document::from_text(&(words.test_text)(&by));
    let to = Recipient {
        role: RecipientRole::To,
        mailbox: Mailbox {
            name: String::new(),
            email: test.to.clone(),
        },
    };
    Ok(MailDraft {
        from: test.from.clone(),
        recipients: vec![to],
        subject: words.test_subject.to_owned(),
        text: document.to_text(),
        html: document.to_mail_html(),
        attachments: Vec::new(),
        images: Vec::new(),
        dit: None,
        references: Vec::new(),
        is_automatic: true,
    })
}

async fn freeze(work: &Work<'_>, draft: &MailDraft, known: &[Mailbox]) -> Result<FrozenMail, Stop> {
    let signer = dkim::key_of(work.tx, &draft.from.email).await?;
    let sender = Sender {
        identities: known,
        signer: signer.as_ref(),
    };
    let id = MailId::new(work.now.0, random_bytes());
    compose(draft, Vec::new(), id, work.now, &work.services.zone, sender).map_err(|error| match error {
        // An address whose domain has no ASCII form (RFC 5891) is the person's to correct.
        ComposeError::Domain => {
            let value = draft
                .recipients
                .iter()
                .map(|to| to.mailbox.email.to_string())
                .collect();
            Rejection::field(Field::Address, Problem::Malformed { value }).into()
        }
        error => Failure::from(error).into(),
    })
}

fn done(effect: Effect, has_mail: bool) -> Done {
    Done {
        effect,
        dit: None,
        has_mail,
    }
}
