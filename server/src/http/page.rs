//! The pages: what the interface finds in its context when it is rendered, and who may see one.

use super::api;
use super::session::{PACKAGES, SignedIn, cookie_value};
use super::{Site, answer, assets, attempt};
use crate::backend::Bound;
use app::SiteAssets;
use app::backend::Backend;
use app::error::AppError;
use app::features::dit::{LOOK_COOKIE, RememberedLook};
use app::features::session::{AttemptedEmail, DemoAccounts};
use app::view::SessionView;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::{provide_context, use_context};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a page may take to be drawn.
const PATIENCE: Duration = Duration::from_secs(8);

/// Without a session a page leads to the sign-in page, and from there back.
pub(super) async fn guard(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with(api::PREFIX) {
        return next.run(request).await;
    }
    let is_open = path == answer::SIGN_IN;
    match introduce(&site, &mut request).await {
        Ok(false) if !is_open => answer::to_sign_in(&request),
        Ok(_) => {
            let (parts, _) = request.into_parts();
            let asked = || Request::from_parts(parts.clone(), Body::empty());
            drawn(|| next.clone().run(asked())).await
        }
        Err(error) => answer::refuse(&error),
    }
}

/// A page, drawn anew when it does not come: once in a long while the library that draws it waits for what has come already
/// (<https://github.com/leptos-rs/leptos/issues/4851>, <https://github.com/leptos-rs/leptos/issues/4578>).
async fn drawn<F: Future<Output = Response>>(draw: impl Fn() -> F) -> Response {
    for _ in 0..2 {
        if let Ok(page) = timeout(PATIENCE, draw()).await {
            return page;
        }
        tracing::warn!("a page did not come");
    }
    answer::refuse(&AppError::Unavailable)
}

/// A file of the site, or the page that says that there is nothing at this address.
pub(super) async fn anything_else(State(site): State<Site>, mut request: Request) -> Response {
    let asked = Request::builder().method(request.method()).uri(request.uri());
    let asked = request
        .headers()
        .iter()
        .fold(asked, |asked, (name, value)| asked.header(name, value));
    let Ok(asked) = asked.body(Body::empty()) else {
        return answer::refuse(&AppError::Malformed);
    };
    let file = assets::serve(asked).await;
    if file.status() != StatusCode::NOT_FOUND {
        return file;
    }
    let is_page = answer::wants_html(request.headers()) && !request.uri().path().starts_with(PACKAGES);
    if !is_page || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return answer::refuse(&AppError::NotFound);
    }
    match introduce(&site, &mut request).await {
        Ok(true) => {}
        Ok(false) => return answer::to_sign_in(&request),
        Err(error) => return answer::refuse(&error),
    }
    let options = site.options.clone();
    let context = context(site);
    let render = leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()));
    let mut response = render(request).await.into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// What every page and every server function is rendered with.
pub(super) fn context(site: Site) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(site_assets());
        provide_context(DemoAccounts(site.services.is_demo));
        let Some(parts) = use_context::<Parts>() else {
            return;
        };
        if let Some(look) = cookie_value(&parts.headers, LOOK_COOKIE) {
            provide_context(RememberedLook(look.to_owned()));
        }
        if let Some(email) = attempt::recall(&parts.headers) {
            provide_context(AttemptedEmail(email.into()));
        }
        if let Some(signed_in) = parts.extensions.get::<SignedIn>() {
            provide_context::<Arc<dyn Backend>>(Arc::new(bound(&site, signed_in)));
        }
        if let Some(session) = parts.extensions.get::<SessionView>() {
            provide_context(session.clone());
        }
    }
}

/// Makes known to the page who asks for it; whether anybody is signed in.
async fn introduce(site: &Site, request: &mut Request) -> Result<bool, AppError> {
    let Some(signed_in) = request.extensions().get::<SignedIn>() else {
        return Ok(false);
    };
    let session = bound(site, signed_in).session().await?;
    request.extensions_mut().insert(session);
    Ok(true)
}

/// What the actor of a session may ask, and nobody else.
pub(super) fn bound(site: &Site, signed_in: &SignedIn) -> Bound {
    let session = &signed_in.session;
    Bound {
        services: site.services.clone(),
        actor: session.actor,
        locale: session.locale,
        email: session.email.clone(),
        remote_address: signed_in.remote_address.clone(),
    }
}

/// The script, the module and the style sheet in the folder named after their content. Without a built site the
/// addresses lead nowhere and the page is plain HTML.
pub(super) fn site_assets() -> SiteAssets {
    let folder = assets::build_hash().unwrap_or_else(|| "none".to_owned());
    let file = |extension: &str| format!("/pkg/{folder}/echanges.{extension}");
    SiteAssets {
        script: file("js"),
        wasm: file("wasm"),
        style: file("css"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test(start_paused = true)]
    async fn a_page_that_does_not_come_is_drawn_again_once() {
        let tries = AtomicUsize::new(0);
        let second = drawn(|| {
            let is_first = tries.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if is_first {
                    pending::<()>().await;
                }
                StatusCode::OK.into_response()
            }
        });
        assert_eq!(second.await.status(), StatusCode::OK);
        assert_eq!(tries.into_inner(), 2);
        assert_eq!(
            drawn(pending::<Response>).await.status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
}
