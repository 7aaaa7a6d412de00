//! A mail server in memory that does one thing wrong.

use super::certificates::CERTIFICATES;
use super::plan::{Plan, Reading, Taken};
use super::stream::pair;
use super::table::{Fault, Phase};
use async_trait::async_trait;
use server::mailer::{Dial, Stream};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Notify;
use tokio::time::sleep;

/// The name that the mailer knows the server by.
pub const HOST: &str = "mail.example";

/// A server, and what it has seen.
pub struct FaultServer {
    plan: Mutex<Plan>,
    taken: Mutex<Vec<Taken>>,
    commands: Mutex<Vec<String>>,
    connections: AtomicUsize,
    /// Breaks what is open.
    hanging_up: Notify,
    /// The next connection finds a healthy server.
    is_fault_over_with_connection: AtomicBool,
}

impl fmt::Debug for FaultServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultServer").finish_non_exhaustive()
    }
}

impl FaultServer {
    pub fn new(plan: Plan) -> Arc<Self> {
        Arc::new(Self {
            plan: Mutex::new(plan),
            taken: Mutex::default(),
            commands: Mutex::default(),
            connections: AtomicUsize::new(0),
            hanging_up: Notify::new(),
            is_fault_over_with_connection: AtomicBool::new(false),
        })
    }

    /// From the next command on.
    pub fn behave(&self, plan: Plan) {
        self.is_fault_over_with_connection.store(false, Ordering::SeqCst);
        *self.plan.lock().unwrap() = plan;
    }

    /// From the next command on, until the next connection.
    pub fn behave_once(&self, plan: Plan) {
        self.behave(plan);
        self.is_fault_over_with_connection.store(true, Ordering::SeqCst);
    }

    /// Closes every connection that is open, without a word.
    pub fn hang_up(&self) {
        self.hanging_up.notify_waiters();
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }

    pub fn has_heard(&self, word: &str) -> bool {
        self.commands().iter().any(|line| line.starts_with(word))
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn is_implicit(&self) -> bool {
        self.plan().is_implicit
    }

    fn plan(&self) -> Plan {
        self.plan.lock().unwrap().clone()
    }

    fn fault_at(&self, phase: Phase) -> Option<Fault> {
        match self.plan().fault {
            Some((_, Fault::Slow(seconds))) => Some(Fault::Slow(seconds)),
            Some((at, fault)) if at == phase => Some(fault),
            _ => None,
        }
    }
}

/// The way to a server.
#[derive(Debug)]
pub struct WayTo(pub Arc<FaultServer>);

#[async_trait]
impl Dial for WayTo {
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        assert_eq!((host, port), (HOST, 587));
        let addresses = [([192, 0, 2, 1], port).into(), ([192, 0, 2, 2], port).into()];
        match self.0.fault_at(Phase::Connect) {
            Some(Fault::NoName) => Err(io::Error::other("no such name")),
            Some(Fault::FirstAddressDead) => Ok(addresses.to_vec()),
            _ => Ok(addresses[..1].to_vec()),
        }
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Stream>> {
        let is_first = address.ip() == std::net::IpAddr::from([192, 0, 2, 1]);
        match self.0.fault_at(Phase::Connect) {
            Some(Fault::Reset) => return Err(io::ErrorKind::ConnectionRefused.into()),
            Some(Fault::Stall) => std::future::pending().await,
            Some(Fault::FirstAddressDead) if is_first => std::future::pending().await,
            _ => {}
        }
        self.0.connections.fetch_add(1, Ordering::SeqCst);
        if self.0.is_fault_over_with_connection.load(Ordering::SeqCst) {
            self.0.behave(Plan::healthy());
        }
        let (near, far, is_reset) = pair();
        let server = Arc::clone(&self.0);
        tokio::spawn(async move {
            let hung_up = Arc::clone(&server);
            let talk = Talk { server, is_reset };
            tokio::select! {
                _ = talk.begin(Box::new(far)) => {}
                () = hung_up.hanging_up.notified() => {}
            }
        });
        Ok(Box::new(near) as Box<dyn Stream>)
    }
}

type Wire = BufReader<Box<dyn Stream>>;

struct Talk {
    server: Arc<FaultServer>,
    is_reset: Arc<AtomicBool>,
}

impl Talk {
    /// `None` ends the talk and closes the connection.
    async fn begin(self, stream: Box<dyn Stream>) -> Option<()> {
        let mut is_encrypted = self.server.plan().is_implicit;
        let stream = if is_encrypted {
            self.encrypt(stream, Phase::Connect).await?
        } else {
            stream
        };
        let mut wire = BufReader::new(stream);
        self.answer(&mut wire, Phase::Banner, "220 mail.example").await?;
        while self.commands(&mut wire, is_encrypted).await? {
            let stream = self.encrypt(wire.into_inner(), Phase::StartTls).await?;
            (wire, is_encrypted) = (BufReader::new(stream), true);
        }
        Some(())
    }

