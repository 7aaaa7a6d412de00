//! The log: one line per event on standard error. Fields are ids, counts and durations; never a name, an address, a
//! subject or a text.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts the log with this filter (`RUST_LOG`), and sends panics to it.
///
/// # Errors
/// One sentence when the filter cannot be read.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|_| {
        "RUST_LOG cannot be read: write a level (error, warn, info, debug, trace) or target=level pairs."
            .to_owned()
    })?;
    // A second start, in tests, leaves the first one in place.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The place, not the message: a message may quote what somebody typed.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a task panicked");
}
