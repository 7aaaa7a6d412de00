//! Mails as files, for a machine without a mail server.

use super::{Attempt, Gate, Mailer, Stopped, Verdict, one_line};
use async_trait::async_trait;
use domain::reason::MailReason;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes each mail to `<folder>/<message id>.eml`.
#[derive(Clone, Debug)]
pub struct FileMailer {
    folder: PathBuf,
}

impl FileMailer {
    /// The folder is made at the first mail.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let everybody: Vec<usize> = (0..mail.recipients.len()).collect();
        gate.before_final_dot(&everybody).await?;
        let (folder, name) = (self.folder.clone(), file_name(mail.message_id));
        let bytes = mail.bytes.to_vec();
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes))
            .await
            .unwrap_or_else(|_| Err(io::Error::other("the write was cut")));
        // A file is there or it is not, so a failure here is never uncertain.
        let verdict = match written {
            Ok(name) => Verdict::Accepted { reply: name },
            Err(error) => Verdict::Deferred {
                reason: MailReason::NotNow,
                reply: one_line(&error.to_string()),
            },
        };
        Ok(vec![verdict; mail.recipients.len()])
    }
}

/// The message id without its brackets and without anything that a file system could misread.
fn file_name(message_id: &str) -> String {
    let id = message_id.trim_matches(['<', '>']);
    let safe: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "@.-_".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(200)
        .collect();
    format!("{safe}.eml")
}

/// A file under its own name is whole: it is renamed only when its bytes lie on the disk.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<String> {
    std::fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{name}.part"));
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&draft, folder.join(name))?;
    // The name itself is on the disk once the folder is.
    std::fs::File::open(folder)?.sync_all()?;
    Ok(name.to_owned())
}
