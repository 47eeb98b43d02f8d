//! Frames: how one is opened, when it is over, and how it is stopped or cancelled.

use super::{Turn, Verdict};
use crate::event::{Command, FrameId, NodeIndex, StepId, TimerId};
use crate::frame::{Frame, Left};
use crate::run::{FramePlace, NodeState, RunError};
use flow::Items;
use flow::container::{ContainerKind, Control};
use std::collections::BTreeSet;

/// The most frames that are kept to be looked at after one call, the first
/// iterations apart.
const CLOSED_MOST: usize = 100;
/// So many first iterations of a loop are shown.
const FIRST_SHOWN: u32 = 20;

/// How a frame ended.
pub(super) struct FrameEnd {
    /// What its last nodes gave, or came in at what left it.
    pub(super) items: Items,
    /// What left it before its end.
    pub(super) control: Option<Control>,
    /// The first failure in it that was not caught.
    pub(super) error: Option<Box<RunError>>,
    /// It was stopped from outside before its end.
    pub(super) stopped: bool,
}

impl Turn<'_> {
    /// Begins a body with these items.
    pub(super) fn open_frame(&mut self, place: FramePlace, input: Items) {
        let Some(index) = self.plan.node(place.node).container.as_ref().and_then(|container| container.region) else {
            return;
        };
        let region = self.plan.region(index);
        let input_is_empty = input.is_empty();
        let id = self.run.frames.open(Frame::new(index, region).opened_for(place, input));
        if let Some(open) = &mut self.cell(place.frame, place.node).container {
            open.begun += 1;
            open.in_flight.insert(place.index, id);
        }
        // Into a body without items leads an arrow without items, so to say.
        let is_skipped = self.plan.skip_empty() && input_is_empty;
        let verdict = if is_skipped { Verdict::Skip } else { Verdict::Run };
        for root in &region.roots {
            self.cell(id, *root).settled = true;
            self.run.turns.push((id, *root, verdict));
        }
        self.run.checks.push(id);
    }

    /// Ends a frame if nothing is left to happen in it. A join that waits for its
    /// arrows waits for a node that is active or in doubt, so it needs no look.
    pub(super) fn end_frame_if_over(&mut self, id: FrameId) {
        let Some(frame) = self.run.frames.get(id) else { return };
        let Some(place) = frame.place else { return };
        let is_won = matches!(frame.left, Some(Left::Won(_)));
        let is_still = frame.active == 0 && (frame.in_doubt == 0 || frame.stopping);
        if !is_won && !is_still {
            return;
        }
        if self.run.compensation.frame == Some(id) {
            // Undone, or not to be: the rest is undone in any case.
            self.run.compensation.frame = None;
            return self.drop_frame(id);
        }
        let end = self.end_of(id);
        match is_still {
            true => self.drop_frame(id),
            false => self.cancel_frame(id),
        }
        self.frame_ended(place, end);
    }

    fn end_of(&mut self, id: FrameId) -> FrameEnd {
        let Some(frame) = self.run.frames.get_mut(id) else {
            return FrameEnd { items: Items::default(), control: None, error: None, stopped: true };
        };
        let (error, stopping) = (frame.error.take(), frame.stopping);
        let (control, items) = match frame.left.take() {
            Some(Left::By(control, items)) => (Some(control), items),
            Some(Left::Won(items)) => return FrameEnd { items, control: None, error: None, stopped: false },
            None => (None, self.result_of(id)),
        };
        FrameEnd { items, stopped: stopping && control.is_none() && error.is_none(), control, error }
    }

    /// What the nodes nothing comes after gave, in document order, with a failure one
    /// of them passed on. An empty body gives what it got.
    fn result_of(&self, id: FrameId) -> Items {
        let Some(frame) = self.run.frames.get(id) else { return Items::default() };
        let ends = &self.plan.region(frame.region()).ends;
        if ends.is_empty() {
            return frame.input.clone();
        }
        let lists = ends.iter().filter_map(|node| frame.node(*node)).filter(|cell| cell.has_given());
        Items::join(lists.flat_map(|cell| cell.outputs.iter().map(|(_, items)| items)))
    }

    /// Nothing new starts in a frame and those within; what is performed is left to finish.
    pub(super) fn stop_frame(&mut self, id: FrameId) {
        let within = self.run.frames.within(id);
        for inner in &within {
            if let Some(frame) = self.run.frames.get_mut(*inner) {
                frame.stopping = true;
            }
        }
        self.drop_pauses(&within);
        self.clear_timers(|timer| match timer {
            TimerId::Retry(frame, _) | TimerId::Wait(frame, _) | TimerId::Join(frame, _) => within.contains(&frame),
            TimerId::StepTimeout(_) | TimerId::RunTimeout => false,
        });
        self.run.checks.extend(within);
    }

    /// Abandons what runs in a frame and those within, and drops them.
    pub(super) fn cancel_frame(&mut self, id: FrameId) {
        let within = self.run.frames.within(id);
        self.abandon(&within);
        self.clear_timers(|timer| match timer {
            TimerId::Retry(frame, _) | TimerId::Wait(frame, _) | TimerId::Join(frame, _) => within.contains(&frame),
            TimerId::StepTimeout(step) => within.contains(&step.frame),
            TimerId::RunTimeout => false,
        });
        for inner in within {
            self.drop_frame(inner);
        }
    }

    /// A frame is no longer part of the state.
    fn drop_frame(&mut self, id: FrameId) {
        let Some(frame) = self.run.frames.close(id) else { return };
        self.run.counts.in_doubt -= frame.in_doubt;
        if !self.effects.watch {
            return;
        }
        let closed = &mut self.run.closed.0;
        closed.insert(id, frame);
        let is_late = |frame: &Frame| frame.place.is_some_and(|place| place.index >= FIRST_SHOWN);
        let oldest = closed.iter().find(|(_, frame)| is_late(frame)).map(|(id, _)| *id);
        if let Some(oldest) = oldest.filter(|_| closed.len() > CLOSED_MOST) {
            closed.remove(&oldest);
        }
    }

    /// Ends all that is under way in these frames but what is in doubt: that is
    /// what is known of it.
    pub(super) fn abandon(&mut self, frames: &BTreeSet<FrameId>) {
        let children = self.run.children().collect::<Vec<_>>();
        let performed: Vec<StepId> = self.run.running_steps().chain(children).collect();
        for step in performed.into_iter().filter(|step| frames.contains(&step.frame)) {
            self.effects.commands.push(Command::Abandon(step));
            self.cell(step.frame, step.node).container = None;
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
        self.drop_pauses(frames);
        // The innermost first: with a box, what is within is gone.
        for (frame, node) in self.open_containers(frames).into_iter().rev() {
            self.close_container(frame, node);
            self.set_state(frame, node, NodeState::Cancelled);
        }
    }

    /// Ends waits and pauses before further attempts. A child run is at work, so it
    /// is no wait.
    fn drop_pauses(&mut self, frames: &BTreeSet<FrameId>) {
        let children: BTreeSet<StepId> = self.run.children().collect();
        // What is held has not begun, so it is put off for good.
        let pausing = self.run.pausing_steps().chain(self.run.held_steps());
        let pausing = pausing.filter(|step| frames.contains(&step.frame) && !children.contains(step));
        for step in pausing.collect::<Vec<_>>() {
            self.set_state(step.frame, step.node, NodeState::Cancelled);
        }
    }

    fn open_containers(&self, frames: &BTreeSet<FrameId>) -> Vec<(FrameId, NodeIndex)> {
        let cells = self.run.frames.iter().filter(|(id, _)| frames.contains(id));
        let cells = cells.flat_map(|(id, frame)| frame.nodes().map(move |(node, cell)| (id, node, cell)));
        let open = cells.filter(|(_, _, cell)| cell.state == NodeState::Running && cell.container.is_some());
        open.map(|(frame, node, _)| (frame, node)).collect()
    }

    /// A break or continue has its turn: the iteration around it ends with what came
    /// in there. Boxes between the two are stopped with it.
    pub(super) fn leave(&mut self, frame: FrameId, node: NodeIndex, control: Control) {
        let items = self.run.input(self.plan, frame, node, 0);
        if let Some(iteration) = self.iteration_around(frame) {
            if let Some(cells) = self.run.frames.get_mut(iteration) {
                cells.left.get_or_insert(Left::By(control, items));
            }
            self.stop_frame(iteration);
        }
        self.pass_through(frame, node);
    }

    fn iteration_around(&self, mut frame: FrameId) -> Option<FrameId> {
        loop {
            let place = self.run.frames.get(frame)?.place?;
            if self.plan.node(place.node).container.as_ref()?.kind.is_loop() {
                return Some(frame);
            }
            frame = place.frame;
        }
    }

    /// A node has given what it gives. If it is the end of a branch of a race, the race is won.
    pub(super) fn look_for_winner(&mut self, id: FrameId, node: NodeIndex) {
        let Some(frame) = self.run.frames.get(id).filter(|frame| !frame.stopping) else { return };
        let Some(owner) = self.plan.region(frame.region()).owner else { return };
        let is_race = self.plan.node(owner).container.as_ref().is_some_and(|it| it.kind == ContainerKind::Race);
        if !is_race || !self.plan.region(frame.region()).ends.contains(&node) {
            return;
        }
        let items = frame.node(node).map(|cell| Items::join(cell.outputs.iter().map(|(_, items)| items)));
        for inner in self.run.frames.within(id) {
            if let Some(frame) = self.run.frames.get_mut(inner) {
                frame.stopping = true;
            }
        }
        if let Some(frame) = self.run.frames.get_mut(id) {
            frame.left = items.map(Left::Won);
        }
        self.run.checks.push(id);
    }
}
