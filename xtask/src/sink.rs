//! A mail server of the loopback interface that remembers what it has taken: the only witness that never dies.
//!
//! It does what the address of a recipient says, so that whoever makes the mails decides, and a mail that is tried again meets the
//! same treatment: `…-gone@` is refused, `…-cut@` gets no answer to the message although it is taken, `…-drop@` gets none and is not
//! taken. Every other address is accepted.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::dice::Dice;

/// Longest pause before an answer.
const PAUSE_MAX_MS: usize = 6;

/// What happens to a recipient, or to the mail of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Treatment {
    Accepted,
    Refused,
    /// The message is taken, and the connection closed without a word.
    CutTaken,
    /// The connection is closed without a word, and the message forgotten.
    CutForgotten,
}

impl Treatment {
    pub fn of(address: &str) -> Self {
        let local = address.split('@').next().unwrap_or_default();
        match local.rsplit_once('-') {
            Some((_, "gone")) => Self::Refused,
            Some((_, "cut")) => Self::CutTaken,
            Some((_, "drop")) => Self::CutForgotten,
            _ => Self::Accepted,
        }
    }
}

/// What was taken so far.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// How often, by Message-ID and recipient.
    pub taken: HashMap<(String, String), u32>,
    pub messages: usize,
    /// Of all messages together, as they came.
    pub bytes: usize,
    /// When each mail began to arrive: at EHLO on a new connection, else at MAIL.
    pub beginnings: Vec<Instant>,
}

/// The running server; it stops listening when dropped.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    ledger: Mutex<Ledger>,
    news: Condvar,
    is_open: Mutex<bool>,
    opened: Condvar,
    is_over: AtomicBool,
    has_pauses: bool,
    connections: AtomicU64,
}

impl Sink {
    /// Starts on a free port. With pauses it hesitates before its answers, now and then, so that a kill finds every phase.
    pub fn start(has_pauses: bool) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port for the mail server")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            ledger: Mutex::default(),
            news: Condvar::new(),
            is_open: Mutex::new(true),
            opened: Condvar::new(),
            is_over: AtomicBool::new(false),
            has_pauses,
            connections: AtomicU64::new(0),
        });
        let door = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if door.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&door);
                // A client that is killed in mid-sentence is what this server is for.
                thread::spawn(move || drop(Dialogue::new(stream, &shared).and_then(Dialogue::run)));
            }
        });
        Ok(Self { address, shared })
    }

    /// The setting of whoever is to send here.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets clients wait for the greeting, or no longer.
    pub fn set_open(&self, is_open: bool) {
        *lock(&self.shared.is_open) = is_open;
        self.shared.opened.notify_all();
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.ledger() = Ledger::default();
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.shared.ledger)
    }

    /// Waits until so many messages were taken; whether they were before the time was over.
    pub fn wait_for(&self, messages: usize, patience: Duration) -> bool {
        let waited = self
            .shared
            .news
            .wait_timeout_while(self.ledger(), patience, |ledger| ledger.messages < messages);
        let (ledger, _) = waited.unwrap_or_else(PoisonError::into_inner);
        ledger.messages >= messages
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread that listens.
        drop(TcpStream::connect(self.address));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection.
struct Dialogue<'a> {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    shared: &'a Shared,
    dice: Dice,
    recipients: Vec<String>,
}

impl<'a> Dialogue<'a> {
    fn new(stream: TcpStream, shared: &'a Shared) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let number = shared.connections.fetch_add(1, Ordering::Relaxed);
        Ok(Self {
            reader: BufReader::with_capacity(64 * 1024, stream.try_clone()?),
            writer: stream,
            shared,
            dice: Dice::new(number),
            recipients: Vec::new(),
        })
    }

