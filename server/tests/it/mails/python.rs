//! Python as a reader of mails: `read_mails.py` at the other end of two pipes.

use serde::de::DeserializeOwned;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;

pub struct Python {
    child: Child,
    frames: ChildStdin,
    /// Reads while we write, so that neither waits for the other.
    answers: JoinHandle<String>,
}

impl Python {
    /// `None` unless the environment names an interpreter.
    pub fn from_environment() -> Option<Self> {
        let interpreter = std::env::var_os("ECHANGES_TEST_PYTHON")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mails/read_mails.py");
        let mut child = Command::new(interpreter)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ECHANGES_TEST_PYTHON names an interpreter");
        let frames = child.stdin.take().unwrap();
        let mut output = child.stdout.take().unwrap();
        let answers = std::thread::spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).unwrap();
            text
        });
        Some(Self {
            child,
            frames,
            answers,
        })
    }

    pub fn publish(&mut self, name: &str, record: &str) {
        self.frame(&format!("key {name}"), record.as_bytes());
    }

    pub fn read(&mut self, mail: &[u8]) {
        self.frame("read", mail);
    }

    /// As [`Self::read`], by a stricter reader too.
    pub fn judge(&mut self, mail: &[u8]) {
        self.frame("judge", mail);
    }

    pub fn verify(&mut self, mail: &[u8]) {
        self.frame("verify", mail);
    }

    fn frame(&mut self, words: &str, content: &[u8]) {
        self.frames
            .write_all(format!("{words} {}\n", content.len()).as_bytes())
            .unwrap();
        self.frames.write_all(content).unwrap();
    }

    /// One answer for each mail, in their order.
    pub fn answers<T: DeserializeOwned>(self) -> Vec<T> {
        let Self {
            mut child,
            frames,
            answers,
        } = self;
        drop(frames);
        let text = answers.join().unwrap();
        assert!(child.wait().unwrap().success(), "Python stopped: see above");
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
