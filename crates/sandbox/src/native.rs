//! What the native evaluator does for JavaScript in the sandbox: helper methods,
//! and how numbers and dates are written in other languages.

use expression::{Fault, Scope, Template, World};
use flow::{Item, Items, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is asked for: an expression of the prelude, and what `$json` is in it.
#[derive(Deserialize)]
struct Call {
    source: String,
    data: Value,
}

/// Evaluates and writes `{value}`, `{}` where it is undefined, or `{error, fault}`.
pub(crate) fn evaluate(world: &dyn World, call: &str, to: &mut Vec<u8>) -> Option<()> {
    let Call { source, data } = serde_json::from_str(call).ok()?;
    let items = Items::one(data);
    let world = Natively(world);
    // As a field, for an object leaves out what is undefined, and null stays null.
    let template = Template::parse(&format!("{{{{ ({{ value: {source} }}) }}}}"));
    let answer = match template.and_then(|template| template.evaluate(&Scope::new(&world, &items, 0))) {
        Ok(answer) => answer,
        Err(error) => json!({ "error": error.message, "fault": fault_name(error.fault) }),
    };
    serde_json::to_writer(to, &answer).ok()
}

fn fault_name(fault: Fault) -> &'static str {
    match fault {
        Fault::Unknown | Fault::Syntax => "unknown",
        Fault::Value => "value",
        Fault::Data | Fault::Limit => "data",
    }
}

/// The same world without the sandbox, so that neither asks the other in a circle.
struct Natively<'a>(&'a dyn World);

impl World for Natively<'_> {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        self.0.node_items(name, port)
    }
    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        self.0.paired_item(name, index)
    }
    fn has_node(&self, name: &str) -> bool {
        self.0.has_node(name)
    }
    fn global(&self, name: &str) -> Option<Value> {
        self.0.global(name)
    }
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn time_zone(&self) -> &str {
        self.0.time_zone()
    }
}
