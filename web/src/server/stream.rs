//! A TCP stream with a write timeout: it ends the connection of a client that does not read.

use std::{
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::admission::Slot;

/// How long to wait for a client to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct WriteTimeouts {
    /// Without reading anything.
    stalled: Duration,
    /// For the whole response: 100 kB at dial-up speed.
    slow: Duration,
}

impl Default for WriteTimeouts {
    fn default() -> Self {
        Self { stalled: Duration::from_secs(20), slow: Duration::from_mins(2) }
    }
}

/// A stream whose writes time out.
pub(super) struct TimedStream<S> {
    stream: S,
    slot: Arc<Slot>,
    timeouts: WriteTimeouts,
    /// When data began to wait for the client.
    since: Option<Instant>,
    /// Fires when the client has read nothing for too long.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> TimedStream<S> {
    pub(super) fn new(stream: S, slot: Arc<Slot>, timeouts: WriteTimeouts) -> Self {
        Self { stream, slot, timeouts, since: None, stalled: None }
    }

    fn watch(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            self.slot.makes_progress();
            return written;
        }
        let since = *self.since.get_or_insert_with(Instant::now);
        let left = self.timeouts.slow.saturating_sub(since.elapsed()).min(self.timeouts.stalled);
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(left)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TimedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called only when everything was written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.since = None;
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::{super::Admission, *};

    const SHORT: Duration = Duration::from_millis(200);

    fn pair(timeouts: WriteTimeouts) -> (TimedStream<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (ours, theirs) = duplex(10);
        let slot = Admission::new(1, |_| true).admit([127, 0, 0, 1].into()).expect("a place");
        (TimedStream::new(ours, slot, timeouts), theirs)
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_disconnected() {
        let (mut ours, _theirs) = pair(WriteTimeouts { stalled: SHORT, ..WriteTimeouts::default() });
        let error = ours.write_all(&[0; 100]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_reads_byte_by_byte_is_disconnected() {
        let (mut ours, mut theirs) = pair(WriteTimeouts { slow: SHORT, ..WriteTimeouts::default() });
        let reader = tokio::spawn(async move {
            while theirs.read_u8().await.is_ok() {
                sleep(Duration::from_millis(5)).await;
            }
        });
        let error = ours.write_all(&vec![0; 100_000]).await.expect_err("it takes too long");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(ours);
        reader.await.expect("no panic");
    }

    #[tokio::test]
    async fn a_client_that_reads_slowly_gets_everything() {
        let (mut ours, mut theirs) = pair(WriteTimeouts::default());
        let reader = tokio::spawn(async move {
            let (mut all, mut some) = (0, [0; 10]);
            while let Ok(read @ 1..) = theirs.read(&mut some).await {
                all += read;
                sleep(Duration::from_millis(1)).await;
            }
            all
        });
        for _ in 0..10 {
            ours.write_all(&[0; 100]).await.expect("it is read");
            ours.flush().await.expect("it is read");
            assert_eq!(ours.since, None, "each answer has its own time");
        }
        drop(ours);
        assert_eq!(reader.await.expect("no panic"), 1000);
    }
}
