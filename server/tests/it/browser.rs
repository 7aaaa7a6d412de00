//! Somebody at a browser: requests through the whole door, without a socket.

use crate::harness::TestApp;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body::Frame;
use http_body_util::BodyExt;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::http::password::{PasswordCost, Passwords};
use server::http::{Site, router};
use server::persistence::entity::accounts;
use server::services::Services;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::ServiceExt;

pub const PASSWORD: &str = "une phrase que personne ne devine";
pub const DISPATCHER: &str = "demo@example.org";
pub const TECHNICIAN: &str = "tech@example.org";
pub const READER: &str = "reader@example.org";

/// The test server with its door.
pub struct Web {
    pub app: TestApp,
    pub router: Router,
}

/// The door of one more instance.
pub fn router_on(services: &Services) -> Router {
    let passwords = Passwords::new(PasswordCost::LEAST).unwrap();
    let base_url = "http://echanges.example".parse().unwrap();
    router(Site::new(services.clone(), base_url, passwords, None))
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Web {
    pub async fn new() -> Self {
        Self::at("http://echanges.example").await
    }

    pub async fn at(base_url: &str) -> Self {
        let app = TestApp::new().await;
        let passwords = Passwords::new(PasswordCost::LEAST).unwrap();
        let hash = passwords.hash(PASSWORD.to_owned()).await.unwrap();
        let transaction = app.services.db.begin().await.unwrap();
        accounts::Entity::update_many()
            .col_expr(accounts::Column::PasswordHash, Expr::value(hash))
            .exec(&transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let site = Site::new(app.services.clone(), base_url.parse().unwrap(), passwords, None);
        Self {
            app,
            router: router(site),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send(get(path).cookie(cookie).html().done()).await
    }

    /// A server function with a JSON body.
    pub async fn ask(&self, function: &str, body: &str, cookie: &str) -> Reply {
        self.send(
            post(&format!("/api/{function}"), body.to_owned())
                .cookie(cookie)
                .done(),
        )
        .await
    }

    /// The form of the sign-in page.
    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.sign_in_towards(email, password, "/").await
    }

    pub async fn sign_in_towards(&self, email: &str, password: &str, next: &str) -> Reply {
        self.send(sign_in_form(email, password, next).done()).await
    }

    /// The cookie of a new session.
    pub async fn session(&self, email: &str) -> String {
        self.sign_in(email, PASSWORD)
            .await
            .cookie()
            .expect("signing in gives a cookie")
    }

    pub async fn account(&self, email: &str) -> accounts::Model {
        let found = accounts::Entity::find().filter(accounts::Column::Email.eq(email));
        found.one(self.app.services.db.reader()).await.unwrap().unwrap()
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// `name=value` of the session that was opened.
    pub fn cookie(&self) -> Option<String> {
        let set = self
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap());
        let mut pairs = set.map(|cookie| cookie.split(';').next().unwrap());
        pairs
            .find(|pair| pair.starts_with("echanges_session="))
            .map(str::to_owned)
    }
}

/// A request being put together.
pub struct Asking(axum::http::request::Builder, Body);

pub fn get(path: &str) -> Asking {
    Asking(
        Request::builder().uri(path).header("host", "echanges.example"),
        Body::empty(),
    )
}

pub fn post(path: &str, body: impl Into<Body>) -> Asking {
    let builder = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "echanges.example");
    Asking(builder, body.into())
}

pub fn sign_in_form(email: &str, password: &str, next: &str) -> Asking {
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<String>()
    };
    let body = format!(
        "email={}&password={}&next={}",
        encode(email),
        encode(password),
        encode(next)
    );
    post("/login", body)
        .header("content-type", "application/x-www-form-urlencoded")
        .html()
}

impl Asking {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }

    pub fn cookie(self, cookie: &str) -> Self {
        if cookie.is_empty() {
            self
        } else {
            self.header("cookie", cookie)
        }
    }

    /// As a browser opens an address.
    pub fn html(self) -> Self {
        self.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    pub fn method(self, method: Method) -> Self {
        Self(self.0.method(method), self.1)
    }

    pub fn from(self, peer: &str) -> Self {
        Self(
            self.0
                .extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4000))),
            self.1,
        )
    }

    pub fn done(self) -> Request<Body> {
        self.0.body(self.1).unwrap()
    }
}

/// A body of unknown length, in pieces.
pub fn streamed(bytes: Vec<u8>) -> Body {
    Body::new(Pieces(bytes))
}

struct Pieces(Vec<u8>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let at = self.0.len().min(64 * 1024);
        let piece: Vec<u8> = self.0.drain(..at).collect();
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece.into()))))
    }
}
