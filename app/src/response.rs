//! What a page decides about its HTTP answer. In the browser there is no answer to decide about.

#[cfg(not(feature = "ssr"))]
pub use nowhere::{set_forbidden, set_not_found};
#[cfg(feature = "ssr")]
pub use on_server::{set_forbidden, set_not_found};

#[cfg(feature = "ssr")]
mod on_server {
    use leptos::prelude::use_context;

    /// Answers 404.
    pub fn set_not_found() {
        set(http::StatusCode::NOT_FOUND);
    }

    /// Answers 403.
    pub fn set_forbidden() {
        set(http::StatusCode::FORBIDDEN);
    }

    fn set(status: http::StatusCode) {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(status);
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod nowhere {
    /// The page has been answered long ago.
    pub fn set_not_found() {}

    /// The page has been answered long ago.
    pub fn set_forbidden() {}
}
