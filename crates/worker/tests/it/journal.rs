//! What is written down of a run, read as the worker reads it: the events of its chunks,
//! and where they lead.

use engine::event::{Change, EdgeIndex, FrameId};
use engine::history::Replay;
use engine::{Effects, Event, Run, StepId, apply};
use flow::{Plan, Timestamp};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The first byte of a chunk that is a snapshot.
const SNAPSHOT: u8 = 2;

/// An event and when it happened, as the worker packs it.
#[derive(Deserialize)]
struct Logged {
    at: Timestamp,
    event: Event,
}

/// The journal of a run.
#[derive(Default)]
pub struct Journal {
    /// What the part led to that is no longer kept event by event.
    base: Option<Replay>,
    events: Vec<Logged>,
}

impl Journal {
    /// Reads the chunks of a run.
    pub fn read(chunks: &[Vec<u8>]) -> Self {
        let mut journal = Self::default();
        for chunk in chunks {
            let plain = lz4_flex::decompress_size_prepended(&chunk[1..]).expect("a chunk is compressed");
            if chunk[0] == SNAPSHOT {
                let base = rmp_serde::from_slice(&plain).expect("a snapshot");
                journal = Self { base: Some(base), events: Vec::new() };
            } else {
                journal.events.extend(rmp_serde::from_slice::<Vec<Logged>>(&plain).expect("events"));
            }
        }
        journal
    }

    /// Where it leads.
    pub fn run(&self, plan: &Plan) -> Run {
        let mut run = self.base.as_ref().map(|base| base.run().clone()).unwrap_or_default();
        let mut effects = Effects::default();
        for Logged { at, event } in &self.events {
            apply(&mut run, plan, event, *at, &mut effects);
            effects.clear();
        }
        run
    }

    /// Whether a part of it is no longer kept event by event.
    pub fn is_shortened(&self) -> bool {
        self.base.is_some()
    }

    /// The places whose intents are written.
    pub fn intents(&self) -> impl Iterator<Item = (FrameId, u32)> + '_ {
        self.events.iter().filter_map(|logged| match &logged.event {
            Event::Intended { step } => Some((step.frame, step.node)),
            _ => None,
        })
    }

    /// The places whose results are written.
    pub fn results(&self) -> impl Iterator<Item = (FrameId, u32)> + '_ {
        self.events.iter().filter_map(|logged| match &logged.event {
            Event::Finished { step, .. } => Some((step.frame, step.node)),
            _ => None,
        })
    }

    /// What of it must not be so, by the names of the invariants.
    pub fn violations(&self, plan: &Plan) -> Vec<String> {
        let mut run = self.base.as_ref().map(|base| base.run().clone()).unwrap_or_default();
        let mut effects = Effects { watch: true, ..Effects::default() };
        let mut violations = Vec::new();
        let (mut results, mut settled): (BTreeSet<StepId>, BTreeSet<(FrameId, EdgeIndex)>) = Default::default();
        for Logged { at, event } in &self.events {
            effects.clear();
            if !apply(&mut run, plan, event, *at, &mut effects) {
                violations.push(format!("history_equals_live_state: {event:?} was written and changes nothing"));
            }
            if let Event::Finished { step, result: Ok(_), .. } = event
                && !results.insert(*step)
            {
                violations.push(format!("result_recorded_at_most_once: {step:?}"));
            }
            for change in &effects.changes {
                if let Change::Edge { frame, edge } = change
                    && !settled.insert((*frame, *edge))
                {
                    violations.push(format!("an_arrow_settles_once: {edge} in frame {frame}"));
                }
            }
        }
        violations
    }
}
