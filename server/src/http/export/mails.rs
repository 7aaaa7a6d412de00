//! `GET /dits/{number}/mails.zip`: the mails of a request, each as it left, byte for byte. Nothing is compressed: they hold what is compressed
//! already, and anything opens what is only stored.

use super::super::Site;
use super::super::answer::refuse;
use super::super::attachments::may_read;
use super::super::page::bound;
use super::super::session::SignedIn;
use super::{AHEAD, Cut, Out, download, finish, first_exchanges, send};
use crate::backend::Bound;
use crate::error::Failure;
use crate::persistence::attachment as stored;
use app::backend::Backend;
use app::i18n::export::Words;
use app::view::{ExchangePage, ExchangeView};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::dit::DitNumber;
use domain::mail::RecipientState;
use http_body_util::channel::Channel;
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

pub(in super::super) async fn mails(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(number): Path<String>,
) -> Response {
    let backend = bound(&site, &signed_in);
    let (number, first) = match first_exchanges(&backend, &number).await {
        Ok(first) => first,
        Err(error) => return refuse(&error),
    };
    let name = (Words::of(backend.locale).mails_file)(number);
    let (out, body) = Channel::new(AHEAD);
    tokio::spawn(async move { finish(send_mails(out, &backend, &signed_in, number, first).await) });
    download(&format!("{name}.zip"), "application/zip", Body::new(body))
}

/// One mail is held at a time.
async fn send_mails(
    mut out: Out,
    backend: &Bound,
    signed_in: &SignedIn,
    number: DitNumber,
    first: ExchangePage,
) -> Result<(), Cut> {
    let mut archive = Archive::start();
    let (mut page, mut count) = (first, 0);
    loop {
        for exchange in page.exchanges.iter().filter(|exchange| has_left(exchange)) {
            let bytes = match read(backend, signed_in, exchange).await {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(failure) => return Err(Cut::Failed(out, failure.into())),
            };
            count += 1;
            let name = file_name(backend, exchange);
            match archive.add(&name, exchange.occurred_at.at.0, &bytes) {
                Ok(written) => send(&mut out, written).await?,
                Err(failure) => return Err(Cut::Failed(out, failure.into())),
            }
        }
        let Some(older) = page.older else { break };
        page = match backend.exchanges(number, Some(older)).await {
            Ok(page) => page,
            Err(error) => return Err(Cut::Failed(out, error)),
        };
    }
    match archive.end(count, Words::of(backend.locale)) {
        Ok(written) => send(&mut out, written).await,
        Err(failure) => Err(Cut::Failed(out, failure.into())),
    }
}

/// What was only planned or was taken back has not left.
fn has_left(exchange: &ExchangeView) -> bool {
    let is_on_its_way =
        |state: RecipientState| !matches!(state, RecipientState::Scheduled | RecipientState::Cancelled);
    exchange.mail.as_ref().is_some_and(|mail| {
        mail.recipients
            .iter()
            .any(|recipient| is_on_its_way(recipient.state))
    })
}

async fn read(
    backend: &Bound,
    signed_in: &SignedIn,
    exchange: &ExchangeView,
) -> Result<Option<Vec<u8>>, Failure> {
    let found = stored::mail(&backend.services.db, exchange.id).await?;
    Ok(found
        .filter(|(standing, _)| may_read(signed_in, *standing))
        .map(|(_, bytes)| bytes))
}

/// Sorts as the mails were written; the id keeps two of the same minute apart.
fn file_name(backend: &Bound, exchange: &ExchangeView) -> String {
    let wall = backend.services.zone.wall(exchange.occurred_at.at);
    let wall = wall.as_str().replace('T', " ").replace(':', "h");
    format!("{wall} {}.eml", exchange.id)
}

/// What was written and has not left yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An archive that leaves while it is written.
struct Archive {
    writer: ZipArchiveWriter<Written>,
    written: Written,
}

impl Archive {
    fn start() -> Self {
        let written = Written::default();
        Self {
            writer: ZipArchiveWriter::new(written.clone()),
            written,
        }
    }

    /// The bytes that follow what was given before.
    fn add(&mut self, name: &str, at_ms: i64, content: &[u8]) -> Result<Vec<u8>, Failure> {
        let file = self
            .writer
            .new_file(name)
            .compression_method(CompressionMethod::STORE)
            .last_modified(UtcDateTime::from_unix(at_ms.div_euclid(1000)));
        let (mut entry, config) = file.start().map_err(broken)?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).map_err(Failure::Io)?;
        let (_, size_and_sum) = writer.finish().map_err(broken)?;
        entry.finish(size_and_sum).map_err(broken)?;
        Ok(self.written.take())
    }

    /// The end of the archive. One without mails says so: an empty one looks broken.
    fn end(mut self, count: usize, words: &Words) -> Result<Vec<u8>, Failure> {
        let mut rest = Vec::new();
        if count == 0 {
            rest = self.add(words.no_mails_file, 0, words.no_mails.as_bytes())?;
        }
        self.writer.finish().map_err(broken)?;
        rest.extend(self.written.take());
        Ok(rest)
    }
}

fn broken(error: rawzip::Error) -> Failure {
    Failure::Io(std::io::Error::other(error))
}
