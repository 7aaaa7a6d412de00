//! HTML as each program puts it on the clipboard, with the document that is made of it. A fixture is the HTML, a line
//! `=====`, the document in the notation, and where something was left out another such line and what it was.

use editor::notation::{read, show_document};

use crate::html;

#[test]
fn pasted_html_keeps_its_meaning() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() >= 60, "{} fixtures", names.len());
    let mut failures = Vec::new();
    for path in names {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut parts = text.split("\n=====\n");
        let source = parts.next().unwrap();
        let notation = parts.next().unwrap();
        let expected = show_document(read(notation.strip_suffix('\n').unwrap_or(notation)).document());
        let expected_left_out = parts.next().unwrap_or_default();
        let imported = html::import(source);
        let shown = show_document(&imported.document);
        let left_out: String = imported
            .left_out
            .iter()
            .map(|(what, count)| format!("{what:?} {count}\n"))
            .collect();
        if shown != expected || left_out != expected_left_out {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            failures.push(format!(
                "{name}\n  is     {shown:?} {left_out:?}\n  should {expected:?} {expected_left_out:?}"
            ));
        }
        // What was imported is exported and imported again without loss.
        let image = |id: &str| Some(format!("cid:{id}"));
        let again = html::import(&imported.document.to_html_with(&image));
        assert_eq!(show_document(&again.document), shown, "{}", path.display());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
