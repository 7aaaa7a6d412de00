//! Files up and down, and the copies of mails.

use crate::browser::{DISPATCHER, READER, TECHNICIAN, Web, get, post, streamed};
use crate::harness::{mailed, sent};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use domain::attachment::{Attachment, FILE_MAX_BYTES};
use domain::rejection::Problem;
use http_body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

#[tokio::test]
async fn a_file_comes_back_as_it_was_and_under_its_name() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let bytes = b"<script>alert(1)</script>".to_vec();
    let request = post(
        "/attachments?name=..%2Fd%C3%A9tail%20%22n%C2%B01%22.html",
        bytes.clone(),
    )
    .header("content-type", "text/html; charset=utf-8")
    .cookie(&cookie);
    let reply = web.send(request.done()).await;
    assert_eq!(reply.status, StatusCode::OK);
    let attachment: Attachment = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(
        (attachment.name.as_str(), attachment.media_type.as_str()),
        ("détail \"n°1\".html", "text/html")
    );
    assert_eq!(attachment.size_bytes, bytes.len() as u64);

    let download = web.get(&format!("/attachments/{}", attachment.id), &cookie).await;
    assert_eq!((download.status, &download.body), (StatusCode::OK, &bytes));
    let disposition = download.header("content-disposition");
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    assert!(
        disposition.contains("filename*=UTF-8''d%C3%A9tail%20%22n%C2%B01%22.html"),
        "{disposition}"
    );
    assert_eq!(download.header("x-content-type-options"), "nosniff");
    assert!(download.header("content-security-policy").contains("sandbox"));
}

#[tokio::test]
async fn a_file_is_for_who_may_read_the_exchange_that_it_goes_with() {
    let web = Web::new().await;
    let (own, other, reader) = (
        web.session(DISPATCHER).await,
        web.session(TECHNICIAN).await,
        web.session(READER).await,
    );
    let upload = async |cookie: &str| {
        web.send(post("/attachments?name=a.txt", "x").cookie(cookie).done())
            .await
    };
    assert_eq!(upload("").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        upload(&reader).await.status,
        StatusCode::FORBIDDEN,
        "a reader records nothing"
    );
    let file: Attachment = serde_json::from_slice(&upload(&own).await.body).unwrap();
    let path = format!("/attachments/{}", file.id);
    let status = async |cookie: &str| web.get(&path, cookie).await.status;
    assert_eq!(status("").await, StatusCode::SEE_OTHER);
    assert_eq!(status(&own).await, StatusCode::OK);
    assert_eq!(
        status(&other).await,
        StatusCode::NOT_FOUND,
        "nobody else's while it goes with nothing"
    );

    let dit = web.app.open_request().await;
    let mut command = sent(dit, "Voici le plan");
    command.attachments = vec![file.id];
    let exchange = web.app.as_dispatcher().record(command).await;
    assert_eq!(status(&other).await, StatusCode::OK);
    assert_eq!(status(&reader).await, StatusCode::OK);
    web.app.as_dispatcher().delete(exchange).await;
    assert_eq!(
        status(&other).await,
        StatusCode::NOT_FOUND,
        "gone with its exchange"
    );
    assert_eq!(status(&own).await, StatusCode::OK);
    for nothing in [
        "/attachments/x",
        "/attachments/01a20f55-70aa-7fa7-9b4b-4ef5f42b86f3",
    ] {
        assert_eq!(web.get(nothing, &own).await.status, StatusCode::NOT_FOUND);
    }
}

/// The start of a PNG of this size: enough for who only looks at it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}

