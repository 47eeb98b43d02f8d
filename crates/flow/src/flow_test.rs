//! Tests of a flow: what it is triggered with, what blocks answer instead of being
//! performed, and what is expected of them. Plain data; playing a test is the
//! worker's work, judging it is done here.

mod compare;
mod judge;

pub use judge::{Given, Played, Verdict, judge};

use crate::document::NodeId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most expectations a test may have, and the most items and answers.
pub const ENTRIES_MOST: usize = 500;

/// A test of a flow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowTest {
    /// What it shows, such as `A VIP is called at once`.
    pub name: String,
    /// The trigger it starts at; the flow's first if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<NodeId>,
    /// The data of the items it is triggered with; one empty item if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Value>,
    /// What blocks answer instead of being performed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mocks: BTreeMap<NodeId, Mock>,
    /// How the run ends.
    #[serde(default)]
    pub ends: Ending,
    /// What is expected of single blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<Expectation>,
}

/// What a block answers instead of being performed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "answer", deny_unknown_fields)]
pub enum Mock {
    /// It gives items.
    Items {
        /// The output port; the first if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        port: Option<String>,
        /// The data of each item.
        items: Vec<Value>,
    },
    /// It fails.
    Failure {
        /// With this sentence.
        message: String,
    },
}

/// How a run ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It succeeds.
    #[default]
    Succeeds,
    /// It fails.
    Fails,
}

/// What is expected of a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The block.
    pub node: NodeId,
    /// What it does.
    pub that: That,
    /// The output port that is meant; the first if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Which of the items, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub item: u32,
    /// The field of the item, such as `customer.name` or `lines.0`; the whole item if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What is compared with; of `counts` a number.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
}

/// What a block is expected to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum That {
    /// It runs.
    Runs,
    /// It does not run.
    DoesNotRun,
    /// Items leave by the port.
    Takes,
    /// So many items leave by the port.
    Counts,
    /// The value is this one.
    Equals,
    /// The value holds this: a part of a text, an entry of a list, some fields of an object.
    Contains,
}

impl FlowTest {
    /// Why the test cannot be kept: a field and a sentence.
    pub fn refusal(&self) -> Option<(&'static str, String)> {
        let too_many = |field, count: usize| {
            (count > ENTRIES_MOST).then(|| (field, format!("There may be at most {ENTRIES_MOST}.")))
        };
        if self.name.trim().is_empty() || self.name.chars().count() > 200 {
            return Some(("name", "Give the test a name of at most 200 letters.".into()));
        }
        too_many("items", self.items.len())
            .or_else(|| too_many("mocks", self.mocks.len()))
            .or_else(|| too_many("expectations", self.expectations.len()))
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
