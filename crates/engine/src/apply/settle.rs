//! Settled arrows: every edge of a frame is decided exactly once, a node's turn
//! comes when the rule of its join is decided, and what was skipped skips on.

use super::{Turn, after};
use crate::event::{Change, EdgeIndex, FrameId, NodeIndex, StepId, TimerId};
use crate::frame::EdgeCell;
use crate::run::NodeState;
use flow::Items;
use flow::plan::PlanJoinRule;
use serde_json::json;

/// What the rule of a join says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The node runs.
    Run,
    /// The node is skipped.
    Skip,
}

impl Turn<'_> {
    /// The node is done: the edges at the ports it chose are taken, its others skipped.
    pub(super) fn done(&mut self, frame: FrameId, node: NodeIndex, mut outputs: Vec<(u16, Items)>) {
        let plan_node = self.plan.node(node);
        if plan_node.always_output && !plan_node.outputs.is_empty() {
            give_at_least_one(&mut outputs);
        }
        self.note_work(node, &outputs);
        self.done_with(frame, node, outputs);
    }

    /// The node is done, and gives exactly this.
    pub(super) fn done_with(&mut self, frame: FrameId, node: NodeIndex, outputs: Vec<(u16, Items)>) {
        let cell = self.cell(frame, node);
        cell.outputs = outputs;
        cell.error = None;
        cell.settled = true;
        self.set_state(frame, node, NodeState::Done);
        if frame != 0 {
            self.look_for_winner(frame, node);
        }
        self.decide_outgoing(frame, node);
    }

    /// Decides all edges that leave a node by what the node gave.
    pub(super) fn decide_outgoing(&mut self, frame: FrameId, node: NodeIndex) {
        for (port, edges) in self.plan.node(node).outgoing.iter().enumerate() {
            if edges.is_empty() {
                continue;
            }
            let skip_empty = self.plan.skip_empty();
            let given = self.cell(frame, node).output(port as u16);
            let taken = given.is_some_and(|items| !(skip_empty && items.is_empty()));
            for edge in edges {
                self.decide(frame, *edge, taken);
            }
        }
    }

    fn decide(&mut self, frame: FrameId, edge: EdgeIndex, taken: bool) {
        let target = self.plan.edge(edge).to.node;
        let cells = self.frame(frame);
        let stopping = cells.stopping;
        let in_time = !cells.node_mut(target).settled;
        let edge_cell = cells.edge_mut(edge);
        debug_assert_eq!(*edge_cell, EdgeCell::Pending, "an edge is decided once");
        *edge_cell = match (taken, in_time) {
            (true, true) => EdgeCell::Taken,
            (true, false) => EdgeCell::Late,
            (false, _) => EdgeCell::Skipped,
        };
        let cell = cells.node_mut(target);
        cell.decided += 1;
        cell.taken += u32::from(taken && in_time);
        if self.effects.watch {
            self.effects.changes.push(Change::Edge { frame, edge });
        }
        if in_time && !stopping {
            self.consider(frame, target);
        }
    }

    /// Looks whether the rule of a join is decided; if not, starts its patience.
    fn consider(&mut self, frame: FrameId, node: NodeIndex) {
        if let Some(verdict) = self.verdict(frame, node) {
            self.settle(frame, node, verdict);
        } else if let Some(timeout_ms) = self.plan.node(node).join.timeout_ms
            && self.cell(frame, node).decided == 1
        {
            self.set_timer(TimerId::Join(frame, node), after(self.now, timeout_ms));
        }
    }

    /// The rule of a join is decided: the node's turn comes in this call.
    fn settle(&mut self, frame: FrameId, node: NodeIndex, verdict: Verdict) {
        self.cell(frame, node).settled = true;
        if self.plan.node(node).join.timeout_ms.is_some() {
            self.clear_timer(TimerId::Join(frame, node));
        }
        self.run.turns.push((frame, node, verdict));
    }

    /// What the rule says; None while it is open.
    fn verdict(&mut self, frame: FrameId, node: NodeIndex) -> Option<Verdict> {
        let plan_node = self.plan.node(node);
        let arrows = plan_node.incoming.len() as u32;
        let cell = self.cell(frame, node);
        let (taken, pending) = (cell.taken, arrows - cell.decided);
        let run_if = |condition: bool| Some(if condition { Verdict::Run } else { Verdict::Skip });
        match &plan_node.join.rule {
            PlanJoinRule::All if pending == 0 => run_if(taken > 0),
            PlanJoinRule::AllRequired if pending == 0 => run_if(taken == arrows),
            PlanJoinRule::All | PlanJoinRule::AllRequired => None,
            PlanJoinRule::First(count) if taken >= *count => Some(Verdict::Run),
            PlanJoinRule::First(count) => (taken + pending < *count).then_some(Verdict::Skip),
            PlanJoinRule::Specific(edges) => self.specific_verdict(frame, edges),
        }
    }

    fn specific_verdict(&self, frame: FrameId, edges: &[EdgeIndex]) -> Option<Verdict> {
        let cells = self.run.frames.get(frame);
        let is = |edge: &EdgeIndex, wanted: EdgeCell| cells.and_then(|cells| cells.edge(*edge)) == Some(wanted);
        if edges.iter().any(|edge| is(edge, EdgeCell::Skipped)) {
            Some(Verdict::Skip)
        } else {
            edges.iter().all(|edge| is(edge, EdgeCell::Taken)).then_some(Verdict::Run)
        }
    }

    /// A join has waited long enough: pending arrows count as skipped. A rule that
    /// is open although it needs no more than what is taken is `all`.
    pub(super) fn join_timed_out(&mut self, frame: FrameId, node: NodeIndex) {
        let enough = self.plan.node(node).join.rule == PlanJoinRule::All && self.cell(frame, node).taken > 0;
        self.settle(frame, node, if enough { Verdict::Run } else { Verdict::Skip });
    }

    /// Gives every node whose join is settled its turn, also those that follow from
    /// it, and ends the frames in which nothing is left to happen.
    pub(super) fn propagate(&mut self) {
        loop {
            self.give_turns();
            let Some(frame) = self.run.checks.pop() else { break };
            self.end_frame_if_over(frame);
        }
    }

    fn give_turns(&mut self) {
        let mut next = 0;
        while let Some((frame, node, verdict)) = self.run.turns.get(next).copied() {
            next += 1;
            match verdict {
                // What stopped the frame came in this very call.
                _ if self.run.is_stopping(frame) => {}
                Verdict::Run if !self.is_wanted(frame, node) => self.skip(frame, node),
                Verdict::Run if self.is_kept(frame, node) => {}
                Verdict::Run => self.start(frame, node),
                Verdict::Skip => self.skip(frame, node),
            }
        }
        self.run.turns.clear();
    }

    /// Whether a node may run at all in this run.
    fn is_wanted(&self, frame: FrameId, node: NodeIndex) -> bool {
        frame != 0 || self.run.manner.only.as_ref().is_none_or(|only| only.contains(&node))
    }

    pub(super) fn start(&mut self, frame: FrameId, node: NodeIndex) {
        self.run.node_runs += 1;
        if self.plan.node(node).disabled {
            let items = self.first_input(frame, node);
            self.done_with(frame, node, vec![(0, items)]);
        } else if let Some(control) = self.plan.node(node).control {
            self.leave(frame, node, control);
        } else if let Some(items) = self.run.manner.pinned.get(&node) {
            let outputs = vec![(0, items.clone())];
            self.done(frame, node, outputs);
        } else if frame == 0
            && let Some(outcome) = self.run.kept.remove(&node)
        {
            let outputs = self.known_ports(node, &outcome.ports);
            self.done(frame, node, outputs);
        } else {
            self.begin(StepId { frame, node, attempt: 1 });
        }
    }

    /// The node's items go on as they came: what comes in at port 0 leaves at port 0.
    pub(super) fn pass_through(&mut self, frame: FrameId, node: NodeIndex) {
        let items = self.first_input(frame, node);
        self.done(frame, node, vec![(0, items)]);
    }

    fn first_input(&self, frame: FrameId, node: NodeIndex) -> Items {
        match self.plan.node(node).inputs.len() {
            0 => Items::default(),
            _ => self.run.input(self.plan, frame, node, 0),
        }
    }

    pub(super) fn skip(&mut self, frame: FrameId, node: NodeIndex) {
        self.cell(frame, node).settled = true;
        self.set_state(frame, node, NodeState::Skipped);
        self.decide_outgoing(frame, node);
    }

    /// The outputs at ports the node has; the first if a port is given twice.
    pub(super) fn known_ports(&self, node: NodeIndex, outputs: &[(u16, Items)]) -> Vec<(u16, Items)> {
        let last = self.plan.node(node).error_port();
        let mut known: Vec<(u16, Items)> = Vec::with_capacity(outputs.len());
        for (port, items) in outputs {
            if *port <= last && known.iter().all(|(seen, _)| seen != port) {
                known.push((*port, items.clone()));
            }
        }
        known
    }
}

/// Where the first port gives no item, it gives one empty item.
fn give_at_least_one(outputs: &mut Vec<(u16, Items)>) {
    let empty = || Items::one(json!({}));
    match outputs.iter_mut().find(|(port, _)| *port == 0) {
        Some((_, items)) if items.is_empty() => *items = empty(),
        Some(_) => {}
        None => outputs.insert(0, (0, empty())),
    }
}
