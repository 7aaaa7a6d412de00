//! How a connection to a mail server comes about, apart from what is then said on it.

use async_trait::async_trait;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

/// Bytes in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Finds a server and connects to it. Sets no time limits: who asks does.
#[async_trait]
pub trait Dial: fmt::Debug + Send + Sync {
    /// # Errors
    /// The name is not known, or nobody could be asked.
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;

    /// # Errors
    /// Nobody answers there.
    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Stream>>;
}

/// Over TCP, by the names that this machine knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpDial;

#[async_trait]
impl Dial for TcpDial {
    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(lookup_host((host, port)).await?.collect())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect(address).await?;
        // A dialogue of short lines: each would wait for the acknowledgement of the one before.
        stream.set_nodelay(true)?;
        Ok(Box::new(stream))
    }
}
