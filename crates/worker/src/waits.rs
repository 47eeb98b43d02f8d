//! Waits for events: which a run has, and how it hears of the events.
//!
//! Waits begin and end with the records of their run; in the same transaction the
//! store sees whether an event is there already (`store::waits`). A run looks at the
//! events of its due waits when it comes into memory, when it has begun a wait, when
//! it is told that an event came, and before the time of a wait ends it: an event
//! that was sent in time is never too late. What it finds is fed to the engine like
//! any answer from outside, and the record that holds it ends the wait.

pub(crate) mod send;

use crate::Inner;
use crate::active::Active;
use crate::version::Version;
use crate::world::RunWorld;
use engine::event::{FrameId, NodeIndex, TimerId};
use engine::{Event, NodeState, Run};
use expression::Scope;
use flow::{Items, Timestamp};
use node_sdk::conditions::Strictness;
use node_sdk::{Prepared, Reply, events};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::StoreResult;
use store::waits::{EndedWait, EventRow, NewWait, WaitChanges, WaitRow};

/// So many events are looked at together.
const EVENTS_AT_ONCE: u32 = 100;
/// While the store does not answer, it is asked again after this long.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// A wait's place in its run.
type Place = (FrameId, NodeIndex);

/// The waits for events of a run in memory.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Those the store has, or will have with the next record.
    known: BTreeSet<Place>,
    /// Those that begin with the next record.
    opened: BTreeMap<Place, NewWait>,
    /// The positions of the events that ended some.
    taken: BTreeMap<Place, i64>,
    is_to_look: bool,
}

impl Ledger {
    /// Those of a run that was read back.
    pub fn resumed(version: &Version, run: &Run) -> Self {
        let known: BTreeSet<Place> = open_places(version, run).collect();
        Self { is_to_look: !known.is_empty(), known, ..Self::default() }
    }

    /// What the next record changes.
    pub fn changes(&self, version: &Version, run: &Run) -> WaitChanges {
        if version.event_waits.is_empty() {
            return WaitChanges::default();
        }
        let opened = self.opened.iter().filter(|(place, _)| is_waiting(run, **place));
        let is_kept_and_over = |place: &&Place| !is_waiting(run, **place) && !self.opened.contains_key(place);
        let ended = self.known.iter().filter(is_kept_and_over).map(|place| EndedWait {
            frame: place.0,
            node: version.plan.node(place.1).id.clone(),
            by: self.taken.get(place).copied(),
        });
        WaitChanges {
            opened: opened.map(|(_, wait)| wait.clone()).collect(),
            ended: ended.collect(),
            ends_all: run.status().is_over(),
        }
    }

    /// After the commit of what changed.
    pub fn committed(&mut self, run: &Run) {
        if self.known.is_empty() {
            return;
        }
        self.is_to_look |= !self.opened.is_empty();
        self.known.retain(|place| is_waiting(run, *place));
        self.opened.clear();
        self.taken.clear();
    }

    /// An event may have come.
    pub fn look_again(&mut self) {
        self.is_to_look |= !self.known.is_empty();
    }

    /// Whether an event may have come that was not looked at.
    pub fn is_to_look(&self) -> bool {
        self.is_to_look && !self.known.is_empty()
    }

    /// Whether the time of a wait is over.
    fn is_any_due(&self, run: &Run, now: Timestamp) -> bool {
        let is_own = |timer| matches!(timer, TimerId::Wait(frame, node) if self.known.contains(&(frame, node)));
        !self.known.is_empty() && run.timers().iter().any(|(at, timer)| *at <= now && is_own(*timer))
    }
}

fn is_waiting(run: &Run, (frame, node): Place) -> bool {
    run.node_state(frame, node) == NodeState::Waiting
}

/// The places where a run waits for an event.
fn open_places<'a>(version: &'a Version, run: &'a Run) -> impl Iterator<Item = Place> + 'a {
    let places = run.frames().flat_map(|frame| version.event_waits.iter().map(move |node| (frame, *node)));
    places.filter(|place| is_waiting(run, *place))
}

