//! What must become of a mail when its server misbehaves, worked out by hand: nothing here asks the program.
//!
//! `docs/MAIL-FAULTS.md` is written from these rows, and each of them is played against the program.

use super::words::*;
use Fate::{Accepted, Deferred, Paused, Refused, Uncertain};
use Fault::{Code, Garbage, HalfClose, OneByte, Reset, Stall, WrongName};
use Phase::{AfterDot, Auth, Banner, Connect, Data, Ehlo, Mail, Rcpt, StartTls};

/// Where the dialogue is when the fault happens: what the server has to answer next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Connect,
    Banner,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    AfterDot,
}

impl Phase {
    pub const ALL: [Phase; 9] = [Connect, Banner, Ehlo, StartTls, Auth, Mail, Rcpt, Data, AfterDot];
}

/// What the server does instead of its duty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Answers with this code and a text without an enhanced status code; after 421 it hangs up.
    Code(u16),
    /// Answers with something that is no SMTP.
    Garbage,
    /// Breaks the connection; while connecting: refuses it.
    Reset,
    /// Closes its side and goes on reading.
    HalfClose,
    /// Keeps the connection and says nothing.
    Stall,
    /// Begins an answer that never ends, one byte a second.
    OneByte,
    /// Shows a certificate that is made out for another server.
    WrongName,

    // Those below are not part of the matrix, but of the list after it.
    /// Answers this.
    Say(&'static str),
    /// Answers rightly, but only after so many seconds, at every phase.
    Slow(u64),
    ClearAfterReady,
    GarbledHandshake,
    CutHandshake,
    SilentHandshake,
    UnknownCertificate,
    NoStartTls,
    NoAuth,
    NoName,
    FirstAddressDead,
}

impl Fault {
    pub const MATRIX: [Fault; 14] = [
        Code(421),
        Code(450),
        Code(451),
        Code(452),
        Code(535),
        Code(550),
        Code(552),
        Code(554),
        Garbage,
        Reset,
        HalfClose,
        Stall,
        OneByte,
        WrongName,
    ];
}

/// What becomes of one recipient at the first try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Accepted,
    /// Tried again after [`FIRST_DELAY_MIN`], then after [`SECOND_DELAY_MIN`], …
    Deferred(Sentence),
    Refused(Sentence),
    Uncertain(Sentence),
    /// Still queued, and no try is lost: the account is paused until somebody acts.
    Paused,
}

/// Minutes until the second and until the third try; chance adds up to a fifth.
pub const FIRST_DELAY_MIN: i64 = 1;
pub const SECOND_DELAY_MIN: i64 = 5;

/// What must come of one cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    Met {
        one: Fate,
        three: [Fate; 3],
        /// Seconds until the program knows.
        after_s: u64,
    },
    /// Cannot happen, and why.
    Senseless(&'static str),
}

pub struct Row {
    pub phase: Phase,
    pub fault: Fault,
    pub cell: Cell,
}

pub const MINUTE: u64 = 60;

/// All recipients alike.
const fn all(phase: Phase, fault: Fault, fate: Fate, after_s: u64) -> Row {
    Row {
        phase,
        fault,
        cell: Cell::Met {
            one: fate,
            three: [fate; 3],
            after_s,
        },
    }
}

/// The fault hits the second of three; the first is taken, the third does not exist.
const fn second(fault: Fault, one: Fate, second: Fate) -> Row {
    Row {
        phase: Rcpt,
        fault,
        cell: Cell::Met {
            one,
            three: [Accepted, second, Refused(UNKNOWN_ADDRESS)],
            after_s: 0,
        },
    }
}

/// The fault hits the only one of three that the server takes; the second does not exist, the third is to come back later.
const fn first(phase: Phase, fault: Fault, fate: Fate, after_s: u64) -> Row {
    Row {
        phase,
        fault,
        cell: Cell::Met {
            one: fate,
            three: [fate, Refused(UNKNOWN_ADDRESS), Deferred(NOT_NOW)],
            after_s,
        },
    }
}

const fn never(phase: Phase, fault: Fault, why: &'static str) -> Row {
    Row {
        phase,
        fault,
        cell: Cell::Senseless(why),
    }
}

const SILENT: &str = "a server says nothing while the connection is being made: its first word is the banner";
const LOOKED_AT_ONCE: &str = "a certificate is shown once, when encryption begins";

