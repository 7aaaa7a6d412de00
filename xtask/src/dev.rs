//! Serves the demonstration and follows the source: rebuilds, restarts, and has the browser load the page again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::paths;
use crate::process::{cargo, command, run};
use crate::setup;
use crate::site::{self, Mode};

const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// Folders and files whose change asks for a rebuild.
const WATCHED: [&str; 7] = [
    "app",
    "server",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
];

type Snapshot = BTreeMap<PathBuf, SystemTime>;

/// Runs until it is interrupted. A change that does not compile is told, and the previous build goes on.
pub fn serve() -> Result<()> {
    setup::for_building()?;
    let mut server = Server(None);
    let mut seen = Snapshot::new();
    loop {
        let now = snapshot();
        if now != seen {
            match rebuild(&changed(&seen, &now)) {
                Ok(()) => server.restart()?,
                Err(error) => eprintln!("error: {error:#}\nWaiting for a change"),
            }
            // What changed during the build is still different from `now`, so it is built next.
            seen = now;
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// The running server; ended with us.
struct Server(Option<Child>);

impl Server {
    fn restart(&mut self) -> Result<()> {
        self.stop();
        stamp()?;
        let child = command(paths::debug_server()).args(["serve", "--demo"]).spawn();
        self.0 = Some(child.context("cannot start the server")?);
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.0.take() {
            // It may have ended by itself, which is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn rebuild(changed: &[PathBuf]) -> Result<()> {
    let touches = |folder: &str| {
        changed
            .iter()
            .any(|path| path.starts_with(paths::root().join(folder)))
    };
    let only_server = !changed.is_empty()
        && changed
            .iter()
            .all(|path| path.starts_with(paths::root().join("server")));
    if !only_server {
        site::build(Mode::Development)?;
    }
    if touches("app")
        || touches("server")
        || touches("Cargo.toml")
        || touches("Cargo.lock")
        || touches(".cargo")
    {
        run(cargo().args(["build", "-p", "server"]), "building the server")?;
    }
    Ok(())
}

/// Tells open pages that they are of an earlier build; see the reload script of the site.
fn stamp() -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    fs::write(paths::site().join("dev.txt"), now.as_millis().to_string())
        .context("cannot write target/site/dev.txt")
}

fn changed(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let new = after
        .iter()
        .filter(|(path, time)| before.get(*path) != Some(*time))
        .map(|(path, _)| path);
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    new.chain(gone).cloned().collect()
}

fn snapshot() -> Snapshot {
    let mut files = Snapshot::new();
    for name in WATCHED {
        collect(&paths::root().join(name), &mut files);
    }
    files
}

/// A file that vanishes while we look is simply not there.
fn collect(path: &Path, files: &mut Snapshot) {
    let Ok(metadata) = fs::metadata(path) else { return };
    if !metadata.is_dir() {
        if let Ok(time) = metadata.modified() {
            files.insert(path.to_owned(), time);
        }
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        collect(&entry.path(), files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_edited_and_deleted_files_are_changes() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let before = Snapshot::from([("a".into(), at(1)), ("b".into(), at(1)), ("c".into(), at(1))]);
        let after = Snapshot::from([("a".into(), at(1)), ("b".into(), at(2)), ("d".into(), at(1))]);
        assert_eq!(
            changed(&before, &after),
            [PathBuf::from("b"), "d".into(), "c".into()]
        );
        assert!(changed(&after, &after).is_empty());
    }
}
