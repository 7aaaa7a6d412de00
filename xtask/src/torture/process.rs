//! The program under test: the real one, started, killed, and what became of it.

use std::fs::{self, File, OpenOptions};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::http::request;
use crate::process::{command, output};

/// How long a server may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(60);
const SIGABRT: i32 = 6;

/// Where and with what one process of the server runs, whenever it runs.
#[derive(Debug)]
pub struct Place {
    pub address: SocketAddr,
    binary: PathBuf,
    log: PathBuf,
    settings: Vec<(String, String)>,
}

/// A free port that stays free while nobody listens on it between two processes: none of those from which the system takes the near end
/// of a connection (32768 and up on Linux).
fn lasting_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 1_000)? * 10;
    (0..1_000)
        .map(|_| 20_000 + first + NEXT.fetch_add(1, Ordering::Relaxed) % 2_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free port")
}

/// A place with a process in it; killed when dropped.
#[derive(Debug)]
pub struct Running<'a> {
    child: Child,
    place: &'a Place,
}

impl Place {
    pub fn new(binary: &Path, log: PathBuf, settings: &[(&str, String)]) -> Result<Self> {
        Ok(Self {
            address: SocketAddr::from(([127, 0, 0, 1], lasting_port()?)),
            binary: binary.to_owned(),
            log,
            settings: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        })
    }

    /// Starts the process; `fail_point` is where it is to die by itself.
    pub fn start(&self, arguments: &[&str], fail_point: Option<&str>) -> Result<Running<'_>> {
        let log: File = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .with_context(|| format!("cannot write {}", self.log.display()))?;
        let child = command(&self.binary)
            .arg("serve")
            .args(arguments)
            // A setting of the person who runs this must not reach the server.
            .env_clear()
            .env("LEPTOS_SITE_ADDR", self.address.to_string())
            .env("RUST_LOG", "warn")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .envs(fail_point.map(|point| ("ECHANGES_FAIL_POINT", point)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        Ok(Running { child, place: self })
    }

    /// The log of all processes that ran here.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Asks as a page does; `None` when there was no answer.
    pub fn post(&self, path: &str, cookie: &str, body: &Value) -> Option<(u16, Value)> {
        let headers = [("content-type", "application/json"), ("cookie", cookie)];
        let answer = request(self.address, "POST", path, &headers, &body.to_string()).ok()?;
        let text = answer.text().ok()?;
        Some((
            answer.status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        ))
    }
}

impl Running<'_> {
    /// Waits until requests are answered; `false` when the process ended first.
    pub fn is_ready(&mut self) -> Result<bool> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if request(self.place.address, "GET", "/readyz", &[], "").is_ok_and(|answer| answer.status == 200)
            {
                return Ok(true);
            }
            if self.child.try_wait()?.is_some() {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(3));
        }
        bail!("the server is not ready after {PATIENCE:?}\n{}", self.place.log())
    }

    /// The same, when nothing is to end it.
    pub fn wait_until_ready(&mut self) -> Result<()> {
        if self.is_ready()? {
            return Ok(());
        }
        bail!("the server ended at once\n{}", self.place.log())
    }

    /// Waits for the process to die at its fail point; `false` when it is still alive after `patience`.
    pub fn dies_within(&mut self, patience: Duration) -> Result<bool> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return self.died(status).map(|()| true);
            }
            if started.elapsed() > patience {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(3));
        }
    }

    fn died(&self, status: ExitStatus) -> Result<()> {
        if status.signal() == Some(SIGABRT) {
            return Ok(());
        }
        bail!("the server ended by itself ({status})\n{}", self.place.log())
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the server ended by itself ({status})\n{}", self.place.log());
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Stops it in its tracks for a while, as a machine that swaps or a virtual machine that is moved does.
    pub fn freeze(&self, time: Duration) -> Result<()> {
        self.signal("STOP")?;
        thread::sleep(time);
        self.signal("CONT")
    }

    /// Ends it as an operator does.
    pub fn stop(mut self) -> Result<()> {
        self.signal("TERM")?;
        let status = self.child.wait()?;
        if !status.success() {
            bail!(
                "the server did not stop in order ({status})\n{}",
                self.place.log()
            );
        }
        Ok(())
    }

    fn signal(&self, name: &str) -> Result<()> {
        let id = self.child.id().to_string();
        output(
            command("kill").args(["-s", name, &id]),
            "sending a signal to the server",
        )
        .map(drop)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // Nothing is left to do when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
