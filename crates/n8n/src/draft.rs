//! What a mapper makes of n8n's node: a node of ours, and how n8n's inputs and
//! outputs are called here.

use flow::document::JoinRule;
use flow::kind::MAIN_PORT;
use serde_json::{Map, Value};

/// What becomes of one node of n8n.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The kind of our node.
    pub kind: String,
    /// Its parameters.
    pub parameters: Map<String, Value>,
    /// Our ports by n8n's input index; more inputs than these are led to the last one.
    pub inputs: Vec<String>,
    /// Our ports by n8n's output index, the error output apart.
    pub outputs: Vec<String>,
    /// When it may start.
    pub join: JoinRule,
    /// It starts runs, so nothing may lead to it.
    pub is_trigger: bool,
    /// The node is kept, but does nothing here.
    pub is_unknown: bool,
    /// It repeats what lies between its outputs.
    pub repeats: Option<Repeats>,
    /// It works on each item by itself, which its block does not.
    pub is_each: bool,
    /// The methods that leave at outputs of their own, in order.
    pub methods: Vec<String>,
}

/// The outputs of a node that repeats others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeats {
    /// Where each batch leaves.
    pub each_output: usize,
    /// Where everything leaves at the end; version 1 had no such output.
    pub done_output: Option<usize>,
}

impl Draft {
    /// A node of this kind with one input and one output.
    pub fn new() -> Self {
        Self {
            kind: String::new(),
            parameters: Map::new(),
            inputs: vec![MAIN_PORT.into()],
            outputs: vec![MAIN_PORT.into()],
            join: JoinRule::All,
            is_trigger: false,
            is_unknown: false,
            repeats: None,
            is_each: false,
            methods: Vec::new(),
        }
    }

    /// Says which kind of ours it is.
    pub fn kind(&mut self, kind: &str) -> &mut Self {
        self.kind = kind.to_owned();
        self
    }

    /// Says that it starts runs.
    pub fn trigger(&mut self, kind: &str) -> &mut Self {
        self.is_trigger = true;
        self.kind(kind)
    }

    /// Sets a parameter of ours.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a parameter of ours unless it is what our kind takes anyway, so that
    /// the document only holds what somebody chose.
    pub fn set_unless(&mut self, name: &str, value: impl Into<Value>, default: impl Into<Value>) -> &mut Self {
        let value = value.into();
        if value != default.into() {
            self.set(name, value);
        }
        self
    }

    /// Our ports by n8n's input index.
    pub fn inputs(&mut self, ports: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        self.inputs = ports.into_iter().map(Into::into).collect();
        self
    }

    /// Our ports by n8n's output index.
    pub fn outputs(&mut self, ports: impl IntoIterator<Item = impl Into<String>>) -> &mut Self {
        self.outputs = ports.into_iter().map(Into::into).collect();
        self
    }

    /// When it may start, if it has several inputs.
    pub fn join(&mut self, rule: JoinRule) -> &mut Self {
        self.join = rule;
        self
    }
}
