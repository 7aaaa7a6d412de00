//! The content of attachments: files named after the SHA-256 of what they hold, so that the same file is kept once
//! and nothing in the database can point at other bytes than those that were uploaded.

use crate::error::Failure;
use crate::services::random_bytes;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of content. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: Arc<Path>,
}

impl FileStore {
    /// Opens the store in this folder, which is created when it is missing.
    ///
    /// # Errors
    /// [`Failure::Io`] when the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.into(),
        })
    }

    /// Keeps these bytes durably and gives their hash. Bytes that are already there, whole, are not written again.
    ///
    /// # Errors
    /// [`Failure::Io`] when the disk refuses.
    pub async fn put(&self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<String, Failure> {
        let store = self.clone();
        let work = move || -> io::Result<String> {
            let bytes = bytes.as_ref();
            let hash = sha256_hex(bytes);
            let path = store.path(&hash);
            // What was damaged on the disk is not there: adding the file again mends it.
            let is_there = fs::read(&path).is_ok_and(|kept| kept == bytes);
            if !is_there {
                store.write(&path, bytes)?;
            }
            Ok(hash)
        };
        Ok(tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Failure::Panicked)??)
    }

    /// The bytes of this hash.
    ///
    /// # Errors
    /// [`Failure::Io`] when they cannot be read, [`Failure::Corrupt`] when they are others.
    pub async fn read(&self, hash: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path(hash);
        let expected = hash.to_owned();
        let work = move || -> Result<Vec<u8>, Failure> {
            let bytes = fs::read(path)?;
            if sha256_hex(&bytes) == expected {
                Ok(bytes)
            } else {
                Err(Failure::Corrupt(
                    "the content of an attachment is not what was uploaded".to_owned(),
                ))
            }
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Failure::Panicked)?
    }

    /// Where the bytes of this hash lie. Two letters of folders keep each folder small.
    pub fn path(&self, hash: &str) -> PathBuf {
        let (shard, rest) = hash.split_at_checked(2).unwrap_or(("", hash));
        self.folder.join(shard).join(rest)
    }

    /// Written aside, flushed, then renamed: a file under its hash is always whole, whatever dies.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let shard = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(shard)?;
        let aside = self.folder.join(format!(".{}", hex(&random_bytes::<16>())));
        let written = File::create(&aside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&aside, path)?;
            File::open(shard)?.sync_all()?;
            File::open(&self.folder)?.sync_all()
        });
        if written.is_err() {
            // Best effort: what could not be written must not fill the disk.
            let _ = fs::remove_file(&aside);
        }
        written
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_same_bytes_are_kept_once_and_come_back_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        let hash = store.put(b"plan".to_vec()).await.unwrap();
        assert_eq!(store.put(b"plan".to_vec()).await.unwrap(), hash);
        assert_eq!(store.read(&hash).await.unwrap(), b"plan");
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "one shard, nothing left aside");
    }

    #[tokio::test]
    async fn bytes_that_were_changed_on_the_disk_are_not_given_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        let hash = store.put(b"plan".to_vec()).await.unwrap();
        fs::write(store.path(&hash), b"other").unwrap();
        assert!(matches!(store.read(&hash).await, Err(Failure::Corrupt(_))));
    }

    #[tokio::test]
    async fn bytes_that_were_damaged_are_mended_when_they_come_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        let hash = store.put(b"plan".to_vec()).await.unwrap();
        fs::write(store.path(&hash), b"").unwrap();
        assert_eq!(store.put(b"plan".to_vec()).await.unwrap(), hash);
        assert_eq!(store.read(&hash).await.unwrap(), b"plan");
    }
}
