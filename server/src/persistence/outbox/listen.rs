//! News of other instances: what they put into the outbox, this one may send.

use super::super::{Database, Engine};
use super::CHANNEL;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{DbErr, RuntimeErr, sqlx};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How long it waits after the connection could not be had.
const RETRY: Duration = Duration::from_secs(5);

/// Calls `heard` whenever an instance on the same PostgreSQL has committed something to send, and whenever that may have been missed.
/// Never ends; a SQLite file has no other instance.
pub async fn listen(db: &Database, heard: impl Fn()) -> Infallible {
    if db.engine() != Engine::Postgres {
        return std::future::pending().await;
    }
    loop {
        match hear(db, &heard).await {
            Ok(never) => match never {},
            Err(error) => {
                let error = DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
                tracing::warn!(%error, "news of other instances cannot be heard: the outbox looks every few seconds");
            }
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn hear(db: &Database, heard: impl Fn()) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(db.reader().get_postgres_connection_pool()).await?;
    listener.listen(CHANNEL).await?;
    heard();
    loop {
        // Without a notification the connection was lost and is back: what was said meanwhile is not repeated.
        listener.try_recv().await?;
        heard();
    }
}
