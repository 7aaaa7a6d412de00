//! `GET /attachments/{id}/image`: an attachment as an image of a text.

use super::Site;
use super::answer::refuse;
use super::attachments::readable;
use super::session::SignedIn;
use app::error::AppError;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use editor::{ImageHeader, ImageKind};

/// Kept by the browser, and asked for again each time: who may see it can change, its content cannot.
const ASK_AGAIN: &str = "private, no-cache";

/// Shown as what its bytes say that it is, whatever it was uploaded as; anything else is not there.
pub(super) async fn show(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = match readable(&site, &signed_in, &id).await {
        Ok(found) => found,
        Err(error) => return refuse(&error),
    };
    let tag = format!("\"{}\"", found.hash);
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known == tag.as_str())
    {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    let bytes = match site.services.files.read(&found.hash).await {
        Ok(bytes) => bytes,
        Err(failure) => return refuse(&failure.into()),
    };
    match judge(&bytes) {
        Ok(kind) => {
            let headers = [
                (CONTENT_TYPE, kind.media_type().to_owned()),
                (CACHE_CONTROL, ASK_AGAIN.to_owned()),
                (ETAG, tag),
            ];
            (headers, bytes).into_response()
        }
        Err(_) => refuse(&AppError::NotFound),
    }
}

/// What kind of image a text can show of these bytes, which are not decoded.
pub(super) fn judge(bytes: &[u8]) -> Result<ImageKind, StatusCode> {
    match ImageHeader::read(bytes) {
        None => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        Some(header) if header.is_too_large() => Err(StatusCode::UNPROCESSABLE_ENTITY),
        Some(header) => Ok(header.kind),
    }
}
