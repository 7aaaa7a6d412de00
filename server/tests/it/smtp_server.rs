//! A mail server in this process that misbehaves as it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer};

/// The only account, as `smtp://` writes it and as `AUTH PLAIN` does.
pub const ACCOUNT: &str = "jean%40client.example:p%23%2Fss";
const AUTH_PLAIN: &str = "AUTH PLAIN AGplYW5AY2xpZW50LmV4YW1wbGUAcCMvc3M=";

/// What the server does wrong, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    None,
    /// Answers this to every command that begins with the word; `GREETING` and `DOT` are the greeting and the final dot.
    Answer(&'static str, &'static str),
    /// Never answers that word.
    Silent(&'static str),
    /// Answers this to `RCPT` of that address.
    Recipient(&'static str, &'static str),
    /// Closes the connection when the message begins.
    DropInData,
    /// Takes the message and closes the connection without a word.
    DropAfterDot,
}

/// What the server offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    pub starttls: bool,
    /// TLS from the first byte.
    pub implicit: bool,
    pub smtputf8: bool,
}

pub const PLAIN: Offer = Offer {
    starttls: false,
    implicit: false,
    smtputf8: false,
};
pub const STARTTLS: Offer = Offer {
    starttls: true,
    ..PLAIN
};

/// One message taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// As it was before dots were doubled.
    pub bytes: Vec<u8>,
    pub is_encrypted: bool,
}

#[derive(Default)]
struct Seen {
    commands: Vec<String>,
    taken: Vec<Taken>,
}

/// Listens until it is dropped.
pub struct SmtpServer {
    pub address: SocketAddr,
    /// The certificate of `localhost`, in PEM.
    pub certificate: String,
    fault: Arc<Mutex<Fault>>,
    seen: Arc<Mutex<Seen>>,
    accepting: JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl SmtpServer {
    pub async fn start(offer: Offer, fault: Fault) -> Self {
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let private = PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()).into();
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], private)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (fault, seen) = (Arc::new(Mutex::new(fault)), Arc::new(Mutex::new(Seen::default())));
        let (faults, log) = (Arc::clone(&fault), Arc::clone(&seen));
        let accepting = tokio::spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let talk = Talk {
                    offer,
                    fault: *faults.lock().unwrap(),
                    seen: Arc::clone(&log),
                };
                talks.spawn(talk.begin(stream, acceptor.clone()));
            }
        });
        Self {
            address,
            certificate: key.cert.pem(),
            fault,
            seen,
            accepting,
        }
    }

    /// From the next connection on.
    pub fn set_fault(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// Every line but those of messages.
    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    pub fn has_heard(&self, word: &str) -> bool {
        self.commands().iter().any(|command| command.starts_with(word))
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}
type Stream = BufReader<Box<dyn Wire>>;

struct Talk {
    offer: Offer,
    fault: Fault,
    seen: Arc<Mutex<Seen>>,
}

impl Talk {
    /// An end of the connection ends the talk, whichever side it comes from.
    async fn begin(self, stream: TcpStream, acceptor: TlsAcceptor) -> Option<()> {
        let mut stream: Box<dyn Wire> = if self.offer.implicit {
            Box::new(acceptor.accept(stream).await.ok()?)
        } else {
            Box::new(stream)
        };
        let mut is_encrypted = self.offer.implicit;
        let mut plain = BufReader::new(stream);
        self.answer(&mut plain, "GREETING", "220 test").await?;
        while self.commands(&mut plain, is_encrypted).await? {
            stream = Box::new(acceptor.accept(plain.into_inner()).await.ok()?);
            (plain, is_encrypted) = (BufReader::new(stream), true);
        }
        Some(())
    }

    /// Until QUIT (`false`) or STARTTLS (`true`).
    async fn commands(&self, stream: &mut Stream, is_encrypted: bool) -> Option<bool> {
        let mut mail = Taken {
            from: String::new(),
            to: Vec::new(),
            bytes: Vec::new(),
            is_encrypted,
        };
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            self.seen.lock().unwrap().commands.push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default();
            let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let usual = match word {
                "EHLO" => self.features(is_encrypted),
                "STARTTLS" => "220 go on".to_owned(),
                "AUTH" if line == AUTH_PLAIN => "235 2.7.0 welcome".to_owned(),
                "AUTH" => "535 5.7.8 no".to_owned(),
                "DATA" => "354 end with a dot".to_owned(),
                "QUIT" => "221 bye".to_owned(),
                _ => "250 2.0.0 ok".to_owned(),
            };
            let reply = match self.fault {
                Fault::Recipient(whom, reply) if word == "RCPT" && address() == whom => reply.to_owned(),
                _ => usual,
            };
            let is_good = self.answer(stream, word, &reply).await?;
            match word {
                "MAIL" => mail.from = address(),
                "RCPT" if is_good => mail.to.push(address()),
                "DATA" if is_good => self.message(stream, &mut mail).await?,
                "STARTTLS" => return Some(true),
                "QUIT" => return Some(false),
                _ => {}
            }
        }
    }

    fn features(&self, is_encrypted: bool) -> String {
        let mut features = vec!["250-test", "250-8BITMIME", "250-AUTH PLAIN"];
        features.extend((self.offer.starttls && !is_encrypted).then_some("250-STARTTLS"));
        features.extend(self.offer.smtputf8.then_some("250-SMTPUTF8"));
        features.push("250 PIPELINING");
        features.join("\r\n")
    }

    async fn message(&self, stream: &mut Stream, mail: &mut Taken) -> Option<()> {
        if self.fault == Fault::DropInData {
            stream.read_u8().await.ok()?;
            return None;
        }
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
                return None;
            }
            if line == b".\r\n" {
                break;
            }
            mail.bytes
                .extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let is_taken = !matches!(self.fault, Fault::Answer("DOT", _));
        if is_taken {
            self.seen.lock().unwrap().taken.push(mail.clone());
        }
        if self.fault == Fault::DropAfterDot {
            return None;
        }
        self.answer(stream, "DOT", "250 2.0.0 queued as 4D0T")
            .await
            .map(drop)
    }

    /// Answers as usual or as the fault wants; whether that was positive.
    async fn answer(&self, stream: &mut Stream, word: &str, usual: &str) -> Option<bool> {
        let reply = match self.fault {
            Fault::Silent(at) if at == word => std::future::pending().await,
            Fault::Answer(at, reply) if at == word => reply,
            _ => usual,
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
        Some(reply.starts_with(['2', '3']))
    }
}
