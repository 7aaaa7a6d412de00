//! The worker: one loop that lives as long as the server.

use super::deliver_next;
use crate::error::Failure;
use crate::mailer::Mailer;
use crate::services::Services;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it looks without being woken: for retries, and for what another instance recorded.
const POLL: Duration = Duration::from_secs(5);

/// Sends what is due until it is told to stop.
#[derive(Clone, Debug)]
pub struct Worker {
    services: Services,
    mailer: Arc<dyn Mailer>,
}

impl Worker {
    pub fn new(services: Services, mailer: Arc<dyn Mailer>) -> Self {
        Self { services, mailer }
    }

    /// Runs until `stop` holds `true` or its sender is gone; a mail that is leaving is first settled. No failure ends it.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.next().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(failure) => tracing::error!(%failure, "the outbox could not go on: it tries again"),
            }
            tokio::select! {
                () = self.services.bell.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                changed = stop.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
            }
        }
        tracing::info!("the outbox has stopped");
    }

    /// One mail, in a task of its own so that a panic is one more failure to survive.
    async fn next(&self) -> Result<bool, Failure> {
        let Self { services, mailer } = self.clone();
        tokio::spawn(async move { deliver_next(&services, &*mailer).await })
            .await
            .unwrap_or(Err(Failure::Panicked))
    }
}
