//! Installs what a fresh machine misses; looks only, and is quick, when nothing is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::postgres;
use crate::process::{command, is_root, output, run};

/// A browser as people have it: what is measured is measured in it.
pub const CHROMIUM: &str = "/usr/bin/chromium";
/// The same without its windows: the journeys take two thirds of the time in it.
const HEADLESS: &str = "/usr/bin/chromium-headless-shell";
/// Journeys write with it what no page can write.
const SQLITE: &str = "/usr/bin/sqlite3";
/// Journeys reopen with it what was exported.
const OFFICE: &str = "/usr/bin/soffice";
const DKIMPY: &str = "dkimpy==1.1.8";
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What the site and the server are built with.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    node_packages()
}

/// The same, and a browser.
pub fn for_browsing() -> Result<()> {
    for_building()?;
    debian_packages(missing(CHROMIUM, "chromium").as_slice())
}

/// The same, and a database server to test with.
pub fn for_testing() -> Result<()> {
    for_building()?;
    let mut packages = database();
    packages.extend(missing(HEADLESS, "chromium-headless-shell"));
    packages.extend(missing(SQLITE, "sqlite3"));
    packages.extend(missing(OFFICE, "libreoffice-calc-nogui"));
    debian_packages(&packages)?;
    if is_root() { postfix() } else { Ok(()) }
}

/// What building needs, and a mail generator to compare with.
pub fn for_bench() -> Result<()> {
    for_building()?;
    postfix()
}

/// A mail server to send to, and its mail generator. Only root can start it, and the journey with it is skipped for others.
fn postfix() -> Result<()> {
    run(
        &mut command(paths::end2end().join("postfix/install.sh")),
        "installing Postfix",
    )
}

/// What building needs, and a database server.
pub fn for_torture() -> Result<()> {
    for_building()?;
    debian_packages(&database())
}

/// The package of a program that is not there.
fn missing(program: &str, package: &'static str) -> Option<&'static str> {
    (!Path::new(program).exists()).then_some(package)
}

fn database() -> Vec<&'static str> {
    match postgres::Programs::find() {
        Ok(_) => Vec::new(),
        Err(_) => vec!["postgresql"],
    }
}

/// An interpreter of Python with dkimpy, which verifies signatures, in an environment of its own.
pub fn python() -> Result<PathBuf> {
    let folder = paths::target().join("python");
    let interpreter = folder.join("bin/python");
    let has_dkimpy = command(&interpreter)
        .args(["-c", "import dkim"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if has_dkimpy {
        return Ok(interpreter);
    }
    println!("Installing {DKIMPY} for Python");
    let has_venv = || {
        output(
            command("python3").args(["-c", "import ensurepip, venv"]),
            "asking Python for venv",
        )
        .is_ok()
    };
    if !has_venv() {
        debian_packages(&["python3", "python3-venv"])?;
    }
    run(
        command("python3").args(["-m", "venv", "--clear"]).arg(&folder),
        "making an environment for Python",
    )?;
    run(
        command(&interpreter).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            DKIMPY,
        ]),
        "installing dkimpy",
    )?;
    Ok(interpreter)
}

fn wasm_target() -> Result<()> {
    let library = output(
        command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]),
        "asking rustc for its targets",
    )?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    println!("Installing the Rust target {WASM_TARGET}");
    run(
        command("rustup").args(["target", "add", WASM_TARGET]),
        "installing the WebAssembly target",
    )
}

fn node_packages() -> Result<()> {
    let lock = modified(&paths::end2end().join("package-lock.json")).context("end2end/package-lock.json")?;
    // npm writes this file last, so a stopped installation is done again.
    let installed = modified(&paths::end2end().join("node_modules/.package-lock.json"));
    if installed.is_ok_and(|installed| installed >= lock) {
        return Ok(());
    }
    println!("Installing the node packages of end2end");
    run(
        command("npm")
            .args(["ci", "--no-fund", "--no-audit"])
            .current_dir(paths::end2end())
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        "installing the node packages of end2end",
    )
}

fn debian_packages(names: &[&str]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let list = names.join(" ");
    if !is_root() {
        bail!(
            "missing: {list}. Install as root: apt-get update && apt-get install --no-install-recommends {list}"
        );
    }
    println!("Installing Debian packages: {list}");
    run(
        command("apt-get").args(["-q", "update"]),
        "updating the list of Debian packages",
    )?;
    run(
        command("apt-get")
            .args(["-q", "-y", "install", "--no-install-recommends"])
            .args(names)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        "installing Debian packages",
    )
}

fn modified(path: &Path) -> std::io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}
