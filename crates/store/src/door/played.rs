//! What the door says of a test of a flow that was played.

use flow::NodeId;
use flow::flow_test::{Given, Verdict};
use std::collections::BTreeMap;

/// What came of a test.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// What was expected and whether it came true: the end of the run first.
    pub verdicts: Vec<Verdict>,
    /// What each block gave, each time it ran.
    pub given: BTreeMap<NodeId, Vec<Given>>,
    /// Blocks that reach outside, have no answer in the test, and were left out: they
    /// gave what came in.
    pub withheld: Vec<NodeId>,
}

impl Tested {
    /// Whether all came true.
    pub fn passed(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.passed)
    }
}
