//! Leaves out items that earlier runs had.

use node_sdk::data::SeenScope;
use node_sdk::each::paired;
use node_sdk::flow::Item;
use node_sdk::flow::kind::Ports;
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, expression, heavy, values,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// How many values a history keeps if nobody says.
const HISTORY: u32 = 10_000;
/// How many it may keep.
const HISTORY_MOST: u32 = 100_000;

/// # Only new items
///
/// Lets only those items go on that no earlier run had.
///
/// It remembers a value of each item: its id, say. Items whose value was there in an earlier run leave at **seen**. Or it
/// remembers only the highest number or the latest date, and what is not beyond it counts as seen; that holds for lists
/// without end. Items with the same value in one run go the same way; **Remove duplicates** tells those apart.
///
/// A run that goes on after a crash is told the same again, so nothing new is lost.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveSeen {
    /// # Do
    ///
    /// What is done.
    #[serde(default)]
    operation: Operation,
    /// # New is
    ///
    /// What makes an item a new one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["keep_new"]}))]
    compare: Compare,
    /// # Value
    ///
    /// What is remembered of each item.
    #[serde(default = "id_of_item")]
    #[schemars(extend("x-show" = {"operation": ["keep_new"]}, "x-widget" = "text", "x-placeholder" = "{{ $json.id }}"))]
    value: Field<Value>,
    /// # Remembered for
    ///
    /// Whether other blocks of the flow share the memory.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    scope: Scope,
    /// # Size of the memory
    ///
    /// How many values are remembered, up to 100,000; the ones seen longest ago are forgotten first.
    #[serde(default = "history")]
    #[schemars(range(min = 1, max = 100_000), extend("x-show" = {"operation": ["keep_new"], "compare": ["value"]}, "x-group" = "Advanced"))]
    history: u32,
}

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Keep new items
    #[default]
    KeepNew,
    /// # Forget all that was seen
    Clear,
}

/// What makes an item a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Compare {
    /// # A value never seen
    #[default]
    Value,
    /// # A higher number than ever
    Higher,
    /// # A later date than ever
    Later,
}

/// Whose memory it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Scope {
    /// # This block
    #[default]
    Node,
    /// # The flow
    Flow,
}

impl From<Scope> for SeenScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Node => Self::Node,
            Scope::Flow => Self::Flow,
        }
    }
}

/// `{{ $json.id }}`, which is what most items are told apart by.
fn id_of_item() -> Field<Value> {
    serde_json::from_value(Value::from("{{ $json.id }}")).unwrap_or_default()
}

fn history() -> u32 {
    HISTORY
}

#[async_trait]
impl HeavyNode for RemoveSeen {
    fn check(&self) -> Result<(), NodeError> {
        let is_missing = self.value.fixed().is_some_and(|value| value.is_null() || value == "");
        if self.operation == Operation::KeepNew && is_missing {
            let message = "It is not said what is remembered of each item.";
            let error = NodeError::permanent("parameter_missing", message, "Give for example `{{ $json.id }}`.");
            return Err(error.at("value"));
        }
        if !(1..=HISTORY_MOST).contains(&self.history) {
            let message = format!("`history` is {}; it may be from 1 to {HISTORY_MOST}.", self.history);
            return Err(NodeError::permanent("parameter_invalid", message, "Give a number in between.").at("history"));
        }
        Ok(())
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let scope = self.scope.into();
        if self.operation == Operation::Clear {
            context.data()?.clear_seen(scope).await?;
            return Ok(Output::main(context.items().clone()));
        }
        let is_new = match self.compare {
            Compare::Value => {
                let marks = self.each(context, |value, _| Ok(text(&value)))?;
                self.fits(&marks)?;
                context.data()?.see_marks(scope, marks, self.history, context.idempotency_key).await?
            }
            Compare::Higher => {
                let numbers = self.each(context, |value, _| number(&value))?;
                context.data()?.see_numbers(scope, numbers, context.idempotency_key).await?
            }
            Compare::Later => {
                let dates = self.each(context, |value, time_zone| date(&value, time_zone))?;
                context.data()?.see_numbers(scope, dates, context.idempotency_key).await?
            }
        };
        Ok(parted(context, &is_new))
    }
}

impl RemoveSeen {
    fn each<T>(
        &self,
        context: &HeavyContext<'_>,
        read: impl Fn(Value, &str) -> Result<T, NodeError>,
    ) -> Result<Vec<T>, NodeError> {
        let time_zone = context.world.time_zone();
        let read = |index: usize| {
            let value = self.value.get(&context.scope(index)).map_err(NodeError::from)?;
            read(value, time_zone)
        };
        (0..context.items().len()).map(|index| read(index).map_err(|error| error.at("value"))).collect()
    }

    /// More at once than are remembered could not all be told apart next time.
    fn fits(&self, marks: &[String]) -> Result<(), NodeError> {
        if marks.len() <= self.history as usize {
            return Ok(());
        }
        let message = format!("There are {} items, and only {} values are remembered.", marks.len(), self.history);
        let hint = "Make the memory larger under “Advanced”, or work on fewer items at once.";
        Err(NodeError::permanent("history_too_small", message, hint).at("history"))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Object(_) | Value::Array(_) => value.to_string(),
        other => values::text_of(other).into_owned(),
    }
}

fn number(value: &Value) -> Result<f64, NodeError> {
    let number = values::as_number(Some(value));
    if number.is_nan() {
        let message = format!("The value '{}' is not a number.", text(value));
        return Err(NodeError::permanent("not_a_number", message, "Give a number for every item."));
    }
    Ok(number)
}

fn date(value: &Value, time_zone: &str) -> Result<f64, NodeError> {
    expression::instant(value, time_zone).map(|time| time.0 as f64).ok_or_else(|| {
        let message = format!("The value '{}' is not a valid date.", text(value));
        NodeError::permanent("not_a_date", message, "Give a date for every item, such as 2026-01-31.")
    })
}

/// New items at the first port, the others at the second.
fn parted(context: &HeavyContext<'_>, is_new: &[bool]) -> Output {
    let (mut kept, mut seen) = (Vec::new(), Vec::new());
    for (index, (item, is_new)) in context.items().iter().zip(is_new).enumerate() {
        let side = if *is_new { &mut kept } else { &mut seen };
        side.push(Item { lineage: paired(index), ..item.clone() });
    }
    let mut output = Output::main(kept);
    if !seen.is_empty() {
        output.ports.push((1, seen.into()));
    }
    output
}

/// The kind `remove_seen`.
pub fn kind() -> Kind {
    heavy::<RemoveSeen>("remove_seen", Group::Data, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("main", "new"), ("discarded", "seen")]))
        .keywords(&[
            "unique",
            "deduplicate",
            "already seen",
            "previous runs",
            "poll",
            "incremental",
            "remove duplicates",
        ])
}