/// Notes the waits that have begun since the last record, however their nodes were performed.
pub(crate) fn note(active: &mut Active, now: Timestamp) {
    if active.version.event_waits.is_empty() || active.run.status().is_over() {
        return;
    }
    let new: Vec<Place> =
        open_places(&active.version, &active.run).filter(|place| !active.waits.known.contains(place)).collect();
    for place in new {
        match wanted(active, place, now) {
            Some(wait) => {
                active.waits.known.insert(place);
                active.waits.opened.insert(place, wait);
            }
            // What cannot be told has failed the node itself; this is for what differs each time it is asked.
            None => {
                tracing::error!(run = %active.id, ?place, "what a run waits for cannot be told; no event ends the wait")
            }
        }
    }
}

/// What a node waits for.
fn wanted(active: &Active, (frame, node): Place, now: Timestamp) -> Option<NewWait> {
    let Some(Prepared::Light(light)) = &active.version.node(node).prepared else { return None };
    let Some(Reply::Event { name, key, .. }) = light.reply() else { return None };
    let world = RunWorld::new(&active.version, &active.run, active.id, active.mode, (frame, node), now);
    let items = world.input();
    let scope = Scope::new(&world, &items, 0);
    Some(NewWait {
        frame,
        node: active.version.plan.node(node).id.clone(),
        name: events::name_of(&name.get(&scope).ok()?).ok()?,
        key: events::key_of(&key.get(&scope).ok()?, key.fixed().is_none()).ok()?,
        ends_at: active.run.wake_at(frame, node),
        created_at: now,
    })
}

/// Lets a run hear of the events that came for it, those of waits that are over at that time too.
pub(crate) async fn heed(inner: &Inner, active: &mut Active, now: Timestamp) {
    if !active.waits.is_to_look() && !active.waits.is_any_due(&active.run, now) {
        return;
    }
    loop {
        active.waits.is_to_look = false;
        let Err(error) = look(inner, active).await else { return };
        tracing::warn!(run = %active.id, %error, "the events of a run cannot be read; it waits");
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = tokio::time::sleep(ASK_AGAIN) => {}
        }
    }
}

async fn look(inner: &Inner, active: &mut Active) -> StoreResult<()> {
    loop {
        let mut is_more = false;
        for row in inner.store.due_waits(active.version.workspace, active.id).await? {
            let Some(node) = active.version.plan.index_of(&row.wait.node) else { continue };
            is_more |= look_at(inner, active, (row.wait.frame, node), &row).await?;
        }
        if !is_more {
            return Ok(());
        }
    }
}

/// Looks at the next events of a wait. Gives whether there may be more to look at.
async fn look_at(inner: &Inner, active: &mut Active, place: Place, row: &WaitRow) -> StoreResult<bool> {
    // What another wait of this run was ended by may have ended this one too.
    if !is_waiting(&active.run, place) {
        return Ok(false);
    }
    let events = inner.store.events_after(row, row.seen, EVENTS_AT_ONCE).await?;
    if let Some(event) = events.iter().find(|event| is_meant(active, place, event)) {
        active.waits.taken.insert(place, event.position);
        active.feed(Event::Signalled { frame: place.0, node: place.1, items: vec![item(event)].into() });
        return Ok(false);
    }
    let seen = events.last().map_or(row.seen, |event| event.position);
    inner.store.pass_events(row, seen).await?;
    Ok(!events.is_empty())
}

/// Whether the condition of a wait holds for an event. One that cannot be decided does not.
fn is_meant(active: &Active, (frame, node): Place, event: &EventRow) -> bool {
    let Some(Prepared::Light(light)) = &active.version.node(node).prepared else { return false };
    let Some(Reply::Event { condition, .. }) = light.reply() else { return false };
    let Some(condition) = condition else { return true };
    let at = (frame, node);
    let world = RunWorld::new(&active.version, &active.run, active.id, active.mode, at, event.sent_at);
    let items: Items = vec![item(event)].into();
    condition.hold(&Scope::new(&world, &items, 0), Strictness::default()).unwrap_or_else(|error| {
        tracing::info!(run = %active.id, event = %event.id, error = error.message, "a condition cannot be decided");
        false
    })
}

/// How an event stands in an item.
pub(crate) fn item(event: &EventRow) -> flow::Item {
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    events::item(&event.id.to_string(), &event.name, &event.key, event.sent_at, data)
}
