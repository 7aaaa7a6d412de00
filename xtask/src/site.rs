//! Builds what the server sends to browsers.
//!
//! ```text
//! target/site/pkg.txt                        the hash below, read by the server
//! target/site/pkg/<hash>/echanges.{js,wasm,css}   never change under that name, so browsers keep them for good
//! target/site/pkg/<hash>/*.wasm              the parts of the program that come later
//! target/site/pkg/<hash>/actions.css         what those look like
//! target/site/pkg/<hash>/parts.txt           which of them belong together
//! target/site/...                            the files of public/
//! ```
//!
//! In a release each compressible file has a `.br` and a `.gz` beside it.

mod compress;
mod dead;
mod files;
mod names;
mod styles;
pub mod wasm;

use std::fs;

use anyhow::{Context, Result};

use crate::paths;
use crate::site::files::Files;

/// The style sheets, with the files of `style/` that they start from: that of every page, and what comes after it.
const STYLES: [(&str, &str); 2] = [("echanges.css", "main.css"), ("actions.css", "actions.css")];

/// How much care a build takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build: not optimised, not compressed, and the page reloads itself after a change.
    Development,
    /// Small to send.
    Release,
}

/// Builds the whole site and puts it in place of the previous one; returns its hash.
pub fn build(mode: Mode) -> Result<String> {
    println!("Building the WebAssembly module");
    let mut package = wasm::build(mode)?;
    println!("Building the style sheets");
    for (name, entry) in STYLES {
        package.insert(name, styles::bundle(entry)?);
    }
    let hash = package.hash();

    let mut site = Files::read(&paths::root().join("public"))?;
    site.insert_all(&format!("pkg/{hash}"), package);
    site.insert("pkg.txt", hash.clone().into_bytes());
    if mode == Mode::Release {
        println!("Compressing the site");
        compress::add_compressed_twins(&mut site);
    }
    publish(&site)?;
    for (name, size) in site.sizes().filter(|(name, _)| name.starts_with("pkg/")) {
        println!("{size:>10} bytes  {name}");
    }
    Ok(hash)
}

/// Replaces the folder as a whole: a server that runs never sees half a site. One that holds the same is left as it is, or the
/// server, which embeds it, would be compiled again.
fn publish(site: &Files) -> Result<()> {
    if paths::site().exists() && Files::read(&paths::site())?.hash() == site.hash() {
        return Ok(());
    }
    let new = paths::root().join("target/site.new");
    let old = paths::root().join("target/site.old");
    remove(&new)?;
    remove(&old)?;
    site.write(&new)?;
    if paths::site().exists() {
        fs::rename(paths::site(), &old).context("cannot move the previous site away")?;
    }
    fs::rename(&new, paths::site()).context("cannot put the site in place")?;
    remove(&old)
}

fn remove(folder: &std::path::Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
