use super::*;
use crate::id::AttachmentId;
use crate::text::DETAIL_MAX;

fn file(id: u8, media_type: &str) -> Attachment {
    Attachment {
        id: AttachmentId::new(1, [id; 10]),
        name: "vue".to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: 10,
    }
}

/// A stored document of these blocks.
fn stored(blocks: &str) -> Document {
    serde_json::from_str(&format!(r#"{{"version":1,"blocks":[{blocks}]}}"#)).unwrap()
}

fn bold(text: &str) -> String {
    format!(r#"{{"text":{{"content":[{{"text":{{"text":"{text}","marks":{{"bold":true}}}}}}]}}}}"#)
}

fn image(id: &str) -> String {
    format!(r#"{{"text":{{"content":[{{"atom":{{"atom":{{"image":{{"id":"{id}","alt":"Fuite"}}}}}}}}]}}}}"#)
}

const FIELD: &str =
    r#"{"text":{"content":[{"text":{"text":"Bonjour "}},{"atom":{"atom":{"field":"contact.nom"}}}]}}"#;
const SIGNATURE: &str = r#"{"signature":[{"content":[{"text":{"text":"Le PDG"}}]}]}"#;

fn judged(document: &Document, files: &[Attachment], used: Use) -> Result<Written, Problem> {
    judge(Some(document.clone()), &document.to_text(), files, used)
}

#[test]
fn a_formatted_text_is_kept_and_a_plain_one_needs_no_document() {
    let document = stored(&bold("Bonjour"));
    let written = judged(&document, &[], Use::Mailed).unwrap();
    assert_eq!(written.detail.as_str(), "Bonjour");
    assert_eq!(written.document, Some(document));
    let typed = "  Bonjour\n\n\n  à tous ";
    let plain = judge(Some(Document::from_text(typed)), typed, &[], Use::Kept).unwrap();
    assert_eq!((plain.detail.as_str(), plain.document), (typed, None));
}

#[test]
fn a_signature_that_came_along_is_taken_away() {
    let document = stored(&format!("{},{SIGNATURE}", bold("Bonjour")));
    assert!(document.to_text().contains("Le PDG"));
    let written = judged(&document, &[], Use::Mailed).unwrap();
    assert_eq!(written.detail.as_str(), "Bonjour");
    assert_eq!(written.document.unwrap().signature(), None);
    let alone = stored(SIGNATURE);
    assert_eq!(judged(&alone, &[], Use::Mailed), Err(Problem::Missing));
}

#[test]
fn an_image_is_one_of_the_files_and_one_that_can_be_shown() {
    let files = [
        file(0xab, "image/png"),
        file(2, "application/pdf"),
        file(3, "image/svg+xml"),
    ];
    let with = |id: &str| judged(&stored(&image(id)), &files, Use::Mailed);
    let ids = files.each_ref().map(|file| file.id.to_string());
    assert_eq!(with(&ids[0]).unwrap().detail.as_str(), "[Fuite]");
    let foreign = AttachmentId::new(1, [9; 10]).to_string();
    for wrong in [
        &ids[1],
        &ids[2],
        &foreign,
        &ids[0].to_uppercase(),
        &ids[0].replace('-', ""),
    ] {
        assert_eq!(with(wrong), Err(Problem::NotInList), "{wrong}");
    }
    let document = stored(&image(&ids[0]));
    let (others, shown) = apart(Some(&document), &files);
    assert_eq!((others.len(), shown), (2, vec![&files[0]]));
    assert_eq!(apart(None, &files).0.len(), 3);
}

#[test]
fn a_template_field_without_value_is_kept_but_not_mailed() {
    let document = stored(FIELD);
    let kept = judged(&document, &[], Use::Kept).unwrap();
    assert_eq!(kept.detail.as_str(), "Bonjour {contact.nom}");
    let name = "contact.nom".to_owned();
    assert_eq!(
        judged(&document, &[], Use::Mailed),
        Err(Problem::Unfilled { name })
    );
}

#[test]
fn a_text_that_is_too_long_or_blank_is_refused_whatever_it_looks_like() {
    let long = stored(&bold(&"é".repeat(DETAIL_MAX + 1)));
    assert!(matches!(
        judged(&long, &[], Use::Kept),
        Err(Problem::TooLong { .. })
    ));
    assert!(judged(&stored(&bold(&"é".repeat(DETAIL_MAX))), &[], Use::Kept).is_ok());
    assert_eq!(judged(&stored(&bold(" ")), &[], Use::Kept), Err(Problem::Missing));
    // The text was emptied in a plain field: what was formatted before does not come back.
    assert_eq!(
        judge(Some(stored(&bold("Bonjour"))), "", &[], Use::Kept),
        Err(Problem::Missing)
    );
}

#[test]
fn what_a_plain_field_says_is_what_is_said() {
    let document = stored(&format!("{},{}", bold("Bonjour"), bold("À demain")));
    let written = judge(Some(document.clone()), "Bonsoir\n\nÀ demain", &[], Use::Kept).unwrap();
    assert_eq!(written.detail.as_str(), "Bonsoir\n\nÀ demain");
    let kept = written.document.unwrap().to_html();
    assert_eq!(kept, "<p>Bonsoir</p><p><b>À demain</b></p>");
    let other = judge(Some(document), "Bonsoir", &[], Use::Kept).unwrap();
    assert_eq!((other.detail.as_str(), other.document), ("Bonsoir", None));
}

#[test]
fn a_document_that_is_too_large_is_not_read() {
    assert_eq!(check_size(&" ".repeat(DOCUMENT_MAX_BYTES)), Ok(()));
    let refused = check_size(&" ".repeat(DOCUMENT_MAX_BYTES + 1));
    assert!(matches!(refused, Err(Problem::TooLarge { .. })));
}
