//! What the program counts about itself, in the text format of Prometheus. Nothing in it tells one person from another.

use super::Site;
use crate::error::Failure;
use crate::mailer::{Answer, Answers, DEFAULT_ACCOUNT};
use crate::persistence::outbox::{self, Backlog};
use crate::persistence::{health, session, smtp_accounts};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::time::Timestamp;
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000];

/// Requests answered since the start.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// By first digit of the status, 1 to 5.
    by_class: [AtomicU64; 5],
    /// Not cumulated; the last one has no bound.
    by_duration: [AtomicU64; BOUNDS_MS.len() + 1],
    total_us: AtomicU64,
}

/// Counts the request, and logs the answer: by route, not by address, which may hold what somebody searched for.
pub(super) async fn observe(State(site): State<Site>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<axum::extract::MatchedPath>().cloned();
    let response = next.run(request).await;
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    site.metrics.count(status, elapsed);
    let route = route.as_ref().map_or("other", |route| route.as_str());
    tracing::debug!(%method, route, status, elapsed_us = elapsed.as_micros(), "answered");
    response
}

/// The whole text.
pub(super) async fn text(site: &Site) -> Result<String, Failure> {
    let services = &site.services;
    let now = services.clock.now();
    let mails = health::recipients_by_state(&services.db).await?;
    let overdue = health::overdue_recipients(&services.db, now).await?;
    let sessions = session::count(&services.db, now).await?;
    let outbox = Outbox {
        backlog: outbox::backlog(services.db.reader(), now).await?,
        accounts: services.mail_accounts.names().map(str::to_owned).collect(),
        paused: smtp_accounts::paused(services.db.reader())
            .await?
            .into_iter()
            .map(|paused| paused.name)
            .collect(),
        answers: services.mail_counters.answers(),
        transactions: services.mail_counters.transactions(),
    };

    let mut text = String::new();
    site.metrics.write(&mut text).map_err(|_| Failure::Panicked)?;
    let streams = services.live.streams();
    let gauges = write_gauges(&mut text, &mails, overdue, (sessions, streams));
    gauges.map_err(|_| Failure::Panicked)?;
    outbox.write(&mut text, now).map_err(|_| Failure::Panicked)?;
    Ok(text)
}

/// What lies in the outbox and how it gets on.
struct Outbox {
    backlog: Backlog,
    accounts: Vec<String>,
    paused: Vec<String>,
    answers: Vec<(String, Answers)>,
    transactions: u64,
}

impl Outbox {
    fn write(&self, text: &mut String, now: Timestamp) -> fmt::Result {
        let name = "echanges_mail_waiting";
        head(text, name, "gauge", "Recipients still to be sent to.")?;
        writeln!(text, "{name} {}", self.backlog.waiting)?;
        let name = "echanges_mail_oldest_seconds";
        head(
            text,
            name,
            "gauge",
            "How long the oldest of them is in the outbox.",
        )?;
        let age_ms = self
            .backlog
            .oldest_queued_at
            .map_or(0, |at| now.0.saturating_sub(at.0).max(0));
        writeln!(text, "{name} {}", age_ms / 1000)?;
        let name = "echanges_mail_account_paused";
        head(
            text,
            name,
            "gauge",
            "1 while the account is paused; * is the whole outbox.",
        )?;
        for account in self
            .accounts
            .iter()
            .map(String::as_str)
            .chain([smtp_accounts::EVERYTHING])
        {
            let is_paused = u8::from(self.paused.iter().any(|paused| paused == account));
            writeln!(text, "{name}{{account=\"{}\"}} {is_paused}", label(account))?;
        }
        let name = "echanges_mail_answers_total";
        head(
            text,
            name,
            "counter",
            "Answers of mail servers, one for each recipient.",
        )?;
        for (account, answers) in &self.answers {
            for answer in Answer::ALL {
                let (account, class, count) = (label(account), answer.label(), answers.of(answer));
                writeln!(text, "{name}{{account=\"{account}\",answer=\"{class}\"}} {count}")?;
            }
        }
        let name = "echanges_mail_transactions_total";
        head(text, name, "counter", "Transactions that the outbox committed.")?;
        writeln!(text, "{name} {}", self.transactions)
    }
}

