//! The bodies of webhook requests that are in memory at once: bounded over all requests,
//! so that many large ones at the same time are refused and do not fill the memory.

use super::read_body;
use crate::problem::Problem;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory is counted in pieces of this size.
const PIECE_BYTES: usize = 1024;

/// The room for bodies.
pub(crate) struct Bodies {
    pieces: Arc<Semaphore>,
}

/// A body and its room, which is free again when this is dropped.
pub(super) struct Held {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl Bodies {
    pub(crate) fn new(most_bytes: usize) -> Self {
        Self { pieces: Arc::new(Semaphore::new(pieces(most_bytes).min(Semaphore::MAX_PERMITS))) }
    }

    /// Reads a body of at most so many bytes, if there is room for it.
    pub(super) async fn read(&self, body: Body, most_bytes: usize) -> Result<Held, Problem> {
        match axum::body::HttpBody::size_hint(&body).exact() {
            Some(size) if size > most_bytes as u64 => Err(too_large(most_bytes)),
            Some(size) => {
                let room = self.room(usize::try_from(size).unwrap_or(usize::MAX))?;
                Ok(Held { bytes: read_body(body, most_bytes).await?, _room: room })
            }
            None => self.read_in_parts(body, most_bytes).await,
        }
    }

    /// Reads a body whose size is known at its end only; room is taken as it comes.
    async fn read_in_parts(&self, mut body: Body, most_bytes: usize) -> Result<Held, Problem> {
        let (mut bytes, mut room) = (BytesMut::new(), None::<OwnedSemaphorePermit>);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| broken())?.into_data() else { continue };
            if bytes.len() + data.len() > most_bytes {
                return Err(too_large(most_bytes));
            }
            match (&mut room, self.room(data.len())?) {
                (Some(room), Some(more)) => room.merge(more),
                (room, more) => *room = more,
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Held { bytes: bytes.freeze(), _room: room })
    }

    fn room(&self, size_bytes: usize) -> Result<Option<OwnedSemaphorePermit>, Problem> {
        let wanted = u32::try_from(pieces(size_bytes)).map_err(|_| Problem::overloaded())?;
        if wanted == 0 {
            return Ok(None);
        }
        self.pieces.clone().try_acquire_many_owned(wanted).map(Some).map_err(|_| Problem::overloaded())
    }
}

fn pieces(bytes: usize) -> usize {
    bytes.div_ceil(PIECE_BYTES)
}

/// 413: the body is larger than one request may bring.
pub(super) fn too_large(most_bytes: usize) -> Problem {
    let message = format!("The body is larger than this server takes: {most_bytes} bytes.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
        .hint("Send less at a time. The server's settings say how much it takes.")
}

fn broken() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "body_broken", "The body did not arrive completely.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use std::convert::Infallible;

    fn in_parts(parts: &[usize]) -> Body {
        let parts: Vec<_> = parts.iter().map(|size| Ok::<_, Infallible>(Bytes::from(vec![b'x'; *size]))).collect();
        Body::from_stream(stream::iter(parts))
    }

    fn code<T>(result: Result<T, Problem>) -> Option<(u16, &'static str)> {
        result.err().map(|problem| (problem.status.as_u16(), problem.code))
    }

    #[tokio::test]
    async fn room_is_given_back() {
        let bodies = Bodies::new(4096);
        let held = bodies.read(Body::from(vec![0; 3000]), 4096).await.unwrap_or_else(|_| panic!("there is room"));
        assert_eq!(held.bytes.len(), 3000);
        assert_eq!(code(bodies.read(Body::from(vec![0; 3000]), 4096).await), Some((503, "overloaded")));
        assert_eq!(code(bodies.read(in_parts(&[1000, 1000]), 4096).await), Some((503, "overloaded")));
        drop(held);
        let held = bodies.read(in_parts(&[1000, 2000]), 4096).await.unwrap_or_else(|_| panic!("there is room again"));
        assert_eq!(held.bytes.len(), 3000);
        drop(held);
        assert_eq!(bodies.pieces.available_permits(), 4);
    }

    #[tokio::test]
    async fn what_is_too_large_says_how_much_is_taken() {
        let bodies = Bodies::new(1 << 20);
        for body in [Body::from(vec![0; 2000]), in_parts(&[600, 600])] {
            let refused = bodies.read(body, 1000).await;
            assert!(refused.as_ref().err().is_some_and(|problem| problem.detail.contains("1000 bytes")));
            assert_eq!(code(refused), Some((413, "too_large")));
        }
        assert!(bodies.read(Body::empty(), 1000).await.is_ok());
    }
}
