//! The browser's reader against the general one: what it accepts, both read the same way.

use super::read;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

#[derive(PartialEq, Debug, Serialize, Deserialize)]
enum Shape {
    Unit,
    Newtype(u32),
    Tuple(i64, bool),
    Struct { name: String, inner: Option<Box<Shape>> },
}

#[derive(PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct All {
    small: i8,
    large: u64,
    text: String,
    pairs: Vec<(String, Option<i32>)>,
    nothing: (),
}

/// Both readers say the same, of what is right and of what is wrong.
fn agree<T: serde::de::DeserializeOwned + PartialEq + Debug>(text: &str) {
    let ours = read::<T>(text.as_bytes()).ok();
    let theirs = serde_json::from_slice::<T>(text.as_bytes()).ok();
    assert_eq!(ours, theirs, "{text}");
}

#[test]
fn what_is_written_is_read_back() {
    let shapes = vec![
        Shape::Unit,
        Shape::Newtype(u32::MAX),
        Shape::Tuple(i64::MIN, true),
        Shape::Struct {
            name: "\u{0}\n\t\"\\/é\u{1f600}\u{7f}\u{2028}".to_owned(),
            inner: Some(Box::new(Shape::Unit)),
        },
        Shape::Struct {
            name: String::new(),
            inner: None,
        },
    ];
    let text = serde_json::to_string(&shapes).unwrap();
    assert_eq!(read::<Vec<Shape>>(text.as_bytes()), Ok(shapes));
    let pretty = "\r\n { \"small\" :\t-128 , \"large\": 18446744073709551615,\"pairs\":[ [\"a\",null] ,[\"b\" , 2]],\"nothing\":null} ";
    agree::<All>(pretty);
    assert_eq!(read::<All>(pretty.as_bytes()).unwrap().pairs.len(), 2);
}

#[test]
fn both_readers_agree_about_shapes() {
    for text in [
        "\"Unit\"",
        "{\"Unit\":null}",
        "{\"Unit\":1}",
        "\"Newtype\"",
        "{\"Newtype\":7}",
        "{\"Newtype\":-7}",
        "{\"Newtype\":4294967296}",
        "{\"Newtype\":7,\"Unit\":null}",
        "{\"Tuple\":[1,true]}",
        "{\"Tuple\":[1]}",
        "{\"Tuple\":[1,true,2]}",
        "{\"Tuple\":[1 true]}",
        "{\"Struct\":{\"name\":\"x\"}}",
        "{\"Struct\":{}}",
        "{\"Struct\":{\"name\":\"x\",\"inner\":\"Unit\"}}",
        "{\"Struct\":{\"inner\":null,\"name\":\"x\",}}",
        "{\"Other\":1}",
        "\"Unit",
        "{",
        "",
        "null",
        "\"Unit\" x",
        "{\"Newtype\":}",
        "[\"Unit\"]",
        "{\"Newtype\" 1}",
    ] {
        agree::<Shape>(text);
    }
}

#[test]
fn both_readers_agree_about_texts_and_numbers() {
    for text in [
        r#""\u00e9""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\udc00""#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""a\"#,
        "\"a\nb\"",
        r#""\b\f\n\r\t\/\\\"""#,
        "\"é",
        "'a'",
        r#""a"b"#,
    ] {
        agree::<String>(text);
    }
    for text in [
        "0",
        "-1",
        "-0",
        "007",
        "127",
        "128",
        "-129",
        "1.5",
        "1e2",
        "-",
        "",
        "--1",
        "9223372036854775807",
        "99999999999999999999",
        "true",
    ] {
        agree::<i8>(text);
        agree::<i64>(text);
        agree::<u64>(text);
    }
    for text in ["true", "false", "tru", "null", "1", "truex"] {
        agree::<bool>(text);
        agree::<Option<bool>>(text);
    }
    assert!(read::<String>(b"\"\xff\"").is_err());
}

#[test]
fn what_is_unknown_is_stepped_over() {
    for unknown in [
        "1.5e-3",
        "-0",
        "true",
        "null",
        "\"a\\\"}\"",
        "[]",
        "{}",
        "[1,[2,{\"x\":[]}],\"]\"]",
        "{\"a\":{\"b\":{}}}",
    ] {
        let text = format!("{{\"unknown\":{unknown},\"text\":\"kept\"}}");
        agree::<All>(&text);
        assert_eq!(read::<All>(text.as_bytes()).unwrap().text, "kept", "{text}");
    }
    for wrong in ["", "]", "[1", "x", "\"a"] {
        assert!(
            read::<All>(format!("{{\"unknown\":{wrong}").as_bytes()).is_err(),
            "{wrong}"
        );
    }
}
