//! What the mail servers answered since the start, by account: a flood of refusals shows here first.

use super::Verdict;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Kind of an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// 2xx: taken.
    Taken,
    /// 4xx.
    NotNow,
    /// 5xx, a refused sign-in included.
    Never,
    /// None that could be understood: no way to the server, silence, a broken connection.
    Network,
}

impl Answer {
    pub const ALL: [Answer; 4] = [Answer::Taken, Answer::NotNow, Answer::Never, Answer::Network];

    /// The label in the metrics.
    pub fn label(self) -> &'static str {
        match self {
            Answer::Taken => "2xx",
            Answer::NotNow => "4xx",
            Answer::Never => "5xx",
            Answer::Network => "network",
        }
    }

    /// What kind a verdict comes from.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Accepted { .. } => Answer::Taken,
            Verdict::Refused { .. } => Answer::Never,
            Verdict::Uncertain { .. } => Answer::Network,
            Verdict::Deferred { reply, .. } => match reply.get(..3).and_then(|code| code.parse().ok()) {
                Some(400..=499) => Answer::NotNow,
                Some(500..=599_u16) => Answer::Never,
                _ => Answer::Network,
            },
        }
    }
}

/// Answers of one account, one for each recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Answers([u64; Answer::ALL.len()]);

impl Answers {
    pub fn of(&self, answer: Answer) -> u64 {
        self.0[answer as usize]
    }
}

/// Counts since the start, of this instance.
#[derive(Debug, Default)]
pub struct MailCounters {
    by_account: Mutex<BTreeMap<String, Answers>>,
    transactions: AtomicU64,
}

impl MailCounters {
    pub fn count(&self, account: &str, answer: Answer) {
        let mut by_account = self.lock();
        if !by_account.contains_key(account) {
            by_account.insert(account.to_owned(), Answers::default());
        }
        if let Some(answers) = by_account.get_mut(account) {
            answers.0[answer as usize] += 1;
        }
    }

    /// Every account that was used, in the order of their names.
    pub fn answers(&self) -> Vec<(String, Answers)> {
        self.lock()
            .iter()
            .map(|(account, answers)| (account.clone(), *answers))
            .collect()
    }

    /// One more transaction that the outbox committed.
    pub(crate) fn count_transaction(&self) {
        self.transactions.fetch_add(1, Ordering::Relaxed);
    }

    /// Transactions that the outbox committed.
    pub fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Answers>> {
        self.by_account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::reason::MailReason;

    #[test]
    fn answers_are_counted_by_account_and_kind() {
        let counters = MailCounters::default();
        let deferred = |reply: &str| Verdict::Deferred {
            reason: MailReason::NotNow,
            reply: reply.to_owned(),
        };
        for (reply, kind) in [
            ("451 4.7.1 later", Answer::NotNow),
            ("554 no service", Answer::Never),
            ("no way there", Answer::Network),
            ("é", Answer::Network),
        ] {
            assert_eq!(Answer::of(&deferred(reply)), kind, "{reply}");
            counters.count("north.example", kind);
        }
        counters.count("", Answer::Taken);
        let counted = counters.answers();
        assert_eq!(
            counted.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["", "north.example"]
        );
        assert_eq!(Answer::ALL.map(|kind| counted[1].1.of(kind)), [0, 1, 1, 2]);
    }
}
