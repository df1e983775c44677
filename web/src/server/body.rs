//! A request body that records when it waits for the client.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::admission::Slot;

/// A body whose connection can be evicted while the client sends nothing.
pub(super) struct TimedBody {
    body: Incoming,
    slot: Arc<Slot>,
}

impl TimedBody {
    pub(super) fn new(body: Incoming, slot: Arc<Slot>) -> Self {
        Self { body, slot }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_pending() {
            self.slot.waits_for_client();
        } else {
            self.slot.is_busy();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
