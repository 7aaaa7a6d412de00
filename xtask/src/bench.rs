//! Measures the release and prints one table.

mod lighthouse;
mod mails;
mod scale;
mod typing;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};

use crate::http::{Answer, request, sign_in};
use crate::paths;
use crate::postgres::free_port;
use crate::process::command;
use crate::site::wasm::PARTS_LIST;

/// Goals in bytes as sent; a kilobyte is 1,000 bytes.
const GOAL_TOTAL: usize = 280_000;
const GOAL_HTML: usize = 20_000;
const GOAL_CSS: usize = 15_000;
const GOAL_GLUE: usize = 7_000;

const PAGES: [&str; 2] = ["/", "/dits/DIT-2026-0005?panel=exchanges"];

/// What is measured, and of which program.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (measure, options): (fn(&Path) -> Result<()>, _) = match arguments {
        ["scale", options @ ..] => return scale::only(options),
        ["typing", options @ ..] => (typing::measure, options),
        ["lighthouse", options @ ..] => (lighthouse::measure, options),
        options => (measure_all, options),
    };
    match options {
        [] => {
            crate::build()?;
            measure(&paths::release_server())
        }
        ["--binary", path] => measure(&std::path::absolute(path)?),
        _ => bail!("`bench` takes `typing`, `lighthouse` or `scale`, and `--binary PATH`"),
    }
}

/// Serves the demonstration with this program, and measures.
fn measure_all(binary: &Path) -> Result<()> {
    crate::setup::for_bench()?;
    let server = Server::start(binary)?;
    let cookie = sign_in(server.address, "demo@example.org")?;
    println!("\n| page | what | bytes | goal | second visit |\n| --- | --- | ---: | ---: | ---: |");
    for page in PAGES {
        for row in measure(server.address, page, &cookie)? {
            println!("{row}");
        }
    }
    drop(server);
    println!("\n| mails | measured | goal |\n| --- | ---: | ---: |");
    for row in mails::measure(binary)? {
        println!("{row}");
    }
    typing::measure(binary)?;
    lighthouse::measure(binary)?;
    scale::run(binary, scale::Size::default())
}

/// A server of the demonstration with a data folder of its own, both ended with the measure.
struct Server {
    child: Child,
    address: SocketAddr,
    _data: Folder,
}

