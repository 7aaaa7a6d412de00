//! Every server test, in one binary, on the real engine: SQLite, or PostgreSQL when `ECHANGES_TEST_DATABASE_URL` names a server.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod browser;
mod harness;
mod smtp_server;

mod as_sent;
mod bury;
mod change;
mod counters;
mod crit;
mod customer;
mod dates;
mod demo;
mod drafts;
mod export;
mod faults;
mod files;
mod formatted;
mod http;
mod lists;
mod live;
mod mail_change;
mod mail_preview;
mod mailing;
mod mailing_thread;
mod mails;
mod message;
mod message_parts;
mod office;
mod office_list;
mod once;
mod outbox;
mod preview;
mod queries;
mod queries_outbox;
mod quick_search;
mod reads;
mod reads_form;
mod reads_log;
mod record;
mod request_files;
mod rows;
mod search;
mod seed;
mod session;
mod smtp;
mod templates;
mod tidy;
mod upkeep;
