//! The client as a WebAssembly module with the JavaScript that loads it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::paths;
use crate::process::{cargo, command, run};
use crate::site::Mode;
use crate::site::files::Files;

/// Appended to the glue of a development build: asks which build the server has, and loads the page again when it is
/// another one. `dev.txt` is written after each rebuild.
const RELOAD: &str = r#"
let loaded;
setInterval(async () => {
    const answer = await fetch("/dev.txt", { cache: "no-store" }).catch(() => undefined);
    if (!answer?.ok) return;
    const stamp = await answer.text();
    loaded ??= stamp;
    if (stamp !== loaded) location.reload();
}, 400);
"#;

/// Compiles and binds the client; returns `echanges.js` and `echanges.wasm`.
pub fn build(mode: Mode) -> Result<Files> {
    let compiled = compile(mode)?;
    let work = paths::root().join("target/site.work");
    if work.exists() {
        fs::remove_dir_all(&work).context("cannot empty target/site.work")?;
    }
    bind(&compiled, &work, mode)?;
    fs::rename(work.join("echanges_bg.wasm"), work.join("echanges.wasm"))
        .context("wasm-bindgen left no module")?;
    name_module(&work.join("echanges.js"))?;
    match mode {
        Mode::Release => {
            optimise(&work.join("echanges.wasm"))?;
            minify(&work.join("echanges.js"))?;
        }
        Mode::Development => append(&work.join("echanges.js"), RELOAD)?,
    }
    Files::read(&work)
}

fn compile(mode: Mode) -> Result<PathBuf> {
    let (profile, folder) = match mode {
        Mode::Release => ("wasm-release", "wasm-release"),
        Mode::Development => ("dev", "debug"),
    };
    // `rustc` rather than `build`: with several crate types cargo would leave link-time optimisation out.
    run(
        cargo()
            .args(["rustc", "-p", "client", "--lib", "--crate-type", "cdylib"])
            .args(["--target", "wasm32-unknown-unknown", "--profile", profile]),
        "compiling the client",
    )?;
    Ok(paths::target()
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("client.wasm"))
}

fn bind(compiled: &Path, folder: &Path, mode: Mode) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("echanges")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .generate(folder)
        .context("wasm-bindgen refused the module")
}

/// The glue looks for the module under the name that it has here, when the page names none.
fn name_module(glue: &Path) -> Result<()> {
    let script = fs::read_to_string(glue).context("wasm-bindgen left no script")?;
    fs::write(glue, script.replace("echanges_bg.wasm", "echanges.wasm")).context("cannot write the glue")
}

/// The `target_features` section is kept by the profile, so that wasm-opt knows by itself what browsers are asked for.
/// Never `--all-features`: it makes modules that browsers refuse.
fn optimise(module: &Path) -> Result<()> {
    run(
        command(paths::node_program("wasm-opt"))
            .arg(module)
            .arg("-o")
            .arg(module)
            .args(["-Oz"]),
        "optimising the module",
    )
}

fn minify(glue: &Path) -> Result<()> {
    run(
        command(paths::node_program("esbuild"))
            .arg(glue)
            .args([
                "--minify",
                "--format=esm",
                "--log-level=warning",
                "--allow-overwrite",
            ])
            .arg(format!("--outfile={}", glue.display())),
        "minifying the glue",
    )
}

fn append(file: &Path, text: &str) -> Result<()> {
    let mut script = fs::read_to_string(file)?;
    script.push_str(text);
    fs::write(file, script).context("cannot write the glue")
}
