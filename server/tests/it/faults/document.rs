//! `docs/MAIL-FAULTS.md`, written from the rows that are tested.

use super::others::{OTHERS, Other};
use super::table::{Cell, FIRST_DELAY_MIN, Fate, Fault, Phase, ROWS, Row, SECOND_DELAY_MIN};
use super::words::{NOT_NOW, SENTENCES, Sentence, UNKNOWN_ADDRESS};
use std::fmt::Write;
use std::path::Path;

const WRITE: &str = "ECHANGES_WRITE_DOCS";

#[test]
fn the_documentation_is_what_is_tested() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/MAIL-FAULTS.md");
    let text = document();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == text,
        "docs/MAIL-FAULTS.md does not say what is tested; write it again with: {WRITE}=1 cargo test -p server --test it faults::document"
    );
}

fn document() -> String {
    let mut text = format!(
        "# When the mail server misbehaves\n\n\
What becomes of a mail when the mail server answers wrongly, slowly or not at all, at each phase of the dialogue.\n\
This page is written from the table that the server tests play against the program, on both databases, with the time limits of\n\
production (`server/tests/it/faults/table.rs`). Do not edit it: change the table, then\n\
`{WRITE}=1 cargo test -p server --test it faults::document`.\n\n"
    );
    text.push_str(&states());
    for phase in Phase::ALL {
        text.push_str(&matrix(phase));
    }
    text.push_str(&others());
    text.push_str(&sentences());
    text
}

fn states() -> String {
    format!(
        "## How to read it\n\n\
| state | what it means | what happens next |\n| --- | --- | --- |\n\
| accepted | the mail server has it | nothing |\n\
| deferred | it surely has not | tried again by itself after {FIRST_DELAY_MIN} minute, then {SECOND_DELAY_MIN}, 15, 30 minutes, then twice as long each time up to 4 hours (up to a fifth more, by chance), for 5 days |\n\
| refused | it surely has not, and never will | final for this recipient; the sender reads why |\n\
| uncertain | it may have it | never sent again by itself: a person asks the recipient and decides |\n\
| paused | it surely has not | the mail stays queued and no try is lost; the account sends nothing until an administrator has acted |\n\n\
`Known after` is how long the program waits before it knows; \"at once\" is the time of the answer. `Three recipients` says what becomes of\n\
each of three: *this* is the state of the row. Codes are answered here without an enhanced status code (the `5.1.1` in\n\
`550 5.1.1 no such user`), which would say more: see the list after the phases.\n\n"
    )
}

fn phase_title(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Connect => ("Connecting", "Nothing was said yet."),
        Phase::Banner => (
            "Banner",
            "The server has to greet. Whatever it says is about the program, not about a mail.",
        ),
        Phase::Ehlo => ("EHLO", "The server has to say what it can do."),
        Phase::StartTls => (
            "STARTTLS",
            "The server offered encryption and has to begin it. What it does not give is not done without.",
        ),
        Phase::Auth => ("AUTH", "The server has to let the account in."),
        Phase::Mail => (
            "MAIL",
            "The server has to take the sender. From here on 5xx is about the mail, and final.",
        ),
        Phase::Rcpt => (
            "RCPT",
            "The server has to take each recipient. Of three recipients the first is taken, the fault happens at the second, the third does not exist.",
        ),
        Phase::Data => (
            "DATA",
            "The server has to be ready for the message. Of three recipients the first was taken, the second does not exist, the third is to come back later.",
        ),
        Phase::AfterDot => (
            "After the final dot",
            "The message is there and the server has to say that it keeps it. A code is its word; without one, nobody can know. Three recipients as for DATA.",
        ),
    }
}

fn fault_title(fault: Fault) -> String {
    match fault {
        Fault::Code(421) => "421 and hangs up".to_owned(),
        Fault::Code(code) => code.to_string(),
        Fault::Garbage => "garbage".to_owned(),
        Fault::Reset => "breaks the connection".to_owned(),
        Fault::HalfClose => "closes its side and goes on reading".to_owned(),
        Fault::Stall => "says nothing".to_owned(),
        Fault::OneByte => "one byte a second, without end".to_owned(),
        Fault::WrongName => "certificate for another name".to_owned(),
        other => unreachable!("{other:?} is in the list, not in the matrix"),
    }
}

