//! What the pages cost at a million exchanges, on both databases, beside a static file of the same server in the same run.

use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{Folder, millis, package_folder, per_second, percentile};
use crate::dice::Dice;
use crate::http::{ACCEPTED, Kept, sign_in};
use crate::paths;
use crate::postgres::{Cluster, Keeping};
use crate::process::{command, output};
use crate::torture::mails::plain;
use crate::torture::process::Place;

/// Times that each question is asked, one after the other.
const ASKED: usize = 300;
/// Times before, which are not counted.
const WARM: usize = 30;
/// Connections that ask for the rendered page at once, and pages that each asks for.
const CLIENTS: usize = 4;
const PAGES_EACH: usize = 1_000;

/// What the browsers of 2026 say they take.
const BROWSER: &str = "gzip, deflate, br, zstd";

/// How much is loaded: by default as much as the goals are for.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub requests: u32,
    pub exchanges: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            requests: 200_000,
            exchanges: 1_000_000,
        }
    }
}

/// This benchmark alone, with a program that is built already.
pub fn only(options: &[&str]) -> Result<()> {
    let mut size = Size::default();
    let mut binary = paths::release_server();
    for option in options.chunks(2) {
        match option {
            ["--requests", number] => size.requests = number.parse()?,
            ["--exchanges", number] => size.exchanges = number.parse()?,
            ["--binary", path] => binary = path.into(),
            other => bail!("`{}` is no option of this benchmark", other.join(" ")),
        }
    }
    run(&binary, size)
}

