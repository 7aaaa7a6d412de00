//! One run: mails are recorded while the processes that send them are killed, again and again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use super::FAIL_POINTS;
use super::mails::Mail;
use super::process::{Place, Running};
use crate::dice::Dice;

/// How long a process may take to come by its fail point before it is killed from outside.
const TO_FAIL_POINT: Duration = Duration::from_secs(3);
/// Longest life of a process that is killed from outside, once it serves.
const LIFE_MAX_MS: usize = 220;
/// Longest life of one that is killed while it starts.
const BIRTH_MAX_MS: usize = 40;
/// How long the last mails may take to come to rest.
const TO_REST: Duration = Duration::from_secs(300);
/// Threads that record.
const RECORDERS: usize = 2;

/// What a run needs.
#[derive(Debug)]
pub struct Plan<'a> {
    pub places: &'a [Place],
    pub cookie: &'a str,
    pub mails: &'a [Mail],
    pub kills: usize,
    pub lease: Duration,
    pub seed: u64,
}

/// How the processes ended.
#[derive(Clone, Debug, Default)]
pub struct Kills {
    pub random: usize,
    /// Of those, so many after having been stopped for longer than their lease.
    pub frozen: usize,
    pub by_point: BTreeMap<&'static str, usize>,
    /// Fail points that were not passed in time; counted as random.
    pub missed: usize,
}

impl Kills {
    pub fn at_points(&self) -> usize {
        self.by_point.values().sum()
    }

    pub fn all(&self) -> usize {
        self.random + self.at_points()
    }
}

struct Assault<'a> {
    plan: &'a Plan<'a>,
    progress: Mutex<Progress>,
    /// The process that waits for something to be recorded through it, when there is one.
    wanted: AtomicUsize,
    has_failed: AtomicBool,
}

#[derive(Default)]
struct Progress {
    begun: usize,
    kills: Kills,
    planned: BTreeMap<&'static str, usize>,
}

/// How the next process ends.
enum End {
    Random,
    Point { name: &'static str, passage: usize },
}

/// Records every mail and kills as often as planned; returns with all processes running and all mails recorded.
pub fn run<'a>(plan: &'a Plan<'a>) -> Result<(Kills, Vec<Running<'a>>)> {
    let assault = Assault {
        plan,
        progress: Mutex::default(),
        wanted: AtomicUsize::new(usize::MAX),
        has_failed: AtomicBool::new(false),
    };
    let mut dice = Dice::new(plan.seed);
    let assault = &assault;
    let survivors = thread::scope(|scope| {
        let killers: Vec<_> = (0..plan.places.len())
            .map(|at| (at, dice.split()))
            .map(|(at, dice)| scope.spawn(move || assault.guarded(|| assault.kill(at, dice))))
            .collect();
        let recorders: Vec<_> = (0..RECORDERS)
            .map(|at| (at, dice.split()))
            .map(|(at, dice)| scope.spawn(move || assault.guarded(|| assault.record(at, dice))))
            .collect();
        let survivors: Vec<Result<Running<'a>>> = killers.into_iter().map(joined).collect();
        // Whoever failed first says why; the others only stopped.
        let recorded: Result<Vec<()>> = recorders.into_iter().map(joined).collect();
        recorded.and(survivors.into_iter().collect::<Result<Vec<_>>>())
    })?;
    let kills = assault.progress().kills.clone();
    Ok((kills, survivors))
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread
        .join()
        .unwrap_or_else(|_| Err(anyhow!("a thread of the run has panicked")))
}

