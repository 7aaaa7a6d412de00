//! Mails kept in memory, with the verdicts that a test asks for.

use super::{Attempt, Gate, Mailer, Stopped, Verdict};
use async_trait::async_trait;
use domain::email::Email;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Takes every mail, unless [`MemoryMailer::answer`] says otherwise. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct MemoryMailer {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    sent: Vec<SentMail>,
    answers: BTreeMap<String, Verdict>,
}

/// A mail that was taken for at least one recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentMail {
    pub message_id: String,
    pub from: Email,
    /// Those it was taken for.
    pub recipients: Vec<Email>,
    pub bytes: Vec<u8>,
}

impl MemoryMailer {
    pub fn new() -> Self {
        Self::default()
    }

    /// What was sent, oldest first.
    pub fn sent(&self) -> Vec<SentMail> {
        self.lock().sent.clone()
    }

    /// From now on this address gets this verdict.
    pub fn answer(&self, address: &Email, verdict: Verdict) {
        self.lock().answers.insert(address.key(), verdict);
    }

    /// Takes every mail again.
    pub fn answer_nothing_special(&self) {
        self.lock().answers.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verdict(&self, address: &Email) -> Verdict {
        self.lock()
            .answers
            .get(&address.key())
            .cloned()
            .unwrap_or(Verdict::Accepted {
                reply: "250 kept in memory".to_owned(),
            })
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let verdicts: Vec<Verdict> = mail
            .recipients
            .iter()
            .map(|address| self.verdict(address))
            .collect();
        let taken: Vec<usize> = (0..verdicts.len())
            .filter(|at| {
                matches!(
                    verdicts[*at],
                    Verdict::Accepted { .. } | Verdict::Uncertain { .. }
                )
            })
            .collect();
        if taken.is_empty() {
            return Ok(verdicts);
        }
        gate.before_final_dot(&taken).await?;
        self.lock().sent.push(SentMail {
            message_id: mail.message_id.to_owned(),
            from: mail.from.clone(),
            recipients: taken.iter().map(|at| mail.recipients[*at].clone()).collect(),
            bytes: mail.bytes.to_vec(),
        });
        Ok(verdicts)
    }
}
