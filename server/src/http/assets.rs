//! The browser's files: embedded in a release, read from the site folder in a debug build.
//!
//! The build tool writes them, compressed twins included, and names the folder of the package (script, module, style
//! sheet) after its content. What is below `/pkg/` may thus be kept for good, and this module only picks a file.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

#[cfg(debug_assertions)]
use on_disk::read;

#[cfg(not(debug_assertions))]
use embedded::read;

/// Holds the name of the package's folder; for the server only.
const PACKAGE_NAME_FILE: &str = "pkg.txt";

const KEPT_FOR_GOOD: &str = "public, max-age=31536000, immutable";
const KEPT_SHORTLY: &str = "public, max-age=300";

/// A file of the site with the SHA-256 of its content.
struct SiteFile {
    bytes: Cow<'static, [u8]>,
    sha256: [u8; 32],
}

/// The name of the package's folder: the page loads `/pkg/<hash>/echanges.{js,wasm,css}`.
///
/// `None` means that no site was built: pages are then served as plain HTML, without style and script. A debug build
/// asks the disk each time, so that a rebuilt site is served without a restart.
pub fn build_hash() -> Option<String> {
    let file = read(PACKAGE_NAME_FILE)?;
    let hash = std::str::from_utf8(&file.bytes).ok()?.trim();
    (!hash.is_empty()).then(|| hash.to_owned())
}

/// Answers with a file of the site, or 404. Fit to be the fallback of a router.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    let Some(found) = find(path, request.headers()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    answer(path, found, request.headers())
}

/// What the browser gets: a file and the coding it is in.
struct Found {
    file: SiteFile,
    encoding: Option<&'static str>,
}

fn find(path: &str, headers: &HeaderMap) -> Option<Found> {
    let name = path.strip_prefix('/').filter(|name| is_servable(name))?;
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        if !accepts(headers, encoding) {
            continue;
        }
        if let Some(file) = read(&format!("{name}.{extension}")) {
            return Some(Found {
                file,
                encoding: Some(encoding),
            });
        }
    }
    read(name).map(|file| Found { file, encoding: None })
}

fn answer(path: &str, found: Found, headers: &HeaderMap) -> Response {
    let tag = entity_tag(&found);
    let kept = if path.starts_with("/pkg/") {
        KEPT_FOR_GOOD
    } else {
        KEPT_SHORTLY
    };
    let is_known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .any(|known| names_tag(known, &tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = match found.file.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        ([(CONTENT_TYPE, content_type(path))], Body::from(bytes)).into_response()
    };
    let sent = response.headers_mut();
    if let Some(encoding) = found.encoding.filter(|_| !is_known) {
        sent.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    sent.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    sent.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        sent.insert(ETAG, tag);
    }
    response
}

/// Only plain names: nothing that could climb out of the folder, no hidden file, nothing that is for the server.
fn is_servable(name: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    name != PACKAGE_NAME_FILE && name.split('/').all(is_plain)
}

/// Whether `Accept-Encoding` names the coding with a weight above zero (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        is_named && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

/// Half of the content's digest is ample; each coding of a file is other bytes, so it has a tag of its own.
fn entity_tag(found: &Found) -> String {
    let digest: String = found
        .file
        .sha256
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match found.encoding {
        Some(encoding) => format!("\"{digest}-{encoding}\""),
        None => format!("\"{digest}\""),
    }
}

/// `If-None-Match` compares weakly: proxies may mark our tags with `W/`.
fn names_tag(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| {
        known
            .split(',')
            .map(str::trim)
            .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == tag)
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(not(debug_assertions))]
mod embedded {
    use rust_embed::RustEmbed;

    use super::SiteFile;

    /// The files as they are when the server is compiled.
    #[derive(RustEmbed)]
    #[folder = "../target/site"]
    #[allow_missing = true]
    struct Site;

    /// Compiles this module again when the site is another one: cargo follows the variables that are read here, and the
    /// build tool sets this one to the hash of the site.
    const _: Option<&str> = option_env!("ECHANGES_SITE_HASH");

    pub fn read(name: &str) -> Option<SiteFile> {
        let file = Site::get(name)?;
        Some(SiteFile {
            sha256: file.metadata.sha256_hash(),
            bytes: file.data,
        })
    }
}

#[cfg(debug_assertions)]
mod on_disk {
    use std::borrow::Cow;
    use std::path::Path;

    use sha2::{Digest, Sha256};

    use super::SiteFile;

    const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

    pub fn read(name: &str) -> Option<SiteFile> {
        let bytes = std::fs::read(Path::new(SITE).join(name)).ok()?;
        Some(SiteFile {
            sha256: Sha256::digest(&bytes).into(),
            bytes: Cow::Owned(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    fn found(text: &'static str, encoding: Option<&'static str>) -> Found {
        Found {
            file: SiteFile {
                bytes: Cow::Borrowed(text.as_bytes()),
                sha256: [7; 32],
            },
            encoding,
        }
    }

    fn sent<'a>(response: &'a Response, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn codings_are_accepted_by_name_and_weight() {
        for (value, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("BR; q=1.0", true, false),
            ("brotli", false, false),
            ("br;q=often", false, false),
            ("identity", false, false),
        ] {
            let headers = headers(ACCEPT_ENCODING, value);
            assert_eq!(
                (accepts(&headers, "br"), accepts(&headers, "gzip")),
                (brotli, gzip),
                "{value}"
            );
        }
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn only_plain_names_inside_the_site_are_servable() {
        for name in [
            "favicon.svg",
            "pkg/0a1b/echanges.js",
            "pkg/0a1b/snippets/a-1/inline0.js",
        ] {
            assert!(is_servable(name), "{name}");
        }
        for name in [
            "",
            "pkg.txt",
            "../Cargo.toml",
            "pkg/../../x",
            "pkg//x",
            ".env",
            "a/.git/x",
            "a%2e",
            "a\\b",
            "/etc",
        ] {
            assert!(!is_servable(name), "{name}");
        }
    }

    #[test]
    fn the_package_is_kept_for_good_and_the_rest_shortly() {
        let package = answer(
            "/pkg/0a1b/echanges.wasm",
            found("x", Some("br")),
            &HeaderMap::new(),
        );
        assert_eq!(package.status(), StatusCode::OK);
        assert_eq!(
            sent(&package, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(sent(&package, "content-type"), "application/wasm");
        assert_eq!(sent(&package, "content-encoding"), "br");
        assert_eq!(sent(&package, "vary"), "Accept-Encoding");
        let public = answer("/robots.txt", found("x", None), &HeaderMap::new());
        assert_eq!(sent(&public, "cache-control"), "public, max-age=300");
        assert_eq!(sent(&public, "content-type"), "text/plain; charset=utf-8");
        assert_eq!(sent(&public, "content-encoding"), "");
    }

    #[test]
    fn a_known_file_is_not_sent_again_and_each_coding_has_its_own_tag() {
        let tag = entity_tag(&found("x", Some("br")));
        assert_ne!(tag, entity_tag(&found("x", None)));
        for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
            let response = answer(
                "/favicon.svg",
                found("x", Some("br")),
                &headers(IF_NONE_MATCH, &known),
            );
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(sent(&response, "etag"), tag);
            assert_eq!(sent(&response, "content-encoding"), "");
        }
        let other = answer("/favicon.svg", found("x", None), &headers(IF_NONE_MATCH, &tag));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn what_is_not_in_the_site_is_not_found() {
        for path in [
            "/nothing.here",
            "/",
            "/pkg.txt",
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
        ] {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            assert_eq!(serve(request).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
