//! How instances on one PostgreSQL hear each other. A SQLite file has no other instance.

use super::{Database, Engine};
use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{DbErr, RuntimeErr, sqlx};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How long it waits after the connection could not be had.
const RETRY: Duration = Duration::from_secs(5);

/// Calls `heard` with whatever an instance has committed on this channel, and with `None` whenever something may have been missed.
/// Never ends.
pub(super) async fn listen(db: &Database, channel: &str, heard: impl Fn(Option<&str>)) -> Infallible {
    if db.engine() != Engine::Postgres {
        return std::future::pending().await;
    }
    loop {
        match hear(db, channel, &heard).await {
            Ok(never) => match never {},
            Err(error) => {
                let error = DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
                tracing::warn!(%error, channel, "news of other instances cannot be heard for now");
            }
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn hear(db: &Database, channel: &str, heard: impl Fn(Option<&str>)) -> Result<Infallible, sqlx::Error> {
    // A connection of its own: one that listens for ever is none that a page could read through.
    let address = db.reader().get_postgres_connection_pool().connect_options();
    let own = PgPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with((*address).clone());
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen(channel).await?;
    heard(None);
    loop {
        match listener.try_recv().await? {
            Some(said) => heard(Some(said.payload())),
            // The connection was lost and is back: what was said meanwhile is not repeated.
            None => heard(None),
        }
    }
}
