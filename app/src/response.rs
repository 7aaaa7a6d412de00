//! What a page decides about its HTTP answer. In the browser there is no answer to decide about.

#[cfg(not(feature = "ssr"))]
pub use nowhere::set_not_found;
#[cfg(feature = "ssr")]
pub use on_server::set_not_found;

#[cfg(feature = "ssr")]
mod on_server {
    use leptos::prelude::use_context;

    /// Answers 404.
    pub fn set_not_found() {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(http::StatusCode::NOT_FOUND);
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod nowhere {
    /// The page has been answered long ago.
    pub fn set_not_found() {}
}
