#![doc = include_str!("../README.md")]

pub mod attachment;
pub mod change;
pub mod command;
pub mod contact;
pub mod crit;
pub mod customer;
pub mod dit;
pub mod email;
pub mod employee;
pub mod exchange;
pub mod fold;
pub mod formatted;
pub mod id;
pub mod indicator;
pub mod locale;
pub mod mail;
pub mod mail_change;
pub mod outbox;
pub mod permission;
pub mod reason;
pub mod record;
pub mod rejection;
pub mod text;
pub mod time;

pub use id::*;