/// Loads each database, asks each question, and prints a table as it goes.
pub fn run(binary: &Path, size: Size) -> Result<()> {
    println!("\n| database | question | p50 | p99 | goal | p50, times that of a static file |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    measure(binary, size, None)?;
    let cluster = Cluster::start(Keeping::Durable)?;
    measure(binary, size, Some(cluster.url()))
}

fn measure(binary: &Path, size: Size, postgres: Option<&str>) -> Result<()> {
    let folder = Folder::make("scale")?;
    let engine = if postgres.is_some() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let mut settings = vec![("ECHANGES_DATA", folder.path().display().to_string())];
    settings.extend(postgres.map(|url| ("DATABASE_URL", url.to_owned())));
    let place = Place::new(binary, folder.path().join("server.log"), &settings)?;
    // The demonstration brings the accounts.
    let mut server = place.start(&["--demo"], None)?;
    server.wait_until_ready()?;
    server.stop()?;
    let started = Instant::now();
    seed(binary, size, &settings)?;
    let rows = f64::from(size.requests) + f64::from(size.exchanges);
    let rate = rows / started.elapsed().as_secs_f64();
    println!("| {engine} | rows loaded per second | {rate:.0} | - | ≥ 10000 | - |");

    let started = Instant::now();
    let mut server = place.start(&[], None)?;
    server.wait_until_ready()?;
    println!(
        "| {engine} | start to ready | {} | - | ≤ 150 ms | - |",
        millis(started.elapsed())
    );
    let found = Found::look(&folder.path().join("echanges.db"), postgres)?;
    let desk = Desk {
        engine,
        address: place.address,
        cookie: sign_in(place.address, "demo@example.org")?,
    };
    desk.ask_everything(&found)?;
    server.stop()
}

fn seed(binary: &Path, size: Size, settings: &[(&str, String)]) -> Result<()> {
    let arguments = [
        "seed",
        "--requests",
        &size.requests.to_string(),
        "--exchanges",
        &size.exchanges.to_string(),
    ];
    let mut seed = command(binary);
    seed.args(arguments)
        .env_remove("DATABASE_URL")
        .envs(settings.iter().map(|(name, value)| (name, value)));
    output(&mut seed, "loading").map(drop)
}

/// Records that are worth asking for.
struct Found {
    /// A request with a log of 100 exchanges.
    dit: String,
    /// The customer with most exchanges.
    customer: String,
    /// A request in the middle of the list.
    middle: String,
    /// What a customer is called.
    name: String,
}

impl Found {
    /// Asks the database by its own program, so that the server is as it is for its users.
    fn look(file: &Path, postgres: Option<&str>) -> Result<Self> {
        let first = |sql: &str| -> Result<String> {
            let mut asked = match postgres {
                None => command("sqlite3"),
                Some(_) => command("psql"),
            };
            match postgres {
                None => asked.arg("-readonly").arg(file).arg(sql),
                Some(url) => asked.arg("-At").arg(url).args(["-c", sql]),
            };
            let answer = output(&mut asked, "asking the database")?;
            let line = answer.lines().next().map(str::to_owned);
            line.with_context(|| format!("nothing found by {sql}"))
        };
        Ok(Self {
            dit: first(
                "SELECT number FROM dits JOIN exchange_counters ON dit_id = id WHERE count >= 100 AND sort_key > 202600001000 \
                 ORDER BY count, sort_key DESC LIMIT 1",
            )?,
            customer: first(
                "SELECT code FROM customers JOIN dits ON dits.customer_id = customers.id \
                 JOIN exchange_counters ON exchange_counters.dit_id = dits.id GROUP BY code ORDER BY SUM(count) DESC LIMIT 1",
            )?,
            middle: first(
                "SELECT number FROM dits ORDER BY sort_key LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM dits)",
            )?,
            name: first("SELECT name FROM customers ORDER BY id DESC LIMIT 1")?,
        })
    }
}

/// Who asks.
struct Desk {
    engine: &'static str,
    address: SocketAddr,
    cookie: String,
}

impl Desk {
    fn ask_everything(&self, found: &Found) -> Result<()> {
        let page = format!("/dits/{}?panel=exchanges", found.dit);
        let mut connection = self.connection()?;
        let html = self.get(&mut connection, &page)?;
        let style = package_folder(&html).context("the page names no script of the site")?;
        let floor = self.row("a static file", &format!("{style}/echanges.css"), "-", None)?;
        let row = |what: &str, path: &str, goal: &str| self.row(what, path, goal, Some(floor)).map(drop);
        row("request page with its log of 100", &page, "≤ 2 ms")?;
        row("list page", "/", "-")?;
        row(
            "list page, from the middle on",
            &format!("/?after={}", found.middle),
            "as the first",
        )?;
        row(
            "overview of the largest customer",
            &format!("/customers/{}", found.customer),
            "-",
        )?;
        let read = |what: &str, function: &str, body: &Value| self.question(what, function, body, "-", floor);
        read("preview", "preview", &json!({ "dit": found.dit }))?;
        let log = json!({ "dit": found.dit, "before": null });
        read("exchanges of a request", "exchanges", &log)?;
        let customer = json!({ "code": found.customer });
        read("overview, data alone", "customer", &customer)?;
        self.searches(found, floor)?;
        self.record(floor)?;
        let rate = self.pages(&page)?;
        let styles = self.pages(&format!("{style}/echanges.css"))?;
        println!(
            "| {} | rendered request pages per second, {CLIENTS} at once | {rate:.0} | - | ≥ 3000 | {:.2} of the static files |",
            self.engine,
            rate / styles
        );
        Ok(())
    }

    /// Searches, newest first and ranked.
    fn searches(&self, found: &Found, floor: Duration) -> Result<()> {
        let quick = json!({ "text": found.name });
        self.question("quick search", "quick_search", &quick, "-", floor)?;
        let texts = [
            ("a common word", "bonjour"),
            ("a rare word", "calorifuge"),
            ("two words", "bonjour calorifuge"),
            ("a beginning", "inter"),
        ];
        for (what, text) in texts {
            for (order, is_ranked, goal) in [
                ("newest first", false, "p99 ≤ 5 ms"),
                ("ranked", true, "p99 ≤ 50 ms"),
            ] {
                let filter = json!({
                    "text": text, "direction": null, "kind": null, "customer": "", "is_ranked": is_ranked,
                });
                let body = json!({ "filter": filter, "after": null });
                self.question(
                    &format!("full text, {what}, {order}"),
                    "search",
                    &body,
                    goal,
                    floor,
                )?;
            }
        }
        Ok(())
    }

    fn connection(&self) -> Result<Kept> {
        Kept::open(self.address)
    }

    fn get(&self, connection: &mut Kept, path: &str) -> Result<String> {
        let answer = connection.ask("GET", path, &[("cookie", &self.cookie), ("accept", "*/*")], "")?;
        if answer.status != 200 {
            bail!("GET {path} was answered with {}", answer.status);
        }
        answer.text()
    }

    /// The row of an address; says its median.
    fn row(&self, what: &str, path: &str, goal: &str, floor: Option<Duration>) -> Result<Duration> {
        let mut connection = self.connection()?;
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("accept", "*/*"),
            (ACCEPTED, BROWSER),
        ];
        let times = timed(|_| {
            let answer = connection.ask("GET", path, &headers, "")?;
            if answer.status == 200 {
                Ok(())
            } else {
                bail!("GET {path} was answered with {}", answer.status)
            }
        })?;
        Ok(self.print(what, &times, goal, floor))
    }

    /// The row of a server function that reads.
    fn question(&self, what: &str, function: &str, body: &Value, goal: &str, floor: Duration) -> Result<()> {
        let mut connection = self.connection()?;
        let body = body.to_string();
        let times = timed(|_| self.post(&mut connection, function, &body).map(drop))?;
        self.print(what, &times, goal, Some(floor));
        Ok(())
    }

    /// The row of recording, each exchange on the disk before it is answered.
    fn record(&self, floor: Duration) -> Result<()> {
        let mut connection = self.connection()?;
        let bodies: Vec<String> = plain(ASKED + WARM, &mut Dice::new(7))
            .iter()
            .map(|mail| {
                let mut body = mail.envelope();
                body["envelope"]["command"]["RecordExchange"]["mail"] = Value::Null;
                body.to_string()
            })
            .collect();
        let times = timed(|at| {
            let answer = self.post(&mut connection, "execute", &bodies[at])?;
            if answer.contains("Done") {
                Ok(())
            } else {
                bail!("recording was answered with {answer}")
            }
        })?;
        self.print("record one exchange, durable", &times, "p99 ≤ 15 ms", Some(floor));
        Ok(())
    }

    fn post(&self, connection: &mut Kept, function: &str, body: &str) -> Result<String> {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = connection.ask("POST", &format!("/api/{function}"), &headers, body)?;
        if answer.status != 200 {
            bail!(
                "/api/{function} answered with {}: {}",
                answer.status,
                answer.text()?
            );
        }
        answer.text()
    }

    /// Answers per second to several who ask without a pause.
    fn pages(&self, path: &str) -> Result<f64> {
        let started = Instant::now();
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|_| {
                    scope.spawn(|| -> Result<()> {
                        let mut connection = self.connection()?;
                        for _ in 0..PAGES_EACH {
                            connection.ask(
                                "GET",
                                path,
                                &[("cookie", &self.cookie), (ACCEPTED, BROWSER)],
                                "",
                            )?;
                        }
                        Ok(())
                    })
                })
                .collect();
            clients.into_iter().try_for_each(|client| match client.join() {
                Ok(outcome) => outcome,
                Err(_) => bail!("a client of the benchmark panicked"),
            })
        })?;
        Ok(per_second(CLIENTS * PAGES_EACH, started.elapsed()))
    }

    fn print(&self, what: &str, times: &[Duration], goal: &str, floor: Option<Duration>) -> Duration {
        let median = percentile(times, 50);
        let ratio = floor.map_or_else(
            || "1".to_owned(),
            |floor| format!("{:.1}", median.as_secs_f64() / floor.as_secs_f64()),
        );
        println!(
            "| {} | {what} | {} | {} | {goal} | {ratio} |",
            self.engine,
            millis(median),
            millis(percentile(times, 99))
        );
        median
    }
}

/// Sorted times of what is done again and again; the first few do not count.
fn timed(mut act: impl FnMut(usize) -> Result<()>) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(ASKED);
    for at in 0..WARM + ASKED {
        let started = Instant::now();
        act(at)?;
        if at >= WARM {
            times.push(started.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times)
}
