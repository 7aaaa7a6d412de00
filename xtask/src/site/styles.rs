//! One style sheet out of a file of `style/` and what it imports.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Features, Targets};

use crate::paths;

pub fn bundle(entry: &str) -> Result<Vec<u8>> {
    bundle_file(&paths::root().join("style").join(entry))
}

fn bundle_file(entry: &Path) -> Result<Vec<u8>> {
    let provider = FileProvider::new();
    let mut sheet = Bundler::new(&provider, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| anyhow!("the style sheet cannot be read: {error}"))?;
    sheet
        .minify(MinifyOptions {
            targets: targets(),
            ..MinifyOptions::default()
        })
        .map_err(|error| anyhow!("the style sheet cannot be minified: {error}"))?;
    let css = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets: targets(),
            ..PrinterOptions::default()
        })
        .map_err(|error| anyhow!("the style sheet cannot be written: {error}"))?;
    Ok(css.code.into_bytes())
}

/// The oldest browsers that have what the interface cannot do without (`popover`, `light-dark()`); prefixes are added
/// for them. Nesting is lowered all the same: older tablets then still show a readable page.
fn targets() -> Targets {
    Targets {
        browsers: Some(Browsers {
            chrome: Some(version(123, 0)),
            edge: Some(version(123, 0)),
            firefox: Some(version(125, 0)),
            safari: Some(version(17, 5)),
            ios_saf: Some(version(17, 5)),
            ..Browsers::default()
        }),
        include: Features::Nesting,
        exclude: Features::empty(),
    }
}

const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn imports_are_bundled_in_the_declared_order_of_layers_and_nesting_is_lowered() {
        let folder = std::env::temp_dir().join(format!("echanges-styles-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let main =
            "@layer base, parts;\n@import \"menu.css\" layer(parts);\n@import \"base.css\" layer(base);\n";
        fs::write(folder.join("main.css"), main).unwrap();
        fs::write(
            folder.join("menu.css"),
            ".Menu { color: red; & > .Item { color: blue } }",
        )
        .unwrap();
        fs::write(folder.join("base.css"), "a { color: green }").unwrap();
        let css = String::from_utf8(bundle_file(&folder.join("main.css")).unwrap()).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let parts = "@layer parts{.Menu{color:red}.Menu>.Item{color:#00f}}";
        assert_eq!(css, format!("@layer base{{a{{color:green}}}}{parts}"));
    }

    #[test]
    fn a_broken_sheet_is_refused_with_its_place() {
        let folder = std::env::temp_dir().join(format!("echanges-styles-broken-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("main.css"), "@import \"missing.css\";").unwrap();
        let error = bundle_file(&folder.join("main.css")).unwrap_err().to_string();
        fs::remove_dir_all(&folder).unwrap();
        assert!(error.contains("main.css"), "{error}");
    }
}