pub static ROWS: [Row; 126] = [
    never(Connect, Code(421), SILENT),
    never(Connect, Code(450), SILENT),
    never(Connect, Code(451), SILENT),
    never(Connect, Code(452), SILENT),
    never(Connect, Code(535), SILENT),
    never(Connect, Code(550), SILENT),
    never(Connect, Code(552), SILENT),
    never(Connect, Code(554), SILENT),
    never(Connect, Garbage, SILENT),
    all(Connect, Reset, Deferred(NOT_REACHED), 0),
    never(
        Connect,
        HalfClose,
        "a connection that closes right after it was made is seen at the banner",
    ),
    all(Connect, Stall, Deferred(NOT_REACHED), 30),
    never(Connect, OneByte, SILENT),
    // With smtps:// encryption begins with the connection.
    all(Connect, WrongName, Deferred(CERTIFICATE_OF_ANOTHER), 0),
    //
    // Before any mail was spoken of, whatever is said is about the server and us: no mail is refused for it.
    all(Banner, Code(421), Deferred(SERVER_BUSY), 0),
    all(Banner, Code(450), Deferred(SERVER_BUSY), 0),
    all(Banner, Code(451), Deferred(SERVER_BUSY), 0),
    all(Banner, Code(452), Deferred(SERVER_BUSY), 0),
    all(Banner, Code(535), Deferred(SERVICE_REFUSED), 0),
    all(Banner, Code(550), Deferred(SERVICE_REFUSED), 0),
    all(Banner, Code(552), Deferred(SERVICE_REFUSED), 0),
    all(Banner, Code(554), Deferred(SERVICE_REFUSED), 0),
    all(Banner, Garbage, Deferred(GARBLED), 0),
    all(Banner, Reset, Deferred(CONNECTION_LOST), 0),
    all(Banner, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(Banner, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(Banner, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    never(Banner, WrongName, LOOKED_AT_ONCE),
    //
    all(Ehlo, Code(421), Deferred(SERVER_BUSY), 0),
    all(Ehlo, Code(450), Deferred(SERVER_BUSY), 0),
    all(Ehlo, Code(451), Deferred(SERVER_BUSY), 0),
    all(Ehlo, Code(452), Deferred(SERVER_BUSY), 0),
    all(Ehlo, Code(535), Deferred(SERVICE_REFUSED), 0),
    all(Ehlo, Code(550), Deferred(SERVICE_REFUSED), 0),
    all(Ehlo, Code(552), Deferred(SERVICE_REFUSED), 0),
    all(Ehlo, Code(554), Deferred(SERVICE_REFUSED), 0),
    all(Ehlo, Garbage, Deferred(GARBLED), 0),
    all(Ehlo, Reset, Deferred(CONNECTION_LOST), 0),
    all(Ehlo, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(Ehlo, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(Ehlo, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    never(Ehlo, WrongName, LOOKED_AT_ONCE),
    //
    // 421 is goodbye; every other refusal breaks the promise that EHLO made.
    all(StartTls, Code(421), Deferred(SERVER_BUSY), 0),
    all(StartTls, Code(450), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(451), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(452), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(535), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(550), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(552), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Code(554), Deferred(ENCRYPTION_BROKEN), 0),
    all(StartTls, Garbage, Deferred(GARBLED), 0),
    all(StartTls, Reset, Deferred(CONNECTION_LOST), 0),
    all(StartTls, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(StartTls, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(StartTls, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    all(StartTls, WrongName, Deferred(CERTIFICATE_OF_ANOTHER), 0),
    //
    // Only 535 says that name or password are wrong; the rest may pass.
    all(Auth, Code(421), Deferred(SERVER_BUSY), 0),
    all(Auth, Code(450), Deferred(SERVER_BUSY), 0),
    all(Auth, Code(451), Deferred(SERVER_BUSY), 0),
    all(Auth, Code(452), Deferred(SERVER_BUSY), 0),
    all(Auth, Code(535), Paused, 0),
    all(Auth, Code(550), Deferred(SERVICE_REFUSED), 0),
    all(Auth, Code(552), Deferred(SERVICE_REFUSED), 0),
    all(Auth, Code(554), Deferred(SERVICE_REFUSED), 0),
    all(Auth, Garbage, Deferred(GARBLED), 0),
    all(Auth, Reset, Deferred(CONNECTION_LOST), 0),
    all(Auth, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(Auth, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(Auth, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    never(Auth, WrongName, LOOKED_AT_ONCE),
    //
    // From here on 5xx is about the mail, and for good.
    all(Mail, Code(421), Deferred(SERVER_BUSY), 0),
    all(Mail, Code(450), Deferred(NOT_NOW), 0),
    all(Mail, Code(451), Deferred(NOT_NOW), 0),
    all(Mail, Code(452), Deferred(SERVER_BUSY), 0),
    all(Mail, Code(535), Paused, 0),
    all(Mail, Code(550), Refused(REFUSED), 0),
    all(Mail, Code(552), Refused(TOO_LARGE), 0),
    all(Mail, Code(554), Refused(REFUSED), 0),
    all(Mail, Garbage, Deferred(GARBLED), 0),
    all(Mail, Reset, Deferred(CONNECTION_LOST), 0),
    all(Mail, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(Mail, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(Mail, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    never(Mail, WrongName, LOOKED_AT_ONCE),
    //
    // A refusal concerns one recipient; what ends the connection concerns all, for nothing has left yet. 452 and 552 behind a
    // recipient who was taken mean "no more in this mail" (RFC 5321 section 4.5.3.1.10); alone they are about room.
    all(Rcpt, Code(421), Deferred(SERVER_BUSY), 0),
    second(Code(450), Deferred(NOT_NOW), Deferred(NOT_NOW)),
    second(Code(451), Deferred(NOT_NOW), Deferred(NOT_NOW)),
    second(Code(452), Deferred(SERVER_BUSY), Deferred(TOO_MANY_RECIPIENTS)),
    all(Rcpt, Code(535), Paused, 0),
    second(Code(550), Refused(REFUSED), Refused(REFUSED)),
    second(Code(552), Deferred(MAILBOX_FULL), Deferred(TOO_MANY_RECIPIENTS)),
    second(Code(554), Refused(REFUSED), Refused(REFUSED)),
    all(Rcpt, Garbage, Deferred(GARBLED), 0),
    all(Rcpt, Reset, Deferred(CONNECTION_LOST), 0),
    all(Rcpt, HalfClose, Deferred(CONNECTION_LOST), 0),
    all(Rcpt, Stall, Deferred(NO_ANSWER), 5 * MINUTE),
    all(Rcpt, OneByte, Deferred(NO_ANSWER), 5 * MINUTE),
    never(Rcpt, WrongName, LOOKED_AT_ONCE),
    //
    // Concerns those who were taken; the others keep what they were told.
    first(Data, Code(421), Deferred(SERVER_BUSY), 0),
    first(Data, Code(450), Deferred(NOT_NOW), 0),
    first(Data, Code(451), Deferred(NOT_NOW), 0),
    first(Data, Code(452), Deferred(SERVER_BUSY), 0),
    all(Data, Code(535), Paused, 0),
    first(Data, Code(550), Refused(REFUSED), 0),
    first(Data, Code(552), Refused(TOO_LARGE), 0),
    first(Data, Code(554), Refused(REFUSED), 0),
    first(Data, Garbage, Deferred(GARBLED), 0),
    first(Data, Reset, Deferred(CONNECTION_LOST), 0),
    first(Data, HalfClose, Deferred(CONNECTION_LOST), 0),
    first(Data, Stall, Deferred(NO_ANSWER), 2 * MINUTE),
    first(Data, OneByte, Deferred(NO_ANSWER), 2 * MINUTE),
    never(Data, WrongName, LOOKED_AT_ONCE),
    //
    // A code is the server's word that it does not have the mail. Without one, it may.
    first(AfterDot, Code(421), Deferred(SERVER_BUSY), 0),
    first(AfterDot, Code(450), Deferred(NOT_NOW), 0),
    first(AfterDot, Code(451), Deferred(NOT_NOW), 0),
    first(AfterDot, Code(452), Deferred(SERVER_BUSY), 0),
    first(AfterDot, Code(535), Deferred(SIGN_IN_REFUSED), 0),
    first(AfterDot, Code(550), Refused(REFUSED), 0),
    first(AfterDot, Code(552), Refused(TOO_LARGE), 0),
    first(AfterDot, Code(554), Refused(REFUSED), 0),
    first(AfterDot, Garbage, Uncertain(GARBLED_AFTER_DOT), 0),
    first(AfterDot, Reset, Uncertain(CUT_AFTER_DOT), 0),
    first(AfterDot, HalfClose, Uncertain(CUT_AFTER_DOT), 0),
    first(AfterDot, Stall, Uncertain(SILENT_AFTER_DOT), 10 * MINUTE),
    first(AfterDot, OneByte, Uncertain(SILENT_AFTER_DOT), 10 * MINUTE),
    never(AfterDot, WrongName, LOOKED_AT_ONCE),
];

#[test]
fn every_phase_meets_every_fault_once() {
    for phase in Phase::ALL {
        for fault in Fault::MATRIX {
            let rows = ROWS.iter().filter(|row| row.phase == phase && row.fault == fault);
            assert_eq!(rows.count(), 1, "{phase:?} {fault:?}");
        }
    }
}
