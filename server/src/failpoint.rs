//! Named places where the process can be made to die, as a power cut would end it: nothing is flushed, nobody says goodbye.
//!
//! What the outbox promises holds at every instant, and a kill from outside hardly ever hits the few instants that matter. The
//! points are in every build, so that what is tested is what is deployed; one that is not asked for costs one relaxed load.
//!
//! `ECHANGES_FAIL_POINT` says which: `dot.after` dies at its first passage, `dot.after:3` at its third, `any:1/50` with that chance at each
//! passage of any point.

use crate::services::random_bytes;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The setting.
pub const SETTING: &str = "ECHANGES_FAIL_POINT";

/// Every point, in the order in which a mail passes them.
pub const NAMES: [&str; 9] = [
    "enqueue.before_commit",
    "enqueue.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "mark.before_commit",
    "mark.after_commit",
    // The mail server has answered to the message, and nobody has written that down.
    "dot.after",
    "settle.before_commit",
    "settle.after_commit",
];

const ANY: &str = "any";

static IS_ARMED: AtomicBool = AtomicBool::new(false);
static PLAN: OnceLock<Plan> = OnceLock::new();

/// The setting names no point, or counts to nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAFailPoint(String);

impl fmt::Display for NotAFailPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{SETTING} is \"{}\", not name, name:n or any:1/n; the names are {}.",
            self.0,
            NAMES.join(", ")
        )
    }
}

impl std::error::Error for NotAFailPoint {}

/// Reads the setting, once, at the start.
///
/// # Errors
/// When it cannot be understood: a test that never dies would prove nothing.
pub fn arm_from_env() -> Result<(), NotAFailPoint> {
    match std::env::var(SETTING) {
        Ok(setting) if !setting.trim().is_empty() => arm(setting.trim()),
        _ => Ok(()),
    }
}

fn arm(setting: &str) -> Result<(), NotAFailPoint> {
    let plan = Plan::parse(setting).ok_or_else(|| NotAFailPoint(setting.to_owned()))?;
    tracing::warn!(setting, "this process is going to die on purpose");
    // A second call changes nothing: the first plan is the one that was announced.
    PLAN.get_or_init(|| plan);
    IS_ARMED.store(true, Ordering::Release);
    Ok(())
}

/// A point that is passed.
#[inline]
pub fn reach(name: &'static str) {
    if IS_ARMED.load(Ordering::Relaxed) {
        pass(name);
    }
}

#[cold]
fn pass(name: &'static str) {
    let chance = u64::from_le_bytes(random_bytes());
    if PLAN.get().is_some_and(|plan| plan.kills(name, chance)) {
        eprintln!("{SETTING}: {name}");
        std::process::abort();
    }
}

#[derive(Debug)]
enum Plan {
    /// At this point, when so many passages are left.
    Passage { name: &'static str, left: AtomicU64 },
    /// At any point, once in so many passages.
    Chance { of: u64 },
}

impl Plan {
    fn parse(setting: &str) -> Option<Self> {
        let (name, count) = match setting.split_once(':') {
            Some((name, count)) => (name, Some(count)),
            None => (setting, None),
        };
        if name == ANY {
            let of = count?.strip_prefix("1/")?.parse().ok()?;
            return (of > 0).then_some(Plan::Chance { of });
        }
        let name = NAMES.into_iter().find(|known| *known == name)?;
        let left = count.map_or(Some(1), |count| count.parse().ok())?;
        (left > 0).then(|| Plan::Passage {
            name,
            left: AtomicU64::new(left),
        })
    }

    fn kills(&self, passed: &str, chance: u64) -> bool {
        match self {
            Plan::Passage { name, left } => *name == passed && left.fetch_sub(1, Ordering::Relaxed) == 1,
            Plan::Chance { of } => chance.is_multiple_of(*of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deaths(setting: &str, passages: &[&str]) -> Vec<bool> {
        let plan = Plan::parse(setting).unwrap();
        passages
            .iter()
            .zip(0..)
            .map(|(name, chance)| plan.kills(name, chance))
            .collect()
    }

    #[test]
    fn a_process_dies_at_the_passage_that_was_asked_for() {
        let passages = ["dot.after", "mark.after_commit", "dot.after", "dot.after"];
        assert_eq!(deaths("dot.after", &passages), [true, false, false, false]);
        assert_eq!(deaths("dot.after:2", &passages), [false, false, true, false]);
        assert_eq!(deaths("any:1/3", &passages), [true, false, false, true]);
    }

    #[test]
    fn a_setting_that_would_never_kill_is_refused() {
        for setting in [
            "dot",
            "dot.after:0",
            "dot.after:",
            "dot.after:-1",
            "any",
            "any:3",
            "any:1/0",
            ":1",
        ] {
            assert!(Plan::parse(setting).is_none(), "{setting}");
        }
        let sentence = arm("dot").unwrap_err().to_string();
        assert!(
            sentence.contains("\"dot\"") && sentence.contains("dot.after"),
            "{sentence}"
        );
    }

    #[test]
    fn nothing_dies_when_nothing_was_asked_for() {
        for name in NAMES {
            reach(name);
        }
    }
}
