//! Files that go with an exchange.

use crate::id::AttachmentId;
use crate::rejection::Problem;
use serde::{Deserialize, Serialize};

/// Largest file, in bytes.
pub const FILE_MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Largest sum of the files of one mail, in bytes.
pub const MAIL_MAX_BYTES: u64 = 20 * 1024 * 1024;
/// Most files of one exchange.
pub const FILES_MAX: usize = 50;

/// Pièce jointe. Its content lies on the server, addressed by hash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    /// File name as the person's device gave it; never a path.
    pub name: String,
    /// Media type, `application/octet-stream` when unknown.
    pub media_type: String,
    pub size_bytes: u64,
}

/// Images that every browser and every mail program shows.
const IMAGE_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

impl Attachment {
    /// Whether it may stand in a text as an image.
    pub fn is_image(&self) -> bool {
        IMAGE_TYPES.contains(&self.media_type.as_str())
    }
}

/// Whether one file may be attached.
///
/// # Errors
/// [`Problem::TooLarge`].
pub fn check_file(size_bytes: u64) -> Result<(), Problem> {
    at_most(size_bytes, FILE_MAX_BYTES)
}

/// Whether files may leave together in one mail, or stay on one exchange that is only recorded.
///
/// # Errors
/// [`Problem::TooMany`], or [`Problem::TooLarge`] for a mail.
pub fn check_files(files: &[Attachment], is_mailed: bool) -> Result<(), Problem> {
    if files.len() > FILES_MAX {
        return Err(Problem::TooMany { max: FILES_MAX });
    }
    let total: u64 = files.iter().map(|file| file.size_bytes).sum();
    if is_mailed {
        at_most(total, MAIL_MAX_BYTES)
    } else {
        Ok(())
    }
}

/// The last component of what a device calls a file, without control characters; `fichier` when nothing is left.
pub fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    let name = clean.trim();
    if name.is_empty() || name == "." || name == ".." {
        "fichier".to_owned()
    } else {
        name.to_owned()
    }
}

fn at_most(size_bytes: u64, max_bytes: u64) -> Result<(), Problem> {
    if size_bytes > max_bytes {
        Err(Problem::TooLarge {
            max_bytes,
            size_bytes,
        })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_is_never_a_path() {
        for (given, name) in [
            ("plan.pdf", "plan.pdf"),
            ("C:\\x\\plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb.txt", "ab.txt"),
            ("", "fichier"),
            ("..", "fichier"),
            ("a/", "fichier"),
        ] {
            assert_eq!(file_name(given), name, "{given:?}");
        }
    }
}
