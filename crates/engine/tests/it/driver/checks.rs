//! What must hold of a driven run: at each step, and at its end.

use super::{Driver, Place};
use engine::{Effects, Event, NodeState, Outcome, RunStatus, StepId, TimerId, apply};
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
                let is_asked = self.run.questions().next().is_some() || self.run.judging().is_some();
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
