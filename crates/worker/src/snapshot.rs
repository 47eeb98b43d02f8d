//! Snapshots of long runs: when the events of a run have grown much, one chunk with
//! the state and the history takes their place, and the chunks before it go. So a
//! loop of any length has a short journal and is recovered quickly.

use crate::active::Active;
use crate::{Inner, pack, recover};
use engine::history::Replay;
use store::door::RunnerError;

/// How much of a run is written down, in bytes of packed chunks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Journal {
    /// The last snapshot.
    pub snapshot_bytes: usize,
    /// The events after it.
    pub events_bytes: usize,
}

impl Journal {
    /// Whether a snapshot pays: it costs as much as it is large, so the events must
    /// outweigh the last one.
    pub fn is_long(&self, most_bytes: usize) -> bool {
        self.events_bytes >= most_bytes.max(2 * self.snapshot_bytes)
    }
}

/// Lets a snapshot take the place of the events in the next record, if they are many.
/// Where that fails the events are written as ever.
pub(crate) async fn prepare(inner: &Inner, active: &mut Active) {
    if !active.wants_snapshot() {
        return;
    }
    active.log_intents();
    let chunk = match replayed(inner, active).await {
        Ok(replay) if *replay.run() == active.run => pack::pack_snapshot(&replay),
        Ok(_) => {
            tracing::error!(run = %active.id, "the journal does not lead to the state in memory; no snapshot is taken");
            return active.put_off_snapshot();
        }
        Err(error) => {
            tracing::warn!(run = %active.id, %error, "no snapshot can be taken now");
            return active.put_off_snapshot();
        }
    };
    match chunk {
        Ok(chunk) => active.set_snapshot(chunk),
        Err(error) => {
            tracing::error!(run = %active.id, %error, "a snapshot cannot be packed");
            active.put_off_snapshot();
        }
    }
}

/// What is written, and what is about to be.
async fn replayed(inner: &Inner, active: &Active) -> Result<Replay, RunnerError> {
    let mut replay = recover::read(inner, active.id).await?.history();
    let events = active.events().iter().map(|logged| (logged.at, logged.event.clone()));
    replay.extend(&active.version.plan, events);
    Ok(replay)
}
