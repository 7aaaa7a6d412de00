//! `make torture`: kills the real program at the worst instants, and counts what became of the mails.
//!
//! Mails are recorded through the server's own interface, each repeated with the same id until it is answered, as a browser does. A mail
//! server that nobody kills remembers what it has taken. Meanwhile the processes die: by SIGKILL at random instants, by
//! themselves at each named fail point, a few after having been frozen for longer than their lease. At the end, with everything at rest,
//! no mail may be lost, none taken twice, and what the program says of each recipient must agree with the mail server.

mod assault;
mod audit;
pub mod mails;
pub mod process;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use self::assault::{Kills, Plan};
use self::audit::Verdict;
use self::process::Place;
use crate::dice::Dice;
use crate::http::sign_in;
use crate::paths;
use crate::postgres::{Cluster, Keeping};
use crate::process::{cargo, run as run_command};
use crate::sink::Sink;

/// Every named place where the program can be made to die (`server/src/failpoint.rs`).
pub const FAIL_POINTS: [&str; 9] = [
    "enqueue.before_commit",
    "enqueue.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "mark.before_commit",
    "mark.after_commit",
    "dot.after",
    "settle.before_commit",
    "settle.after_commit",
];

/// Long enough for a process that lives, short enough to be waited for a thousand times.
const LEASE: Duration = Duration::from_millis(1_000);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Engine {
    Sqlite,
    Postgres,
}

/// A number of processes on one database.
#[derive(Clone, Copy, Debug)]
struct Configuration {
    engine: Engine,
    processes: usize,
}

const ALL: [Configuration; 4] = [
    Configuration {
        engine: Engine::Sqlite,
        processes: 1,
    },
    Configuration {
        engine: Engine::Sqlite,
        processes: 3,
    },
    Configuration {
        engine: Engine::Postgres,
        processes: 1,
    },
    Configuration {
        engine: Engine::Postgres,
        processes: 3,
    },
];

/// One process on the engine of one machine, several on the one that is made for them.
const SHORT: [Configuration; 2] = [ALL[0], ALL[3]];

/// What is to be done in each configuration.
#[derive(Clone, Debug)]
struct Order {
    mails: usize,
    kills: usize,
    seed: u64,
    binary: PathBuf,
}

/// The long form; options are `--mails N`, `--kills N`, `--seed S` and `--binary PATH` for a program that is built already.
pub fn run(arguments: &[&str]) -> Result<()> {
    let order = parse(arguments)?;
    crate::setup::for_torture()?;
    if order.binary == paths::debug_server() {
        build_server()?;
    }
    assail(&ALL, &order)
}

/// The short form, a check of `make test`.
pub fn run_short() -> Result<()> {
    build_server()?;
    let order = Order {
        mails: 60,
        kills: 40,
        seed: fresh_seed(),
        binary: paths::debug_server(),
    };
    assail(&SHORT, &order)
}

fn parse(arguments: &[&str]) -> Result<Order> {
    let mut order = Order {
        mails: 2_000,
        kills: 1_000,
        seed: fresh_seed(),
        binary: paths::debug_server(),
    };
    let mut words = arguments.iter();
    while let Some(option) = words.next() {
        let value = words.next().with_context(|| format!("{option} needs a value"))?;
        let wrong = || format!("{option} {value}");
        match *option {
            "--mails" => order.mails = value.parse().with_context(wrong)?,
            "--kills" => order.kills = value.parse().with_context(wrong)?,
            "--seed" => order.seed = value.parse().with_context(wrong)?,
            "--binary" => order.binary = PathBuf::from(value),
            other => bail!("unknown option {other}: there are --mails, --kills, --seed and --binary"),
        }
    }
    Ok(order)
}

fn fresh_seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(since.subsec_nanos())
}

/// As the journeys build it: nothing is compiled when they ran.
fn build_server() -> Result<()> {
    crate::site::build(crate::site::Mode::Release)?;
    run_command(
        cargo().args(["build", "-p", "server", "--bins", "--tests"]),
        "building the server",
    )
}

/// Runs every configuration, prints one table, and fails when anything is not as promised.
fn assail(configurations: &[Configuration], order: &Order) -> Result<()> {
    println!("seed {}", order.seed);
    let mut outcomes = Vec::new();
    for configuration in configurations {
        println!(
            "{}: {} mails, {} kills",
            configuration.name(),
            order.mails,
            order.kills
        );
        outcomes.push(one(*configuration, order).with_context(|| configuration.name())?);
    }
    println!("\n{}", table(&outcomes));
    let violations: Vec<String> = outcomes.iter().flat_map(Outcome::violations).collect();
    if violations.is_empty() {
        return Ok(());
    }
    for violation in &violations {
        println!("{violation}");
    }
    bail!("{} violations with seed {}", violations.len(), order.seed)
}

/// What one configuration gave.
#[derive(Debug)]
struct Outcome {
    configuration: Configuration,
    mails: usize,
    kills: Kills,
    verdict: Verdict,
    time: Duration,
}