#[tokio::test]
async fn an_image_of_a_text_is_shown_as_what_it_is_to_who_may_read_it() {
    let web = Web::new().await;
    let (own, other) = (web.session(DISPATCHER).await, web.session(TECHNICIAN).await);
    let request =
        post("/attachments?use=image&name=photo.html", png(640, 480)).header("content-type", "text/html");
    let reply = web.send(request.cookie(&own).done()).await;
    assert_eq!(reply.status, StatusCode::OK);
    let image: Attachment = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(image.media_type, "image/png", "by its content");

    let path = format!("/attachments/{}/image", image.id);
    let shown = web.get(&path, &own).await;
    assert_eq!((shown.status, &shown.body), (StatusCode::OK, &png(640, 480)));
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").contains("sandbox"));
    assert_eq!(shown.header("cache-control"), "private, no-cache");
    let again = get(&path).header("if-none-match", shown.header("etag"));
    let again = web.send(again.cookie(&own).done()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(web.get(&path, &other).await.status, StatusCode::NOT_FOUND);
    let stolen = get(&path).header("if-none-match", shown.header("etag"));
    assert_eq!(
        web.send(stolen.cookie(&other).done()).await.status,
        StatusCode::NOT_FOUND,
        "who may not read it learns nothing"
    );
    assert_eq!(web.get(&path, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_a_text_cannot_show_is_neither_taken_nor_shown_as_an_image() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    for (bytes, status) in [
        (svg.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (b"BM".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Vec::new(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (png(30_000, 30_000), StatusCode::UNPROCESSABLE_ENTITY),
        (png(640, 480)[..20].to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let request =
            post("/attachments?use=image&name=photo.png", bytes.clone()).header("content-type", "image/png");
        assert_eq!(web.send(request.cookie(&cookie).done()).await.status, status);
        // As a file it may be kept, and is given back as a file only.
        let request = post("/attachments?name=photo.png", bytes).header("content-type", "image/png");
        let reply = web.send(request.cookie(&cookie).done()).await;
        assert_eq!(reply.status, StatusCode::OK);
        let file: Attachment = serde_json::from_slice(&reply.body).unwrap();
        let shown = web.get(&format!("/attachments/{}/image", file.id), &cookie).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_file_over_ten_megabytes_is_refused_however_it_arrives() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let large = vec![0_u8; FILE_MAX_BYTES as usize + 1];
    let is_refused = |body: &[u8], size: u64| {
        let problem: Problem = serde_json::from_slice(body).unwrap();
        assert_eq!(
            problem,
            Problem::TooLarge {
                max_bytes: FILE_MAX_BYTES,
                size_bytes: size
            }
        );
    };
    for body in [Body::from(large.clone()), streamed(large.clone())] {
        let reply = web
            .send(post("/attachments?name=a", body).cookie(&cookie).done())
            .await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        is_refused(&reply.body, FILE_MAX_BYTES + 1);
    }
    // Announced as 50 GB: refused without waiting for any of it.
    let endless = Body::new(Endless);
    let request = post("/attachments?name=a", endless)
        .header("content-length", "50000000000")
        .cookie(&cookie);
    let reply = tokio::time::timeout(Duration::from_secs(5), web.send(request.done()))
        .await
        .unwrap();
    is_refused(&reply.body, 50_000_000_000);
    let whole = web
        .send(
            post("/attachments?name=a", large[1..].to_vec())
                .cookie(&cookie)
                .done(),
        )
        .await;
    assert_eq!(whole.status, StatusCode::OK);
}

#[tokio::test]
async fn the_copy_of_a_mail_is_what_left() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let dit = web.app.open_request().await;
    let exchange = web
        .app
        .as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    let path = format!("/exchanges/{exchange}/mail.eml");
    let copy = web.get(&path, &cookie).await;
    assert_eq!(
        (copy.status, copy.header("content-type")),
        (StatusCode::OK, "message/rfc822")
    );
    assert_eq!(copy.body, web.app.mail(exchange).await.unwrap().bytes);
    assert_eq!(web.get(&path, "").await.status, StatusCode::SEE_OTHER);
    let unsent = web.app.as_dispatcher().record(sent(dit, "Bonjour")).await;
    assert_eq!(
        web.get(&format!("/exchanges/{unsent}/mail.eml"), &cookie)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

/// A body that never comes.
struct Endless;

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}
