//! Files that go with exchanges, up and down, and the as-sent copy of a mail.

use super::Site;
use super::answer::{encode, json, refuse};
use super::images;
use super::session::SignedIn;
use crate::error::Failure;
use crate::persistence::attachment::{self as stored, ExchangeStanding, StoredAttachment};
use crate::services::random_bytes;
use app::error::AppError;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::attachment::{Attachment, FILE_MAX_BYTES, check_file, file_name};
use domain::permission::{Permission, may_read_deleted};
use domain::rejection::Problem;
use domain::{AttachmentId, ExchangeId};
use http_body_util::BodyExt;
use serde::Deserialize;

/// What a browser is still listened to after its file was found too large, in bytes: cut off in the middle it would
/// report a broken network instead of our answer.
const DRAIN_MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Media type of what nobody knows.
const UNKNOWN_TYPE: &str = "application/octet-stream";

#[derive(Deserialize)]
pub(super) struct Upload {
    #[serde(default)]
    name: String,
    /// `image`: a text shows it.
    #[serde(default, rename = "use")]
    purpose: String,
}

/// Why nothing was kept.
enum Refusal {
    TooLarge(Problem),
    Broken,
}

/// `POST /attachments?name=…`: the body is the file. With `use=image`, anything that a text cannot show is refused: 415 for what is
/// no image of a known kind, 422 for one with too many pixels; and its media type is that of its content.
pub(super) async fn upload(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Query(upload): Query<Upload>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !signed_in.session.actor.role.may(Permission::Record) {
        return refuse(&AppError::Forbidden);
    }
    let bytes = match receive(announced(&headers), body).await {
        Ok(bytes) => bytes,
        Err(Refusal::TooLarge(problem)) => return json(StatusCode::PAYLOAD_TOO_LARGE, &problem),
        Err(Refusal::Broken) => return refuse(&AppError::Malformed),
    };
    let media_type = match upload.purpose.as_str() {
        "image" => match images::judge(&bytes) {
            Ok(kind) => kind.media_type().to_owned(),
            Err(refused) => return refused.into_response(),
        },
        _ => media_type(&headers),
    };
    match keep(&site, &signed_in, file_name(&upload.name), media_type, bytes).await {
        Ok(attachment) => json(StatusCode::OK, &attachment),
        Err(failure) => refuse(&failure.into()),
    }
}

