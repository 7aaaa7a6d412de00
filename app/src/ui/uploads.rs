//! Files on their way to the server, with their progress: several at once, each can be stopped and tried again.
use std::collections::HashMap;

use leptos::prelude::*;

use super::browser::{self, File, Transfer};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// It is on its way.
    Started,
    /// The server has it; its answer.
    Done { answer: String },
    /// Not sent: larger than allowed.
    TooLarge { name: String, size_bytes: u64 },
    /// It is on its way no longer, and the server does not have it.
    Ended,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Sent {
        bytes: u64,
    },
    /// The server refused it with this status, or did not answer (0).
    Failed {
        status: u16,
    },
}

/// A file that the server does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploading {
    pub key: u32,
    pub name: String,
    pub size_bytes: u64,
    pub progress: Progress,
}

impl Uploading {
    /// Hundredths of the file that are sent.
    pub fn percent(&self) -> u64 {
        match self.progress {
            Progress::Sent { bytes } => (bytes * 100).checked_div(self.size_bytes).unwrap_or(100).min(100),
            Progress::Failed { .. } => 0,
        }
    }
}

/// A file with what sends it.
struct Held {
    file: File,
    transfer: Option<Transfer>,
}

/// The uploads of one form.
#[derive(Clone, Copy, Debug)]
pub struct Uploads {
    url: &'static str,
    max_bytes: u64,
    rows: RwSignal<Vec<Uploading>>,
    held: StoredValue<HashMap<u32, Held>, LocalStorage>,
    next_key: StoredValue<u32>,
    /// Hears of every file, several times.
    on_upload: Callback<Upload>,
}

impl Uploads {
    /// Each file is posted to `url` with its name as the query `name`.
    pub fn new(url: &'static str, max_bytes: u64, on_upload: Callback<Upload>) -> Self {
        Self {
            url,
            max_bytes,
            rows: RwSignal::new(Vec::new()),
            held: StoredValue::new_local(HashMap::new()),
            next_key: StoredValue::new(0),
            on_upload,
        }
    }

    /// Those that are not there yet, the oldest first.
    pub fn rows(self) -> Vec<Uploading> {
        self.rows.get()
    }

    /// The first that failed.
    pub fn failed(self) -> Option<String> {
        let is_failed = |row: &&Uploading| matches!(row.progress, Progress::Failed { .. });
        self.rows
            .with_untracked(|rows| rows.iter().find(is_failed).map(|row| row.name.clone()))
    }

    /// Sends files, all at once.
    pub fn add(self, files: Vec<File>) {
        for file in files {
            let (name, size_bytes) = browser::name_and_size(&file);
            if size_bytes > self.max_bytes {
                self.on_upload.run(Upload::TooLarge { name, size_bytes });
                continue;
            }
            let key = self.next_key.get_value();
            self.next_key.set_value(key.wrapping_add(1));
            self.held.update_value(|held| {
                held.insert(key, Held { file, transfer: None });
            });
            self.rows.update(|rows| {
                rows.push(Uploading {
                    key,
                    name,
                    size_bytes,
                    progress: Progress::Sent { bytes: 0 },
                });
            });
            self.send(key);
        }
    }

    /// Tries one again that failed.
    pub fn retry(self, key: u32) {
        self.set_progress(key, Progress::Sent { bytes: 0 });
        self.send(key);
    }

    /// Stops one, and forgets it.
    pub fn remove(self, key: u32) {
        let held = self.held.try_update_value(|held| held.remove(&key)).flatten();
        self.forget(key);
        // What is stopped tells it, and is counted then.
        if let Some(transfer) = held.and_then(|held| held.transfer) {
            transfer.stop();
        }
    }

    fn send(self, key: u32) {
        self.on_upload.run(Upload::Started);
        let on_progress = move |bytes| self.set_progress(key, Progress::Sent { bytes });
        let on_end = move |answer| self.end(key, answer);
        self.held.update_value(|held| {
            if let Some(held) = held.get_mut(&key) {
                held.transfer = browser::transfer(&held.file, self.url, on_progress, on_end);
            }
        });
        let is_sent = self
            .held
            .with_value(|held| held.get(&key).is_some_and(|held| held.transfer.is_some()));
        if !is_sent {
            self.end(key, Err(0));
        }
    }

    /// Nothing is told when the form went meanwhile.
    fn end(self, key: u32, answer: Result<String, u16>) {
        let held = self.held.try_update_value(|held| {
            let is_held = held.contains_key(&key);
            if answer.is_ok() {
                held.remove(&key);
            } else if let Some(held) = held.get_mut(&key) {
                held.transfer = None;
            }
            is_held
        });
        let Some(is_held) = held else { return };
        match answer {
            Ok(answer) if is_held => {
                self.forget(key);
                self.on_upload.run(Upload::Done { answer });
            }
            // Somebody stopped it: there is nothing to say, even if it had just arrived.
            Ok(_) => self.on_upload.run(Upload::Ended),
            Err(status) => {
                self.set_progress(key, Progress::Failed { status });
                self.on_upload.run(Upload::Ended);
            }
        }
    }

    fn forget(self, key: u32) {
        self.rows.update(|rows| rows.retain(|row| row.key != key));
    }

    fn set_progress(self, key: u32, progress: Progress) {
        self.rows.try_update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                row.progress = progress;
            }
        });
    }
}
