//! Refusals and failures in English.

use super::{grouped, megabytes};
use crate::error::AppError;
use crate::i18n::Catalogue;
use domain::dit::{DitAction, DitState};
use domain::locale::Locale;
use domain::permission::Permission;
use domain::rejection::{Field, Problem, RecordName, Rejection};

pub(super) fn rejection(rejection: &Rejection) -> String {
    let sentence = match rejection {
        Rejection::Invalid(issues) => {
            let sentences = issues.iter().map(|issue| problem(issue.field, &issue.problem));
            return sentences.collect::<Vec<_>>().join(" ");
        }
        Rejection::NotPermitted(permission) => {
            return format!(
                "Your role does not let you {}. Nothing was saved, your text is kept: ask an administrator.",
                permission_words(*permission)
            );
        }
        Rejection::DitState { state, action } => return state_words(*state, *action),
        Rejection::Unknown(name) => return unknown(*name),
        Rejection::Conflict { .. } => {
            "Somebody else changed this exchange in the meantime. Your text is kept: read the present version, then save again."
        }
        Rejection::Deleted => {
            "This exchange has already been deleted. Restore it first if you want to change it."
        }
        Rejection::NotDeleted => {
            "This exchange is no longer deleted: there is nothing to restore. Reload the page to see it."
        }
        Rejection::MailLeft => {
            "Too late: this mail has left, or is leaving at this moment. Nothing was changed; the exchange shows its state."
        }
        Rejection::MailMoved => {
            "The state of this mail changed in the meantime. Nothing was done: look at its present state, then choose."
        }
        Rejection::NoMail2 => {
            "This contact has no other address in Mail 2: add one, or correct the mail and send it again."
        }
        Rejection::JobReported => {
            "This job already has its report. Your text is kept: reload the page to read the saved report."
        }
        Rejection::TooManyJobs => {
            "This request already has 99 jobs, the most there can be. Your text is kept: finish the work or open a new request."
        }
        Rejection::EnvelopeReused => {
            "This submission was already used for something else and saved nothing. Your text is kept: save again."
        }
    };
    sentence.to_owned()
}

fn permission_words(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "read this",
        Permission::Record => "record an exchange",
        Permission::SendMail => "send a mail",
        Permission::SendFromShared => "send from a shared address",
        Permission::SendAsColleague => "send on behalf of a colleague",
        Permission::WriteInternalNotes => "write an internal note",
        Permission::EditOwn => "edit your exchanges",
        Permission::EditAny => "edit somebody else’s exchange",
        Permission::DeleteOwn => "delete your exchanges",
        Permission::DeleteAny => "delete somebody else’s exchange",
        Permission::Restore => "restore an exchange",
        Permission::EnterCrit => "enter a job report",
        Permission::EditContacts => "add an address to a contact",
        Permission::Parameters => "change the settings",
    }
}

fn state_words(state: DitState, action: DitAction) -> String {
    let state = (Catalogue::of(Locale::En).dit.state_name)(state);
    let action = match action {
        DitAction::Record => "record an exchange",
        DitAction::Mail => "send a mail",
        DitAction::Change => "edit, delete or restore an exchange",
        DitAction::EnterCrit => "enter a job report",
    };
    format!(
        "The request is in the state “{state}”: it is not possible to {action}. Nothing was saved, your text is kept; reload the page to see where the request stands."
    )
}

fn unknown(name: RecordName) -> String {
    let record = match name {
        RecordName::Dit => "This request",
        RecordName::Exchange => "This exchange",
        RecordName::Job => "This job",
        RecordName::Contact => "This contact",
        RecordName::MailAccount => "This mail account",
        RecordName::MailDomain => "This sender domain",
        RecordName::MailRecipient => "This recipient",
        RecordName::Template => "This template",
    };
    format!("{record} does not exist, or no longer does. Your text is kept: reload the page, then try again.")
}

