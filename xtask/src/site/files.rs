//! A set of files in memory, by their path with `/` between folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Every file below `folder`, except those whose name begins with a dot.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = Self::default();
        files
            .read_below(folder, "")
            .with_context(|| format!("cannot read {}", folder.display()))?;
        Ok(files)
    }

    fn read_below(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.read_below(&entry.path(), &format!("{path}/"))?;
            } else {
                self.insert(&path, fs::read(entry.path())?);
            }
        }
        Ok(())
    }

    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.to_owned(), bytes);
    }

    pub fn insert_all(&mut self, folder: &str, files: Self) {
        self.0.extend(
            files
                .0
                .into_iter()
                .map(|(path, bytes)| (format!("{folder}/{path}"), bytes)),
        );
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.iter().map(|(path, bytes)| (path, bytes.len()))
    }

    /// Names and contents in sixteen hexadecimal digits: another content never has the name of a kept one.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for (path, bytes) in self.iter() {
            hasher.update((path.len() as u64).to_le_bytes());
            hasher.update(path);
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Writes every file below `folder`, which need not exist.
    pub fn write(&self, folder: &Path) -> Result<()> {
        for (path, bytes) in self.iter() {
            let file = folder.join(path);
            let parent = file.parent().unwrap_or(folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&file, bytes))
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let mut files = Files::default();
        for (path, text) in list {
            files.insert(path, text.as_bytes().to_vec());
        }
        files
    }

    #[test]
    fn the_hash_depends_on_every_name_and_every_byte() {
        let hash = files(&[("a.js", "x"), ("b.css", "yz")]).hash();
        assert_eq!(hash.len(), 16);
        assert_eq!(hash, files(&[("b.css", "yz"), ("a.js", "x")]).hash());
        assert_ne!(hash, files(&[("a.js", "xy"), ("b.css", "z")]).hash());
        assert_ne!(hash, files(&[("a.jsx", ""), ("b.css", "yz")]).hash());
    }
}
