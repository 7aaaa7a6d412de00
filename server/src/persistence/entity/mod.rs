//! The tables, one module each, named as the table is. Nothing of them leaves `persistence`.

pub mod accounts;
pub mod attachments;
pub mod commands;
pub mod contacts;
pub mod crits;
pub mod customers;
pub mod directory_words;
pub mod dits;
pub mod dkim_keys;
pub mod drafts;
pub mod employees;
pub mod exchange_attachments;
pub mod exchange_counters;
pub mod exchange_versions;
pub mod exchange_words;
pub mod exchanges;
pub mod jobs;
pub mod kinds;
pub mod mail_recipients;
pub mod mails;
pub mod saved_views;
pub mod sessions;
pub mod settings;
pub mod sites;
pub mod smtp_accounts;
pub mod templates;