/// Waits until `restless` counts nothing.
pub fn wait_for_rest(restless: impl Fn() -> Result<u64>) -> Result<()> {
    let started = Instant::now();
    loop {
        let count = restless()?;
        if count == 0 {
            return Ok(());
        }
        if started.elapsed() > TO_REST {
            bail!("{count} recipients are still on their way after {TO_REST:?}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

impl<'a> Assault<'a> {
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let outcome = work();
        if outcome.is_err() {
            self.has_failed.store(true, Ordering::Relaxed);
        }
        outcome
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<()> {
        if self.has_failed.load(Ordering::Relaxed) {
            bail!("stopped");
        }
        Ok(())
    }

    /// Starts and kills the processes of one place until there were enough; leaves one that lives.
    fn kill(&self, at: usize, mut dice: Dice) -> Result<Running<'a>> {
        let place = &self.plan.places[at];
        while let Some(end) = self.next(&mut dice) {
            self.check()?;
            match end {
                End::Random => self.at_random(place, &mut dice)?,
                End::Point { name, passage } => self.at_point(at, name, passage)?,
            }
        }
        let mut survivor = place.start(&[], None)?;
        survivor.wait_until_ready()?;
        Ok(survivor)
    }

    /// Every other process dies at a fail point: at that which had the fewest.
    fn next(&self, dice: &mut Dice) -> Option<End> {
        let mut progress = self.progress();
        if progress.begun == self.plan.kills {
            return None;
        }
        progress.begun += 1;
        if progress.begun.is_multiple_of(100) {
            println!("  {} kills", progress.begun);
        }
        if progress.begun.is_multiple_of(2) {
            return Some(End::Random);
        }
        let planned = |name: &&str| progress.planned.get(*name).copied().unwrap_or_default();
        let name = FAIL_POINTS.into_iter().min_by_key(planned)?;
        *progress.planned.entry(name).or_default() += 1;
        let passage = 1 + dice.below(2);
        Some(End::Point { name, passage })
    }

    fn at_random(&self, place: &Place, dice: &mut Dice) -> Result<()> {
        let mut process = place.start(&[], None)?;
        let mut is_frozen = false;
        if dice.chance(15) {
            sleep_ms(dice.below(BIRTH_MAX_MS));
        } else {
            process.wait_until_ready()?;
            sleep_ms(dice.below(LIFE_MAX_MS));
            is_frozen = dice.chance(5);
            if is_frozen {
                process.freeze(self.plan.lease * 3 / 2)?;
                sleep_ms(dice.below(LIFE_MAX_MS));
            }
        }
        process.kill()?;
        let mut progress = self.progress();
        progress.kills.random += 1;
        progress.kills.frozen += usize::from(is_frozen);
        Ok(())
    }

    fn at_point(&self, at: usize, name: &'static str, passage: usize) -> Result<()> {
        let mut process = self.plan.places[at].start(&[], Some(&format!("{name}:{passage}")))?;
        if name.starts_with("enqueue.") {
            self.wanted.store(at, Ordering::Relaxed);
        }
        let is_dead = process.dies_within(TO_FAIL_POINT)?;
        if is_dead {
            *self.progress().kills.by_point.entry(name).or_default() += 1;
        } else {
            process.kill()?;
            let mut progress = self.progress();
            progress.kills.random += 1;
            progress.kills.missed += 1;
            // Once more, another time.
            if let Some(planned) = progress.planned.get_mut(name) {
                *planned -= 1;
            }
        }
        Ok(())
    }

    /// Records every second mail, and each until it is answered.
    fn record(&self, first: usize, mut dice: Dice) -> Result<()> {
        for (number, mail) in self.plan.mails.iter().enumerate().skip(first).step_by(RECORDERS) {
            while number >= self.due() {
                self.check()?;
                thread::sleep(Duration::from_millis(2));
            }
            self.record_one(mail, &mut dice)
                .with_context(|| format!("recording mail {number}"))?;
        }
        Ok(())
    }

    /// How many mails may be recorded by now: as many, for their number, as there were kills, and some to begin with, so that
    /// something is on its way whenever a process dies.
    fn due(&self) -> usize {
        let kills = self.progress().kills.all();
        if kills >= self.plan.kills {
            return self.plan.mails.len();
        }
        let lead = 4 * self.plan.places.len();
        self.plan.mails.len() * kills / self.plan.kills.max(1) + lead
    }

    fn record_one(&self, mail: &Mail, dice: &mut Dice) -> Result<()> {
        let envelope = mail.envelope();
        loop {
            self.check()?;
            let wanted = self.wanted.swap(usize::MAX, Ordering::Relaxed);
            let at = if wanted < self.plan.places.len() {
                wanted
            } else {
                dice.below(self.plan.places.len())
            };
            match self.plan.places[at].post("/api/execute", self.plan.cookie, &envelope) {
                Some((200, answer)) if answer.get("Done").is_some() => return Ok(()),
                // The program says itself that it can be asked again.
                None | Some((503, _)) => thread::sleep(Duration::from_millis(3)),
                Some((status, answer)) => bail!("it was answered with {status}: {answer}"),
            }
        }
    }
}

fn sleep_ms(millis: usize) {
    thread::sleep(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)));
}
