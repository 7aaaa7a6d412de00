//! A connection on which SMTP is spoken: lines out, replies in, each with a time limit for the whole of it.
//!
//! lettre gives the commands their form. The bytes are written and read here, because what a mail has become hangs on things that
//! its connection does not tell: whether the final dot went out whole, whether something was said before it was asked for.

use super::dial::Stream;
use super::one_line;
use super::trouble::Trouble;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;

/// Longest line of a reply that is read, in bytes: eight times what RFC 5321 section 4.5.3.1.5 allows.
const LINE_MAX: u64 = 4096;
/// Longest reply that is read, in lines.
const LINES_MAX: usize = 200;

/// What a server answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Reply {
    pub(super) code: u16,
    lines: Vec<String>,
}

impl Reply {
    pub(super) fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub(super) fn is_negative(&self) -> bool {
        self.code >= 400
    }

    pub(super) fn first_line(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Code and text in one line; an enhanced status code that every line repeats is said once.
    pub(super) fn words(&self) -> String {
        let status = self.first_line().split(' ').next().unwrap_or_default();
        let is_status = status.split('.').count() == 3;
        let mut words = format!("{} {}", self.code, self.first_line());
        for line in self.lines.iter().skip(1) {
            let rest = line.strip_prefix(status).filter(|_| is_status).unwrap_or(line);
            words.push(' ');
            words.push_str(rest.trim());
        }
        one_line(words.trim_end())
    }
}

/// A connection, and what the server at its end can do.
pub(super) struct Link {
    stream: BufReader<Box<dyn Stream>>,
    pub(super) is_encrypted: bool,
    pub(super) features: Vec<String>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("is_encrypted", &self.is_encrypted)
            .field("features", &self.features)
            .finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn new(stream: Box<dyn Stream>, is_encrypted: bool) -> Self {
        Self {
            stream: BufReader::new(stream),
            is_encrypted,
            features: Vec::new(),
        }
    }

    /// Whether the server offers this (RFC 5321 section 4.1.1.1), in whatever case it writes it.
    pub(super) fn offers(&self, keyword: &str) -> bool {
        self.parameters(keyword).is_some()
    }

    /// What stands behind a keyword that the server offers.
    pub(super) fn parameters(&self, keyword: &str) -> Option<&str> {
        self.features.iter().find_map(|line| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            word.eq_ignore_ascii_case(keyword).then_some(rest)
        })
    }

    /// The bare connection, to be encrypted. `None` when something already lies there: what was said in clear must not be taken
    /// for what is said under encryption.
    pub(super) fn into_stream(self) -> Option<Box<dyn Stream>> {
        self.stream.buffer().is_empty().then(|| self.stream.into_inner())
    }

    /// Whether the server says something that it was not asked for, or has closed the connection.
    pub(super) fn is_stirring(&mut self) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        !matches!(
            Pin::new(&mut self.stream).poll_fill_buf(&mut context),
            Poll::Pending
        )
    }

    /// Says a command, with its line end, and reads the reply, whatever it is.
    pub(super) async fn ask(
        &mut self,
        phase: &str,
        limit: Duration,
        command: impl Display,
    ) -> Result<Reply, Trouble> {
        let command = command.to_string();
        let talk = async {
            self.put(command.as_bytes()).await?;
            self.read().await
        };
        timeout(limit, talk)
            .await
            .unwrap_or_else(|_| Err(Trouble::late(phase)))
    }

    /// Reads a reply, whatever it is.
    pub(super) async fn reply(&mut self, phase: &str, limit: Duration) -> Result<Reply, Trouble> {
        timeout(limit, self.read())
            .await
            .unwrap_or_else(|_| Err(Trouble::late(phase)))
    }

    /// Writes bytes as they are. Unless this is `Ok`, they have not all left and never will, provided that nothing more is written.
    pub(super) async fn write(&mut self, phase: &str, limit: Duration, bytes: &[u8]) -> Result<(), Trouble> {
        timeout(limit, self.put(bytes))
            .await
            .unwrap_or_else(|_| Err(Trouble::late(phase)))
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let stream = self.stream.get_mut();
        stream
            .write_all(bytes)
            .await
            .map_err(|error| Trouble::lost(&error))?;
        stream.flush().await.map_err(|error| Trouble::lost(&error))
    }

    async fn read(&mut self) -> Result<Reply, Trouble> {
        let mut code = None;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((its_code, is_last, text)) = parts(&line) else {
                return Err(Trouble::garbled(&line));
            };
            if *code.get_or_insert(its_code) != its_code || lines.len() >= LINES_MAX {
                return Err(Trouble::garbled(&line));
            }
            lines.push(text.to_owned());
            if is_last {
                return Ok(Reply {
                    code: its_code,
                    lines,
                });
            }
        }
    }

    /// One line without its end. What is not UTF-8 is read as well as it can be: servers answer in all sorts of encodings, and
    /// only the code decides.
    async fn line(&mut self) -> Result<String, Trouble> {
        let mut bytes = Vec::new();
        (&mut self.stream)
            .take(LINE_MAX)
            .read_until(b'\n', &mut bytes)
            .await
            .map_err(|error| Trouble::lost(&error))?;
        let text = String::from_utf8_lossy(&bytes);
        match text.strip_suffix('\n') {
            Some(line) => Ok(line.trim_end_matches('\r').to_owned()),
            None if text.len() < 512 => Err(Trouble::closed()),
            None => Err(Trouble::garbled("a line without an end")),
        }
    }
}

