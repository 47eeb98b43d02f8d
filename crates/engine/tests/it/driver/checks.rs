//! What must hold of a driven run: at each step, and at its end.

use super::{Driver, Place};
use engine::debug::{Go, Release};
use engine::event::{Change, FrameId};
use engine::{Command, Effects, Event, NodeState, Outcome, RunStatus, StepId, TimerId, apply};
use flow::{Items, Timestamp};
use std::collections::BTreeMap;

impl Driver<'_> {
    pub(super) fn check_state(&self) {
        self.check_loops();
        let status = self.run.status();
        let running: Vec<StepId> = self.run.running_steps().collect();
        let timers: BTreeMap<TimerId, Timestamp> = self.run.timers().iter().map(|(at, timer)| (*timer, *at)).collect();
        assert_eq!(timers, self.timers, "the timers are those that were asked for");
        assert_eq!(self.ends.as_slice(), if status.is_over() { std::slice::from_ref(&status) } else { &[] });
        match status {
            RunStatus::Running => {
                let is_asked = self.run.questions().next().is_some() || self.run.is_judging();
                assert!(!running.is_empty() || is_asked || self.run.started().is_none());
            }
            RunStatus::Waiting => assert!(running.is_empty() && self.pauses() && !self.paused),
            RunStatus::Paused => assert!(running.is_empty() && self.paused),
            RunStatus::InDoubt => assert!(running.is_empty() && self.run.steps_in_doubt().next().is_some()),
            _ => {
                assert!(running.is_empty() && self.timers.is_empty());
                assert!(self.run.frame_count() <= 1, "frames are left open: {:?}", self.run);
            }
        }
    }

    /// What begins while the run stands still is what was let through, and nothing begins
    /// once the run has come to a stop, be it within this very event.
    pub(super) fn check_begun(&self, effects: &Effects, event: &Event) {
        let stop = effects.changes.iter().position(|change| *change == Change::Stopped);
        for command in &effects.commands {
            let (Command::Perform(request) | Command::StartChild(request)) = command else { continue };
            let step = request.step;
            assert!(self.may_begin(step, event), "{step:?} starts while the run is paused");
            let turn = Change::Node { frame: step.frame, node: step.node };
            let turn = effects.changes.iter().position(|change| *change == turn);
            assert!(turn.is_some(), "{step:?} starts and those who watch are not told");
            assert!(stop.is_none() || turn < stop, "{step:?} starts after the run has come to a stop");
        }
    }

    fn may_begin(&self, step: StepId, event: &Event) -> bool {
        let is_in = |place: Place| self.places_around(step).any(|around| around == place);
        match event {
            Event::ResumeRequested | Event::Detached | Event::Released(Release { go: Go::Continue, .. }) => true,
            Event::Released(Release { go: Go::Over | Go::Into, at, .. }) => at.is_none_or(is_in),
            Event::Released(Release { go: Go::Out, at, .. }) => {
                let owner = at.and_then(|(frame, _)| self.run.frame_place(frame));
                owner.is_none_or(|owner| is_in((owner.frame, owner.node)))
            }
            _ => !self.paused || self.let_through.iter().any(|place| is_in(*place)),
        }
    }

    /// A step's place and the boxes around it, outwards.
    fn places_around(&self, step: StepId) -> impl Iterator<Item = Place> + '_ {
        let around = |frame: FrameId| self.run.frame_place(frame);
        let boxes = std::iter::successors(around(step.frame), move |place| around(place.frame));
        std::iter::once((step.frame, step.node)).chain(boxes.map(|place| (place.frame, place.node)))
    }

    /// No loop has more iterations under way than it may.
    fn check_loops(&self) {
        for (frame, node) in self.places() {
            let Some(progress) = self.run.progress(frame, node) else { continue };
            let settings = self.plan.node(node).container.as_ref().map(|container| &container.settings);
            assert!(settings.is_some_and(|settings| progress.in_flight <= settings.at_once), "too many at once");
        }
    }

    fn pauses(&self) -> bool {
        let waits =
            |(frame, node): Place| matches!(self.run.node_state(frame, node), NodeState::Waiting | NodeState::Retrying);
        let joins = self.timers.keys().any(|timer| matches!(timer, TimerId::Join(..)));
        joins || self.places().any(waits)
    }

    pub(super) fn check_end(&self) {
        assert!(self.looking.is_empty(), "nothing is looked up any more: {:?}", self.looking);
        assert!(self.performing.is_empty(), "nothing is left at work: {:?}", self.performing);
        assert!(self.children.is_empty(), "no child is left at work: {:?}", self.children);
        match self.run.status() {
            RunStatus::Failed => assert_eq!(self.work, [], "all that was done is undone"),
            RunStatus::Cancelled => {}
            _ => assert_eq!(self.undone, 0, "nothing is undone in a run that ends well"),
        }
        let late = Event::Finished {
            step: self.performed.last().copied().unwrap_or(StepId { frame: 0, node: 0, attempt: 1 }),
            duration_us: 1,
            result: Ok(Outcome::main(Items::default())),
        };
        let mut run = self.run.clone();
        let mut effects = Effects::default();
        for event in [late, Event::CancelRequested] {
            assert!(!apply(&mut run, self.plan, &event, self.now, &mut effects), "{event:?} comes after the end");
        }
        assert!(effects.commands.is_empty() && run == self.run);
    }

    /// Whether every arrow of the flow itself was decided.
    pub fn all_decided(&self) -> bool {
        let edges = (0..).zip(self.plan.edges()).filter(|(_, edge)| self.plan.node(edge.from.node).region == 0);
        edges.map(|(index, _)| index).all(|edge| self.decided.contains(&(0, edge)))
    }
}
