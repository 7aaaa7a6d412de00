//! How many mails leave in a second, each durable at every step, beside a generator that keeps nothing; and how soon one begins to.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Folder, millis, per_second, percentile};
use crate::dice::Dice;
use crate::http::sign_in;
use crate::process::{command, output};
use crate::sink::Sink;
use crate::torture::mails::{Mail, plain};
use crate::torture::process::{Place, Running};

/// Mails that wait when the clock starts.
const MAILS: usize = 1_000;
/// Mails that leave at once, and sessions of the generator.
const LANES: usize = 16;
/// Mails whose way to the wire is timed.
const TIMED: usize = 50;
/// Durable mails to a local mail server.
const GOAL_PER_SECOND: f64 = 1_500.0;
const PATIENCE: Duration = Duration::from_secs(120);

/// The rows of the table.
pub fn measure(binary: &Path) -> Result<Vec<String>> {
    let folder = Folder::make("mails")?;
    let sink = Sink::start(false)?;
    let settings = [
        ("ECHANGES_DATA", folder.path().display().to_string()),
        ("SMTP_URL", sink.url()),
        ("ECHANGES_MAIL_WORKERS", LANES.to_string()),
    ];
    let place = Place::new(binary, folder.path().join("server.log"), &settings)?;
    let mut server = place.start(&["--demo"], None)?;
    server.wait_until_ready()?;
    let desk = Desk {
        place: &place,
        cookie: sign_in(place.address, "demo@example.org")?,
    };
    let mut mails = plain(MAILS + TIMED, &mut Dice::new(1));
    let timed = mails.split_off(MAILS);
    let ours = desk.throughput(&sink, &mails)?;
    let bytes = sink.ledger().bytes / MAILS;
    let mut starts = desk.first_bytes(&sink, &timed)?;
    leave(server)?;
    let theirs = generator(&sink, bytes)?;
    starts.sort_unstable();
    Ok(vec![
        format!(
            "| durable mails per second, {MAILS} mails of {bytes} bytes, {LANES} at once, SQLite | {ours:.0} | {} |",
            goal(ours)
        ),
        format!("| the same by Postfix's smtp-source, which keeps nothing | {theirs:.0} | - |"),
        format!("| ratio | {:.2} | - |", ours / theirs),
        format!(
            "| from asking to record a mail to its first byte on the wire, p50 of {TIMED} | {} | - |",
            millis(percentile(&starts, 50))
        ),
        format!("| the same, p99 | {} | - |", millis(percentile(&starts, 99))),
    ])
}

/// Where mails are recorded.
struct Desk<'a> {
    place: &'a Place,
    cookie: String,
}

impl Desk<'_> {
    fn record(&self, mail: &Mail) -> Result<()> {
        match self.place.post("/api/execute", &self.cookie, &mail.envelope()) {
            Some((200, answer)) if answer.get("Done").is_some() => Ok(()),
            other => bail!("recording a mail was answered with {other:?}"),
        }
    }

    /// Mails per second. All are recorded first, while the mail server lets its clients wait for the greeting.
    fn throughput(&self, sink: &Sink, mails: &[Mail]) -> Result<f64> {
        sink.set_open(false);
        for mail in mails {
            self.record(mail)?;
        }
        let started = Instant::now();
        sink.set_open(true);
        if !sink.wait_for(mails.len(), PATIENCE) {
            bail!(
                "{} of {} mails came in {PATIENCE:?}",
                sink.ledger().messages,
                mails.len()
            );
        }
        Ok(per_second(mails.len(), started.elapsed()))
    }

    /// One mail after the other.
    fn first_bytes(&self, sink: &Sink, mails: &[Mail]) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(mails.len());
        for mail in mails {
            sink.clear();
            let asked = Instant::now();
            self.record(mail)?;
            if !sink.wait_for(1, PATIENCE) {
                bail!("a mail did not come in {PATIENCE:?}");
            }
            let begun = sink.ledger().beginnings.first().copied();
            times.push(
                begun
                    .context("a mail came without a beginning")?
                    .duration_since(asked),
            );
            // A person does not write fifty mails in a row: the connection is quiet again.
            thread::sleep(Duration::from_millis(20));
        }
        Ok(times)
    }
}

fn leave(server: Running<'_>) -> Result<()> {
    server.stop().context("after the mails were measured")
}

/// Mails per second of Postfix's generator: as many, as long, in as many sessions, each session kept open.
fn generator(sink: &Sink, bytes: usize) -> Result<f64> {
    sink.clear();
    let program = ["/usr/sbin/smtp-source", "/usr/bin/smtp-source"]
        .into_iter()
        .find(|program| Path::new(program).exists())
        .context("smtp-source is not installed")?;
    let started = Instant::now();
    output(
        command(program)
            .args([
                "-d",
                "-s",
                &LANES.to_string(),
                "-m",
                &MAILS.to_string(),
                "-l",
                &bytes.to_string(),
            ])
            .args(["-f", "demo@example.org", "-t", "t@client.example"])
            .arg(sink.address().to_string()),
        "smtp-source",
    )?;
    let time = started.elapsed();
    if !sink.wait_for(MAILS, PATIENCE) {
        bail!("smtp-source brought {} of {MAILS} mails", sink.ledger().messages);
    }
    Ok(per_second(MAILS, time))
}

/// A missed goal is told as it is.
fn goal(per_second: f64) -> String {
    if per_second >= GOAL_PER_SECOND {
        format!("≥ {GOAL_PER_SECOND:.0}")
    } else {
        format!(
            "≥ {GOAL_PER_SECOND:.0}, missed by {:.0}",
            GOAL_PER_SECOND - per_second
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_as_they_are() {
        assert_eq!(
            (goal(1_500.0), goal(1_400.4)),
            ("≥ 1500".to_owned(), "≥ 1500, missed by 100".to_owned())
        );
    }
}
