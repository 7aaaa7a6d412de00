//! Short names for what a module and its glue ask of each other: the long ones, each with a hash, are sent twice and compress badly.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use wasm_encoder::{Encode, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::site::dead::slice;

/// What the glue gives to the module.
const GLUE: &str = "./echanges_bg.js";
/// Names with which the compiler and wasm-bindgen mark what is theirs: nobody else goes by them.
const THEIRS: [&str; 3] = ["__wbg_", "__wbindgen_", "_ZN"];

/// The module and the script with short names. What the script does not name is no longer exported.
pub fn shorten(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let words: BTreeSet<&str> = words(script).collect();
    let names = short_names(module, &words)?;
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let section = slice(module, range)?;
        let data = match payload {
            Payload::ImportSection(_) => imports(section, &names)?,
            Payload::ExportSection(_) => exports(section, &names, &words)?,
            _ => section.to_vec(),
        };
        out.section(&RawSection { id, data: &data });
    }
    Ok((out.finish(), renamed(script, &names)))
}

/// The identifiers of a script, and what looks like one.
fn words(script: &str) -> impl Iterator<Item = &str> {
    script
        .split(|c: char| !is_of_word(c))
        .filter(|word| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// A short name for each of their names, none of which the script uses for something else.
fn short_names(module: &[u8], words: &BTreeSet<&str>) -> Result<BTreeMap<String, String>> {
    let mut long = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if import.module == GLUE {
                        long.insert(import.name.to_owned());
                    }
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    long.insert(export?.name.to_owned());
                }
            }
            _ => {}
        }
    }
    let theirs = long.into_iter().filter(|name| {
        let is_theirs = THEIRS.iter().any(|mark| name.starts_with(mark));
        is_theirs && words.contains(name.as_str())
    });
    let mut free = (0_usize..)
        .map(short)
        .filter(|name| !words.contains(name.as_str()));
    Ok(theirs.filter_map(|name| Some((name, free.next()?))).collect())
}

/// `$a`, `$b`… `$z`, `$aa`…
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(
            0,
            char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()),
        );
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    format!("${name}")
}

fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_of_word) {
        let end = rest[start..]
            .find(|c| !is_of_word(c))
            .map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        out.push_str(&rest[..start]);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    out + rest
}

/// The section of imports with other names; what each of them is stays as it stands.
fn imports(section: &[u8], names: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let mut reader = Reader(section);
    let count = reader.number()?;
    let mut out = Vec::new();
    count.encode(&mut out);
    for _ in 0..count {
        let (from, name) = (reader.text()?, reader.text()?);
        let kept = reader.0;
        reader.skip_import_type()?;
        let short = names.get(name).filter(|_| from == GLUE);
        from.encode(&mut out);
        short.map_or(name, String::as_str).encode(&mut out);
        out.extend_from_slice(&kept[..kept.len() - reader.0.len()]);
    }
    Ok(out)
}

/// The section of exports without what no word of the script names.
fn exports(section: &[u8], names: &BTreeMap<String, String>, words: &BTreeSet<&str>) -> Result<Vec<u8>> {
    let mut reader = Reader(section);
    let (mut count, mut list) = (0_u32, Vec::new());
    for _ in 0..reader.number()? {
        let name = reader.text()?;
        let kind = reader.byte()?;
        let index = reader.number()?;
        if words.contains(name) {
            count += 1;
            names.get(name).map_or(name, String::as_str).encode(&mut list);
            list.push(kind);
            index.encode(&mut list);
        }
    }
    let mut out = Vec::new();
    count.encode(&mut out);
    out.extend(list);
    Ok(out)
}

/// Reads the few things that a section of names is made of.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("a section is cut off")?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Result<u32> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        u32::try_from(number).context("a number is too large")
    }

    fn text(&mut self) -> Result<&'a str> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length).context("a name is cut off")?;
        self.0 = rest;
        std::str::from_utf8(text).context("a name is no UTF-8")
    }

    /// What an import is: a function, a table, a memory, a global or a tag.
    fn skip_import_type(&mut self) -> Result<()> {
        match self.byte()? {
            0x00 => drop(self.number()?),
            0x01 => {
                self.byte()?;
                self.skip_limits()?;
            }
            0x02 => self.skip_limits()?,
            0x03 => drop((self.byte()?, self.byte()?)),
            0x04 => drop((self.byte()?, self.number()?)),
            kind => anyhow::bail!("an import of the unknown kind {kind}"),
        }
        Ok(())
    }

    fn skip_limits(&mut self) -> Result<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
        Instruction, TypeSection,
    };

    use super::*;

    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut exports) =
            (TypeSection::new(), ImportSection::new(), ExportSection::new());
        types.ty().function([], []);
        imports.import(GLUE, "__wbg_now_0123", EntityType::Function(0));
        imports.import("./parts.js", "__wbg_now_0123", EntityType::Function(0));
        imports.import(GLUE, "plain", EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        functions.function(0);
        let mut body = Function::new([]);
        body.instruction(&Instruction::End);
        code.function(&body);
        for name in ["hydrate", "_ZN3app4call17h0E", "unnamed"] {
            exports.export(name, ExportKind::Func, 3);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&exports).section(&code);
        module.finish()
    }

    fn named(module: &[u8]) -> (Vec<String>, Vec<String>) {
        let (mut imported, mut exported) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    imported.extend(imports.into_imports().map(|import| {
                        let import = import.unwrap();
                        format!("{} {}", import.module, import.name)
                    }));
                }
                Payload::ExportSection(exports) => {
                    exported.extend(exports.into_iter().map(|export| export.unwrap().name.to_owned()));
                }
                _ => {}
            }
        }
        (imported, exported)
    }

    #[test]
    fn both_sides_get_the_same_short_names_and_what_nobody_names_goes() {
        let script =
            r#"{"./echanges_bg.js":{__wbg_now_0123:$a=>m._ZN3app4call17h0E(),plain(){m.hydrate()}}}"#;
        let (module, script) = shorten(&module(), script).unwrap();
        assert_eq!(
            script,
            r#"{"./echanges_bg.js":{$c:$a=>m.$b(),plain(){m.hydrate()}}}"#
        );
        let (imported, exported) = named(&module);
        assert_eq!(
            imported,
            [
                "./echanges_bg.js $c",
                "./parts.js __wbg_now_0123",
                "./echanges_bg.js plain"
            ]
        );
        assert_eq!(exported, ["hydrate", "$b"]);
    }

    #[test]
    fn short_names_never_end() {
        let names: BTreeSet<String> = (0..2_000).map(short).collect();
        assert_eq!(names.len(), 2_000);
        assert_eq!(
            (short(0), short(25), short(26), short(701)),
            (
                "$a".to_owned(),
                "$z".to_owned(),
                "$aa".to_owned(),
                "$zz".to_owned()
            )
        );
    }
}