fn one(configuration: Configuration, order: &Order) -> Result<Outcome> {
    let started = Instant::now();
    let folder = Folder::make()?;
    let cluster = match configuration.engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Cluster::start(Keeping::Nothing)?),
    };
    let sink = Sink::start(true)?;
    let places = configuration.places(&order.binary, &folder.0, &sink, cluster.as_ref())?;
    let cookie = prepare(&places[0])?;
    let mut dice = Dice::new(order.seed);
    let mails = mails::plan(order.mails, &mut dice);
    let plan = Plan {
        places: &places,
        cookie: &cookie,
        mails: &mails,
        kills: order.kills,
        lease: LEASE,
        seed: dice.roll(),
    };
    let (kills, survivors) = assault::run(&plan)?;
    assault::wait_for_rest(|| Ok(audit::restless(&audit::figures(&places[0])?)))?;
    let said = audit::read(&places[0], &cookie)?;
    for survivor in survivors {
        survivor.stop()?;
    }
    let verdict = audit::judge(&mails, &said, &sink.ledger());
    if !verdict.violations.is_empty() {
        println!("data and logs are kept in {}", folder.keep().display());
    }
    Ok(Outcome {
        configuration,
        mails: order.mails,
        kills,
        verdict,
        time: started.elapsed(),
    })
}

/// Loads the demonstration and signs in; the session outlives every process.
fn prepare(place: &Place) -> Result<String> {
    let mut process = place.start(&["--demo"], None)?;
    process.wait_until_ready()?;
    let cookie = sign_in(place.address, "demo@example.org")?;
    let restless = audit::restless(&audit::figures(place)?);
    if restless > 0 {
        bail!(
            "{restless} recipients of the demonstration are waiting: the count at the end would be theirs, too"
        );
    }
    process.stop()?;
    Ok(cookie)
}

impl Configuration {
    fn name(self) -> String {
        let engine = match self.engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        };
        let processes = if self.processes == 1 {
            "process"
        } else {
            "processes"
        };
        format!("{engine}, {} {processes}", self.processes)
    }

    fn places(
        self,
        binary: &Path,
        folder: &Path,
        sink: &Sink,
        cluster: Option<&Cluster>,
    ) -> Result<Vec<Place>> {
        let mut settings = vec![
            ("ECHANGES_DATA", folder.display().to_string()),
            ("SMTP_URL", sink.url()),
            ("ECHANGES_MAIL_LEASE_MS", LEASE.as_millis().to_string()),
            // One lane each, so that the number of processes is the number of workers.
            ("ECHANGES_MAIL_WORKERS", "1".to_owned()),
        ];
        settings.extend(cluster.map(|cluster| ("DATABASE_URL", cluster.url().to_owned())));
        (0..self.processes)
            .map(|at| Place::new(binary, folder.join(format!("server-{at}.log")), &settings))
            .collect()
    }
}

impl Outcome {
    fn violations(&self) -> Vec<String> {
        let name = self.configuration.name();
        let never = FAIL_POINTS
            .into_iter()
            .filter(|point| !self.kills.by_point.contains_key(point));
        let never = never.map(|point| format!("nothing died at {point}"));
        let all = self.verdict.violations.iter().cloned().chain(never);
        all.map(|violation| format!("{name}: {violation}")).collect()
    }

    fn row(&self) -> String {
        let Self { kills, verdict, .. } = self;
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            self.configuration.name(),
            self.mails,
            kills.all(),
            kills.random,
            kills.frozen,
            kills.at_points(),
            verdict.accepted,
            verdict.refused,
            verdict.uncertain,
            verdict.lost,
            verdict.doubles,
            self.time.as_secs(),
        )
    }
}

fn table(outcomes: &[Outcome]) -> String {
    let mut lines = vec![
        "| configuration | mails | kills | at random | of them frozen first | at fail points | recipients accepted | refused | uncertain | lost | taken twice | seconds |"
            .to_owned(),
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".to_owned(),
    ];
    lines.extend(outcomes.iter().map(Outcome::row));
    lines.push(String::new());
    let names = outcomes.iter().map(|outcome| outcome.configuration.name());
    lines.push(names.fold("| kills at |".to_owned(), |row, name| format!("{row} {name} |")));
    lines.push(
        outcomes
            .iter()
            .fold("| --- |".to_owned(), |row, _| format!("{row} ---: |")),
    );
    for point in FAIL_POINTS {
        let counts = outcomes
            .iter()
            .map(|outcome| outcome.kills.by_point.get(point).copied().unwrap_or_default());
        lines.push(counts.fold(format!("| `{point}` |"), |row, count| format!("{row} {count} |")));
    }
    lines.join("\n")
}

/// A folder for the data of one run, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let folder = env::temp_dir().join(format!(
            "echanges-torture-{}-{}",
            std::process::id(),
            fresh_seed()
        ));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    /// For whoever has to find out why.
    fn keep(self) -> PathBuf {
        let folder = self.0.clone();
        std::mem::forget(self);
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Best effort: it is a temporary one.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_server() {
        let source = fs::read_to_string(paths::root().join("server/src/failpoint.rs")).unwrap();
        let list = source
            .split_once("pub const NAMES")
            .unwrap()
            .1
            .split_once("];")
            .unwrap()
            .0;
        let names: Vec<&str> = list
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
            .collect();
        assert_eq!(names, FAIL_POINTS);
    }

    #[test]
    fn sizes_are_given_by_options() {
        let order = parse(&["--kills", "3", "--seed", "9"]).unwrap();
        assert_eq!((order.mails, order.kills, order.seed), (2_000, 3, 9));
        assert!(parse(&["--kills"]).is_err());
        assert!(parse(&["--kill", "3"]).is_err());
    }
}
