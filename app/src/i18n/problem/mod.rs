//! Refusals and failures in words: what happened, what was kept, what to do.

mod en;
mod fr;
#[cfg(test)]
mod tests;

use crate::error::AppError;
use domain::locale::Locale;
use domain::rejection::{Field, Problem, Rejection};

/// Why nothing was written.
pub fn rejection_text(locale: Locale, rejection: &Rejection) -> String {
    match locale {
        Locale::Fr => fr::rejection(rejection),
        Locale::En => en::rejection(rejection),
    }
}

/// What is wrong with a field, as its own sentence under it.
pub fn problem_text(locale: Locale, field: Field, problem: &Problem) -> String {
    match locale {
        Locale::Fr => fr::problem(field, problem),
        Locale::En => en::problem(field, problem),
    }
}

/// Why there is no answer.
pub fn error_text(locale: Locale, error: &AppError) -> String {
    match locale {
        Locale::Fr => fr::error(error),
        Locale::En => en::error(error),
    }
}

/// `100000` as `100 000` or `100,000`.
fn grouped(number: usize, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Tenths of a megabyte, rounded up, so that what is too large never reads as the limit itself.
fn megabytes(bytes: u64, decimal: char) -> String {
    let tenths = (bytes * 10).div_ceil(1024 * 1024);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}{decimal}{tenth}"),
    }
}
