//! Images in the text of a form: attachments that stand in the text, not below it.

use super::form_state::FormState;
use crate::composer::Images;
use crate::wire;
use domain::AttachmentId;
use domain::attachment::{Attachment, FILE_MAX_BYTES};
use leptos::prelude::*;

/// How the images of a form are kept and shown. From here on the files of the form are those below the text and those that the
/// text shows: one that is deleted from the text does not go out as a file, and comes back when that is undone.
pub fn images_of(form: FormState) -> Images {
    let known = StoredValue::new(Vec::<Attachment>::new());
    Effect::new(move |_| {
        let files = form.attachments.get();
        let wanted = form.document.with(|document| {
            known.try_update_value(|known| {
                for file in files.iter().filter(|file| is_in_text(document, file.id)) {
                    if !known.contains(file) {
                        known.push(file.clone());
                    }
                }
                wanted(document, &files, known)
            })
        });
        if let Some(wanted) = wanted.filter(|wanted| *wanted != files) {
            form.attachments.set(wanted);
        }
    });
    Images {
        url: "/attachments?use=image",
        max_bytes: FILE_MAX_BYTES,
        keep: Callback::new(move |answer: String| {
            let file: Attachment = wire::read(&answer)?;
            let id = file.id.to_string();
            known.update_value(|known| known.push(file));
            Some(id)
        }),
        knows: Callback::new(move |id: String| {
            let is_it = |file: &Attachment| file.id.to_string() == id;
            known.with_value(|known| known.iter().any(is_it))
                || form.attachments.with_untracked(|files| files.iter().any(is_it))
        }),
        address: |id| format!("/attachments/{id}/image"),
        coming: form.uploading,
        attach: Some(Callback::new(move |files| form.attach(files))),
    }
}

/// The files of a form once the text says so: those of the text that it no longer shows are gone, those that it shows again are back.
fn wanted(document: &str, files: &[Attachment], of_text: &[Attachment]) -> Vec<Attachment> {
    let is_of_text = |file: &Attachment| of_text.iter().any(|known| known.id == file.id);
    let mut wanted: Vec<_> = files
        .iter()
        .filter(|file| !is_of_text(file) || is_in_text(document, file.id))
        .cloned()
        .collect();
    for file in of_text.iter().filter(|file| is_in_text(document, file.id)) {
        if !wanted.iter().any(|there| there.id == file.id) {
            wanted.push(file.clone());
        }
    }
    wanted
}

/// Whether the text of a document, as JSON, shows this file. What somebody types can never look like this: its quotes are escaped.
pub fn is_in_text(document: &str, file: AttachmentId) -> bool {
    !document.is_empty() && document.contains(&format!("\"id\":\"{file}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use editor::block::TextBlock;
    use editor::{Atom, Block, Document, Image, ImageId, Inline, Marks};

    fn file(name: &str, id: u8) -> Attachment {
        Attachment {
            id: AttachmentId::new(i64::from(id), [id; 10]),
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            size_bytes: 1,
        }
    }

    fn showing(files: &[&Attachment]) -> String {
        let atoms = files.iter().map(|file| Inline::Atom {
            atom: Atom::Image(Image {
                id: ImageId::parse(&file.id.to_string()).unwrap(),
                alt: String::new(),
                width_px: None,
            }),
            marks: Marks::default(),
        });
        let document = Document::new(vec![Block::Text(TextBlock::paragraph(atoms.collect()))]);
        serde_json::to_string(&document).unwrap()
    }

    #[test]
    fn what_the_text_shows_is_told_from_what_it_speaks_of() {
        let (plan, photo) = (file("plan.png", 1), file("photo.png", 2));
        let document = showing(&[&plan]);
        assert!(is_in_text(&document, plan.id));
        assert!(!is_in_text(&document, photo.id));
        let typed = Document::from_text(&format!("\"id\":\"{}\"", photo.id));
        assert!(!is_in_text(&serde_json::to_string(&typed).unwrap(), photo.id));
        assert!(!is_in_text("", plan.id));
    }

    #[test]
    fn an_image_that_leaves_the_text_leaves_the_files_and_comes_back_with_it() {
        let (plan, photo) = (file("plan.pdf", 1), file("photo.png", 2));
        let (files, of_text) = (vec![plan.clone(), photo.clone()], vec![photo.clone()]);
        assert_eq!(wanted(&showing(&[&photo]), &files, &of_text), files);
        assert_eq!(wanted("", &files, &of_text), std::slice::from_ref(&plan));
        assert_eq!(
            wanted(&showing(&[&photo]), std::slice::from_ref(&plan), &of_text),
            files
        );
    }
}