    fn run(mut self) -> io::Result<()> {
        let closed = lock(&self.shared.is_open);
        drop(self.shared.opened.wait_while(closed, |is_open| !*is_open));
        self.say("220 sink.example ESMTP")?;
        let (mut line, mut is_new) = (Vec::new(), true);
        loop {
            line.clear();
            if self.reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end();
            match text.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                "EHLO" => {
                    self.begin();
                    self.say("250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8")?;
                }
                "HELO" => {
                    self.begin();
                    self.say("250 sink.example")?;
                }
                "MAIL" => {
                    if !is_new {
                        self.begin();
                    }
                    is_new = false;
                    self.recipients.clear();
                    self.say("250 2.1.0 sender taken")?;
                }
                "RCPT" => self.recipient(text)?,
                "DATA" => {
                    if !self.message()? {
                        return Ok(());
                    }
                }
                "RSET" | "NOOP" => self.say("250 2.0.0 done")?,
                "QUIT" => return self.say("221 2.0.0 goodbye"),
                _ => self.say("500 5.5.2 not understood")?,
            }
        }
    }

    fn begin(&self) {
        lock(&self.shared.ledger).beginnings.push(Instant::now());
    }

    fn recipient(&mut self, line: &str) -> io::Result<()> {
        let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        let Some((address, _)) = address else {
            return self.say("501 5.1.3 no address");
        };
        if Treatment::of(address) == Treatment::Refused {
            return self.say("550 5.1.1 nobody of that name");
        }
        self.recipients.push(address.to_owned());
        self.say("250 2.1.5 recipient taken")
    }

    /// The message up to its dot; `false` when the connection is to be closed.
    fn message(&mut self) -> io::Result<bool> {
        if self.recipients.is_empty() {
            self.say("503 5.5.1 nobody to send to")?;
            return Ok(true);
        }
        self.say("354 end with a dot")?;
        let (mut line, mut message_id, mut is_head, mut bytes) = (Vec::new(), String::new(), true, 0);
        loop {
            line.clear();
            if self.reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(false);
            }
            bytes += line.len();
            match line.as_slice() {
                b".\r\n" => break,
                b"\r\n" => is_head = false,
                head if is_head => {
                    if let Some(id) = message_id_of(head) {
                        message_id = id;
                    }
                }
                _ => {}
            }
        }
        self.judge(&message_id, bytes)
    }

    /// What is taken is written down before it is answered: a server that is trusted does it in this order, too.
    fn judge(&mut self, message_id: &str, bytes: usize) -> io::Result<bool> {
        let has = |treatment| {
            self.recipients
                .iter()
                .any(|known| Treatment::of(known) == treatment)
        };
        if has(Treatment::CutForgotten) {
            return Ok(false);
        }
        let is_cut = has(Treatment::CutTaken);
        let mut ledger = lock(&self.shared.ledger);
        for recipient in self.recipients.drain(..) {
            *ledger
                .taken
                .entry((message_id.to_owned(), recipient))
                .or_default() += 1;
        }
        ledger.messages += 1;
        ledger.bytes += bytes;
        drop(ledger);
        self.shared.news.notify_all();
        if !is_cut {
            self.say("250 2.0.0 message taken")?;
        }
        Ok(!is_cut)
    }

    fn say(&mut self, words: &str) -> io::Result<()> {
        if self.shared.has_pauses && self.dice.chance(40) {
            let millis = u64::try_from(self.dice.below(PAUSE_MAX_MS + 1)).unwrap_or(0);
            thread::sleep(Duration::from_millis(millis));
        }
        self.writer.write_all(format!("{words}\r\n").as_bytes())
    }
}

fn message_id_of(line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line).ok()?;
    let (name, value) = text.split_once(':')?;
    name.eq_ignore_ascii_case("message-id")
        .then(|| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// Says everything at once and returns what was answered until the connection ended.
    fn converse(sink: &Sink, words: &str) -> String {
        let mut stream = TcpStream::connect(sink.address()).unwrap();
        stream.write_all(words.replace('\n', "\r\n").as_bytes()).unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        answers
    }

    fn mail(recipients: &[&str]) -> String {
        let rcpt: String = recipients.iter().map(|to| format!("RCPT TO:<{to}>\n")).collect();
        format!("EHLO me\nMAIL FROM:<a@x.example>\n{rcpt}DATA\nMessage-ID: <1@x>\n\n..\nhello\n.\nQUIT\n")
    }

    fn count(sink: &Sink, recipient: &str) -> u32 {
        let key = ("<1@x>".to_owned(), recipient.to_owned());
        sink.ledger().taken.get(&key).copied().unwrap_or_default()
    }

    #[test]
    fn what_is_taken_is_counted_by_message_and_recipient() {
        let sink = Sink::start(false).unwrap();
        let answers = converse(&sink, &mail(&["a@y", "b-gone@y"]));
        assert!(
            answers.contains("550 5.1.1") && answers.contains("message taken"),
            "{answers}"
        );
        converse(&sink, &mail(&["a@y"]));
        assert_eq!((count(&sink, "a@y"), count(&sink, "b-gone@y")), (2, 0));
        assert!(sink.wait_for(2, Duration::from_secs(5)) && !sink.wait_for(3, Duration::ZERO));
        assert_eq!(sink.ledger().beginnings.len(), 2);
        sink.clear();
        assert_eq!(sink.ledger().messages, 0);
    }

    #[test]
    fn a_cut_connection_gives_no_answer_to_the_message() {
        let sink = Sink::start(false).unwrap();
        for (address, taken) in [("a-cut@y", 1), ("b-drop@y", 0)] {
            let answers = converse(&sink, &mail(&[address]));
            assert!(
                answers.contains("354") && !answers.contains("message taken"),
                "{answers}"
            );
            assert_eq!(count(&sink, address), taken);
        }
    }

    #[test]
    fn a_message_without_its_dot_is_not_taken() {
        let sink = Sink::start(false).unwrap();
        let whole = mail(&["a@y"]);
        let mut stream = TcpStream::connect(sink.address()).unwrap();
        let cut = whole.replace('\n', "\r\n");
        stream
            .write_all(cut.split("\r\n.\r\n").next().unwrap().as_bytes())
            .unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(sink.ledger().messages, 0);
    }
}