    async fn encrypt(&self, mut stream: Box<dyn Stream>, phase: Phase) -> Option<Box<dyn Stream>> {
        let acceptor = match self.server.fault_at(phase) {
            Some(Fault::WrongName) => &CERTIFICATES.of_another,
            Some(Fault::UnknownCertificate) => &CERTIFICATES.unknown,
            Some(Fault::CutHandshake) => return None,
            Some(Fault::SilentHandshake) => std::future::pending().await,
            Some(Fault::GarbledHandshake) => {
                stream.read_u8().await.ok()?;
                stream.write_all(b"250 what did you say\r\n").await.ok()?;
                drain(&mut stream).await;
                return None;
            }
            _ => &CERTIFICATES.right,
        };
        Some(Box::new(acceptor.accept(stream).await.ok()?))
    }

    /// Until QUIT (`false`) or STARTTLS (`true`).
    async fn commands(&self, wire: &mut Wire, is_encrypted: bool) -> Option<bool> {
        let mut to = Vec::new();
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            self.server.commands.lock().unwrap().push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default();
            let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            match word {
                // Under encryption a second EHLO is not a second chance to fail.
                "EHLO" if is_encrypted && !self.is_slow() && !self.server.plan().is_implicit => {
                    self.say(wire, &self.features(true)).await?;
                }
                "EHLO" => self
                    .answer(wire, Phase::Ehlo, &self.features(is_encrypted))
                    .await
                    .map(drop)?,
                "STARTTLS" => {
                    if self.answer(wire, Phase::StartTls, "220 go on").await? {
                        return Some(true);
                    }
                }
                "AUTH" => self.answer(wire, Phase::Auth, "235 welcome").await.map(drop)?,
                "MAIL" => {
                    to.clear();
                    self.answer(wire, Phase::Mail, "250 ok").await?;
                }
                "RCPT" => {
                    if self.recipient(wire, &address, to.len()).await? {
                        to.push(address);
                    }
                }
                "DATA" => {
                    if self.answer(wire, Phase::Data, "354 end with a dot").await? {
                        self.message(wire, std::mem::take(&mut to)).await?;
                    }
                }
                "QUIT" => {
                    self.say(wire, "221 bye").await?;
                    return Some(false);
                }
                _ => self.say(wire, "500 what").await?,
            }
        }
    }

    fn features(&self, is_encrypted: bool) -> String {
        let fault = self.server.fault_at(Phase::Ehlo);
        let mut features = vec!["250-mail.example", "250-8BITMIME"];
        features.extend((!is_encrypted && fault != Some(Fault::NoStartTls)).then_some("250-STARTTLS"));
        features.push(if fault == Some(Fault::NoAuth) {
            "250-AUTH XOAUTH2"
        } else {
            "250-AUTH LOGIN PLAIN"
        });
        features.extend(self.server.plan().has_smtputf8.then_some("250-SMTPUTF8"));
        features.push("250 HELP");
        features.join("\r\n")
    }

    fn is_slow(&self) -> bool {
        matches!(self.server.plan().fault, Some((_, Fault::Slow(_))))
    }

    async fn recipient(&self, wire: &mut Wire, address: &str, taken: usize) -> Option<bool> {
        let plan = self.server.plan();
        if plan.faulty == address || self.is_slow() {
            return self.answer(wire, Phase::Rcpt, "250 ok").await;
        }
        sleep(plan.recipient_takes).await;
        let told = plan
            .replies
            .iter()
            .find_map(|(whom, reply)| (*whom == address).then_some(*reply));
        let reply = match plan.most {
            Some((most, reply)) if taken >= most => reply,
            _ => told.unwrap_or("250 ok"),
        };
        self.say(wire, reply).await?;
        Some(reply.starts_with('2'))
    }

