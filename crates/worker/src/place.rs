//! Where a step stands: the boxes around it, from the outermost inwards.

use engine::history::StepRecord;
use engine::{FramePlace, Run};
use flow::Plan;
use std::collections::HashMap;
use store::door::BoxPlace;

/// The boxes around an open frame, or one that ended just now.
pub(crate) fn of_frame(plan: &Plan, run: &Run, frame: u32) -> Vec<BoxPlace> {
    chain(plan, run.frame_place(frame), |frame| run.frame_place(frame))
}

/// The places of the frames in a history.
pub(crate) struct Places(HashMap<u32, FramePlace>);

impl Places {
    pub fn of(records: &[StepRecord]) -> Self {
        Self(records.iter().filter_map(|record| Some((record.step.frame, record.place?))).collect())
    }

    /// The boxes around a step.
    pub fn around(&self, plan: &Plan, record: &StepRecord) -> Vec<BoxPlace> {
        chain(plan, record.place, |frame| self.0.get(&frame).copied())
    }
}

fn chain(plan: &Plan, inner: Option<FramePlace>, outer: impl Fn(u32) -> Option<FramePlace>) -> Vec<BoxPlace> {
    let inwards = std::iter::successors(inner, |place| outer(place.frame));
    let mut places: Vec<BoxPlace> =
        inwards.map(|place| BoxPlace { node: plan.node(place.node).id.clone(), iteration: place.index }).collect();
    places.reverse();
    places
}
