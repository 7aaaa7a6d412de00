//! The real SMTP mailer in a time of its own: ten minutes of silence take no time at all.
//!
//! Each mail leaves from a thread with a clock that jumps to the next moment at which something happens, while the outbox and
//! its database go on in the time of everybody else. The gate is asked across: the clock stands still until it has answered.

use super::certificates::CERTIFICATES;
use super::server::{FaultServer, HOST, WayTo};
use async_trait::async_trait;
use domain::email::Email;
use server::mailer::{Attempt, Gate, Mailer, SmtpMailer, SmtpSettings, Stopped, TimeLimits, Verdict};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

type Answer = Result<(), Stopped>;
type Question = (Vec<usize>, std::sync::mpsc::Sender<Answer>);

/// A mailer that talks to a server in memory.
pub struct SimulatedMailer {
    server: Arc<FaultServer>,
    url: String,
    took: Mutex<Duration>,
}

impl fmt::Debug for SimulatedMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatedMailer").field("url", &self.url).finish()
    }
}

/// How a mailer finds the server in memory: with a password, and judging its certificate.
pub fn url(scheme: &str) -> String {
    let authority = CERTIFICATES.authority().display().to_string();
    let required = if scheme == "smtp" { "tls=required&" } else { "" };
    format!("{scheme}://jean:secret@{HOST}:587?{required}ca={authority}")
}

pub fn smtp(server: &Arc<FaultServer>, url: &str) -> SmtpMailer {
    let settings = SmtpSettings::parse(url).unwrap();
    SmtpMailer::new(settings, TimeLimits::default()).dialling(Arc::new(WayTo(Arc::clone(server))))
}

impl SimulatedMailer {
    pub fn new(server: Arc<FaultServer>, scheme: &str) -> Self {
        Self {
            url: url(scheme),
            server,
            took: Mutex::default(),
        }
    }

    /// How long the last mail took, in its own time.
    pub fn took(&self) -> Duration {
        *self.took.lock().unwrap()
    }
}

/// A gate that is elsewhere.
struct FarGate(mpsc::Sender<Question>);

#[async_trait]
impl Gate for FarGate {
    async fn before_final_dot(&mut self, taken: &[usize]) -> Answer {
        let (answer, answered) = std::sync::mpsc::channel();
        self.0.send((taken.to_vec(), answer)).await.unwrap();
        // The clock does not jump while a thread is at work.
        tokio::task::spawn_blocking(move || answered.recv().unwrap())
            .await
            .unwrap()
    }
}

struct Letter {
    message_id: String,
    from: Email,
    recipients: Vec<Email>,
    bytes: Vec<u8>,
}

impl Letter {
    async fn leave(&self, mailer: &SmtpMailer, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let mail = Attempt {
            message_id: &self.message_id,
            from: &self.from,
            recipients: &self.recipients,
            bytes: &self.bytes,
        };
        mailer.send(mail, gate).await
    }
}

#[async_trait]
impl Mailer for SimulatedMailer {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let letter = Letter {
            message_id: mail.message_id.to_owned(),
            from: mail.from.clone(),
            recipients: mail.recipients.to_vec(),
            bytes: mail.bytes.to_vec(),
        };
        let (ask, mut asked) = mpsc::channel::<Question>(1);
        let (done, mut is_done) = oneshot::channel();
        let mailer = smtp(&self.server, &self.url);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
            let outcome = runtime.block_on(async {
                let begun = Instant::now();
                let outcome = letter.leave(&mailer, &mut FarGate(ask)).await;
                (outcome, begun.elapsed())
            });
            // The outbox may have been told to stop meanwhile.
            drop(done.send(outcome));
        });
        let (outcome, took) = loop {
            tokio::select! {
                Some((taken, answer)) = asked.recv() => answer.send(gate.before_final_dot(&taken).await).unwrap(),
                outcome = &mut is_done => break outcome.expect("the mailer does not panic"),
            }
        };
        *self.took.lock().unwrap() = took;
        outcome
    }
}
