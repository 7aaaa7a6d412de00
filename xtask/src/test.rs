//! Every check of the project, in the order in which a mistake is cheapest to learn of.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::postgres::{Cluster, Keeping};
use crate::process::{cargo, command, run as run_command};
use crate::setup;
use crate::site::{self, Mode};
use crate::torture;

/// A check by the name it has on the command line.
struct Check {
    name: &'static str,
    title: &'static str,
    run: fn(&mut Totals) -> Result<()>,
}

const CHECKS: [Check; 10] = [
    Check {
        name: "format",
        title: "Format",
        run: format,
    },
    Check {
        name: "lint",
        title: "Lints, native",
        run: lint,
    },
    Check {
        name: "lint-wasm",
        title: "Lints, browser",
        run: lint_wasm,
    },
    Check {
        name: "sqlite",
        title: "Unit tests, and server tests on SQLite",
        run: unit_and_sqlite,
    },
    Check {
        name: "postgres",
        title: "Server tests on PostgreSQL",
        run: postgres,
    },
    Check {
        name: "mails",
        title: "Mails, read by other programs",
        run: mails,
    },
    Check {
        name: "tool",
        title: "Tests of the build tool",
        run: build_tool,
    },
    Check {
        name: "types",
        title: "Types of the browser journeys",
        run: types,
    },
    Check {
        name: "browser",
        title: "Browser journeys",
        run: browser,
    },
    Check {
        name: "torture",
        title: "Mails while the program is killed",
        run: torture,
    },
];

/// What the test runners counted.
#[derive(Debug, Default)]
struct Totals {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs the named checks, or all of them.
pub fn run(names: &[&str]) -> Result<()> {
    let started = Instant::now();
    let checks = select(names)?;
    setup::for_testing()?;
    let mut totals = Totals::default();
    for (index, check) in checks.iter().enumerate() {
        println!("[{}/{}] {}", index + 1, checks.len(), check.title);
        let check_started = Instant::now();
        (check.run)(&mut totals).with_context(|| format!("stopped at `{}` ({})", check.name, check.title))?;
        println!(
            "[{}/{}] {}: passed in {} s",
            index + 1,
            checks.len(),
            check.title,
            check_started.elapsed().as_secs()
        );
    }
    println!("Every check passed in {} s", started.elapsed().as_secs());
    println!(
        "total: {} passed, {} failed, {} skipped",
        totals.passed, totals.failed, totals.skipped
    );
    Ok(())
}

fn select(names: &[&str]) -> Result<Vec<&'static Check>> {
    if let Some(unknown) = names
        .iter()
        .find(|name| CHECKS.iter().all(|check| check.name != **name))
    {
        let known: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        bail!("no check is named `{unknown}`; there are {}", known.join(", "));
    }
    Ok(CHECKS
        .iter()
        .filter(|check| names.is_empty() || names.contains(&check.name))
        .collect())
}

fn format(_: &mut Totals) -> Result<()> {
    run_command(cargo().args(["fmt", "--all", "--check"]), "cargo fmt")
}

fn lint(_: &mut Totals) -> Result<()> {
    run_command(
        cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        "cargo clippy",
    )
}

fn lint_wasm(_: &mut Totals) -> Result<()> {
    run_command(
        cargo()
            .args(["clippy", "-p", "client", "--target", "wasm32-unknown-unknown"])
            .args(["--", "-D", "warnings"]),
        "cargo clippy for the browser",
    )
}

/// One command for all packages: cargo then chooses the features of each dependency once, as for the server alone, and
/// compiles nothing twice. `app` is tested as the server sees it.
fn unit_and_sqlite(totals: &mut Totals) -> Result<()> {
    let mut tests = cargo();
    tests.args([
        "test", "-p", "editor", "-p", "domain", "-p", "app", "-p", "server",
    ]);
    tests.env_remove("ECHANGES_TEST_DATABASE_URL");
    run_cargo_test(&mut tests, totals)
}

fn postgres(totals: &mut Totals) -> Result<()> {
    let cluster = Cluster::start(Keeping::Nothing)?;
    let mut tests = cargo();
    tests
        .args(["test", "-p", "server"])
        .env("ECHANGES_TEST_DATABASE_URL", cluster.url());
    run_cargo_test(&mut tests, totals)
}

