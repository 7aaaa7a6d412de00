//! What a server of these tests does, and what is left of a mail there.

use super::table::{Fault, Phase};
use std::time::Duration;

/// What the server does wrong, where, and what it says to whom.
#[derive(Clone, Debug)]
pub struct Plan {
    /// `None`: everything is done right.
    pub fault: Option<(Phase, Fault)>,
    /// The recipient at whom a fault of [`Phase::Rcpt`] happens.
    pub faulty: &'static str,
    /// Answers to RCPT for those who are not simply taken.
    pub replies: Vec<(&'static str, &'static str)>,
    /// Recipients in one mail, and what the next one is told.
    pub most: Option<(usize, &'static str)>,
    /// TLS from the first byte.
    pub is_implicit: bool,
    pub has_smtputf8: bool,
    /// How long each answer to RCPT takes.
    pub recipient_takes: Duration,
    /// How the message is read.
    pub reading: Reading,
}

/// How a message is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    AtOnce,
    /// So many bytes, then a second of rest.
    BytesPerSecond(usize),
    /// Nothing at all.
    Never,
    /// Breaks the connection after so many bytes.
    ResetAfter(usize),
    /// Says this after so many bytes and closes.
    SayAfter(usize, &'static str),
}

impl Plan {
    pub fn healthy() -> Self {
        Self {
            fault: None,
            faulty: "",
            replies: Vec::new(),
            most: None,
            is_implicit: false,
            has_smtputf8: false,
            recipient_takes: Duration::ZERO,
            reading: Reading::AtOnce,
        }
    }
}

/// One message that came with its final dot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
    /// The server said no: it threw the message away.
    pub is_refused: bool,
}
