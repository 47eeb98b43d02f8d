//! Sending events: they are durable when `send` returns. Telling the runs that wait
//! and beginning the flows that listen is done in the background; what a crash cuts
//! off is found in the store and done again, each run of a flow once.

use crate::registry::Mail;
use crate::{Inner, actor, launch};
use flow::Items;
use flow::id::{EventId, RunId, WorkspaceId};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::door::events::{Repeat, SendEvent, SentEvent};
use store::door::{Launch, RunnerError};
use store::runs::{IdempotencyKey, RunMode};
use store::triggers::TriggerRow;
use store::waits::{EventRow, NewEvent, Once, Sent};
use tokio::sync::Notify;

/// However quiet it is, the store is looked at this often; where several processes share
/// it, the beat says when it is worth it.
const LOOK_EVERY: Duration = Duration::from_secs(10);
const LOOK_EVERY_SHARED: Duration = Duration::from_secs(60);
/// While memory is full of runs, or the store does not answer, it is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_millis(50);
/// So many rows are read together.
const PAGE: u32 = 1_000;
/// How long it is remembered that a flow was begun for an event.
const BEGUN_KEPT_MS: i64 = 7 * 24 * 3_600_000;

/// What came in and is to be handed on.
#[derive(Default)]
pub(crate) struct Post {
    runs: Mutex<Vec<RunId>>,
    changed: Notify,
    /// Flows begin, or nobody knows what became of an event.
    is_to_look: Notify,
}

impl Post {
    fn put(&self, runs: Vec<RunId>, is_to_look: bool) {
        self.lock().extend(runs);
        self.changed.notify_one();
        if is_to_look {
            self.is_to_look.notify_one();
        }
    }

    /// Something of another process may be to hand on.
    pub fn look(&self) {
        self.is_to_look.notify_one();
    }

    fn take(&self) -> Vec<RunId> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<RunId>> {
        // A list that was taken or extended is whole, panic or not.
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends an event; returns once it is durable.
pub(crate) async fn send(inner: &Inner, workspace: WorkspaceId, event: SendEvent) -> Result<SentEvent, RunnerError> {
    let sent_at = inner.clock.now();
    let data = event.data.to_string();
    let body_hash = body_hash(&event, &data);
    let new = NewEvent {
        id: EventId::new(inner.ids.as_ref()),
        workspace,
        data,
        sent_at,
        expires_at: sent_at.plus_ms(i64::try_from(event.keep_ms).unwrap_or(i64::MAX)),
        once: event.once.map(|key| Once { key, body_hash }),
        name: event.name,
        key: event.key,
    };
    let id = new.id;
    match inner.store.send_event(new).await {
        Ok(Sent::Kept { runs, begins }) => {
            let count = runs.len();
            if !inner.lease.performs() && (begins || count > 0) {
                // This process hands nothing on; those that do find it with a beat.
                inner.lease.call_others();
            }
            inner.post.put(runs, begins);
            Ok(SentEvent { id, runs: count, repeat: Repeat::New })
        }
        Ok(Sent::Earlier { id, body_hash: earlier }) => {
            let repeat = if earlier == body_hash { Repeat::Same } else { Repeat::Other };
            Ok(SentEvent { id, runs: 0, repeat })
        }
        Err(error) => {
            // It may be kept, and only the answer lost.
            inner.post.put(Vec::new(), true);
            Err(error.into())
        }
    }
}

fn body_hash(event: &SendEvent, data: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [event.name.as_str(), &event.key, &event.keep_ms.to_string(), data] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Hands events on until the worker stops.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut is_to_look = true;
    let usual = if inner.lease.is_shared() { LOOK_EVERY_SHARED } else { LOOK_EVERY };
    loop {
        let runs = inner.post.take();
        if !tell(&inner, runs).await {
            return;
        }
        let pause = if is_to_look && hand_on_all(&inner).await.is_err() { TRY_AGAIN } else { usual };
        is_to_look = tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.post.is_to_look.notified() => true,
            () = inner.post.changed.notified() => pause == TRY_AGAIN,
            () = tokio::time::sleep(pause) => true,
        };
    }
}

/// Tells runs that an event came. Gives whether to go on.
async fn tell(inner: &Arc<Inner>, runs: Vec<RunId>) -> bool {
    for run in runs {
        while inner.registry.len() >= inner.limits.active_runs {
            tokio::select! {
                () = inner.stop.cancelled() => return false,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
        }
        actor::deliver(inner, run, Mail::Wake);
    }
    true
}

/// Hands on what the store says is open.
async fn hand_on_all(inner: &Arc<Inner>) -> Result<(), RunnerError> {
    let mut after = None;
    while inner.lease.performs() {
        let runs = inner.store.runs_with_due_waits(after, PAGE).await?;
        let Some(last) = runs.last() else { break };
        after = Some(*last);
        if !tell(inner, runs).await {
            return Ok(());
        }
    }
    let mut after = None;
    loop {
        let events = inner.store.open_events(after, PAGE).await?;
        let Some(last) = events.last() else { return Ok(()) };
        after = Some(last.id);
        for event in &events {
            begin_flows(inner, event).await?;
        }
    }
}

/// Begins the flows that begin with an event.
async fn begin_flows(inner: &Arc<Inner>, event: &EventRow) -> Result<(), RunnerError> {
    for trigger in inner.store.event_triggers(event.workspace, &event.name).await? {
        let flow = trigger.flow;
        match begin_flow(inner, event, trigger).await {
            Ok(()) => {}
            Err(error @ (RunnerError::Overloaded | RunnerError::Store(StoreError::Overloaded)))
            | Err(error @ RunnerError::Store(StoreError::Unavailable(_))) => return Err(error),
            // Another event, or a mended flow, does not hang on this one.
            Err(error) => tracing::error!(%flow, event = %event.id, %error, "a flow cannot be begun by an event"),
        }
    }
    Ok(inner.store.close_event(event.workspace, event.id).await?)
}

async fn begin_flow(inner: &Arc<Inner>, event: &EventRow, row: TriggerRow) -> Result<(), RunnerError> {
    let key = IdempotencyKey {
        scope: row.trigger.id.to_string(),
        key: event.id.to_string(),
        body_hash: [0; 32],
        expires_at: inner.clock.now().plus_ms(BEGUN_KEPT_MS),
    };
    let launch = Launch {
        workspace: row.workspace,
        flow: row.flow,
        version: row.version,
        node: row.trigger.node,
        items: Items::from(vec![super::item(event)]),
        mode: RunMode::Event,
        idempotency: Some(key),
        run: None,
        wait_for_answer: false,
    };
    match launch::launch(inner, launch).await {
        Ok(_) | Err(RunnerError::Duplicate(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
