//! Turns time into work: cron triggers and clean-up. Calls no node.
//!
//! One run a slot: a slot is launched under the idempotency key `trigger/slot`,
//! and the trigger's next time moves only after that, so neither a crash in
//! between nor a second scheduler starts a slot twice or loses it.

mod due;

pub use due::{Due, due};

use flow::id::WorkspaceId;
use flow::{Clock, Items, Timestamp};
use node_sdk::Subscription;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use store::door::{Launch, Runner, RunnerError};
use store::runs::{IdempotencyKey, Retention, RunMode};
use store::triggers::TriggerRow;
use store::{Store, StoreResult};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The schedules are looked at this often even if nothing seems due: the clock
/// may have been set.
const LONGEST_SLEEP_MS: i64 = 10_000;
/// Due schedules taken in one go.
const BATCH: u32 = 256;
/// How long a started slot is remembered.
const SLOT_KEY_MS: i64 = 30 * 24 * 3_600_000;
/// Triggers look for news no more often than this.
const POLL_LEAST_MS: i64 = 1_000;
/// Old runs are cleared away this often.
const PRUNE_EVERY_MS: i64 = 60_000;
/// Runs cleared away in one transaction, so that the writer is not held up.
const PRUNE_BATCH: u32 = 2_000;

/// What a scheduler is made of.
#[derive(Clone)]
pub struct Scheduler {
    /// Where the schedules are kept.
    pub store: Arc<dyn Store>,
    /// Who starts the runs.
    pub runner: Arc<dyn Runner>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Which ended runs are kept.
    pub kept: Retention,
    /// Told when a schedule was published, so that it is looked at now.
    pub changed: Arc<Notify>,
}

impl Scheduler {
    /// Works until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut prune_at = self.clock.now();
        while !stop.is_cancelled() {
            let started = self.tick().await.unwrap_or_else(|error| {
                tracing::error!(%error, "the schedules could not be read");
                0
            });
            if self.clock.now() >= prune_at {
                prune_at = self.prune().await;
            }
            if started == 0 {
                self.sleep(&stop).await;
            }
        }
    }

    /// Starts what is due; gives how many schedules were.
    pub async fn tick(&self) -> StoreResult<usize> {
        let rows = self.store.due_schedules(self.clock.now(), BATCH).await?;
        for row in &rows {
            if let Err(error) = self.fire(row).await {
                tracing::error!(trigger = %row.trigger.id, flow = %row.flow, %error, "a schedule could not be started; it is tried again");
                return Ok(0);
            }
        }
        Ok(rows.len())
    }

    async fn fire(&self, row: &TriggerRow) -> Result<(), RunnerError> {
        let Some(from) = row.trigger.next_at else { return Ok(()) };
        let subscription: Subscription = serde_json::from_str(&row.trigger.subscription)
            .map_err(|error| RunnerError::Invalid(format!("its subscription cannot be read: {error}")))?;
        if let Subscription::Poll { every_ms } = subscription {
            return self.poll(row, from, every_ms).await;
        }
        let Subscription::Schedule { cron, time_zone, missed, in_words } = subscription else { return Ok(()) };
        let zone = match time_zone {
            Some(zone) => zone,
            None => self.zone_of(row).await?,
        };
        let due = due(&cron, &zone, missed, from, self.clock.now()).map_err(RunnerError::Invalid)?;
        for slot in &due.slots {
            let now = self.clock.now();
            let words = if in_words { node_sdk::cron::words(now, &zone) } else { Map::new() };
            self.launch(row, *slot, (&zone, due.missed), words).await?;
        }
        self.store.advance_schedule(row.trigger.id, from, due.next_at).await?;
        Ok(())
    }

    /// Lets a trigger look for news; its place moves only with what it found, so a
    /// look that is lost or made twice does no harm.
    async fn poll(&self, row: &TriggerRow, from: Timestamp, every_ms: u64) -> Result<(), RunnerError> {
        self.runner.poll(row.clone()).await?;
        let every_ms = i64::try_from(every_ms).unwrap_or(i64::MAX).max(POLL_LEAST_MS);
        let next_at = self.clock.now().plus_ms(every_ms);
        self.store.advance_schedule(row.trigger.id, from, Some(next_at)).await?;
        Ok(())
    }

    /// Starts the run of a slot. `words` say the present time, if that is wanted.
    async fn launch(
        &self,
        row: &TriggerRow,
        slot: Timestamp,
        (zone, missed): (&str, u32),
        words: Map<String, Value>,
    ) -> Result<(), RunnerError> {
        let mut item = json!({
            "scheduled_at": node_sdk::cron::iso(slot, zone),
            "started_at": node_sdk::cron::iso(self.clock.now(), zone),
            "time_zone": zone,
            "missed": missed,
        });
        if let Some(fields) = item.as_object_mut() {
            fields.extend(words);
        }
        let launch = Launch {
            workspace: row.workspace,
            flow: row.flow,
            version: row.version,
            node: row.trigger.node.clone(),
            items: Items::one(item),
            mode: RunMode::Schedule,
            idempotency: Some(IdempotencyKey {
                scope: row.trigger.id.to_string(),
                key: slot.0.to_string(),
                body_hash: [0; 32],
                expires_at: slot.plus_ms(SLOT_KEY_MS),
            }),
            run: None,
            wait_for_answer: false,
        };
        match self.runner.launch(launch).await {
            Ok(_) | Err(RunnerError::Duplicate(_)) => Ok(()),
            // The flow says that a run too many is refused, so the slot is over.
            Err(RunnerError::Limited(refusal)) => {
                tracing::info!(flow = %row.flow, slot = slot.0, limit = refusal.limit, "a slot was refused by a limit");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn zone_of(&self, row: &TriggerRow) -> StoreResult<String> {
        let workspace: WorkspaceId = row.workspace;
        let version = self.store.version(row.version).await?;
        let document: Result<flow::Flow, _> = serde_json::from_str(&version.document);
        match document {
            Ok(document) => Ok(document.settings.time_zone),
            Err(_) => Ok(self.store.workspace(workspace).await?.time_zone),
        }
    }

    async fn prune(&self) -> Timestamp {
        let now = self.clock.now();
        match self.store.prune_runs(self.kept, now, PRUNE_BATCH).await {
            Ok(removed) if removed >= u64::from(PRUNE_BATCH) => now,
            Ok(_) => now.plus_ms(PRUNE_EVERY_MS),
            Err(error) => {
                tracing::warn!(%error, "old runs could not be cleared away");
                now.plus_ms(PRUNE_EVERY_MS)
            }
        }
    }

    async fn sleep(&self, stop: &CancellationToken) {
        let next = self.store.next_schedule().await.ok().flatten();
        let sleep_ms = next.map_or(LONGEST_SLEEP_MS, |at| at.since_ms(self.clock.now()).clamp(1, LONGEST_SLEEP_MS));
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.changed.notified() => {}
            () = tokio::time::sleep(Duration::from_millis(sleep_ms.unsigned_abs())) => {}
        }
    }
}
