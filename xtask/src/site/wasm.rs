//! The client as a WebAssembly module with the JavaScript that loads it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

use crate::paths;
use crate::process::{cargo, command, run};
use crate::site::files::Files;
use crate::site::{Mode, dead, names};

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

/// The script that loads the parts, beside the glue; in a release it is inside of the glue.
const PARTS_SCRIPT: &str = "parts.js";

/// Which modules each part is made of, one part a line: its name, then the names of the files that are loaded with it.
pub const PARTS_LIST: &str = "parts.txt";

/// What wasm-opt may use: the modules of the parts do not say it themselves. Never `--all-features`: it makes modules that
/// browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Smaller once more: the code is taken apart, its jumps are found anew, and what that brings to light is optimised.
const PASSES: [&str; 6] = [
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--strip-producers",
];

/// Compiles, splits and binds the client; returns `echanges.js`, `echanges.wasm` and the modules of the parts.
pub fn build(mode: Mode) -> Result<Files> {
    let compiled = compile(mode)?;
    let work = paths::root().join("target/site.work");
    if work.exists() {
        fs::remove_dir_all(&work).context("cannot empty target/site.work")?;
    }
    let first = paths::root().join("target/client.first.wasm");
    let parts = split(&compiled, &work, &first)?;
    bind(&first, &work)?;
    fs::rename(work.join("echanges_bg.wasm"), work.join("echanges.wasm"))
        .context("wasm-bindgen left no module")?;
    name_module(&work.join("echanges.js"))?;
    match mode {
        Mode::Release => {
            bundle(&work)?;
            shorten_names(&work)?;
            optimise(&work.join("echanges.wasm"))?;
            for part in parts {
                optimise(&part)?;
            }
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
    // `rustc` rather than `build`: with several crate types cargo would leave link-time optimisation out. The relocations tell
    // which function needs which; they are asked for in the last link only, so that nothing else is compiled for them.
    run(
        cargo()
            .args(["rustc", "-p", "client", "--lib", "--crate-type", "cdylib"])
            .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
            .args(["--", "-Clink-args=--emit-relocs"]),
        "compiling the client",
    )?;
    Ok(paths::target()
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("client.wasm"))
}

/// Takes the parts out of the module; returns their files.
fn split(compiled: &Path, folder: &Path, first: &Path) -> Result<Vec<PathBuf>> {
    let module = fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let link_name = format!("./{PARTS_SCRIPT}");
    let mut options = Options::new(&module);
    options.output_dir = folder;
    options.main_out_path = first;
    options.link_name = &link_name;
    options.main_module = "./echanges.js";
    let split = transform(options).map_err(|error| anyhow!("the module cannot be split: {error:#}"))?;
    let list: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    let list: String = list
        .into_iter()
        .map(|(part, modules)| format!("{part} {}.wasm\n", modules.join(".wasm ")))
        .collect();
    fs::write(folder.join(PARTS_LIST), list).context("cannot write the list of the parts")?;
    Ok(split.split_modules)
}

/// Names are kept, as they are: what is done later goes by them.
fn bind(first: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(first)
        .out_name("echanges")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .keep_lld_exports(true)
        .demangle(false)
        .generate(folder)
        .context("wasm-bindgen refused the module")
}

/// The glue looks for the module under the name that it has here, when the page names none.
fn name_module(glue: &Path) -> Result<()> {
    let script = fs::read_to_string(glue).context("wasm-bindgen left no script")?;
    fs::write(glue, script.replace("echanges_bg.wasm", "echanges.wasm")).context("cannot write the glue")
}

fn optimise(module: &Path) -> Result<()> {
    let emptied = dead::empty_unused(&fs::read(module)?)
        .with_context(|| format!("cannot read {}", module.display()))?;
    fs::write(module, emptied).with_context(|| format!("cannot write {}", module.display()))?;
    run(
        command(paths::node_program("wasm-opt"))
            .arg(module)
            .arg("-o")
            .arg(module)
            .args(PASSES)
            .args(FEATURES),
        "optimising a module",
    )
}

/// Glue and script of the parts as one file, with what the page asks for only. The page never reads streams, whose classes
/// wasm-bindgen writes all the same: what makes them look needed is said to be without effect.
fn bundle(work: &Path) -> Result<()> {
    let entry = work.join("entry.js");
    let glue = work.join("echanges.js");
    fs::write(&entry, "export {default, hydrate} from \"./echanges.js\";\n")
        .context("cannot write the entry")?;
    run(
        command(paths::node_program("esbuild"))
            .arg(&entry)
            .args([
                "--bundle",
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--define:Symbol.dispose=undefined",
                "--pure:FinalizationRegistry",
                "--log-level=warning",
                // Each function of the parts is imported by an import of its own, all of the same script.
                "--log-override:duplicate-object-key=silent",
                "--allow-overwrite",
            ])
            .arg(format!("--outfile={}", glue.display())),
        "minifying the glue",
    )?;
    fs::remove_file(entry).context("there is no entry")?;
    fs::remove_file(work.join(PARTS_SCRIPT)).context("there is no script of the parts")
}

fn shorten_names(work: &Path) -> Result<()> {
    let (module_file, glue_file) = (work.join("echanges.wasm"), work.join("echanges.js"));
    let (module, glue) = names::shorten(&fs::read(&module_file)?, &fs::read_to_string(&glue_file)?)?;
    fs::write(module_file, module).context("cannot write the module")?;
    fs::write(glue_file, glue).context("cannot write the glue")
}

fn append(file: &Path, text: &str) -> Result<()> {
    let mut script = fs::read_to_string(file)?;
    script.push_str(text);
    fs::write(file, script).context("cannot write the glue")
}