/// An empty label would be none.
fn label(account: &str) -> &str {
    if account == DEFAULT_ACCOUNT {
        "default"
    } else {
        account
    }
}

impl Metrics {
    fn count(&self, status: u16, elapsed: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let millis = u64::try_from(elapsed.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
        let bucket = BOUNDS_MS
            .iter()
            .position(|bound| millis <= *bound)
            .unwrap_or(BOUNDS_MS.len());
        self.by_duration[bucket].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        self.total_us.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, text: &mut String) -> fmt::Result {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        head(
            text,
            "echanges_http_requests_total",
            "counter",
            "Requests answered, by class of status.",
        )?;
        for (at, counter) in self.by_class.iter().enumerate() {
            writeln!(
                text,
                "echanges_http_requests_total{{class=\"{}xx\"}} {}",
                at + 1,
                read(counter)
            )?;
        }
        let name = "echanges_http_request_seconds";
        head(text, name, "histogram", "Time until an answer began.")?;
        let mut count = 0;
        for (counter, bound) in self.by_duration.iter().zip(BOUNDS_MS) {
            count += read(counter);
            writeln!(text, "{name}_bucket{{le=\"{}\"}} {count}", seconds(bound * 1000))?;
        }
        count += self.by_duration.last().map_or(0, read);
        writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}")?;
        writeln!(text, "{name}_sum {}", seconds(read(&self.total_us)))?;
        writeln!(text, "{name}_count {count}")
    }
}

fn write_gauges(
    text: &mut String,
    mails: &[(String, u64)],
    overdue: u64,
    (sessions, streams): (u64, usize),
) -> fmt::Result {
    head(
        text,
        "echanges_mail_recipients",
        "gauge",
        "Recipients of mails, by state.",
    )?;
    for (state, count) in mails {
        writeln!(text, "echanges_mail_recipients{{state=\"{state}\"}} {count}")?;
    }
    head(
        text,
        "echanges_mail_overdue",
        "gauge",
        "Recipients that should have been tried ten minutes ago.",
    )?;
    writeln!(text, "echanges_mail_overdue {overdue}")?;
    head(
        text,
        "echanges_sessions",
        "gauge",
        "Sessions that have not expired.",
    )?;
    writeln!(text, "echanges_sessions {sessions}")?;
    head(
        text,
        "echanges_live_streams",
        "gauge",
        "Browsers that are told of changes.",
    )?;
    writeln!(text, "echanges_live_streams {streams}")?;
    head(
        text,
        "echanges_build_info",
        "gauge",
        "Always 1; the version is in the label.",
    )?;
    writeln!(
        text,
        "echanges_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    )
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a sum of durations is shown, not reckoned with"
)]
fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_cumulated_under_their_bounds() {
        let metrics = Metrics::default();
        for (status, micros) in [(200, 900), (200, 1_000), (303, 1_001), (500, 9_000_000)] {
            metrics.count(status, Duration::from_micros(micros));
        }
        let mut text = String::new();
        metrics.write(&mut text).unwrap();
        for line in [
            "echanges_http_requests_total{class=\"2xx\"} 2",
            "echanges_http_requests_total{class=\"5xx\"} 1",
            "echanges_http_request_seconds_bucket{le=\"0.001\"} 2",
            "echanges_http_request_seconds_bucket{le=\"0.002\"} 3",
            "echanges_http_request_seconds_bucket{le=\"5\"} 3",
            "echanges_http_request_seconds_bucket{le=\"+Inf\"} 4",
            "echanges_http_request_seconds_sum 9.002901",
            "echanges_http_request_seconds_count 4",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} in\n{text}");
        }
    }
}