    async fn message(&self, wire: &mut Wire, to: Vec<String>) -> Option<()> {
        let bytes = self.read(wire).await?;
        let fault = self.server.fault_at(Phase::AfterDot);
        let is_refused = match fault {
            Some(Fault::Code(_)) => true,
            Some(Fault::Say(reply)) => reply.starts_with(['4', '5']),
            _ => false,
        };
        self.server.taken.lock().unwrap().push(Taken {
            to,
            bytes,
            is_refused,
        });
        self.answer(wire, Phase::AfterDot, "250 queued").await.map(drop)
    }

    /// The message without its final dot, as it was before dots were doubled.
    async fn read(&self, wire: &mut Wire) -> Option<Vec<u8>> {
        let reading = self.server.plan().reading;
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 16 * 1024];
        let mut left_this_second = 0;
        while !bytes.ends_with(b"\r\n.\r\n") && bytes != b".\r\n" {
            let most = match reading {
                Reading::Never => std::future::pending().await,
                Reading::BytesPerSecond(most) => {
                    if left_this_second == 0 {
                        sleep(Duration::from_secs(1)).await;
                        left_this_second = most;
                    }
                    left_this_second.min(chunk.len())
                }
                Reading::ResetAfter(most) if bytes.len() >= most => {
                    self.is_reset.store(true, Ordering::SeqCst);
                    return None;
                }
                Reading::SayAfter(most, reply) if bytes.len() >= most => {
                    self.say(wire, reply).await?;
                    return None;
                }
                _ => chunk.len(),
            };
            let count = wire.read(&mut chunk[..most]).await.ok()?;
            left_this_second = left_this_second.saturating_sub(count);
            if count == 0 {
                return None;
            }
            bytes.extend_from_slice(&chunk[..count]);
        }
        bytes.truncate(bytes.len() - 3);
        Some(undoubled(&bytes))
    }

    /// Answers as usual or as the fault wants; whether the dialogue goes on as if nothing had been wrong.
    async fn answer(&self, wire: &mut Wire, phase: Phase, usual: &str) -> Option<bool> {
        match self.server.fault_at(phase) {
            Some(Fault::Code(code)) => {
                self.say(wire, &format!("{code} no")).await?;
                (code != 421).then_some(false)
            }
            Some(Fault::Say(reply)) => {
                self.say(wire, reply).await?;
                Some(reply.starts_with(&usual[..3]))
            }
            Some(Fault::Garbage) => {
                self.say(wire, "HTTP/1.1 400 Bad Request").await?;
                Some(false)
            }
            Some(Fault::Reset) => {
                self.is_reset.store(true, Ordering::SeqCst);
                None
            }
            Some(Fault::HalfClose) => {
                wire.shutdown().await.ok()?;
                drain(wire).await;
                None
            }
            Some(Fault::Stall) => std::future::pending().await,
            Some(Fault::OneByte) => loop {
                for byte in b"250-wait\r\n" {
                    sleep(Duration::from_secs(1)).await;
                    wire.write_u8(*byte).await.ok()?;
                    wire.flush().await.ok()?;
                }
            },
            Some(Fault::Slow(seconds)) => {
                sleep(Duration::from_secs(seconds)).await;
                self.say(wire, usual).await.map(|()| true)
            }
            Some(Fault::ClearAfterReady) => {
                self.say(wire, &format!("{usual}\r\n250 AUTH PLAIN")).await?;
                Some(true)
            }
            _ => self.say(wire, usual).await.map(|()| true),
        }
    }

    async fn say(&self, wire: &mut Wire, reply: &str) -> Option<()> {
        wire.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        wire.flush().await.ok()
    }
}

async fn drain(stream: &mut (impl tokio::io::AsyncRead + Unpin)) {
    let mut chunk = [0; 4096];
    while stream.read(&mut chunk).await.is_ok_and(|count| count > 0) {}
}

fn undoubled(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    out
}
