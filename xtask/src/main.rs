//! The build tool of the project. Every target of the `Makefile` is one of its subcommands.
//!
//! It is a program of the workspace rather than a collection of installed tools, so that `Cargo.lock` alone decides
//! which versions build the site: the `wasm-bindgen` that writes the glue is always that of the compiled module.

mod bench;
mod dev;
mod dice;
mod http;
mod paths;
mod postgres;
mod process;
mod setup;
mod sink;
mod site;
mod test;
mod torture;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::process::cargo;
use crate::site::Mode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  setup              installs what building needs (done by the others as well)
  site [--release]   builds the browser's files into target/site
  build              builds the release: target/release/echanges, site files embedded
  run                builds the release and serves the demonstration
  dev                serves the demonstration, rebuilds and reloads at each change
  test [CHECK...]    runs every check, or those named
  bench [typing] [--binary PATH]
                     builds the release and measures it, or typing alone; prints its tables
  bench scale [--requests N] [--exchanges N] [--binary PATH]
                     only what the pages cost with many records; not built anew
  torture [--mails N] [--kills N] [--seed S] [--binary PATH]
                     kills the program at the worst instants and counts what became of its mails";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["setup"] => setup::for_building(),
        ["site"] => site::build(Mode::Development).map(drop),
        ["site", "--release"] => site::build(Mode::Release).map(drop),
        ["build"] => build(),
        ["run"] => run(),
        ["dev"] => dev::serve(),
        ["test", checks @ ..] => test::run(checks),
        ["bench", options @ ..] => bench::run(options),
        ["torture", options @ ..] => torture::run(options),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command\n\n{USAGE}"),
    }
}

/// Builds the one file that is deployed.
fn build() -> Result<()> {
    setup::for_building()?;
    let hash = site::build(Mode::Release)?;
    println!("Building the server for release");
    process::run(
        // A change of the site alone must rebuild the server that embeds it: the server reads this variable at compile time.
        cargo()
            .args(["build", "-p", "server", "--release"])
            .env("ECHANGES_SITE_HASH", hash),
        "building the server",
    )?;
    println!("Built {}", paths::release_server().display());
    Ok(())
}

/// Builds the release, then becomes the server.
fn run() -> Result<()> {
    build()?;
    process::replace(process::command(paths::release_server()).args(["serve", "--demo"]))
}