impl Server {
    fn start(binary: &Path) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let data = Folder::make("weight")?;
        let child = command(binary)
            .args(["serve", "--demo"])
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("ECHANGES_DATA", data.path())
            .env("RUST_LOG", "warn")
            .env_remove("DATABASE_URL")
            .env_remove("SMTP_URL")
            .env_remove("ECHANGES_BASE_URL")
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self {
            child,
            address,
            _data: data,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(60) {
            if request(self.address, "GET", "/readyz", &[], "").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once ({status})");
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("the server is not ready after 60 s")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Best effort: the server may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rows of one page: what its first visit receives, and what a second one still asks for.
fn measure(address: SocketAddr, page: &str, cookie: &str) -> Result<Vec<String>> {
    let get = |path: &str| -> Result<Answer> {
        let answer = request(address, "GET", path, &[("cookie", cookie), ("accept", "*/*")], "")?;
        if answer.status != 200 {
            bail!("GET {path} was answered with {}", answer.status);
        }
        Ok(answer)
    };
    let html = get(page)?;
    let text = html.text()?;
    let package = package_folder(&text).with_context(|| format!("{page} names no script of the site"))?;
    let parts = Parts::read(&get(&format!("{package}/{PARTS_LIST}"))?.text()?);
    let needed = parts.of_page(&text);
    let later = parts.all_but(&needed);
    let mut rows = vec![row(page, "HTML", html.body.len(), Some(GOAL_HTML), None)];
    let mut sum = Sum {
        first: html.body.len(),
        ..Sum::default()
    };
    let mut add = |what: &str, files: &[String], goal: Option<usize>, is_first: bool| -> Result<()> {
        let (mut bytes, mut again) = (0, 0);
        for file in files {
            let answer = get(&format!("{package}/{file}"))?;
            let is_kept = answer
                .header("cache-control")
                .is_some_and(|control| control.contains("immutable"));
            bytes += answer.body.len();
            again += if is_kept { 0 } else { answer.body.len() };
        }
        if is_first {
            sum.first += bytes;
        } else {
            sum.later += bytes;
        }
        sum.again += again;
        if !files.is_empty() {
            rows.push(row(page, what, bytes, goal, Some(again)));
        }
        Ok(())
    };
    add("CSS", &["echanges.css".to_owned()], Some(GOAL_CSS), true)?;
    add("glue", &["echanges.js".to_owned()], Some(GOAL_GLUE), true)?;
    add("WASM, first module", &["echanges.wasm".to_owned()], None, true)?;
    add("WASM, parts of this page", &needed, None, true)?;
    add("WASM, parts that come when idle", &later, None, false)?;
    add("CSS, of those parts", &["actions.css".to_owned()], None, false)?;
    rows.push(row(
        page,
        "total to see and use the page",
        sum.first,
        Some(GOAL_TOTAL),
        Some(sum.again),
    ));
    rows.push(row(
        page,
        "total with all parts",
        sum.first + sum.later,
        None,
        Some(sum.again),
    ));
    Ok(rows)
}

#[derive(Default)]
struct Sum {
    first: usize,
    later: usize,
    again: usize,
}

/// The modules of each part.
struct Parts(Vec<(String, Vec<String>)>);

impl Parts {
    fn read(list: &str) -> Self {
        let part = |line: &str| {
            let mut words = line.split_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        };
        Self(list.lines().filter_map(part).collect())
    }

    /// What is loaded before the page starts; the program goes by the same marks.
    fn of_page(&self, html: &str) -> Vec<String> {
        let name = if html.contains("class=\"DitList\"") {
            "list"
        } else if html.contains("class=\"SignIn\"") {
            "sign_in"
        } else {
            return Vec::new();
        };
        let modules = self.0.iter().find(|(part, _)| part == name);
        modules.map(|(_, modules)| modules.clone()).unwrap_or_default()
    }

    fn all_but(&self, known: &[String]) -> Vec<String> {
        let all: BTreeSet<&String> = self.0.iter().flat_map(|(_, modules)| modules).collect();
        all.into_iter()
            .filter(|module| !known.contains(module))
            .cloned()
            .collect()
    }
}

/// `/pkg/<hash>`, as the page names it.
fn package_folder(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("/pkg/")?;
    let (hash, _) = rest.split_once('/')?;
    hash.chars()
        .all(|digit| digit.is_ascii_hexdigit())
        .then(|| format!("/pkg/{hash}"))
}

fn row(page: &str, what: &str, bytes: usize, goal: Option<usize>, again: Option<usize>) -> String {
    let goal = match goal {
        Some(goal) if bytes <= goal => format!("≤ {goal}"),
        Some(goal) => format!("≤ {goal}, missed by {}", bytes - goal),
        None => "-".to_owned(),
    };
    let again = again.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
    format!("| `{page}` | {what} | {bytes} | {goal} | {again} |")
}

#[allow(clippy::cast_precision_loss, reason = "a count is shown, not reckoned with")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// The nearest rank of sorted times.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// A folder for the data of a server; removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn make(name: &str) -> Result<Self> {
        let folder = env::temp_dir().join(format!("echanges-bench-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    fn path(&self) -> &Path {
        &self.0
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
    fn the_package_is_found_in_the_page() {
        let html = r#"<link rel="stylesheet" href="/pkg/0a1b/echanges.css">"#;
        assert_eq!(package_folder(html).as_deref(), Some("/pkg/0a1b"));
        assert_eq!(package_folder("<html></html>"), None);
    }

    #[test]
    fn a_page_needs_the_modules_of_its_part_and_the_others_come_later() {
        let parts =
            Parts::read("actions chunk_1.wasm split_actions.wasm\nlist chunk_1.wasm split_list.wasm\n");
        let needed = parts.of_page(r#"<section class="DitList">"#);
        assert_eq!(needed, ["chunk_1.wasm", "split_list.wasm"]);
        assert_eq!(parts.all_but(&needed), ["split_actions.wasm"]);
        assert!(parts.of_page("<article class=\"DitPage\">").is_empty());
        assert_eq!(parts.all_but(&[]).len(), 3);
    }

    #[test]
    fn figures_are_told_as_they_are() {
        let times: Vec<Duration> = (1..=50).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(25));
        assert_eq!(percentile(&times, 99), Duration::from_millis(50));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
        assert_eq!(millis(Duration::from_micros(1_250)), "1.25 ms");
    }

    #[test]
    fn a_missed_goal_is_told_as_it_is() {
        assert_eq!(
            row("/", "HTML", 20, Some(20), None),
            "| `/` | HTML | 20 | ≤ 20 | - |"
        );
        assert_eq!(
            row("/", "CSS", 21, Some(20), Some(0)),
            "| `/` | CSS | 21 | ≤ 20, missed by 1 | 0 |"
        );
    }
}
