//! Mails and their recipients.
