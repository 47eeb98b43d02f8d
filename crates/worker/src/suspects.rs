//! Steps during which the process ended twice are performed one at a time: if it ends a
//! third time, it is known which of them was at work. All others begin as ever.

use crate::Inner;
use crate::registry::Mail;
use engine::StepId;
use flow::id::RunId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// A step that has not ended the process after so long lets the next one begin.
const ALONE_MOST: Duration = Duration::from_secs(5);

/// The turns of suspects.
pub(crate) struct Suspects(Arc<Semaphore>);

impl Default for Suspects {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// A step has its turn until this is dropped.
pub(crate) struct Turn(#[expect(dead_code, reason = "its drop is what counts")] oneshot::Sender<()>);

/// Asks for the turn of a step; it arrives as mail of its run.
pub(crate) fn ask(inner: &Arc<Inner>, run: RunId, step: StepId) {
    let inner = inner.clone();
    inner.tasks.clone().spawn(async move {
        let turn = tokio::select! {
            () = inner.stop.cancelled() => return,
            turn = inner.suspects.0.clone().acquire_owned() => turn,
        };
        let (given, over) = oneshot::channel();
        // A run that is gone wants no turn; who takes it up asks again.
        let Some(actor) = inner.registry.sender(run) else { return };
        if actor.send(Mail::Turn { step, turn: Turn(given) }).is_ok() {
            // It ends with the drop, which is an error to the receiver, or in time.
            let _ = tokio::time::timeout(ALONE_MOST, over).await;
        }
        drop(turn);
    });
}
