//! The only error that crosses the wire.

use crate::wire::Json;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a read or a write got no answer. Its text is the catalogues'.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AppError {
    /// 401: no session, or an expired one.
    SignedOut,
    /// 403: the origin is foreign, or the role may not read this.
    Forbidden,
    /// 404: no such record.
    NotFound,
    /// 409: the page is older than the server; reload it.
    Outdated,
    /// 400: the request could not be read.
    Malformed,
    /// 503: the server is busy; the same request may go through in a moment.
    Unavailable,
    /// 500: the machine failed; the incident is in the log under this number.
    Failed { incident: String },
    /// No answer at all: no network, or the answer was lost on its way. The same envelope may be sent again.
    Unreachable,
}

impl AppError {
    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            AppError::SignedOut => 401,
            AppError::Forbidden => 403,
            AppError::NotFound => 404,
            AppError::Outdated => 409,
            AppError::Malformed => 400,
            AppError::Unavailable | AppError::Unreachable => 503,
            AppError::Failed { .. } => 500,
        }
    }

    /// Sending the same envelope again may succeed by itself.
    pub fn is_worth_repeating(&self) -> bool {
        matches!(self, AppError::Unreachable | AppError::Unavailable)
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::Deserialization(_) => AppError::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => AppError::Malformed,
            _ => AppError::Failed {
                incident: String::new(),
            },
        }
    }
}
