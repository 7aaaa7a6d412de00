//! When a mail that could not leave is tried again. Pure: time and chance are given.

use domain::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
/// The first delays, in minutes; then each is twice the one before.
const FIRST_MINUTES: [i64; 4] = [1, 5, 15, 30];
/// Longest delay, in minutes.
const LONGEST_MINUTES: i64 = 4 * 60;
/// Longest delay with all that chance may add to it, in milliseconds.
pub const LONGEST_MS: i64 = LONGEST_MINUTES * MINUTE_MS * 6 / 5;
/// Longest time a mail is tried for (RFC 5321 section 4.5.4.1), in milliseconds.
pub const GIVE_UP_MS: i64 = 5 * 24 * 60 * MINUTE_MS;
/// Tries that every mail gets, however old: a server that was off for a week must not meet its first "come back later" as a refusal.
const FEWEST_TRIES: u32 = 5;

/// What follows a try that failed for now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    At(Timestamp),
    GiveUp,
}

/// After `tries` tries of a mail frozen at `since`. `chance` lengthens the delay by up to a fifth, so that mails that
/// failed together do not come back together.
pub fn next_try(tries: u32, since: Timestamp, now: Timestamp, chance: u8) -> Next {
    let delay_ms = delay_minutes(tries) * MINUTE_MS;
    let at = now.plus_ms(delay_ms + delay_ms / 5 * i64::from(chance) / i64::from(u8::MAX));
    if tries >= FEWEST_TRIES && at > since.plus_ms(GIVE_UP_MS) {
        Next::GiveUp
    } else {
        Next::At(at)
    }
}

fn delay_minutes(tries: u32) -> i64 {
    let at = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    match FIRST_MINUTES.get(at) {
        Some(minutes) => *minutes,
        None => {
            let doublings = u32::try_from(at - (FIRST_MINUTES.len() - 1)).unwrap_or(u32::MAX);
            let last = FIRST_MINUTES[FIRST_MINUTES.len() - 1];
            2_i64
                .checked_pow(doublings)
                .and_then(|factor| last.checked_mul(factor))
                .unwrap_or(LONGEST_MINUTES)
                .min(LONGEST_MINUTES)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_from_a_minute_to_four_hours() {
        let minutes: Vec<i64> = (1..=9).map(delay_minutes).collect();
        assert_eq!(minutes, [1, 5, 15, 30, 60, 120, 240, 240, 240]);
        assert_eq!(delay_minutes(u32::MAX), 240);
        assert_eq!(delay_minutes(0), 1);
    }

    #[test]
    fn chance_lengthens_a_delay_by_a_fifth_at_most() {
        let now = Timestamp(1_000_000);
        assert_eq!(next_try(1, now, now, 0), Next::At(now.plus_ms(60_000)));
        assert_eq!(next_try(1, now, now, u8::MAX), Next::At(now.plus_ms(72_000)));
    }

    #[test]
    fn a_mail_is_given_up_after_five_days_but_never_at_its_first_tries() {
        let frozen = Timestamp(0);
        let late = frozen.plus_ms(GIVE_UP_MS + 1);
        assert_eq!(next_try(FEWEST_TRIES, frozen, late, 0), Next::GiveUp);
        assert!(matches!(next_try(FEWEST_TRIES - 1, frozen, late, 0), Next::At(_)));
        // Tried without a break, it is given up on the fifth day and not before.
        let (mut now, mut tries) = (frozen, 1);
        while let Next::At(at) = next_try(tries, frozen, now, 128) {
            (now, tries) = (at, tries + 1);
        }
        assert!(
            now.0 > GIVE_UP_MS - 5 * 60 * MINUTE_MS && now.0 <= GIVE_UP_MS,
            "{now:?}"
        );
        assert!((30..40).contains(&tries), "{tries}");
    }
}
