//! What Lighthouse says of the main pages, on its telephone: <https://developer.chrome.com/docs/lighthouse>.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Folder, Server};
use crate::http::sign_in;
use crate::process::{command, run};

/// Fetched when it is asked for only: nothing else needs it.
const PROGRAM: &str = "lighthouse@12.8.2";
const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];
/// The goals are 100 each, 1.2 s, 30 ms and 0.
const AUDITS: [&str; 3] = [
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
];
/// What is looked at, and whether one has signed in.
const PAGES: [(&str, bool); 5] = [
    ("/login", false),
    ("/", true),
    ("/dits/DIT-2026-0005?panel=exchanges", true),
    ("/customers/C-0001", true),
    ("/search?q=chaudi%C3%A8re", true),
];

/// One row a page.
pub fn measure(binary: &Path) -> Result<()> {
    crate::setup::for_browsing()?;
    let server = Server::start(binary)?;
    let cookie = sign_in(server.address, "demo@example.org")?;
    let folder = Folder::make("lighthouse")?;
    println!("\n| page | performance | accessibility | best practices | LCP | TBT | CLS |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (page, is_signed_in) in PAGES {
        let headers = if is_signed_in {
            json!({ "Cookie": cookie })
        } else {
            json!({})
        };
        let report = report(server.address, page, &headers, folder.path())?;
        println!("{}", row(page, &report));
    }
    Ok(())
}

fn report(address: SocketAddr, page: &str, headers: &Value, folder: &Path) -> Result<Value> {
    let file = folder.join("report.json");
    run(
        command("npx")
            .args(["--yes", PROGRAM, &format!("http://{address}{page}")])
            .args(["--quiet", "--output=json"])
            .arg(format!("--output-path={}", file.display()))
            .arg(format!("--only-categories={}", CATEGORIES.join(",")))
            .arg(format!("--extra-headers={headers}"))
            .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
            .env("CHROME_PATH", crate::setup::CHROMIUM),
        "running Lighthouse",
    )?;
    let report = fs::read(&file).context("Lighthouse left no report")?;
    serde_json::from_slice(&report).context("the report of Lighthouse cannot be read")
}

fn row(page: &str, report: &Value) -> String {
    let score = |name: &&str| {
        let score = report["categories"][*name]["score"].as_f64();
        score.map_or_else(|| "-".to_owned(), |score| format!("{:.0}", score * 100.0))
    };
    let audit = |name: &&str| {
        let shown = report["audits"][*name]["displayValue"].as_str();
        shown.unwrap_or("-").to_owned()
    };
    let scores = CATEGORIES.iter().map(score);
    let cells: Vec<String> = scores.chain(AUDITS.iter().map(audit)).collect();
    format!("| `{page}` | {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_row() {
        let report = json!({
            "categories": {"performance": {"score": 0.985}, "accessibility": {"score": 1}},
            "audits": {"total-blocking-time": {"displayValue": "20 ms"}},
        });
        assert_eq!(row("/", &report), "| `/` | 98 | 100 | - | - | 20 ms | - |");
    }
}
