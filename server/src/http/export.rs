//! What leaves the program as a file or on paper, for who may read it on the screen: the same reads, bound to who asks.
//!
//! Files are written a page at a time while they leave; when the database fails in the middle the connection is cut, so that a part is
//! never taken for the whole.

mod csv;
mod lines;
mod mails;
mod print;

pub(super) use mails::mails;
pub(super) use print::print;

use super::Site;
use super::answer::refuse;
use super::attachments::disposition;
use super::page::bound;
use super::session::SignedIn;
use crate::backend::Bound;
use app::backend::Backend;
use app::error::AppError;
use app::i18n::Catalogue;
use app::i18n::export::Words;
use app::routes;
use app::view::{DitFilter, DitList, ExchangePage};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv::Csv;
use domain::dit::DitNumber;
use http_body_util::channel::{Channel, Sender};

/// Lines after which a file is cut, to the page.
const LINES_MAX: usize = 50_000;
/// Pieces of a file that wait for a slow reader.
const AHEAD: usize = 4;

/// `GET /dits.csv?…`: the list that the same query shows.
pub(super) async fn list(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    RawQuery(query): RawQuery,
) -> Response {
    let backend = bound(&site, &signed_in);
    let filter = routes::Query::parse(&query.unwrap_or_default()).filter();
    let first = match backend.dits(filter.clone(), None).await {
        Ok(first) => first,
        Err(error) => return refuse(&error),
    };
    let words = Words::of(backend.locale);
    let (sender, body) = Channel::new(AHEAD);
    tokio::spawn(async move { finish(send_list(sender, &backend, filter, first).await) });
    download(
        &format!("{}.csv", words.list_file),
        csv::MEDIA_TYPE,
        Body::new(body),
    )
}

/// `GET /dits/{number}/exchanges.csv`: every exchange of a request, newest first.
pub(super) async fn exchanges(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(number): Path<String>,
) -> Response {
    let backend = bound(&site, &signed_in);
    let (number, first) = match first_exchanges(&backend, &number).await {
        Ok(first) => first,
        Err(error) => return refuse(&error),
    };
    let name = (Words::of(backend.locale).exchanges_file)(number);
    let (sender, body) = Channel::new(AHEAD);
    tokio::spawn(async move { finish(send_exchanges(sender, &backend, number, first).await) });
    download(&format!("{name}.csv"), csv::MEDIA_TYPE, Body::new(body))
}

/// The request of an address, and its newest exchanges.
async fn first_exchanges(backend: &Bound, number: &str) -> Result<(DitNumber, ExchangePage), AppError> {
    let number = number.parse::<DitNumber>().map_err(|_| AppError::NotFound)?;
    Ok((number, backend.exchanges(number, None).await?))
}

/// What a file is sent through; dropping it in the middle cuts the connection.
type Out = Sender<Bytes, AppError>;

/// Why a file was not sent whole.
enum Cut {
    /// Nobody listens any more.
    Gone,
    Failed(Out, AppError),
}

fn finish(sent: Result<(), Cut>) {
    if let Err(Cut::Failed(out, error)) = sent {
        tracing::warn!("a file could not be written whole");
        out.abort(error);
    }
}

async fn send(out: &mut Out, bytes: Vec<u8>) -> Result<(), Cut> {
    out.send_data(bytes.into()).await.map_err(|_| Cut::Gone)
}

async fn send_list(mut out: Out, backend: &Bound, filter: DitFilter, first: DitList) -> Result<(), Cut> {
    let catalogue = Catalogue::of(backend.locale);
    let words = Words::of(backend.locale);
    let mut file = Csv::start(&words.list_columns);
    let (mut page, mut count) = (first, 0);
    loop {
        for row in &page.rows {
            file.line(lines::of_dit(row, backend, catalogue, words));
        }
        count += page.rows.len();
        let has_more = page.next.is_some();
        let next = page.next.filter(|_| count < LINES_MAX);
        if has_more && next.is_none() {
            file.line([(words.cut)(LINES_MAX)]);
        }
        send(&mut out, file.take()).await?;
        let Some(next) = next else { return Ok(()) };
        page = match backend.dits(filter.clone(), Some(next)).await {
            Ok(page) => page,
            Err(error) => return Err(Cut::Failed(out, error)),
        };
    }
}

async fn send_exchanges(
    mut out: Out,
    backend: &Bound,
    number: DitNumber,
    first: ExchangePage,
) -> Result<(), Cut> {
    let catalogue = Catalogue::of(backend.locale);
    let words = Words::of(backend.locale);
    let mut file = Csv::start(&words.exchange_columns);
    let (mut page, mut count) = (first, 0);
    loop {
        for exchange in &page.exchanges {
            file.line(lines::of_exchange(number, exchange, backend, catalogue, words));
        }
        count += page.exchanges.len();
        let older = page.older.filter(|_| count < LINES_MAX);
        if page.older.is_some() && older.is_none() {
            file.line([(words.cut)(LINES_MAX)]);
        }
        send(&mut out, file.take()).await?;
        let Some(older) = older else { return Ok(()) };
        page = match backend.exchanges(number, Some(older)).await {
            Ok(page) => page,
            Err(error) => return Err(Cut::Failed(out, error)),
        };
    }
}

/// A file under this name.
fn download(name: &str, media_type: &'static str, body: Body) -> Response {
    let disposition =
        HeaderValue::try_from(disposition(name)).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}
