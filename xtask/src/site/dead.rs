//! Empties functions that nothing can call and that the linker keeps all the same.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasm_encoder::{CodeSection, Function, Instruction, Module, RawSection, SectionId};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// What only a server calls, and the browser keeps because it is reachable through the table of each view.
///
/// The asynchronous twin of hydration, of which every view has one. The program waits for the parts of a page first and hydrates
/// at once, so that no twin is ever called; but each is reachable through the table of its view. A name of the legacy mangling is
/// the path of the function alone, each part after its length; an asynchronous function is a closure of that path, and the hash
/// follows. The closures inside of it are left alone: they are those of the synchronous twin, and the compiler keeps one of both.
///
/// The list of the addresses of a route, which a server asks for when it starts.
const UNUSED: [&str; 4] = [
    "13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$17h",
    "20new_with_async_value28_$u7b$$u7b$closure$u7d$$u7d$17h",
    "27new_with_async_value_erased28_$u7b$$u7b$closure$u7d$$u7d$17h",
    "21into_any_nested_route15generate_routes17h",
];

/// Shorter functions may stand for others with the same code, and weigh little.
const SHORT: u64 = 160;

/// The module with those functions empty; they trap when they are called. What they alone used goes when the module is optimised.
pub fn empty_unused(module: &[u8]) -> Result<Vec<u8>> {
    let unused = unused(module)?;
    let mut emptied = Module::new();
    let mut code = CodeSection::new();
    let mut left = 0;
    let mut index = imported(module)?;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { count, .. } => left = *count,
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                if unused.contains(&index) && range.end - range.start > SHORT {
                    let mut empty = Function::new([]);
                    empty.instruction(&Instruction::Unreachable);
                    empty.instruction(&Instruction::End);
                    code.function(&empty);
                } else {
                    code.raw(slice(module, range)?);
                }
                index += 1;
                left -= 1;
                if left == 0 {
                    emptied.section(&code);
                }
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    if id == SectionId::Code as u8 {
                        bail!("the code of the module cannot be read");
                    }
                    let data = slice(module, range)?;
                    emptied.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(emptied.finish())
}

/// A part of the module.
pub fn slice(module: &[u8], range: Range<u64>) -> Result<&[u8]> {
    usize::try_from(range.start)
        .ok()
        .zip(usize::try_from(range.end).ok())
        .and_then(|(start, end)| module.get(start..end))
        .context("the module is cut off")
}

/// How many functions come before the first one with a body.
fn imported(module: &[u8]) -> Result<u32> {
    let mut count = 0;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                if matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
                    count += 1;
                }
            }
        }
    }
    Ok(count)
}

fn unused(module: &[u8]) -> Result<HashSet<u32>> {
    let mut unused = HashSet::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else {
            continue;
        };
        let KnownCustom::Name(names) = section.as_known() else {
            continue;
        };
        for name in names {
            if let Name::Function(functions) = name.context("the names of the module cannot be read")? {
                for function in functions {
                    let function = function?;
                    if UNUSED.iter().any(|path| function.name.contains(path)) {
                        unused.insert(function.index);
                    }
                }
            }
        }
    }
    Ok(unused)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, FunctionSection, ImportSection, NameMap, NameSection, TypeSection};
    use wasmparser::Operator;

    use super::*;

    /// A module that imports one function and has one of each name, which does nothing so many times.
    fn module(functions_of: &[(&str, usize)]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        imports.import("env", "f", EntityType::Function(0));
        let (mut functions, mut code, mut map) = (FunctionSection::new(), CodeSection::new(), NameMap::new());
        map.append(0, "imported");
        for (at, (name, length)) in functions_of.iter().enumerate() {
            functions.function(0);
            let mut body = Function::new([]);
            for _ in 0..*length {
                body.instruction(&Instruction::Nop);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
            map.append(u32::try_from(at).unwrap() + 1, name);
        }
        let mut name_section = NameSection::new();
        name_section.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&code).section(&name_section);
        module.finish()
    }

    #[test]
    fn only_long_unused_functions_are_emptied_and_the_order_stays() {
        let functions = [
            ("_ZN3app4main17h0E", 500),
            (
                "_ZN6tachys13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$17h0E",
                500,
            ),
            ("_ZN6tachys13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$17h1E", 20),
            (
                "_ZN6tachys13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$28_$u7b$$u7b$closure$u7d$$u7d$17h0E",
                500,
            ),
            ("_ZN6tachys7hydrate28_$u7b$$u7b$closure$u7d$$u7d$17h0E", 500),
        ];
        let emptied = empty_unused(&module(&functions)).unwrap();
        let mut traps = Vec::new();
        for payload in Parser::new(0).parse_all(&emptied) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                let first = body.get_operators_reader().unwrap().read().unwrap();
                traps.push(matches!(first, Operator::Unreachable));
            }
        }
        assert_eq!(traps, [false, true, false, false, false]);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(empty_unused(b"<html>").is_err());
    }
}
