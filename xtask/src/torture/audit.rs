//! The end of a run: what the program says of each recipient against what the mail server has taken.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::mails::{DITS, Mail};
use super::process::Place;
use crate::http::request;
use crate::sink::{Ledger, Treatment};

/// States that change by themselves: while there is one, it is too early to judge.
const RESTLESS: [&str; 4] = ["scheduled", "queued", "transmitting", "deferred"];

/// State of each recipient of each exchange, as the screen says it.
pub type Said = HashMap<String, Vec<(String, String)>>;

/// The count of a run.
#[derive(Debug, Default)]
pub struct Verdict {
    pub accepted: usize,
    pub refused: usize,
    pub uncertain: usize,
    pub lost: usize,
    pub doubles: usize,
    /// A sentence each; empty when all is well.
    pub violations: Vec<String>,
}

/// Recipients by state, from the program's own figures.
pub fn figures(place: &Place) -> Result<BTreeMap<String, u64>> {
    let answer = request(place.address, "GET", "/metrics", &[], "")?;
    if answer.status != 200 {
        bail!("/metrics was answered with {}", answer.status);
    }
    let mut figures = BTreeMap::new();
    for line in answer.text()?.lines() {
        let Some(labels) = line.strip_prefix("echanges_mail_recipients{") else {
            continue;
        };
        let state = labels
            .split_once("state=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .context("a figure has no state")?
            .0;
        let count: u64 = line
            .rsplit(' ')
            .next()
            .and_then(|count| count.parse().ok())
            .with_context(|| format!("no number: {line}"))?;
        *figures.entry(state.to_owned()).or_default() += count;
    }
    Ok(figures)
}

/// How many recipients are not in a state that lasts.
pub fn restless(figures: &BTreeMap<String, u64>) -> u64 {
    RESTLESS.iter().filter_map(|state| figures.get(*state)).sum()
}

/// Reads the whole log of the requests, page by page.
pub fn read(place: &Place, cookie: &str) -> Result<Said> {
    let mut said = Said::new();
    for dit in DITS {
        let mut before = Value::Null;
        loop {
            let question = json!({ "dit": dit, "before": before });
            let page = match place.post("/api/exchanges", cookie, &question) {
                Some((200, page)) => page,
                other => bail!("reading {dit} was answered with {other:?}"),
            };
            for exchange in page["exchanges"].as_array().context("no list of exchanges")? {
                said.insert(text(&exchange["id"])?, recipients(&exchange["mail"])?);
            }
            before = page["older"].clone();
            if before.is_null() {
                break;
            }
        }
    }
    Ok(said)
}

fn recipients(mail: &Value) -> Result<Vec<(String, String)>> {
    let rows = mail["recipients"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    rows.iter()
        .map(|row| Ok((text(&row["address"])?, text(&row["state"])?)))
        .collect()
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("the answer has another form")?.to_owned())
}

/// Compares.
pub fn judge(mails: &[Mail], said: &Said, ledger: &Ledger) -> Verdict {
    let mut verdict = Verdict::default();
    let mut taken: HashMap<&str, u32> = HashMap::new();
    for ((message, address), count) in &ledger.taken {
        *taken.entry(address).or_default() += count;
        if message.is_empty() {
            verdict.blame(format_args!("{address} got a message without a Message-ID"));
        }
    }
    for (address, count) in taken.iter().filter(|(_, count)| **count > 1) {
        verdict.doubles += 1;
        verdict.blame(format_args!("{address} got the mail {count} times"));
    }
    let mut known = 0;
    for mail in mails {
        let rows = said.get(&mail.id).map(Vec::as_slice).unwrap_or_default();
        if rows.len() > mail.recipients.len() {
            verdict.blame(format_args!("{} has {} recipients", mail.id, rows.len()));
        }
        for address in &mail.recipients {
            let state = rows.iter().find(|(known, _)| known == address);
            let count = taken.get(address.as_str()).copied().unwrap_or_default();
            known += usize::from(count > 0);
            verdict.recipient(address, state.map(|(_, state)| state.as_str()), count);
        }
    }
    if known != taken.len() {
        verdict.blame(format_args!(
            "the mail server has {} recipients that nobody wrote to",
            taken.len() - known
        ));
    }
    verdict
}

impl Verdict {
    fn recipient(&mut self, address: &str, state: Option<&str>, taken: u32) {
        let treatment = Treatment::of(address);
        match state {
            Some("Accepted") => self.accepted += 1,
            Some("Refused") => self.refused += 1,
            Some("Uncertain") => self.uncertain += 1,
            _ => {}
        }
        let is_right = match (state, treatment, taken) {
            (Some("Accepted"), Treatment::Accepted, 1)
            | (Some("Refused"), Treatment::Refused, 0)
            // A refusal is an answer: nothing about it is uncertain.
            | (Some("Uncertain"), Treatment::Accepted | Treatment::CutTaken | Treatment::CutForgotten, 0 | 1) => true,
            // Told as a double already.
            (Some("Accepted" | "Uncertain"), _, 2..) => true,
            // Nobody has it and nothing says so.
            (Some("Accepted") | None, _, 0) => {
                self.lost += 1;
                false
            }
            _ => false,
        };
        if !is_right {
            let state = state.unwrap_or("nowhere");
            self.blame(format_args!(
                "{address} ({treatment:?}) is {state}, and the mail server has taken it {taken} times"
            ));
        }
    }

    pub fn blame(&mut self, sentence: fmt::Arguments<'_>) {
        self.violations.push(sentence.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::torture::mails::plan;

    /// A mail to one recipient that everybody takes.
    fn mail() -> Mail {
        let mut mail = plan(1, &mut Dice::new(1)).remove(0);
        mail.recipients = vec!["t@client.example".to_owned()];
        mail
    }

    fn judged(state: Option<&str>, taken: &[(&str, &str, u32)]) -> Verdict {
        let mail = mail();
        let rows = state.map(|state| (mail.recipients[0].clone(), state.to_owned()));
        let said = Said::from([(mail.id.clone(), rows.into_iter().collect())]);
        let mut ledger = Ledger::default();
        for (message, address, count) in taken {
            ledger
                .taken
                .insert(((*message).to_owned(), (*address).to_owned()), *count);
        }
        judge(&[mail], &said, &ledger)
    }

    #[test]
    fn a_state_that_agrees_with_the_mail_server_is_right() {
        let once = ("<1@x>", "t@client.example", 1);
        for (state, taken) in [
            ("Accepted", vec![once]),
            ("Uncertain", vec![once]),
            ("Uncertain", vec![]),
        ] {
            let verdict = judged(Some(state), &taken);
            assert!(verdict.violations.is_empty(), "{state}: {:?}", verdict.violations);
        }
    }

    #[test]
    fn what_nobody_has_and_nothing_says_is_lost() {
        for state in [Some("Accepted"), None] {
            let verdict = judged(state, &[]);
            assert_eq!((verdict.lost, verdict.violations.len()), (1, 1), "{state:?}");
        }
    }

    #[test]
    fn a_mail_taken_twice_is_a_double_whatever_its_message_id() {
        let twice = judged(Some("Accepted"), &[("<1@x>", "t@client.example", 2)]);
        assert_eq!((twice.doubles, twice.violations.len()), (1, 1));
        let two = [("<1@x>", "t@client.example", 1), ("<2@x>", "t@client.example", 1)];
        assert_eq!(judged(Some("Uncertain"), &two).doubles, 1);
    }

    #[test]
    fn a_state_that_does_not_last_or_a_stranger_is_a_violation() {
        for state in ["Queued", "Transmitting", "Deferred", "Refused", "Cancelled"] {
            assert_eq!(judged(Some(state), &[]).violations.len(), 1, "{state}");
        }
        let stranger = [("<1@x>", "t@client.example", 1), ("<1@x>", "z@client.example", 1)];
        assert_eq!(judged(Some("Accepted"), &stranger).violations.len(), 1);
    }
}
