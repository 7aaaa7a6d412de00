//! What is not in the matrix: lies, settings, and answers that say more. Worked out by hand as well.

use super::table::Fate::{self, Accepted, Deferred, Paused, Refused, Uncertain};
use super::table::Phase::{self, AfterDot, Auth, Banner, Connect, Data, Ehlo, Mail, Rcpt, StartTls};
use super::table::{Fault, MINUTE};
use super::words::*;

/// One fault, met by a mail to one recipient.
pub struct Other {
    /// As the table in the documentation says it.
    pub what: &'static str,
    pub phase: Phase,
    pub fault: Fault,
    pub fate: Fate,
    pub after_s: u64,
}

const fn other(what: &'static str, phase: Phase, fault: Fault, fate: Fate, after_s: u64) -> Other {
    Other {
        what,
        phase,
        fault,
        fate,
        after_s,
    }
}

/// An answer that says more than its code.
const fn says(phase: Phase, text: &'static str, fate: Fate) -> Other {
    other("", phase, Fault::Say(text), fate, 0)
}

pub static OTHERS: [Other; 46] = [
    other(
        "the name of the server is unknown",
        Connect,
        Fault::NoName,
        Deferred(NOT_REACHED),
        0,
    ),
    other(
        "the first of its two addresses is dead",
        Connect,
        Fault::FirstAddressDead,
        Accepted,
        30,
    ),
    other(
        "every answer takes 20 seconds",
        Banner,
        Fault::Slow(20),
        Accepted,
        180,
    ),
    other(
        "STARTTLS is not offered, and `tls=required`",
        Ehlo,
        Fault::NoStartTls,
        Deferred(ENCRYPTION_MISSING),
        0,
    ),
    other(
        "words in clear behind the 220",
        StartTls,
        Fault::ClearAfterReady,
        Deferred(ENCRYPTION_BROKEN),
        0,
    ),
    other(
        "220, then no TLS but words",
        StartTls,
        Fault::GarbledHandshake,
        Deferred(ENCRYPTION_BROKEN),
        0,
    ),
    other(
        "220, then the connection closes",
        StartTls,
        Fault::CutHandshake,
        Deferred(ENCRYPTION_BROKEN),
        0,
    ),
    other(
        "220, then nothing",
        StartTls,
        Fault::SilentHandshake,
        Deferred(NO_ANSWER),
        5 * MINUTE,
    ),
    other(
        "a certificate signed by nobody known",
        StartTls,
        Fault::UnknownCertificate,
        Deferred(CERTIFICATE_REFUSED),
        0,
    ),
    other(
        "AUTH is not offered, or nothing but XOAUTH2",
        Ehlo,
        Fault::NoAuth,
        Deferred(SIGN_IN_IMPOSSIBLE),
        0,
    ),
    says(Banner, "554 5.3.2 no service here", Deferred(SERVICE_REFUSED)),
    says(
        StartTls,
        "454 4.7.0 TLS not available",
        Deferred(ENCRYPTION_BROKEN),
    ),
    says(Auth, "535 5.7.8 wrong password", Paused),
    says(Auth, "534 5.7.9 mechanism too weak", Paused),
    says(
        Auth,
        "538 5.7.11 not without encryption",
        Deferred(ENCRYPTION_REQUIRED),
    ),
    says(Auth, "454 4.7.0 not now", Deferred(SERVER_BUSY)),
    says(Auth, "504 5.5.4 unknown mechanism", Deferred(SIGN_IN_IMPOSSIBLE)),
    says(Mail, "530 5.7.0 sign in first", Deferred(SIGN_IN_REQUIRED)),
    says(
        Mail,
        "530 5.7.0 Must issue a STARTTLS command first",
        Deferred(ENCRYPTION_REQUIRED),
    ),
    says(
        Mail,
        "550 5.1.8 sender domain does not exist",
        Refused(SENDER_REFUSED),
    ),
    says(Mail, "550 5.7.1 not from you", Refused(POLICY)),
    says(Rcpt, "550 5.1.1 no such user", Refused(UNKNOWN_ADDRESS)),
    says(
        Rcpt,
        "550-5.1.1 no such user\r\n550 5.1.1 here",
        Refused(UNKNOWN_ADDRESS),
    ),
    says(Rcpt, "550 5.1.2 no such domain", Refused(UNKNOWN_DOMAIN)),
    says(Rcpt, "550 5.2.1 mailbox disabled", Refused(MAILBOX_DISABLED)),
    says(Rcpt, "552 5.2.2 mailbox full", Refused(MAILBOX_FULL)),
    says(Rcpt, "452 4.2.2 mailbox full", Deferred(MAILBOX_FULL)),
    says(
        Rcpt,
        "452 4.5.3 too many recipients",
        Deferred(TOO_MANY_RECIPIENTS),
    ),
    says(
        Rcpt,
        "552 5.5.3 too many recipients",
        Deferred(TOO_MANY_RECIPIENTS),
    ),
    says(Rcpt, "450 4.7.1 greylisted, come back", Deferred(GREYLISTED)),
    says(Rcpt, "450 4.2.1 mailbox busy", Deferred(NOT_NOW)),
    says(Rcpt, "451 4.4.1 no way to that server", Deferred(SERVER_BUSY)),
    says(Rcpt, "421 4.3.2 going down", Deferred(SERVER_BUSY)),
    says(Rcpt, "550 5.7.1 relaying denied", Refused(POLICY)),
    says(Rcpt, "354 what", Deferred(GARBLED)),
    says(Data, "250 ok", Deferred(GARBLED)),
    says(Data, "554 5.5.1 no valid recipients", Refused(REFUSED)),
    says(Data, "451 4.3.0 later", Deferred(NOT_NOW)),
    says(AfterDot, "552 5.3.4 message too big", Refused(TOO_LARGE)),
    says(AfterDot, "554 5.6.0 not this content", Refused(CONTENT_REFUSED)),
    says(AfterDot, "554 5.7.1 looks like spam", Refused(POLICY)),
    says(AfterDot, "452 4.3.1 disk full", Deferred(SERVER_BUSY)),
    says(AfterDot, "421 4.3.2 going down", Deferred(SERVER_BUSY)),
    says(AfterDot, "354 go on", Uncertain(GARBLED_AFTER_DOT)),
    says(AfterDot, "250-2.0.0 queued\r\n250 2.0.0 as 4D0T", Accepted),
    says(AfterDot, "250", Accepted),
];
