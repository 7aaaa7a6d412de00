//! How enums are written in columns: short snake_case words, mapped one by one so that renaming a variant changes nothing stored.

use crate::error::Failure;
use app::view::DraftSlot;
use domain::ExchangeId;
use domain::contact::MailSlot;
use domain::crit::CritOutcome;
use domain::dit::{DitState, JobState, Priority};
use domain::exchange::{Channel, Direction};
use domain::indicator::LastWord;
use domain::locale::Locale;
use domain::mail::{MailPurpose, RecipientRole, RecipientState};
use domain::permission::Role;
use domain::reason::MailReason;

/// An enum with a word for each variant.
pub trait Coded: Copy {
    /// Name of the type, for messages.
    const NAME: &'static str;

    fn code(self) -> &'static str;

    fn from_code(code: &str) -> Option<Self>;
}

/// Reads a word back.
///
/// # Errors
/// [`Failure::Corrupt`] when no variant is written so.
pub fn decode<T: Coded>(code: &str) -> Result<T, Failure> {
    T::from_code(code).ok_or_else(|| Failure::Corrupt(format!("no {} is written {code:?}", T::NAME)))
}

macro_rules! coded {
    ($($name:ident { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl Coded for $name {
            const NAME: &'static str = stringify!($name);

            fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    )+};
}

coded! {
    DitState {
        External = "external", Open = "open", WorkDone = "work_done", WorkNotDone = "work_not_done", Closed = "closed",
        Cancelled = "cancelled",
    }
    Priority { Low = "low", Normal = "normal", High = "high", Urgent = "urgent" }
    JobState { ToPlan = "to_plan", Planned = "planned", Reported = "reported" }
    CritOutcome { Done = "done", NotDone = "not_done" }
    Direction { Received = "received", Sent = "sent", Internal = "internal" }
    Channel { Phone = "phone", Mail = "mail", Sms = "sms", OnSite = "on_site", Portal = "portal", Other = "other" }
    LastWord { Customer = "customer", Us = "us" }
    Role { Administrator = "administrator", Dispatcher = "dispatcher", Technician = "technician", Reader = "reader" }
    Locale { Fr = "fr", En = "en" }
    MailSlot { Mail1 = "mail1", Mail2 = "mail2" }
    MailPurpose { Exchange = "exchange", Notice = "notice", Test = "test" }
    RecipientRole { To = "to", Cc = "cc", Bcc = "bcc" }
    RecipientState {
        Scheduled = "scheduled", Queued = "queued", Transmitting = "transmitting", Accepted = "accepted",
        Deferred = "deferred", Refused = "refused", Uncertain = "uncertain", Cancelled = "cancelled",
        Resolved = "resolved",
    }
    MailReason {
        UnknownAddress = "unknown_address", UnknownDomain = "unknown_domain",
        MailboxDisabled = "mailbox_disabled", MailboxFull = "mailbox_full", TooLarge = "too_large",
        SenderRefused = "sender_refused", Policy = "policy", Greylisted = "greylisted",
        ServerBusy = "server_busy", TooManyRecipients = "too_many_recipients",
        ContentRefused = "content_refused", SignInRefused = "sign_in_refused",
        SignInRequired = "sign_in_required", SignInImpossible = "sign_in_impossible",
        ServiceRefused = "service_refused", EncryptionRequired = "encryption_required", NoInternationalAddress = "no_international_address",
        Refused = "refused", NotNow = "not_now", NotReached = "not_reached", NoAnswer = "no_answer",
        ConnectionLost = "connection_lost", Garbled = "garbled", CertificateRefused = "certificate_refused",
        CertificateOfAnother = "certificate_of_another", EncryptionBroken = "encryption_broken",
        EncryptionMissing = "encryption_missing",
        SilentAfterDot = "silent_after_dot", GarbledAfterDot = "garbled_after_dot", CutAfterDot = "cut_after_dot", WorkerLost = "worker_lost", GivenUp = "given_up",
        DamagedMail = "damaged_mail",
    }
}

/// `new_received`, `new_sent`, `new_internal`, or `edit_` or `again_` and the id of the exchange.
pub fn slot_code(slot: DraftSlot) -> String {
    match slot {
        DraftSlot::New(direction) => format!("new_{}", direction.code()),
        DraftSlot::Edit(exchange) => format!("edit_{exchange}"),
        DraftSlot::Again(exchange) => format!("again_{exchange}"),
    }
}

/// Reads a slot back.
///
/// # Errors
/// [`Failure::Corrupt`].
pub fn decode_slot(code: &str) -> Result<DraftSlot, Failure> {
    let slot = match code.split_once('_') {
        Some(("new", direction)) => Direction::from_code(direction).map(DraftSlot::New),
        Some(("edit", exchange)) => exchange.parse::<ExchangeId>().ok().map(DraftSlot::Edit),
        Some(("again", exchange)) => exchange.parse::<ExchangeId>().ok().map(DraftSlot::Again),
        _ => None,
    };
    slot.ok_or_else(|| Failure::Corrupt(format!("no draft slot is written {code:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Coded + PartialEq + std::fmt::Debug>(all: &[T]) {
        let mut codes: Vec<_> = all.iter().map(|value| value.code()).collect();
        for value in all {
            assert_eq!(decode::<T>(value.code()).unwrap(), *value);
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(
            codes.len(),
            all.len(),
            "two variants are written alike: {codes:?}"
        );
        assert!(decode::<T>("").is_err());
    }

    #[test]
    fn every_word_reads_back_as_what_was_written() {
        check(&DitState::ALL);
        check(&Direction::ALL);
        check(&Channel::ALL);
        check(&Role::ALL);
        check(&RecipientState::ALL);
        check(&MailReason::ALL);
        check(&[Priority::Low, Priority::Normal, Priority::High, Priority::Urgent]);
        check(&[JobState::ToPlan, JobState::Planned, JobState::Reported]);
        check(&[CritOutcome::Done, CritOutcome::NotDone]);
        check(&[LastWord::Customer, LastWord::Us]);
        check(&[Locale::Fr, Locale::En]);
        check(&[MailSlot::Mail1, MailSlot::Mail2]);
        check(&[RecipientRole::To, RecipientRole::Cc, RecipientRole::Bcc]);
    }

    #[test]
    fn the_state_of_a_recipient_is_written_as_the_screen_names_it() {
        for state in RecipientState::ALL {
            assert_eq!(state.code(), state.as_str());
        }
    }

    #[test]
    fn a_slot_reads_back() {
        let exchange = ExchangeId::new(1, [7; 10]);
        let others = [DraftSlot::Edit(exchange), DraftSlot::Again(exchange)];
        for slot in Direction::ALL.map(DraftSlot::New).into_iter().chain(others) {
            assert_eq!(decode_slot(&slot_code(slot)).unwrap(), slot);
        }
        for bad in ["", "new", "new_", "edit_1", "again_", "other_sent"] {
            assert!(decode_slot(bad).is_err(), "{bad}");
        }
    }
}
