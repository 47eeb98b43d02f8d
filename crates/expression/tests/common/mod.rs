//! A small run for expressions and scripts to look at; the tests of `sandbox` use it too.

use expression::javascript::{Script, ScriptError, ScriptResult};
use expression::{ExpressionError, JavaScript, Scope, World};
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};

/// Two items here, two of the node `Lead`; the node `Later` has not run.
pub struct TestWorld {
    /// The items of the node under test.
    pub items: Items,
    lead: Items,
    is_lenient: bool,
    sandbox: Option<EchoSandbox>,
}

/// A sandbox that gives back what it is asked, to see what reaches it.
pub struct EchoSandbox;

impl JavaScript for EchoSandbox {
    fn evaluate(&self, source: &str, _scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        if source.contains("throw") {
            return Err(ExpressionError::new("It was thrown.", "", 1, 6));
        }
        Ok(json!({"asked": source}))
    }

    fn run(&self, _script: &Script<'_>) -> Result<ScriptResult, ScriptError> {
        Ok(ScriptResult::default())
    }
}

impl TestWorld {
    /// The world of the tables and of `docs/expressions.md`.
    pub fn new() -> Self {
        let first = serde_json::from_str(include_str!("../cases/item.json")).unwrap();
        Self::with(vec![first, json!({"name": "Grace", "age": 85})])
    }

    /// A world with these items.
    pub fn with(values: Vec<Value>) -> Self {
        let items = |values: Vec<Value>| values.into_iter().map(Item::new).collect();
        Self {
            items: items(values),
            lead: items(vec![json!({"source": "web"}), json!({"source": "phone"})]),
            is_lenient: false,
            sandbox: None,
        }
    }

    /// The same for a flow that was brought along from n8n.
    #[allow(dead_code, reason = "not every test has such a flow")]
    pub fn lenient() -> Self {
        Self { is_lenient: true, ..Self::new() }
    }

    /// The same with a sandbox.
    #[allow(dead_code, reason = "not every test has a sandbox")]
    pub fn with_sandbox(self) -> Self {
        Self { sandbox: Some(EchoSandbox), ..self }
    }
}

impl World for TestWorld {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        (name == "Lead" && port == 0).then_some(&self.lead)
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.node_items(name, 0)?.get(index)
    }

    fn has_node(&self, name: &str) -> bool {
        matches!(name, "Lead" | "Later")
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(json!({"id": "run_1"})),
            "$flow" | "$workflow" => Some(json!({"id": "flow_1", "name": "Leads"})),
            "$vars" => Some(json!({"region": "eu"})),
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        // 2026-03-28T22:30:00Z: in Berlin the clocks go forward that night.
        Timestamp(1_774_737_000_000)
    }

    fn time_zone(&self) -> &str {
        "Europe/Berlin"
    }

    fn javascript(&self) -> Option<&dyn JavaScript> {
        self.sandbox.as_ref().map(|sandbox| sandbox as &dyn JavaScript)
    }

    fn is_lenient(&self) -> bool {
        self.is_lenient
    }
}
