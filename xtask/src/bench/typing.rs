//! What a key costs in the formatting tool, beside what it costs in other editors and in a browser alone.

use std::path::Path;

use anyhow::Result;

use crate::paths;
use crate::process::{command, run};

/// Prints its own progress and its table: the measure is a program for the browser's driver.
pub fn measure(binary: &Path) -> Result<()> {
    crate::setup::for_browsing()?;
    println!();
    run(
        command(paths::node_program("playwright"))
            .args(["test", "--config", "bench/playwright.config.ts"])
            .current_dir(paths::end2end())
            .env("ECHANGES_BINARY", binary),
        "measuring how it is typed",
    )
}
