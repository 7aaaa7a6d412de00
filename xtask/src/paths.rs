//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The top folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package is a folder of the workspace")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// What the server sends to browsers. The server reads or embeds this very folder, wherever cargo builds.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// Programs of npm packages, and the browser journeys.
pub fn end2end() -> PathBuf {
    root().join("end2end")
}

/// A program that an npm package brings.
pub fn node_program(name: &str) -> PathBuf {
    end2end().join("node_modules/.bin").join(name)
}

pub fn release_server() -> PathBuf {
    target().join("release/echanges")
}

pub fn debug_server() -> PathBuf {
    target().join("debug/echanges")
}
