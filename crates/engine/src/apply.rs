//! `apply`: one event changes a run and asks for what follows. One file an event.

mod cancel;
mod compensate;
mod container;
mod debug;
mod fail;
mod finished;
mod for_each;
mod frames;
mod pause;
mod repeat;
mod settle;
mod signalled;
mod started;
mod timer;
mod uncertain;

pub(crate) use settle::Verdict;

use crate::event::{Change, Command, Effects, Event, FrameId, NodeIndex, StepId, TimerId};
use crate::frame::{Frame, NodeCell};
use crate::run::{NodeState, Run, RunStatus};
use flow::{Plan, Timestamp};

/// Lets an event happen to a run. Commands are appended to `effects` in the order
/// they are to be carried out. Gives whether the event changed anything: one that
/// came too late, for a step or timer that is no longer current, is ignored and
/// need not be written down.
pub fn apply(run: &mut Run, plan: &Plan, event: &Event, now: Timestamp, effects: &mut Effects) -> bool {
    if run.status.is_over() {
        return false;
    }
    run.closed.0.clear();
    let mut turn = Turn { run, plan, now, effects };
    let changed = match event {
        Event::Started { node, items, kept, manner } => turn.started(*node, items, kept, manner),
        Event::Intended { step } => turn.intended(*step),
        Event::Finished { step, result, .. } => turn.finished(*step, result),
        Event::TimerFired(timer) => turn.timer_fired(*timer),
        Event::Signalled { frame, node, items } => turn.signalled(*frame, *node, items),
        Event::Chosen { frame, node, port } => turn.chosen(*frame, *node, *port),
        Event::CancelRequested => turn.cancel_requested(),
        Event::KillRequested => turn.kill_requested(),
        Event::PauseRequested => turn.pause_requested(),
        Event::ResumeRequested => turn.resume_requested(),
        Event::FoundUncertain { step } => turn.found_uncertain(*step),
        Event::CutOff { step } => turn.cut_off(*step),
        Event::LookedUp { step, finding } => turn.looked_up(*step, finding),
        Event::Settled { step, result } => turn.settled(*step, *result),
        Event::Judged { frame, node, stops } => turn.judged((*frame, *node), *stops),
        Event::Released(release) => turn.released(release),
        Event::Attached(debug) => turn.attached(debug),
        Event::Detached => turn.detached(),
        Event::BrokenOff { error } => turn.broken_off(error),
        Event::Evaluated { frame, node, iteration, result } => turn.evaluated((*frame, *node), *iteration, result),
        Event::ChildEnded { step, result } => turn.child_ended(*step, result.as_ref()),
        Event::RanInside { step, items, .. } => turn.child_ended(*step, Ok(items)),
    };
    if changed {
        turn.propagate();
        turn.conclude();
    }
    changed
}

/// One call of `apply`: the run and what its steps need at hand.
struct Turn<'a> {
    run: &'a mut Run,
    plan: &'a Plan,
    now: Timestamp,
    effects: &'a mut Effects,
}

