//! `POST /login`: a plain form, so that signing in works before the program has started and without it.
//!
//! The answer to a wrong password, to an unknown address and to an account that is blocked is the same, and takes the same
//! time. Each wrong password after the first makes the next attempt on that account wait longer.

use super::answer::{json, local_path, query_value, refuse, see_other, wants_json};
use super::{Site, attempt, session};
use crate::error::Failure;
use crate::persistence::account;
use app::error::AppError;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::AccountId;
use domain::email::Email;
use serde::Deserialize;
use tokio::time::Instant;

/// Longest wait after wrong passwords, in seconds.
const WAIT_MAX_S: i64 = 5 * 60;

/// The fields of the form.
#[derive(Deserialize)]
#[serde(default)]
pub(super) struct SignInForm {
    email: String,
    password: String,
    next: String,
}

impl Default for SignInForm {
    fn default() -> Self {
        Self {
            email: String::new(),
            password: String::new(),
            next: "/".to_owned(),
        }
    }
}

pub(super) async fn sign_in(
    State(site): State<Site>,
    headers: HeaderMap,
    form: Result<Form<SignInForm>, FormRejection>,
) -> Response {
    let started = Instant::now();
    let Ok(Form(form)) = form else {
        return refuse(&AppError::Malformed);
    };
    let next = local_path(&form.next).to_owned();
    let attempt = attempt::remember(&site, &form.email);
    match judge(&site, form).await {
        Ok(Some(account)) => open(&site, &headers, account, &next).await,
        Ok(None) => {
            tokio::time::sleep_until(started + site.passwords.refusal()).await;
            if wants_json(&headers) {
                json(StatusCode::UNAUTHORIZED, &AppError::SignedOut)
            } else {
                let mut again = see_other(&format!("/login?failed=1&next={}", query_value(&next)));
                again
                    .headers_mut()
                    .extend(attempt.map(|cookie| (SET_COOKIE, cookie)));
                again
            }
        }
        Err(failure) => refuse(&failure.into()),
    }
}

async fn open(site: &Site, headers: &HeaderMap, account: AccountId, next: &str) -> Response {
    let cookie = match session::open(site, headers, account).await {
        Ok(cookie) => cookie,
        Err(failure) => return refuse(&failure.into()),
    };
    tracing::info!(account = account.0, "signed in");
    let mut response = if wants_json(headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        see_other(next)
    };
    response.headers_mut().insert(SET_COOKIE, cookie);
    response
}

/// The account whose password it is. Read only once it is this attempt's turn, so that attempts sent together do not
/// all pass before the first of them has been counted.
async fn judge(site: &Site, form: SignInForm) -> Result<Option<AccountId>, Failure> {
    let _place = site.passwords.place().await;
    let services = &site.services;
    let now = services.clock.now();
    let credentials = match form.email.parse::<Email>() {
        Ok(email) => account::credentials(&services.db, &email).await?,
        Err(_) => None,
    };
    let admitted = credentials.filter(|known| known.blocked_until_at.is_none_or(|until| until <= now));
    let hash = admitted.as_ref().map(|known| known.password_hash.clone());
    let is_right = site.passwords.verify(form.password, hash).await?;
    let Some(known) = admitted else { return Ok(None) };
    if is_right {
        return Ok(Some(known.account));
    }
    let transaction = services.db.begin().await?;
    let failures = account::count_failure(&transaction, known.account).await?;
    account::block(&transaction, known.account, now.plus_ms(wait_s(failures) * 1000)).await?;
    transaction.commit().await?;
    tracing::info!(account = known.account.0, failures, "a wrong password");
    Ok(None)
}

/// 0, then 1, 2, 4… seconds, five minutes at most: a slip that is mended at once, as by a password manager, is not called wrong again.
fn wait_s(failures: u32) -> i64 {
    let Some(doublings) = failures.checked_sub(2) else {
        return 0;
    };
    1_i64
        .checked_shl(doublings)
        .filter(|wait| (1..WAIT_MAX_S).contains(wait))
        .unwrap_or(WAIT_MAX_S)
}

#[cfg(test)]
mod tests {
    use super::wait_s;

    #[test]
    fn each_wrong_password_after_the_first_makes_the_next_one_wait_longer() {
        for (failures, wait) in [
            (1, 0),
            (2, 1),
            (3, 2),
            (10, 256),
            (11, 300),
            (64, 300),
            (65, 300),
            (66, 300),
            (u32::MAX, 300),
        ] {
            assert_eq!(wait_s(failures), wait, "{failures}");
        }
    }
}
