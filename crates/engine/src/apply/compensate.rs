//! Undoing: when a run has failed and its flow asks for it, the nodes named for that
//! undo what was done, the latest work first, one after the other.

use super::{Turn, Verdict};
use crate::event::{NodeIndex, TimerId};
use crate::frame::Frame;
use crate::run::FramePlace;
use flow::Items;

impl Turn<'_> {
    /// A node has done its work: it may have to be undone.
    pub(super) fn note_work(&mut self, node: NodeIndex, outputs: &[(u16, Items)]) {
        let plan_node = self.plan.node(node);
        // What left by the error port alone was caught, not done.
        let is_caught = !outputs.is_empty() && outputs.iter().all(|(port, _)| *port >= plan_node.error_port());
        let is_real = !plan_node.disabled && !is_caught && !self.run.manner.pinned.contains_key(&node);
        if !self.plan.compensates() || plan_node.compensation.is_none() || !is_real {
            return;
        }
        let given = outputs.iter().filter(|(port, _)| *port < plan_node.error_port()).map(|(_, items)| items);
        self.run.compensation.open.push((node, Items::join(given)));
    }

    /// Begins to undo the latest work that is not undone; false if there is none.
    pub(super) fn undo_next(&mut self) -> bool {
        let Some((node, items)) = self.run.compensation.open.pop() else { return false };
        // The run has failed already: what is undone now is not bound by its time.
        self.clear_timer(TimerId::RunTimeout);
        let Some(undoing) = self.plan.node(node).compensation else { return true };
        let region = self.plan.node(undoing).region;
        let place = FramePlace { frame: 0, node, index: self.run.compensation.begun };
        let id = self.run.frames.open(Frame::new(region, self.plan.region(region)).opened_to_undo(place, items));
        self.run.compensation.begun += 1;
        self.run.compensation.undone.insert(node);
        self.run.compensation.frame = Some(id);
        self.cell(id, undoing).settled = true;
        self.run.turns.push((id, undoing, Verdict::Run));
        self.run.checks.push(id);
        true
    }

    /// Whether a person must settle a step that undoes something.
    pub(super) fn is_undoing_in_doubt(&self) -> bool {
        let frame = self.run.compensation.frame.and_then(|id| self.run.frames.get(id));
        frame.is_some_and(|frame| frame.in_doubt > 0)
    }
}
