//! What people forget: who may depend on whom, which words may stand where.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The packages in their order: each may depend only on those before it.
const PACKAGES: [(&str, &str); 5] = [
    ("editor", "app/editor"),
    ("domain", "app/domain"),
    ("app", "app"),
    ("client", "app/client"),
    ("server", "server"),
];

/// What a package must never depend on.
const NEVER: [(&str, &[&str]); 5] = [
    (
        "editor",
        &[
            "domain",
            "leptos",
            "web-sys",
            "js-sys",
            "wasm-bindgen",
            "tokio",
            "sea-orm",
            "lettre",
            "axum",
            "jiff",
        ],
    ),
    (
        "domain",
        &[
            "leptos",
            "web-sys",
            "js-sys",
            "wasm-bindgen",
            "sea-orm",
            "tokio",
            "lettre",
            "axum",
            "jiff",
        ],
    ),
    (
        "app",
        &["server", "sea-orm", "sqlx", "lettre", "tokio", "axum", "jiff"],
    ),
    (
        "client",
        &[
            "server", "domain", "editor", "sea-orm", "sqlx", "lettre", "tokio", "axum",
        ],
    ),
    (
        "server",
        &[
            "client",
            "web-sys",
            "js-sys",
            "wasm-bindgen",
            "wasm-bindgen-futures",
        ],
    ),
];

/// What only some rooms may name: the text, the folder of code it concerns, and where it may stand.
const ROOMS: [(&str, &str, &[&str]); 7] = [
    (
        "web_sys::",
        "app/src",
        &["app/src/ui", "app/src/composer", "app/src/offline"],
    ),
    (
        "js_sys::",
        "app/src",
        &["app/src/ui", "app/src/composer", "app/src/offline"],
    ),
    (
        "wasm_bindgen::",
        "app/src",
        &["app/src/ui", "app/src/composer", "app/src/offline"],
    ),
    ("sea_orm::", "server/src", &["server/src/persistence"]),
    ("lettre::", "server/src", &["server/src/mailer"]),
    ("leptos_axum::", "server/src", &["server/src/http"]),
    ("SystemTime", "server/src", &["server/src/services.rs"]),
];

/// Words that the glossary replaces by others.
const NEVER_SAID: [&str; 22] = [
    "interaction",
    "thread",
    "incoming",
    "outgoing",
    "comment",
    "category",
    "followup",
    "reminder",
    "medium",
    "location",
    "interlocutor",
    "collaborator",
    "party",
    "provider",
    "ticket",
    "visit",
    "task",
    "synthesis",
    "wysiwyg",
    "tooltip",
    "spool",
    "staff",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder whose name ends so, by its path from the root.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((name, read(&path)));
            }
        }
    }
    assert!(!found.is_empty(), "nothing in {folder}");
    found.sort();
    found
}

/// Names of the dependencies, whatever they are for; `dev` says whether those of tests count.
fn dependencies(folder: &str, with_dev: bool) -> BTreeSet<String> {
    let manifest = read(&root().join(folder).join("Cargo.toml"));
    let mut names = BTreeSet::new();
    let mut is_list = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let is_dev = section.contains("dev-dependencies");
            let kind = if is_dev {
                "dev-dependencies"
            } else {
                "dependencies"
            };
            is_list = section.ends_with(kind) && (with_dev || !is_dev);
            if let Some((before, name)) = section.rsplit_once('.')
                && before.ends_with(kind)
                && (with_dev || !is_dev)
            {
                names.insert(name.to_owned());
            }
        } else if is_list && let Some((name, _)) = line.split_once('=') {
            names.insert(
                name.trim()
                    .trim_end_matches(".workspace")
                    .trim_matches('"')
                    .to_owned(),
            );
        }
    }
    names
}

#[test]
fn packages_depend_only_on_those_before_them() {
    for (at, (package, folder)) in PACKAGES.iter().enumerate() {
        let names = dependencies(folder, true);
        assert!(
            !names.is_empty() || *package == "editor",
            "no dependency of {package} was found"
        );
        for (later, _) in &PACKAGES[at + 1..] {
            assert!(!names.contains(*later), "{package} depends on {later}");
        }
    }
}

#[test]
fn packages_never_depend_on_what_is_not_theirs_to_see() {
    for (package, never) in NEVER {
        let (_, folder) = PACKAGES.iter().find(|(known, _)| *known == package).unwrap();
        let names = dependencies(folder, false);
        let wrong: Vec<_> = never.iter().filter(|name| names.contains(**name)).collect();
        assert!(wrong.is_empty(), "{package} depends on {wrong:?}");
    }
    let server = dependencies("server", false);
    assert!(
        server.contains("sea-orm") && server.contains("tower"),
        "the manifests are read"
    );
    let app = dependencies("app", false);
    assert!(
        app.contains("web-sys") && app.contains("leptos"),
        "tables of their own are read"
    );
}

