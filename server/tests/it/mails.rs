//! Thousands of mails, composed as real ones are and read by two programs that know nothing of the one that wrote them:
//! mail-parser here, and Python's `email` where `ECHANGES_TEST_PYTHON` names an interpreter that also has dkimpy.
//!
//! `xtask test mails` gives it that interpreter. Without it the mails are fewer, and read by mail-parser only.

mod corpus;
mod python;
mod seen;

use corpus::{Case, case};
use domain::time::Timestamp;
use python::Python;
use seen::Seen;
use server::mailer::dkim::DkimKey;
use server::mailer::{FrozenMail, Sender, compose};
use server::zone::Zone;

/// Mails where another program reads them too, and where it does not.
const MANY: usize = 10_000;
const SOME: usize = 400;
/// One mail in so many is read by the slower of Python's readers too.
const JUDGED_EVERY: usize = 9;
/// Of the signed mails, one in so many is also damaged, once in each place.
const DAMAGED_EVERY: usize = 4;

struct House {
    zone: Zone,
    keys: Vec<DkimKey>,
}

impl House {
    fn new() -> Self {
        let key = |domain| DkimKey::generate(domain, Timestamp(0)).unwrap();
        Self {
            zone: "Europe/Paris".parse().unwrap(),
            keys: vec![key("example.org"), key("exemplé.example")],
        }
    }

    fn compose(&self, case: &Case) -> FrozenMail {
        let domain = server::mailer::dkim::signing_domain(&case.draft.from.email).unwrap();
        let sender = Sender {
            identities: std::slice::from_ref(&case.draft.from),
            signer: self
                .keys
                .iter()
                .find(|key| case.is_signed && key.domain() == domain),
        };
        compose(
            &case.draft,
            case.files.clone(),
            case.id,
            case.now,
            &self.zone,
            sender,
        )
        .unwrap()
    }
}

#[test]
fn generated_mails_are_read_as_they_were_decided() {
    let house = House::new();
    let mut python = Python::from_environment();
    for key in &house.keys {
        let record = key.dns_record().unwrap();
        python
            .iter_mut()
            .for_each(|python| python.publish(&record.name, &record.value));
    }
    let count = if python.is_some() { MANY } else { SOME };
    let mut decided = Vec::with_capacity(count);
    for number in 0..count {
        let case = case(number);
        let mail = house.compose(&case);
        let expected = Seen::decided(&case, &mail);
        assert_eq!(Seen::read(&mail.bytes), expected, "mail-parser, mail {number}");
        python.iter_mut().for_each(|python| {
            if number % JUDGED_EVERY == 0 {
                python.judge(&mail.bytes);
            } else {
                python.read(&mail.bytes);
            }
        });
        decided.push(expected);
    }
    let Some(python) = python else { return };
    let read = python.answers::<Seen>();
    assert_eq!(read.len(), count);
    for (number, (read, decided)) in read.iter().zip(&decided).enumerate() {
        assert_eq!(read, decided, "Python, mail {number}");
    }
    println!("{count} mails read alike by mail-parser and by Python");
}

#[test]
fn a_signature_is_good_to_others_until_one_byte_moves() {
    let house = House::new();
    let Some(mut python) = Python::from_environment() else {
        // The signatures are then verified by the linter alone, at each `compose`.
        let signed = house.compose(&case(0));
        assert!(signed.bytes.starts_with(b"DKIM-Signature: "));
        return;
    };
    for key in &house.keys {
        let record = key.dns_record().unwrap();
        python.publish(&record.name, &record.value);
    }
    let mut expected = Vec::new();
    for (at, number) in (0..MANY).step_by(corpus::SIGNED_EVERY).enumerate() {
        let mail = house.compose(&case(number)).bytes;
        python.verify(&mail);
        expected.push((number, "as it was", true));
        if at % DAMAGED_EVERY == 0 {
            for (place, damaged) in damages(&mail) {
                python.verify(&damaged);
                expected.push((number, place, false));
            }
        }
    }
    let verdicts = python.answers::<bool>();
    assert_eq!(verdicts.len(), expected.len());
    for (verdict, (number, place, is_good)) in verdicts.iter().zip(&expected) {
        assert_eq!(verdict, is_good, "mail {number}, {place}");
    }
    let damaged = expected.iter().filter(|(_, _, is_good)| !is_good).count();
    println!(
        "{} signatures good, {damaged} of a damaged mail bad",
        expected.len() - damaged
    );
}

/// The mail with one byte flipped, in each place that matters.
fn damages(mail: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let text = String::from_utf8_lossy(mail);
    let after = |mark: &str| text.find(mark).map(|at| at + mark.len());
    let body = after("\r\n\r\n").unwrap();
    let places = [
        ("b=", after("\r\n b=")),
        ("bh=", after("\r\n bh=")),
        ("h=", after(" h=")),
        ("d=", after("d=")),
        ("s=", after(" s=")),
        ("Date", after("\r\nDate: ")),
        ("From", after("\r\nFrom: ")),
        ("To", after("\r\nTo: ")),
        ("Subject", after("\r\nSubject: ")),
        ("Message-ID", after("\r\nMessage-ID: <")),
        ("Content-Type", after("\r\nContent-Type: ")),
        ("first of the body", Some(body)),
        ("middle of the body", Some(body + (mail.len() - body) / 2)),
        ("last of the body", Some(mail.len() - 8)),
    ];
    // Blanks may change in passing, letters and digits may not. A subject of dots has none.
    let letter = |from: usize| {
        let line = mail[from..].iter().take_while(|byte| **byte != b'\r');
        line.take(400)
            .position(u8::is_ascii_alphanumeric)
            .map(|at| from + at)
    };
    let flipped = |at: usize| {
        let mut damaged = mail.to_vec();
        damaged[at] ^= 1;
        damaged
    };
    places
        .into_iter()
        .filter_map(|(place, from)| {
            let from = from.unwrap_or_else(|| panic!("{place}: {text}"));
            letter(from).map(|at| (place, flipped(at)))
        })
        .collect()
}
