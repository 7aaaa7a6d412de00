//! The content of attachments, addressed by hash.

use crate::error::Failure;
use std::path::{Path, PathBuf};

/// A folder of files named by the SHA-256 of what they hold.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Where the content of a hash lies.
    pub fn path(&self, hash: &str) -> PathBuf {
        let (shard, rest) = hash.split_at_checked(2).unwrap_or(("", hash));
        self.folder.join(shard).join(rest)
    }
}