impl Turn<'_> {
    /// The state of a node in an open frame. Panics if the frame is not open: a
    /// step of a frame that is gone is not current, so nobody asks.
    fn cell(&mut self, frame: FrameId, node: NodeIndex) -> &mut NodeCell {
        self.frame(frame).node_mut(node)
    }

    fn frame(&mut self, frame: FrameId) -> &mut Frame {
        match self.run.frames.get_mut(frame) {
            Some(frame) => frame,
            None => panic!("frame {frame} is not open"),
        }
    }

    fn set_state(&mut self, frame: FrameId, node: NodeIndex, state: NodeState) {
        let is_container = self.plan.node(node).container.is_some();
        let cells = self.frame(frame);
        let before = std::mem::replace(&mut cells.node_mut(node).state, state);
        cells.count(before, u32::wrapping_sub);
        cells.count(state, u32::wrapping_add);
        let may_be_over = frame != 0 && cells.active == 0;
        self.count(before, is_container, u32::wrapping_sub);
        self.count(state, is_container, u32::wrapping_add);
        if may_be_over && self.run.checks.last() != Some(&frame) {
            self.run.checks.push(frame);
        }
        if self.effects.watch {
            self.effects.changes.push(Change::Node { frame, node });
        }
    }

    fn count(&mut self, state: NodeState, is_container: bool, change: fn(u32, u32) -> u32) {
        let counts = &mut self.run.counts;
        let counter = match state {
            // What keeps an open container from ending is in its frames.
            NodeState::Running if is_container => return,
            NodeState::Running => &mut counts.running,
            NodeState::Retrying | NodeState::Waiting => &mut counts.pausing,
            NodeState::Held => &mut counts.held,
            NodeState::InDoubt => &mut counts.in_doubt,
            _ => return,
        };
        *counter = change(*counter, 1);
    }

    /// Begins an attempt, or keeps it for when the run is resumed.
    fn begin(&mut self, step: StepId) {
        if self.run.paused_at.is_some() && !self.run.is_let_through(step.frame, step.node) {
            return self.hold(step);
        }
        let node = self.plan.node(step.node);
        if let Some(container) = &node.container {
            return self.open_container(step, container);
        }
        let cell = self.cell(step.frame, step.node);
        if cell.attempt != step.attempt {
            cell.attempt = step.attempt;
            cell.deaths = 0;
        }
        cell.intended = false;
        cell.looking = false;
        self.set_state(step.frame, step.node, NodeState::Running);
        let inputs = self.run.inputs(self.plan, step.frame, step.node);
        self.effects.commands.push(Command::Perform(crate::event::StepRequest { step, inputs }));
    }

    fn set_timer(&mut self, timer: TimerId, at: Timestamp) {
        self.run.timers.set(timer, at);
        self.effects.commands.push(Command::SetTimer(timer, at));
    }

    fn clear_timer(&mut self, timer: TimerId) {
        if self.run.timers.clear(timer).is_some() {
            self.effects.commands.push(Command::ClearTimer(timer));
        }
    }

    /// Clears the timers the predicate picks.
    fn clear_timers(&mut self, pick: impl FnMut(TimerId) -> bool) {
        let cleared = self.run.timers.take(pick);
        self.effects.commands.extend(cleared.into_iter().map(Command::ClearTimer));
    }

    /// Says how the run stands now; ends it when nothing is left to happen.
    fn conclude(&mut self) {
        while !self.run.status.is_over() {
            if let Some(status) = self.open_status() {
                self.run.status = status;
                return;
            }
            match () {
                () if self.run.cancelling => self.end(RunStatus::Cancelled),
                () if self.run.error.is_none() => self.end(RunStatus::Succeeded),
                () if self.undo_next() => self.propagate(),
                () => self.end(RunStatus::Failed),
            }
        }
    }

    /// How the run stands if something is left to happen in it.
    fn open_status(&self) -> Option<RunStatus> {
        let counts = self.run.counts;
        let joining = || self.run.timers.all().iter().any(|(_, timer)| matches!(timer, TimerId::Join(..)));
        match () {
            () if counts.running > 0 || counts.evaluating > 0 || self.run.is_judging() => Some(RunStatus::Running),
            () if counts.held > 0 => Some(RunStatus::Paused),
            () if counts.pausing > 0 || joining() => {
                Some(if self.run.paused_at.is_some() { RunStatus::Paused } else { RunStatus::Waiting })
            }
            () if self.is_in_doubt() => Some(RunStatus::InDoubt),
            () => None,
        }
    }

    /// Whether the run waits for a person to settle a step. After a stop only what is
    /// undone is waited for.
    fn is_in_doubt(&self) -> bool {
        let counts = self.run.counts.in_doubt > 0 && !self.run.stopping;
        counts || self.is_undoing_in_doubt() && !self.run.cancelling
    }

    fn end(&mut self, status: RunStatus) {
        self.clear_timers(|_| true);
        self.run.kept.clear();
        self.run.status = status;
        self.effects.commands.push(Command::End(status));
    }
}

/// This long after an instant.
fn after(instant: Timestamp, duration_ms: u64) -> Timestamp {
    instant.plus_ms(i64::try_from(duration_ms).unwrap_or(i64::MAX))
}