#[test]
fn each_library_is_named_only_in_its_room() {
    for (word, code, rooms) in ROOMS {
        let mut is_seen = false;
        for (path, text) in files(code, "rs") {
            let is_its_room = rooms.iter().any(|room| path.starts_with(room));
            let named = text
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            is_seen |= named && is_its_room;
            assert!(is_its_room || !named, "{path} names {word}");
        }
        assert!(is_seen, "{word} is named nowhere: is the rule still of use?");
    }
}

#[test]
fn no_code_is_unsafe_and_nothing_is_left_to_be_done() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["unimpl", "emented!"].concat(),
        ["to", "do!("].concat(),
    ];
    for folder in ["app", "server", "xtask"] {
        for (path, text) in files(folder, "rs")
            .into_iter()
            .filter(|(path, _)| !path.contains("/target/"))
        {
            for mark in &marks {
                assert!(!text.contains(mark.as_str()), "{path} holds {mark}");
            }
        }
    }
    assert!(read(&root().join("Cargo.toml")).contains("unsafe_code = \"forbid\""));
    // The entry of the browser side is what a macro makes of a few lines.
    for (_, folder) in PACKAGES.iter().filter(|(package, _)| *package != "client") {
        let manifest = read(&root().join(folder).join("Cargo.toml"));
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{folder} does not take the lints of the workspace"
        );
    }
}

#[test]
fn types_say_the_words_of_the_glossary() {
    for folder in ["app", "server"] {
        for (path, text) in files(folder, "rs") {
            for line in text.lines() {
                let Some(name) = type_name(line) else { continue };
                let words = words(name);
                let wrong: Vec<_> = words
                    .iter()
                    .filter(|word| NEVER_SAID.contains(&word.as_str()))
                    .collect();
                assert!(wrong.is_empty(), "{path}: {name} says {wrong:?}");
            }
        }
    }
}

#[test]
fn tables_and_columns_say_the_words_of_the_glossary() {
    let entities = files("server/src/persistence/entity", "rs");
    let mut tables = 0;
    for (path, text) in entities {
        let table = text
            .split("table_name = \"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let columns = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "))
            .map(|(name, _)| name);
        for name in table.into_iter().chain(columns) {
            let is_snake = name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(is_snake, "{path}: {name}");
            let wrong = name
                .split('_')
                .any(|word| NEVER_SAID.contains(&word.trim_end_matches('s')));
            assert!(!wrong, "{path}: {name}");
        }
        if let Some(table) = table {
            tables += 1;
            assert!(
                table.ends_with('s'),
                "{path}: a table is named in the plural, not {table}"
            );
        }
    }
    assert!(tables >= 19, "{tables} tables");
}

#[test]
fn identifiers_are_ascii() {
    for folder in ["app", "server", "xtask"] {
        for (path, text) in files(folder, "rs") {
            for line in text.lines() {
                let starts = [
                    "fn ",
                    "pub fn ",
                    "async fn ",
                    "pub async fn ",
                    "struct ",
                    "pub struct ",
                    "enum ",
                    "pub enum ",
                    "mod ",
                    "pub mod ",
                ];
                let line = line.trim_start();
                let is_name = starts.iter().any(|start| line.starts_with(start));
                let name = line.split(['(', '{', '=', ';']).next().unwrap_or_default();
                assert!(!is_name || name.is_ascii(), "{path}: {line}");
            }
        }
    }
}

/// The name that a line gives to a type.
fn type_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line
        .strip_prefix("pub ")
        .or_else(|| {
            line.split_once(") ")
                .filter(|(before, _)| before.starts_with("pub("))
                .map(|(_, rest)| rest)
        })
        .unwrap_or(line);
    let rest = ["struct ", "enum ", "trait ", "type "]
        .iter()
        .find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric())
        .next()
        .filter(|name| name.starts_with(char::is_uppercase))
}

/// `CustomerOverview` is `customer` and `overview`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        if c.is_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[test]
fn names_are_taken_apart_as_they_are_read() {
    assert_eq!(type_name("pub(super) struct NewCrit {"), Some("NewCrit"));
    assert_eq!(type_name("    pub enum Direction {"), Some("Direction"));
    assert_eq!(type_name("let type_name = 1;"), None);
    assert_eq!(words("CustomerOverview"), ["customer", "overview"]);
}
