//! Running programs, with a sentence when one cannot be run or fails.

use std::env;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use anyhow::{Context, Result, anyhow, bail};

use crate::paths;

/// A program started in the top folder of the project.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    // `cargo run` describes this package to us by variables; a cargo below us must not take them for its own.
    for (name, _) in env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end, its output shown as it comes. `what` completes "... failed".
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Runs a program to its end and returns what it printed; its output is shown only when it fails.
pub fn output(command: &mut Command, what: &str) -> Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!(
            "{what} failed ({status})\n{}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        );
    }
    String::from_utf8(stdout).with_context(|| format!("{what} printed something that is not text"))
}

/// Becomes the program: signals and the exit status are then its own.
pub fn replace(command: &mut Command) -> Result<()> {
    let error = command.exec();
    Err(not_started(command, error))
}

/// Whether we may install packages and change users.
pub fn is_root() -> bool {
    output(command("id").arg("-u"), "asking who we are").is_ok_and(|id| id.trim() == "0")
}

fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    match error.kind() {
        ErrorKind::NotFound => anyhow!("`{program}` is not installed"),
        _ => anyhow!("`{program}` cannot be started: {error}"),
    }
}