/// Code, whether it is the last line, text.
fn parts(line: &str) -> Option<(u16, bool, &str)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let is_code = digits.bytes().all(|byte| byte.is_ascii_digit());
    let code: u16 = digits.parse().ok().filter(|_| is_code)?;
    let is_last = match rest.chars().next() {
        None | Some(' ') => true,
        Some('-') => false,
        Some(_) => return None,
    };
    (200..600)
        .contains(&code)
        .then(|| (code, is_last, rest.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::reason::MailReason;

    async fn read(text: &'static [u8]) -> Result<Reply, Trouble> {
        let (near, mut far) = tokio::io::duplex(100_000);
        far.write_all(text).await.unwrap();
        drop(far);
        Link::new(Box::new(near), false)
            .reply("test", Duration::from_secs(5))
            .await
    }

    #[tokio::test]
    async fn a_reply_is_read_whatever_its_form() {
        for (text, code, words) in [
            (&b"250 2.0.0 queued as 1\r\n"[..], 250, "250 2.0.0 queued as 1"),
            (b"250\r\n", 250, "250"),
            (b"250 ok\n", 250, "250 ok"),
            (
                b"550-5.1.1 No such user\r\n550-5.1.1 here\r\n550 5.1.1\r\n",
                550,
                "550 5.1.1 No such user here",
            ),
            (b"250-a\r\n250 b\r\n250 c\r\n", 250, "250 a b"),
            (b"550 bo\xeete inconnue\r\n", 550, "550 bo\u{fffd}te inconnue"),
        ] {
            let reply = read(text).await.unwrap();
            assert_eq!((reply.code, reply.words().trim_end()), (code, words));
        }
    }

    #[tokio::test]
    async fn what_is_no_reply_is_called_so() {
        for (text, reason) in [
            (&b"hello\r\n"[..], MailReason::Garbled),
            (b"\r\n", MailReason::Garbled),
            (b"25\r\n", MailReason::Garbled),
            (b"999 what\r\n", MailReason::Garbled),
            (b"250_ok\r\n", MailReason::Garbled),
            (b"250-a\r\n251 b\r\n", MailReason::Garbled),
            (b"+50 a\r\n", MailReason::Garbled),
            (b"\xff\xfe\x00\r\n", MailReason::Garbled),
            (&[b'x'; 5000], MailReason::Garbled),
            (b"250 cut", MailReason::ConnectionLost),
            (b"250-cut\r\n", MailReason::ConnectionLost),
            (b"", MailReason::ConnectionLost),
        ] {
            assert_eq!(read(text).await.unwrap_err().reason, reason, "{text:?}");
        }
        let endless: &'static [u8] = b"250-a\r\n".repeat(LINES_MAX + 1).leak();
        assert_eq!(read(endless).await.unwrap_err().reason, MailReason::Garbled);
    }
}
