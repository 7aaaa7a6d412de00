//! The mails of a run: decided beforehand by the seed, each with recipients of its own, so that an address names its mail.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::dice::Dice;

/// Requests of the demonstration that take mails; none of the customers' mails is waiting there.
pub const DITS: [&str; 4] = ["DIT-2026-0001", "DIT-2026-0002", "DIT-2026-0003", "DIT-2026-0004"];
/// A sentence of 60 bytes.
const SENTENCE: &str = "Le technicien passe demain entre 9 h et 11 h, sauf imprévu.\n";

/// A mail that is to be recorded.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Of the envelope, and so of the exchange.
    pub id: String,
    pub dit: &'static str,
    pub recipients: Vec<String>,
    sentences: usize,
}

/// `count` mails: most to one recipient, some to three of whom one is refused, some so long that they take several blocks, and some
/// whose connection is closed after the dot.
pub fn plan(count: usize, dice: &mut Dice) -> Vec<Mail> {
    (0..count).map(|number| one(number, dice)).collect()
}

/// `count` mails of the usual length, each to one recipient who takes it.
pub fn plain(count: usize, dice: &mut Dice) -> Vec<Mail> {
    (0..count)
        .map(|number| Mail {
            id: uuid7(dice),
            dit: DITS[number % DITS.len()],
            recipients: vec![format!("t{number:05}@client.example")],
            sentences: 10,
        })
        .collect()
}

fn one(number: usize, dice: &mut Dice) -> Mail {
    let address = |suffix: &str| format!("t{number:05}{suffix}@client.example");
    let recipients = match dice.below(100) {
        0..15 => vec![address("a"), address("b-gone"), address("c")],
        15..20 => vec![address("-gone")],
        20..23 => vec![address("-cut")],
        23..26 => vec![address("a-drop"), address("b")],
        _ => vec![address("")],
    };
    Mail {
        id: uuid7(dice),
        dit: DITS[dice.below(DITS.len())],
        recipients,
        sentences: if dice.chance(8) { 1_000 } else { 1 + dice.below(20) },
    }
}

impl Mail {
    /// What a browser would post, the same each time.
    pub fn envelope(&self) -> Value {
        json!({ "envelope": {
            "id": self.id,
            "version": 1,
            "issued_at": 0,
            "command": { "RecordExchange": {
                "dit": self.dit,
                "direction": "Sent",
                "kind": null,
                "channel": null,
                "employee": null,
                "counterpart": null,
                "subject": "",
                "detail": SENTENCE.repeat(self.sentences),
                "occurred_at": null,
                "attachments": [],
                "mail": {
                    "from": "",
                    "to": self.recipients.join("; "),
                    "cc": "",
                    "bcc": "",
                    "has_signature": false,
                },
            } },
        } })
    }
}

/// RFC 9562 section 5.7.
fn uuid7(dice: &mut Dice) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = since.as_millis() & 0xffff_ffff_ffff;
    let (high, low) = (dice.roll() & 0xfff, dice.roll());
    format!(
        "{:08x}-{:04x}-7{high:03x}-{:04x}-{:012x}",
        millis >> 16,
        millis & 0xffff,
        0x8000 | (low >> 48) & 0x3fff,
        low & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Treatment;

    #[test]
    fn a_seed_gives_mails_of_every_sort_and_ids_of_version_7() {
        let mails = plan(200, &mut Dice::new(1));
        for treatment in [
            Treatment::Accepted,
            Treatment::Refused,
            Treatment::CutTaken,
            Treatment::CutForgotten,
        ] {
            let mut addresses = mails.iter().flat_map(|mail| &mail.recipients);
            assert!(
                addresses.any(|address| Treatment::of(address) == treatment),
                "{treatment:?}"
            );
        }
        assert!(mails.iter().any(|mail| mail.sentences == 1_000));
        for mail in &mails {
            let parts: Vec<&str> = mail.id.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{}", mail.id);
            assert!(parts[2].starts_with('7') && parts[3].starts_with(['8', '9', 'a', 'b']));
        }
        assert_eq!(mails[0].envelope(), mails[0].envelope());
    }
}
