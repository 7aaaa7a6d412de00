//! A connection in memory that can break as a real one does.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

/// What lies between the two ends, in bytes: as much as the buffers of two machines.
const BUFFERED: usize = 64 * 1024;

/// The end that may find the connection broken instead of closed.
pub struct Near {
    inner: DuplexStream,
    is_reset: Arc<AtomicBool>,
}

/// Both ends, and what makes the end of the connection a break.
pub fn pair() -> (Near, DuplexStream, Arc<AtomicBool>) {
    let (inner, far) = duplex(BUFFERED);
    let is_reset = Arc::new(AtomicBool::new(false));
    let near = Near {
        inner,
        is_reset: Arc::clone(&is_reset),
    };
    (near, far, is_reset)
}

impl AsyncRead for Near {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        let is_end = buffer.filled().len() == before;
        Poll::Ready(if is_end && self.is_reset.load(Ordering::SeqCst) {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            Ok(())
        })
    }
}

impl AsyncWrite for Near {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