/// `GET /attachments/{id}`: always a download, never a page of ours.
pub(super) async fn download(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Response {
    let found = match readable(&site, &signed_in, &id).await {
        Ok(found) => found,
        Err(error) => return refuse(&error),
    };
    match site.services.files.read(&found.hash).await {
        Ok(bytes) => as_download(&found.attachment.name, &found.attachment.media_type, bytes),
        Err(failure) => refuse(&failure.into()),
    }
}

/// The file of this id, when it is theirs to read.
pub(super) async fn readable(
    site: &Site,
    signed_in: &SignedIn,
    id: &str,
) -> Result<StoredAttachment, AppError> {
    let id = id.parse::<AttachmentId>().map_err(|_| AppError::NotFound)?;
    let found = stored::find(&site.services.db, id).await?;
    let is_theirs = |found: &StoredAttachment| {
        let readable = |exchange: &ExchangeStanding| may_read(signed_in, *exchange);
        found.uploaded_by == signed_in.session.actor.account || found.exchanges.iter().any(readable)
    };
    found.filter(is_theirs).ok_or(AppError::NotFound)
}

/// `GET /exchanges/{id}/mail.eml`: the mail as it left.
pub(super) async fn mail(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<ExchangeId>() else {
        return refuse(&AppError::NotFound);
    };
    match stored::mail(&site.services.db, id).await {
        Ok(Some((exchange, bytes))) if may_read(&signed_in, exchange) => {
            as_download(&format!("{id}.eml"), "message/rfc822", bytes)
        }
        Ok(_) => refuse(&AppError::NotFound),
        Err(failure) => refuse(&failure.into()),
    }
}

/// Whether the text of an exchange, and all that goes with it, is theirs to read.
pub(super) fn may_read(signed_in: &SignedIn, exchange: ExchangeStanding) -> bool {
    let actor = signed_in.session.actor;
    actor.role.may(Permission::Read)
        && (!exchange.is_deleted || may_read_deleted(actor, exchange.recorded_by))
}

/// The body, of which never more is held than a file may be.
async fn receive(announced: Option<u64>, mut body: Body) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut received: u64 = 0;
    let is_announced_too_large = announced.is_some_and(|size| check_file(size).is_err());
    let size_known = |received: u64| announced.unwrap_or(received).max(received);
    while received <= DRAIN_MAX_BYTES && announced.is_none_or(|size| size <= DRAIN_MAX_BYTES) {
        let Some(frame) = body.frame().await else { break };
        let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else {
            continue;
        };
        received += data.len() as u64;
        if is_announced_too_large || received > FILE_MAX_BYTES {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    check_file(size_known(received)).map_err(Refusal::TooLarge)?;
    Ok(bytes)
}

async fn keep(
    site: &Site,
    signed_in: &SignedIn,
    name: String,
    media_type: String,
    bytes: Vec<u8>,
) -> Result<Attachment, Failure> {
    let services = &site.services;
    let now = services.clock.now();
    let size_bytes = bytes.len() as u64;
    let id = AttachmentId::new(now.0, random_bytes());
    let attachment = Attachment {
        id,
        name,
        media_type,
        size_bytes,
    };
    let hash = services.files.put(bytes).await?;
    let transaction = services.db.begin().await?;
    stored::insert(
        &transaction,
        &attachment,
        hash,
        signed_in.session.actor.account,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(attachment)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Type and subtype alone, in lower case (RFC 9110 section 8.3.1).
fn media_type(headers: &HeaderMap) -> String {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let is_type = essence.len() <= 127
        && essence
            .split_once('/')
            .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    if is_type { essence } else { UNKNOWN_TYPE.to_owned() }
}

fn as_download(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let of = |text: &str, default: &'static str| {
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(default))
    };
    let headers = [
        (CONTENT_TYPE, of(media_type, UNKNOWN_TYPE)),
        (CONTENT_DISPOSITION, of(&disposition(name), "attachment")),
    ];
    (headers, bytes).into_response()
}

/// RFC 6266: an ASCII name for old programs, the real one as RFC 5987 writes it.
pub(super) fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let real = encode(name, |byte| {
        byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte)
    });
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{real}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_in_every_program() {
        assert_eq!(
            disposition("Devis n° 12 \"été\".pdf"),
            "attachment; filename=\"Devis n_ 12 __t__.pdf\"; filename*=UTF-8''Devis%20n%C2%B0%2012%20%22%C3%A9t%C3%A9%22.pdf"
        );
    }

    #[test]
    fn a_media_type_that_is_none_is_unknown() {
        let of = |value: &'static str| {
            media_type(&HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!(of("Application/PDF; charset=x"), "application/pdf");
        for none in ["", "pdf", "a/", "/b", "text/ht ml", "a/b/c"] {
            assert_eq!(of(none), UNKNOWN_TYPE, "{none}");
        }
        assert_eq!(media_type(&HeaderMap::new()), UNKNOWN_TYPE);
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_refused_by_what_it_says_and_by_what_it_is() {
        let large = vec![0_u8; FILE_MAX_BYTES as usize + 1];
        for announced in [None, Some(0), Some(large.len() as u64)] {
            let refused = receive(announced, Body::from(large.clone())).await;
            assert!(
                matches!(refused, Err(Refusal::TooLarge(Problem::TooLarge { size_bytes, .. })) if size_bytes == large.len() as u64)
            );
        }
        let whole = receive(None, Body::from(large[1..].to_vec())).await;
        assert!(whole.is_ok_and(|bytes| bytes.len() as u64 == FILE_MAX_BYTES));
        let never_read = receive(Some(u64::MAX), Body::from("x")).await;
        assert!(matches!(
            never_read,
            Err(Refusal::TooLarge(Problem::TooLarge {
                size_bytes: u64::MAX,
                ..
            }))
        ));
    }
}
