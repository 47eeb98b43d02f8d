//! Lets queued runs begin, until the worker stops: asks the store for those whose turn
//! it is, several at once, and gives back the places of runs that ended.

use super::waiting::Asking;
use crate::registry::Mail;
use crate::{Inner, actor};
use flow::id::RunId;
use std::sync::Arc;
use std::time::Duration;
use store::StoreResult;
use store::limits::Ask;

/// So many runs ask in one transaction.
const ASKS: usize = 64;
/// So many may have begun that are not in memory yet.
const ON_THEIR_WAY: usize = 256;
/// Where a place must become free first, it is looked again after this long all the
/// same: it may have been one of another process.
const ASK_AGAIN_MS: i64 = 2_000;
/// While memory is full of runs, or the database does not answer, it is looked again after this long.
const LOOK_AGAIN_MS: i64 = 20;
/// While runs wait, it is looked this often whether their limits have changed.
const REFRESH_MS: i64 = 15_000;

/// Lets queued runs begin.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut refresh_at = inner.clock.now();
    while !inner.stop.is_cancelled() {
        let now = inner.clock.now();
        let has_waiting = inner.gate.waiting().len() > 0;
        let is_asked_to = inner.gate.take_is_changed();
        // Other processes change limits, too.
        let is_looking = has_waiting || inner.lease.is_shared();
        if is_asked_to || (is_looking && now >= refresh_at) {
            refresh_at = now.plus_ms(REFRESH_MS);
            super::refresh(&inner).await;
        }
        let found = inner.gate.take_found();
        if !found.is_empty() {
            super::take_up(inner.clone(), found).await;
        }
        let is_stuck = match advance(&inner).await {
            Ok(true) => continue,
            Ok(false) => inner.gate.waiting().is_ready(),
            Err(error) => {
                tracing::warn!(%error, "queued runs cannot begin at the moment");
                true
            }
        };
        let next = inner.gate.waiting().next_probe();
        let due_ms = next.map(|at| at.since_ms(now).max(1));
        let refresh_ms = is_looking.then_some(REFRESH_MS);
        let stuck_ms = is_stuck.then_some(LOOK_AGAIN_MS);
        let pause = async {
            match due_ms.into_iter().chain(refresh_ms).chain(stuck_ms).min() {
                Some(pause_ms) => tokio::time::sleep(Duration::from_millis(pause_ms.unsigned_abs())).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.gate.changed.notified() => {}
            () = pause => {}
        }
    }
}

/// One step; gives whether there was anything to do.
async fn advance(inner: &Arc<Inner>) -> StoreResult<bool> {
    let now = inner.clock.now();
    let ended = inner.gate.take_ended();
    let on_their_way = inner.gate.due_count();
    let room = inner.limits.active_runs.saturating_sub(inner.registry.len() + on_their_way);
    let most = ASKS.min(room).min(ON_THEIR_WAY.saturating_sub(on_their_way));
    let asking = {
        let mut waiting = inner.gate.waiting();
        for (_, name) in &ended {
            waiting.freed(name);
        }
        waiting.probe(now);
        let is_pressed = inner.pressure.is_pressed();
        waiting.ask(if is_pressed { 0 } else { most }, |workspace| !inner.seats.has_its_share(workspace))
    };
    if asking.is_empty() && ended.is_empty() {
        return Ok(false);
    }
    let asks = asking.iter().map(|asking| ask(inner, asking)).collect();
    let runs: Vec<RunId> = ended.iter().map(|(run, _)| *run).collect();
    match inner.store.take_turns(asks, runs).await {
        Ok(turns) => {
            let answers = asking.into_iter().zip(turns).collect();
            let begun = inner.gate.waiting().answered(answers, now.plus_ms(ASK_AGAIN_MS));
            for run in begun {
                begin(inner, run);
            }
            Ok(true)
        }
        Err(error) => {
            inner.gate.put_back_ended(ended);
            inner.gate.waiting().unanswered(asking);
            Err(error)
        }
    }
}

/// Brings a run into memory that holds its places.
pub(super) fn begin(inner: &Arc<Inner>, run: RunId) {
    inner.gate.note_due(run);
    actor::deliver(inner, run, Mail::Wake);
}

fn ask(inner: &Inner, asking: &Asking) -> Ask {
    Ask {
        run: asking.run,
        workspace: asking.name.workspace,
        flow: asking.name.flow,
        key: asking.name.key.to_string(),
        rate_key: asking.name.rate_key.to_string(),
        now: inner.clock.now(),
        of_workspace: inner.gate.workspaces.of(asking.name.workspace),
        of_flow: asking.bound,
        behind: None,
        waits: true,
    }
}
