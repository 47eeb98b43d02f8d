//! Works on every item of a heavy node, a few at once, and pairs what comes out
//! with what went in.

use crate::context::HeavyContext;
use crate::error::{ErrorClass, NodeError};
use flow::Item;
use flow::item::Origin;
use futures_util::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::future::Future;
use std::time::Duration;

/// What happens when one item of several fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnItemError {
    /// The node fails.
    #[default]
    Fail,
    /// The item goes on with a field `error`, the other items are worked on.
    Continue,
}

/// How items are worked on.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// So many at once; the next ones start when these are done.
    pub at_once: usize,
    /// The pause between these groups, in milliseconds.
    pub pause_ms: u64,
    /// What happens when one fails.
    pub on_item_error: OnItemError,
}

/// Calls `work` with every index and gives the results in order of the items.
/// Under `Fail` no group starts after an error and the first error is given.
pub async fn each<T, F>(
    count: usize,
    pace: Pace,
    work: impl Fn(usize) -> F,
) -> Result<Vec<Result<T, NodeError>>, NodeError>
where
    F: Future<Output = Result<T, NodeError>>,
{
    let mut results = Vec::with_capacity(count);
    let at_once = pace.at_once.max(1);
    for start in (0..count).step_by(at_once) {
        if start > 0 && pace.pause_ms > 0 {
            tokio::time::sleep(Duration::from_millis(pace.pause_ms)).await;
        }
        for result in join_all((start..count.min(start + at_once)).map(&work)).await {
            match result {
                Err(error) if pace.on_item_error == OnItemError::Fail => {
                    return Err(of_item(error, results.len(), count));
                }
                result => results.push(result),
            }
        }
    }
    Ok(results)
}

/// Names the item at fault where there are several.
pub fn of_item(mut error: NodeError, index: usize, count: usize) -> NodeError {
    if count > 1 {
        error.message = format!("Item {}: {}", index + 1, error.message);
    }
    error
}

/// The item with the error as a field, for `Continue`.
pub fn failed_item(context: &HeavyContext<'_>, index: usize, error: &NodeError) -> Item {
    let class = match error.class {
        ErrorClass::Transient => "transient",
        ErrorClass::Permanent => "permanent",
        ErrorClass::InDoubt => "in_doubt",
    };
    let error = json!({"class": class, "code": error.code, "message": error.message, "hint": error.hint});
    extended_item(context, index, [("error", error)])
}

/// The item that came in with further fields, paired with it.
pub fn extended_item<const N: usize>(context: &HeavyContext<'_>, index: usize, fields: [(&str, Value); N]) -> Item {
    let mut item = context.items().get(index).cloned().unwrap_or_default();
    if !item.json.is_object() {
        item.json = json!({"value": item.json});
    }
    for (name, value) in fields {
        item.json[name] = value;
    }
    item.lineage = paired(index);
    item
}

/// The lineage of what was made from item `index` of the first input.
pub fn paired(index: usize) -> Vec<Origin> {
    vec![Origin { input: 0, item: u32::try_from(index).unwrap_or(u32::MAX) }]
}
