//! From settings to a program that serves, and back to rest.

use crate::config::Config;
use crate::demo;
use crate::error::Failure;
use crate::files::FileStore;
use crate::http::password::{PasswordCost, Passwords};
use crate::http::{Site, router};
use crate::live::{Courier, Live};
use crate::mailer::Accounts;
use crate::outbox::{Pace, Worker};
use crate::persistence::{Database, setting};
use crate::services::{Clock, Services, SystemClock};
use axum::serve::ListenerExt;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio::sync::watch;

/// How long answers that have begun may take to end once the program is asked to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);
/// And the mail that is leaving.
const LAST_MAIL: Duration = Duration::from_secs(30);
/// And everything else, once both are over.
const LAST_REST: Duration = Duration::from_secs(5);

/// Why the program did not start or had to stop. One sentence.
#[derive(Debug)]
pub enum StartupError {
    Failed(Failure),
    Mail(String),
    Address {
        address: SocketAddr,
        error: std::io::Error,
    },
    NotEmpty,
}

impl fmt::Display for StartupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartupError::Failed(failure) => write!(f, "{failure}."),
            StartupError::Mail(what) => write!(f, "{what}."),
            StartupError::Address { address, error } => write!(f, "{address} cannot be listened on: {error}."),
            StartupError::NotEmpty => f.write_str(
                "The database already holds data and is no demonstration: start without --demo, or name another folder in ECHANGES_DATA.",
            ),
        }
    }
}

impl std::error::Error for StartupError {}

impl From<Failure> for StartupError {
    fn from(failure: Failure) -> Self {
        StartupError::Failed(failure)
    }
}

/// Opens the database and the files, creating what is missing.
///
/// # Errors
/// What the machine refuses, or an address of a mail server that cannot be used.
pub async fn services(config: &Config) -> Result<Services, StartupError> {
    let accounts = Accounts::from_settings(config.smtp_url.as_deref(), &config.smtp_urls, &config.data)
        .map_err(|error| StartupError::Mail(error.to_string()))?;
    let db = Database::connect(&config.database_url).await?;
    let is_demo = setting::is_demonstration(&db).await?;
    let live = Live::new(SystemClock.now());
    Ok(Services {
        db,
        clock: Arc::new(SystemClock),
        live,
        zone: config.zone.clone(),
        files: FileStore::open(&config.files())?,
        bell: Arc::new(Notify::new()),
        mail_accounts: Arc::new(accounts),
        mail_counters: Arc::default(),
        base_url: config.base_url.clone(),
        mails_to_files: config.smtp_url.is_none(),
        is_demo,
    })
}

/// Serves until the process is asked to stop.
///
/// # Errors
/// What keeps it from starting.
pub async fn serve(config: &Config, with_demo: bool) -> Result<(), StartupError> {
    let listener = TcpListener::bind(config.address)
        .await
        .map_err(|error| StartupError::Address {
            address: config.address,
            error,
        })?;
    let passwords = Passwords::new(PasswordCost::FULL)?;
    let mut services = services(config).await?;
    if with_demo && !services.is_demo {
        load_demo(&services, &passwords).await?;
        services.is_demo = true;
    }
    greet(config, services.is_demo);
    answer(config, services, passwords, listener).await
}

async fn load_demo(services: &Services, passwords: &Passwords) -> Result<(), StartupError> {
    println!("Loading the demonstration data…");
    match demo::load(services, passwords).await? {
        demo::Loading::Loaded => Ok(()),
        demo::Loading::NotEmpty => Err(StartupError::NotEmpty),
    }
}

/// Serves and mails until the process is asked to stop; then what has begun is ended in order.
async fn answer(
    config: &Config,
    services: Services,
    passwords: Passwords,
    listener: TcpListener,
) -> Result<(), StartupError> {
    let pace = Pace {
        lanes: config.mail_workers,
        lease_ms: config.mail_lease_ms,
    };
    let stopping = stop_signal();
    let outbox = tokio::spawn(Worker::new(services.clone(), pace).run(stopping.clone()));
    // Streams have no end of their own: it ends them when the program stops.
    tokio::spawn(Courier::new(services.clone()).run(stopping.clone()));
    let site = Site::new(
        services,
        config.base_url.clone(),
        passwords,
        Some(outbox.abort_handle()),
    );
    let app = router(site).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|connection| {
        // Answers are small and whole: waiting for more to send only adds time.
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let served = axum::serve(listener, app).with_graceful_shutdown(stopped(stopping.clone()));
    let deadline = async {
        stopped(stopping.clone()).await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        result = served.into_future() => result.map_err(|error| StartupError::Failed(error.into()))?,
        () = deadline => tracing::warn!("some answers were cut off: they took too long to end"),
    }
    // A mail that is leaving is settled first: its state would be uncertain otherwise.
    if tokio::time::timeout(LAST_MAIL, outbox).await.is_err() {
        tracing::warn!("a mail was still leaving: its state will be uncertain");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Becomes true when the process is asked to stop. It listens on a thread of its own and ends the process if that has not
/// ended by itself in time: what holds up every other thread keeps nobody from stopping it.
fn stop_signal() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    std::thread::spawn(move || {
        let asked = Builder::new_current_thread().enable_io().build();
        if let Err(error) = asked.and_then(|here| here.block_on(asked_to_stop())) {
            tracing::warn!(%error, "signals cannot be received: the process can only be killed");
            return;
        }
        tracing::info!("asked to stop");
        sender.send_replace(true);
        std::thread::sleep(LAST_ANSWERS + LAST_MAIL + LAST_REST);
        tracing::error!("it did not stop in time and is ended");
        std::process::exit(1);
    });
    receiver
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that nobody can ask any more; then it never stops by itself.
    if stopping.wait_for(|is_stopping| *is_stopping).await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn asked_to_stop() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

fn greet(config: &Config, is_demo: bool) {
    println!("Échanges: {}", config.base_url);
    if is_demo {
        println!("Demonstration accounts, password \"{}\":", demo::PASSWORD);
        for (email, role) in demo::ACCOUNTS {
            println!("  {email} ({role})");
        }
    }
    if config.smtp_url.is_none() {
        println!(
            "SMTP_URL is not set: mails are written to {}",
            config.mail().display()
        );
    }
}
