//! A request body that notes when it is handed to a connection.
//!
//! From then on the request may have reached the other side. The HTTP library
//! asks a body whether it is at its end, and for its data, only when it has a
//! connection to write it to. Should that change, the note comes too early and
//! errs towards "may have left", which is the safe side.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

/// Whether the request may have left; shared by the sender and the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departure(Arc<AtomicBool>);

impl Departure {
    pub(crate) fn left(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn set(&self, left: bool) {
        self.0.store(left, Ordering::Release);
    }
}

/// The body; `None` once it was given.
pub(crate) struct TrackedBody {
    bytes: Option<Bytes>,
    departure: Departure,
}

impl TrackedBody {
    pub(crate) fn new(bytes: Option<Bytes>, departure: Departure) -> Self {
        Self { bytes: bytes.filter(|bytes| !bytes.is_empty()), departure }
    }
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.departure.set(true);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.departure.set(true);
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