pub(super) fn problem(field: Field, problem: &Problem) -> String {
    let sentence = match problem {
        Problem::Missing => missing(field),
        Problem::NotInList => not_in_list(field),
        Problem::InFuture => "This date is in the future: choose now or earlier.",
        Problem::InPast => "This time is already past: choose a later one.",
        Problem::NoSuchTime => {
            "This time does not exist on that day, as clocks go forward: choose another one."
        }
        Problem::Frozen => {
            "A mailed exchange keeps its sender and its recipient: put the original ones back."
        }
        Problem::TooLong { max, length } => {
            return format!(
                "{} has {} characters, at most {} are possible: shorten it.",
                the_field(field),
                grouped(*length, ','),
                grouped(*max, ',')
            );
        }
        Problem::ControlCharacter => {
            return format!(
                "{} holds an invisible character that cannot be saved: erase it and type again.",
                the_field(field)
            );
        }
        Problem::Malformed { value } => {
            return format!("“{value}” is not an e-mail address. An address looks like name@domain.com.");
        }
        Problem::TooLarge { .. } if field == Field::Detail => {
            "The text and its formatting are too large: shorten it or clear the formatting."
        }
        Problem::TooLarge {
            max_bytes,
            size_bytes,
        } => {
            return format!(
                "The files are {} MB, at most {} MB are possible: remove some or make them smaller.",
                megabytes(*size_bytes, '.'),
                megabytes(*max_bytes, '.')
            );
        }
        Problem::HeavyFile {
            name,
            max_bytes,
            size_bytes,
        } => {
            return format!(
                "“{name}” is {} MB, at most {} MB are possible: make it smaller or share a link to it.",
                megabytes(*size_bytes, '.'),
                megabytes(*max_bytes, '.')
            );
        }
        Problem::Vanished { name } => {
            return format!(
                "The content of “{name}” is no longer on the server: remove this file, then add it again."
            );
        }
        Problem::Unreadable => {
            "The server cannot read the formatting: copy your text, reload the page, then paste it."
        }
        Problem::Unfilled { name } => {
            return format!(
                "The field “{{{name}}}” of the template has no value: put a text in its place or remove it."
            );
        }
        Problem::UnknownField { name, known } => {
            return format!("“{{{name}}}” is no known field: correct it. The fields there are: {known}.");
        }
        Problem::TooMany { max } => {
            return format!("There are more than {max}, the most there can be: remove some.");
        }
    };
    sentence.to_owned()
}

fn missing(field: Field) -> &'static str {
    match field {
        Field::Employee => "Choose an employee.",
        Field::Counterpart => "Choose a contact or enter a name.",
        Field::From => "This sender has no Mail 1: choose another address or another sender.",
        Field::To => "Enter the recipient’s address, or untick mailing to record only.",
        Field::Cc => "Enter an address in Cc, or empty the field entirely.",
        Field::Bcc => "Enter an address in Bcc, or empty the field entirely.",
        Field::Subject => "Enter a subject.",
        Field::Detail => "Enter the detail of the exchange: it is mandatory.",
        Field::Kind => "Choose a kind.",
        Field::OccurredAt => "Enter a date and a time.",
        Field::Attachments => "Add an attachment.",
        Field::Reason => "Enter a reason.",
        Field::Technician => "Choose a technician.",
        Field::Report => "Enter the text of the report: it is mandatory.",
        Field::Address => "Enter an e-mail address.",
        Field::TemplateName => "Enter the name of the template.",
        Field::LeavesAt => "Enter the date and the time of sending, or untick sending later.",
    }
}

fn not_in_list(field: Field) -> &'static str {
    match field {
        Field::Employee | Field::Technician => "This employee is no longer active: choose another one.",
        Field::Counterpart => "This contact is no longer active at this customer: choose another one.",
        Field::From => "This is not an address of the sender: choose one of theirs.",
        Field::Kind => "This kind is no longer in use: choose another one.",
        Field::Detail => {
            "An image of the text is not among the attachments: remove it from the text, then add it again."
        }
        Field::Attachments => "An attachment is no longer available: remove it, then add it again.",
        Field::To
        | Field::Cc
        | Field::Bcc
        | Field::Subject
        | Field::OccurredAt
        | Field::Reason
        | Field::Report
        | Field::Address
        | Field::TemplateName
        | Field::LeavesAt => "This choice is no longer possible: choose another one.",
    }
}

fn the_field(field: Field) -> &'static str {
    match field {
        Field::Subject => "The subject",
        Field::Detail => "The detail",
        Field::Reason => "The reason",
        Field::Report => "The report",
        Field::Counterpart | Field::TemplateName => "The name",
        Field::To => "The recipient",
        Field::Cc => "The Cc field",
        Field::Bcc => "The Bcc field",
        Field::Address => "The address",
        Field::Employee
        | Field::From
        | Field::Kind
        | Field::OccurredAt
        | Field::Attachments
        | Field::LeavesAt
        | Field::Technician => "This field",
    }
}

pub(super) fn error(error: &AppError) -> String {
    let sentence = match error {
        AppError::SignedOut => "Your session has ended. What you typed is kept: sign in again to go on.",
        AppError::Forbidden => "Your role gives no access to this. Ask an administrator.",
        AppError::NotFound => "This does not exist, or no longer does. Reload the page.",
        AppError::Outdated => {
            "This page is older than the server. Copy what you want to keep, then reload it."
        }
        AppError::Malformed => {
            "The server did not understand the request and saved nothing. Your text is kept: reload the page, then try again."
        }
        AppError::Unavailable => {
            "The server is busy and saved nothing. Your text is kept: try again in a moment."
        }
        AppError::Failed { incident } if incident.is_empty() => {
            "Something went wrong on the server. Your text is kept: try again, nothing will be saved twice. If it goes on, tell an administrator."
        }
        AppError::Failed { incident } => {
            return format!(
                "Something went wrong on the server. Your text is kept: try again, nothing will be saved twice. If it goes on, give an administrator the incident number {incident}."
            );
        }
        AppError::Unreachable => {
            "The server did not answer. Your text is kept: try again when the network is back, nothing will be saved twice."
        }
    };
    sentence.to_owned()
}
