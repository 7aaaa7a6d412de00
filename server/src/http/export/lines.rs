//! Requests and exchanges as lines of a spreadsheet.

use crate::backend::Bound;
use app::i18n::Catalogue;
use app::i18n::export::Words;
use app::view::{DitRow, ExchangeView, MailView, When};
use domain::dit::DitNumber;
use domain::exchange::Direction;

pub(super) fn of_dit(row: &DitRow, backend: &Bound, catalogue: &Catalogue, words: &Words) -> [String; 13] {
    let when = |when: Option<&When>| when.map(|when| wall(backend, when)).unwrap_or_default();
    [
        row.number.to_string(),
        row.customer_code.clone(),
        row.customer.clone(),
        row.site.clone(),
        row.town.clone(),
        row.subject.clone(),
        (catalogue.dit.state_name)(row.state).to_owned(),
        (catalogue.dit.priority_name)(row.priority).to_owned(),
        row.in_charge.clone(),
        wall(backend, &row.recorded_at),
        when(row.due_at.as_ref()),
        when(row.last_exchange.as_ref()),
        (words.last_word)(row.indicator.last).to_owned(),
    ]
}

/// A tombstone says that it is one, and whether its text is for this reader: the reads have already withheld it.
pub(super) fn of_exchange(
    number: DitNumber,
    exchange: &ExchangeView,
    backend: &Bound,
    catalogue: &Catalogue,
    words: &Words,
) -> [String; 20] {
    let (from, to) = sides(exchange);
    let edited = exchange.edited.as_ref();
    let deleted = exchange.deleted.as_ref();
    let files: Vec<&str> = exchange
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let yes_or_no = if exchange.is_after_closure {
        words.yes
    } else {
        words.no
    };
    [
        number.to_string(),
        wall(backend, &exchange.occurred_at),
        (words.direction)(exchange.direction).to_owned(),
        exchange.kind.label.clone(),
        (catalogue.exchange.channel_name)(exchange.channel).to_owned(),
        from,
        to,
        exchange.subject.clone(),
        exchange.detail.clone(),
        files.join(", "),
        exchange
            .mail
            .as_ref()
            .map(|mail| recipients(mail, catalogue))
            .unwrap_or_default(),
        wall(backend, &exchange.recorded_at),
        exchange.recorded_by.clone(),
        yes_or_no.to_owned(),
        edited.map(|trace| wall(backend, &trace.at)).unwrap_or_default(),
        edited.map(|trace| trace.by.clone()).unwrap_or_default(),
        reading(exchange, words).to_owned(),
        deleted
            .map(|tombstone| wall(backend, &tombstone.at))
            .unwrap_or_default(),
        deleted.map(|tombstone| tombstone.by.clone()).unwrap_or_default(),
        deleted
            .map(|tombstone| tombstone.reason.clone())
            .unwrap_or_default(),
    ]
}

/// From whom, to whom; a note goes to nobody.
pub(super) fn sides(exchange: &ExchangeView) -> (String, String) {
    let (ours, theirs) = (exchange.employee.name.clone(), exchange.counterpart_name.clone());
    match exchange.direction {
        Direction::Received => (theirs, ours),
        Direction::Sent => (ours, theirs),
        Direction::Internal => (ours, String::new()),
    }
}

/// A detail is never empty unless it is withheld.
fn reading(exchange: &ExchangeView, words: &Words) -> &'static str {
    match (&exchange.deleted, exchange.detail.is_empty()) {
        (None, _) => words.kept,
        (Some(_), false) => words.deleted,
        (Some(_), true) => words.withheld,
    }
}

/// Each address and what became of the mail.
fn recipients(mail: &MailView, catalogue: &Catalogue) -> String {
    let each = mail.recipients.iter().map(|recipient| {
        let state = (catalogue.exchange.mail_state)(recipient.state);
        format!("{} ({state})", recipient.address)
    });
    each.collect::<Vec<_>>().join(", ")
}

/// On the company's wall, as spreadsheets know a date: `2026-11-24 09:30`.
fn wall(backend: &Bound, when: &When) -> String {
    backend.services.zone.wall(when.at).as_str().replace('T', " ")
}
