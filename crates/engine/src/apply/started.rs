//! `Started`: the run begins at a trigger with items.

use super::{Turn, after};
use crate::event::{Manner, NodeIndex, Outcome, TimerId};
use crate::frame::Frame;
use crate::run::Start;
use flow::Items;
use std::collections::BTreeMap;

impl Turn<'_> {
    pub(super) fn started(
        &mut self,
        node: NodeIndex,
        items: &Items,
        kept: &BTreeMap<NodeIndex, Outcome>,
        manner: &Manner,
    ) -> bool {
        if self.run.started.is_some() || self.plan.nodes().get(node as usize).is_none_or(|node| node.region != 0) {
            return false;
        }
        self.run.started = Some(Start { node, at: self.now });
        self.run.kept.clone_from(kept);
        self.run.manner.clone_from(manner);
        if let Some(debug) = &manner.debug {
            self.debug(debug);
        }
        self.run.frames.open(Frame::new(0, self.plan.region(0)));
        if let Some(timeout_ms) = self.plan.timeout_ms() {
            self.set_timer(TimerId::RunTimeout, after(self.now, timeout_ms));
        }
        self.done(0, node, vec![(0, items.clone())]);
        // The other triggers did not fire, and what nothing leads to is never reached.
        for root in self.plan.region(0).roots.iter().filter(|root| **root != node) {
            self.skip(0, *root);
        }
        true
    }
}
