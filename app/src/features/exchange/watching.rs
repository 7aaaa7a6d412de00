//! When a mail on its way is looked at again: often while something may happen, seldom while nothing does.

use crate::view::{ExchangeView, MailRecipientView};
use domain::mail::RecipientState;

/// How often a mail on its way is looked at again, in milliseconds.
pub const POLL_MS: u32 = 2_000;
/// How many times the pause doubles while there is no news: the mail server may be down for hours.
const DOUBLINGS: u32 = 4;
/// Longest time between two looks at what leaves later, in milliseconds.
const LATER_MS: u32 = 5 * 60 * 1_000;
/// Looks without news before the pause doubles.
const PATIENCE: u32 = 15;

/// How long to wait before the log is read again, after `quiet` looks without news; `None` when no mail is on its way.
pub fn wait_ms(log: &[ExchangeView], quiet: u32, now_ms: i64) -> Option<u32> {
    let poll_ms = POLL_MS << (quiet / PATIENCE).min(DOUBLINGS);
    let waits = log
        .iter()
        .filter_map(|exchange| wait_of(exchange, poll_ms, now_ms));
    waits.min()
}

/// The same for one exchange, whose mail is looked at every `poll_ms` while something may happen.
pub fn wait_of(exchange: &ExchangeView, poll_ms: u32, now_ms: i64) -> Option<u32> {
    let recipients = exchange.mail.iter().flat_map(|mail| &mail.recipients);
    recipients
        .filter_map(|recipient| wait_for(recipient, poll_ms, now_ms))
        .min()
}

fn wait_for(recipient: &MailRecipientView, poll_ms: u32, now_ms: i64) -> Option<u32> {
    use RecipientState as S;
    let due_in_ms = recipient.next_try_at.as_ref().map_or(0, |due| due.at.0 - now_ms);
    match recipient.state {
        S::Queued | S::Transmitting => Some(poll_ms),
        S::Scheduled | S::Deferred => {
            let due_in_ms = u32::try_from(due_in_ms.max(0)).unwrap_or(u32::MAX);
            Some(due_in_ms.clamp(poll_ms, LATER_MS))
        }
        S::Accepted | S::Refused | S::Uncertain | S::Cancelled | S::Resolved => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::When;
    use domain::MailRecipientId;
    use domain::mail::RecipientRole;
    use domain::time::Timestamp;

    fn when(at_ms: i64) -> When {
        When {
            at: Timestamp(at_ms),
            iso: String::new(),
            text: String::new(),
        }
    }

    fn wait(state: RecipientState, due_ms: Option<i64>, poll_ms: u32) -> Option<u32> {
        let recipient = MailRecipientView {
            id: MailRecipientId(1),
            address: String::new(),
            role: RecipientRole::To,
            state,
            since: when(0),
            next_try_at: due_ms.map(when),
            when: String::new(),
            reason: String::new(),
            reply: String::new(),
            mail2: Vec::new(),
        };
        wait_for(&recipient, poll_ms, 100_000)
    }

    #[test]
    fn a_mail_is_looked_at_when_something_may_have_happened() {
        use RecipientState as S;
        let table = [
            (S::Queued, None, Some(POLL_MS)),
            (S::Transmitting, Some(0), Some(POLL_MS)),
            (S::Scheduled, Some(110_000), Some(10_000)),
            (S::Scheduled, Some(99_000), Some(POLL_MS)),
            (S::Deferred, Some(100_500), Some(POLL_MS)),
            (S::Deferred, Some(i64::MAX), Some(LATER_MS)),
            (S::Accepted, None, None),
            (S::Refused, None, None),
            (S::Uncertain, None, None),
            (S::Cancelled, None, None),
            (S::Resolved, None, None),
        ];
        for (state, due_ms, expected) in table {
            assert_eq!(wait(state, due_ms, POLL_MS), expected, "{state:?} {due_ms:?}");
        }
        assert_eq!(wait(S::Queued, None, 32_000), Some(32_000));
    }

    #[test]
    fn without_news_the_looks_become_rarer_and_never_stop() {
        assert_eq!(wait_ms(&[], 0, 0), None);
        let pause = |quiet: u32| POLL_MS << (quiet / PATIENCE).min(DOUBLINGS);
        assert_eq!(
            [0, 14, 15, 60, 10_000].map(pause),
            [2_000, 2_000, 4_000, 32_000, 32_000]
        );
    }
}
