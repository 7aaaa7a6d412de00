//! A PostgreSQL cluster for one run of the tests: made from nothing, thrown away afterwards.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{command, is_root, output};

/// The programs of one PostgreSQL version.
#[derive(Debug)]
pub struct Programs {
    initdb: PathBuf,
    pg_ctl: PathBuf,
}

impl Programs {
    /// Looks on `PATH`, then where Debian keeps them, newest version first.
    pub fn find() -> Result<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
        folders.extend(debian_folders());
        for folder in folders {
            let programs = Self {
                initdb: folder.join("initdb"),
                pg_ctl: folder.join("pg_ctl"),
            };
            if programs.initdb.is_file() && programs.pg_ctl.is_file() {
                return Ok(programs);
            }
        }
        bail!(
            "PostgreSQL is not installed: initdb and pg_ctl are neither on PATH nor in /usr/lib/postgresql/*/bin"
        )
    }
}

fn debian_folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

/// What a cluster keeps when the machine stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// Nothing: for tests, which want it fast.
    Nothing,
    /// What was committed: for benchmarks.
    Durable,
}

/// A running cluster, stopped and removed when dropped.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    guard: Child,
}

/// Waits for its standard input to end, then stops the cluster. The other end of that pipe is ours: however we end, the
/// kernel closes it, so that not even a kill leaves a database server behind.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
folder=$1; shift
"$@" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
rm -rf "$folder"
"#;

impl Cluster {
    /// Starts a cluster on a free port of the loopback interface.
    pub fn start(keeping: Keeping) -> Result<Self> {
        let programs = Programs::find()?;
        let folder = temporary_folder()?;
        let guard = guard(&programs, &folder)?;
        // From here on the guard cleans up, whatever fails.
        let mut cluster = Self {
            url: String::new(),
            guard,
        };
        initialise(&programs, &folder)?;
        let port = free_port()?;
        start_server(&programs, &folder, port, keeping)?;
        cluster.url = format!("postgres://app@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }

    /// The address of a database of the cluster; its user may create others.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("the PostgreSQL cluster of the tests may still run: {error}");
        }
    }
}

/// PostgreSQL refuses to run as root, so root lends its programs to the user who owns nothing.
fn unprivileged(program: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::new();
    if is_root() {
        words.extend(["runuser", "-u", "nobody", "--"].map(OsString::from));
    }
    words.push(program.into());
    words
}

fn unprivileged_command(program: &Path) -> Command {
    let words = unprivileged(program);
    let mut started = command(&words[0]);
    // `nobody` may be unable to enter the project's folder.
    started.args(&words[1..]).current_dir("/");
    started
}

fn temporary_folder() -> Result<PathBuf> {
    let folder = env::temp_dir().join(format!("echanges-postgres-{}", std::process::id()));
    fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    output(
        command("chmod").arg("700").arg(&folder),
        "closing the folder of the cluster",
    )?;
    if is_root() {
        output(
            command("chown").arg("nobody").arg(&folder),
            "giving the folder of the cluster away",
        )?;
    }
    Ok(folder)
}

fn guard(programs: &Programs, folder: &Path) -> Result<Child> {
    command("sh")
        .args(["-c", GUARD, "guard"])
        .arg(folder)
        .args(unprivileged(&programs.pg_ctl))
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("cannot start the guard of the PostgreSQL cluster")
}

fn initialise(programs: &Programs, folder: &Path) -> Result<()> {
    output(
        unprivileged_command(&programs.initdb)
            .arg("-D")
            .arg(folder.join("data"))
            .args([
                "-U",
                "app",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ]),
        "initdb",
    )
    .map(drop)
}

fn start_server(programs: &Programs, folder: &Path, port: u16, keeping: Keeping) -> Result<()> {
    let log = folder.join("server.log");
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", folder.display()),
        "max_connections=300".to_owned(),
    ];
    let more: &[&str] = match keeping {
        Keeping::Nothing => &[
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "shared_buffers=64MB",
        ],
        Keeping::Durable => &["shared_buffers=1GB", "max_wal_size=4GB"],
    };
    settings.extend(more.iter().map(|setting| (*setting).to_owned()));
    let options = settings
        .iter()
        .fold(format!("-p {port}"), |all, setting| format!("{all} -c {setting}"));
    // The server keeps what it inherits: with a pipe as its output, a reader of ours would wait for ever.
    let status = unprivileged_command(&programs.pg_ctl)
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-w", "-t", "30", "-l"])
        .arg(&log)
        .args(["-o", &options, "start"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("cannot start pg_ctl")?;
    if !status.success() {
        bail!(
            "PostgreSQL does not start:\n{}",
            fs::read_to_string(&log).unwrap_or_default()
        );
    }
    Ok(())
}

/// A port that is free now; another program could take it before PostgreSQL does, and the start then fails aloud.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_cluster_leaves_nothing_behind() {
        let cluster = Cluster::start(Keeping::Nothing).unwrap();
        let folder = env::temp_dir().join(format!("echanges-postgres-{}", std::process::id()));
        let port: u16 = cluster
            .url()
            .rsplit_once(':')
            .unwrap()
            .1
            .split('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert!(folder.exists());
        drop(cluster);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