/// The server tests that ask Python run in the two checks before as well, on fewer mails and without it.
fn mails(totals: &mut Totals) -> Result<()> {
    let mut tests = cargo();
    tests
        .args(["test", "-p", "server", "--test", "it", "mails::"])
        .env("ECHANGES_TEST_PYTHON", setup::python()?);
    run_cargo_test(&mut tests, totals)
}

fn build_tool(totals: &mut Totals) -> Result<()> {
    run_cargo_test(cargo().args(["test", "--profile", "tool", "-p", "xtask"]), totals)
}

fn types(_: &mut Totals) -> Result<()> {
    run_command(
        command(paths::node_program("tsc"))
            .arg("--noEmit")
            .current_dir(paths::end2end()),
        "checking the types of the journeys",
    )
}

/// The journeys drive the server as developers build it, with the site as it is released.
fn browser(totals: &mut Totals) -> Result<()> {
    site::build(Mode::Release)?;
    // With the tests, so that the features of the dependencies are those of the checks before, and little is compiled.
    run_command(
        cargo().args(["build", "-p", "server", "--bins", "--tests"]),
        "building the server",
    )?;
    let mut journeys = command(paths::node_program("playwright"));
    journeys
        .arg("test")
        .current_dir(paths::end2end())
        .env("ECHANGES_BINARY", paths::debug_server());
    run_counted(&mut journeys, "the browser journeys", totals, count_playwright)
}

/// The short form of `make torture`, with the server that the journeys drove.
fn torture(_: &mut Totals) -> Result<()> {
    torture::run_short()
}

fn run_cargo_test(tests: &mut Command, totals: &mut Totals) -> Result<()> {
    run_counted(tests, "cargo test", totals, count_cargo)
}

/// Runs a test runner, shows each of its lines as it comes, and counts.
fn run_counted(
    tests: &mut Command,
    what: &str,
    totals: &mut Totals,
    count: fn(&str, &mut Totals),
) -> Result<()> {
    let mut child = tests
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{what} cannot be started"))?;
    let output = child.stdout.take().context("the output is a pipe")?;
    for line in BufReader::new(output).lines() {
        let line = line.with_context(|| format!("{what} printed something that is not text"))?;
        println!("{line}");
        count(&line, totals);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; ...`
fn count_cargo(line: &str, totals: &mut Totals) {
    let Some(result) = line.strip_prefix("test result: ") else {
        return;
    };
    let number = |word: &str| {
        let numbers = result
            .split(['.', ';'])
            .filter_map(|part| part.trim().strip_suffix(word));
        numbers
            .filter_map(|number| number.trim().parse::<u64>().ok())
            .sum::<u64>()
    };
    totals.passed += number("passed");
    totals.failed += number("failed");
    totals.skipped += number("ignored");
}

/// `  12 passed (34.5s)`
fn count_playwright(line: &str, totals: &mut Totals) {
    let mut words = line.split_whitespace();
    let (Some(Ok(number)), Some(word)) = (words.next().map(str::parse::<u64>), words.next()) else {
        return;
    };
    match word {
        "passed" => totals.passed += number,
        "failed" => totals.failed += number,
        "skipped" => totals.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_runners_are_counted() {
        let mut totals = Totals::default();
        count_cargo("running 3 tests", &mut totals);
        count_cargo(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; in 0.0s",
            &mut totals,
        );
        count_cargo(
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured",
            &mut totals,
        );
        count_playwright(
            "  ✓  1 [desktop] › main.spec.ts:3:1 › 7 passed by (1.0s)",
            &mut totals,
        );
        count_playwright("  5 passed (34.5s)", &mut totals);
        count_playwright("  2 skipped", &mut totals);
        assert_eq!((totals.passed, totals.failed, totals.skipped), (19, 3, 3));
    }

    #[test]
    fn an_unknown_check_is_refused_with_the_known_names() {
        let error = select(&["lint", "lnit"])
            .map(|checks| checks.len())
            .unwrap_err()
            .to_string();
        assert!(error.contains("`lnit`") && error.contains("lint-wasm"), "{error}");
        assert_eq!(select(&["browser", "format"]).unwrap().len(), 2);
    }
}