fn matrix(phase: Phase) -> String {
    let (title, about) = phase_title(phase);
    let mut text = format!(
        "## {title}\n\n{about}\n\n\
| the server | state | next try | what people read | three recipients | known after |\n\
| --- | --- | --- | --- | --- | --- |\n"
    );
    let mut left_out: Vec<(&str, Vec<String>)> = Vec::new();
    for row in ROWS.iter().filter(|row| row.phase == phase) {
        match row.cell {
            Cell::Met { one, three, after_s } => {
                let three = three_recipients(one, three);
                writeln!(
                    text,
                    "| {} | {} | {three} | {} |",
                    server_does(row),
                    fate_cells(one),
                    duration(after_s)
                )
                .unwrap();
            }
            Cell::Senseless(why) => match left_out.iter_mut().find(|(reason, _)| *reason == why) {
                Some((_, faults)) => faults.push(fault_title(row.fault)),
                None => left_out.push((why, vec![fault_title(row.fault)])),
            },
        }
    }
    text.push('\n');
    for (why, faults) in left_out {
        writeln!(text, "Left out because {why}: {}.\n", faults.join("; ")).unwrap();
    }
    text
}

fn server_does(row: &Row) -> String {
    match (row.phase, row.fault) {
        (Phase::Connect, Fault::Reset) => "refuses the connection".to_owned(),
        (Phase::Connect, Fault::Stall) => "does not answer".to_owned(),
        (Phase::Connect, Fault::WrongName) => "certificate for another name (`smtps://`)".to_owned(),
        (_, fault) => fault_title(fault),
    }
}

/// State, next try, sentence.
fn fate_cells(fate: Fate) -> String {
    let next = match fate {
        Fate::Deferred(_) => "1 min",
        Fate::Paused => "when resumed",
        _ => "-",
    };
    let sentence = sentence_of(fate).map_or_else(|| "-".to_owned(), |sentence| plain(sentence.en));
    format!("{} | {next} | {sentence}", word(fate))
}

/// The first is taken or not, the second does not exist, the third is to come back later: those two need no sentence here.
fn three_recipients(one: Fate, three: [Fate; 3]) -> String {
    if three == [one; 3] {
        return "all alike".to_owned();
    }
    let mut each = Vec::new();
    for (at, fate) in three.into_iter().enumerate() {
        each.push(match (at, fate) {
            (_, Fate::Accepted) => "accepted".to_owned(),
            (_, Fate::Refused(UNKNOWN_ADDRESS)) => "refused".to_owned(),
            (2, Fate::Deferred(NOT_NOW)) => "deferred".to_owned(),
            (_, fate) if fate == one => "*this*".to_owned(),
            (_, fate) => {
                let sentence = sentence_of(fate).map_or_else(String::new, |sentence| plain(sentence.en));
                format!("{} ({})", word(fate), sentence.trim_end_matches('.'))
            }
        });
    }
    each.join(", ")
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Accepted => "accepted",
        Fate::Deferred(_) => "deferred",
        Fate::Refused(_) => "refused",
        Fate::Uncertain(_) => "uncertain",
        Fate::Paused => "paused",
    }
}

fn sentence_of(fate: Fate) -> Option<Sentence> {
    match fate {
        Fate::Deferred(sentence) | Fate::Refused(sentence) | Fate::Uncertain(sentence) => Some(sentence),
        Fate::Accepted | Fate::Paused => None,
    }
}

fn duration(seconds: u64) -> String {
    match seconds {
        0 => "at once".to_owned(),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

fn others() -> String {
    let mut text = "## Lies, settings, and answers that say more\n\n\
One recipient. The enhanced status code at the beginning of an answer makes the sentence more precise.\n\n\
| at | the server | state | next try | what people read | known after |\n\
| --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for other in &OTHERS {
        writeln!(
            text,
            "| {} | {} | {} | {} |",
            phase_title(other.phase).0,
            other_does(other),
            fate_cells(other.fate),
            duration(other.after_s)
        )
        .unwrap();
    }
    text.push('\n');
    text
}

fn other_does(other: &Other) -> String {
    match other.fault {
        Fault::Say(reply) => reply
            .split("\r\n")
            .map(|line| format!("`{line}`"))
            .collect::<Vec<_>>()
            .join(", "),
        _ => other.what.to_owned(),
    }
}

fn sentences() -> String {
    let mut text =
        "## The sentences\n\nAs they stand on the screen.\n\n| English | French |\n| --- | --- |\n"
            .to_owned();
    for sentence in SENTENCES {
        let french = sentence.fr.replace('\u{a0}', " ");
        writeln!(text, "| {} | {french} |", plain(sentence.en)).unwrap();
    }
    text
}

/// In ASCII, as documentation is.
fn plain(text: &str) -> String {
    text.replace('\u{2019}', "'")
}
