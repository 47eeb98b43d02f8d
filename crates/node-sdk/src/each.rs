//! Works on every item of a heavy node, a few at once, and pairs what comes out
//! with what went in.

use crate::context::HeavyContext;
use crate::error::{ErrorClass, NodeError};
use crate::remembered::{self, Remembered};
use flow::Item;
use flow::item::Origin;
use futures_util::future::join_all;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::future::Future;
use std::time::Duration;

/// What happens when one item of several fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
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

/// Calls `work` for every item and gives the results in order of the items.
///
/// Under `Fail` no group starts after an error and the first error is given.
/// With a `memory`, what was done before the error is not done again when the
/// step is tried again.
pub async fn each<T: Clone, F>(
    context: &HeavyContext<'_>,
    pace: Pace,
    memory: Option<&Remembered<T>>,
    work: impl Fn(usize) -> F,
) -> Result<Vec<Result<T, NodeError>>, NodeError>
where
    F: Future<Output = Result<T, NodeError>>,
{
    let count = context.items().len();
    let mut results = Vec::with_capacity(count);
    let at_once = pace.at_once.max(1);
    for start in (0..count).step_by(at_once) {
        if start > 0 && pace.pause_ms > 0 {
            tokio::time::sleep(Duration::from_millis(pace.pause_ms)).await;
        }
        let group = start..count.min(start + at_once);
        let group = group.map(|index| remembered::recall_or(memory, context, index, &work));
        for result in join_all(group).await {
            match result {
                Err(error) if pace.on_item_error == OnItemError::Fail => {
                    return Err(of_item(error, results.len(), count));
                }
                result => results.push(result),
            }
        }
    }
    if let Some(memory) = memory {
        memory.forget(context);
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

/// The item with the error as a field, for `Continue`. In flows that were brought
/// along its sentence is all there is.
pub fn failed_item(context: &HeavyContext<'_>, index: usize, error: &NodeError) -> Item {
    if context.world.is_lenient() {
        return Item { lineage: paired(index), ..Item::new(json!({"error": error.message})) };
    }
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
        item.json = json!({"value": item.json}).into();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{LightContext, Services};
    use crate::credential::Credential;
    use expression::World;
    use flow::{Items, Timestamp};
    use std::net::SocketAddr;
    use std::sync::Mutex;

    /// Neither a run around the step nor a way outside.
    struct Nothing;

    impl World for Nothing {
        fn node_items(&self, _: &str, _: u16) -> Option<&Items> {
            None
        }
        fn paired_item(&self, _: &str, _: usize) -> Option<&Item> {
            None
        }
        fn has_node(&self, _: &str) -> bool {
            false
        }
        fn global(&self, _: &str) -> Option<Value> {
            None
        }
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }
        fn time_zone(&self) -> &str {
            "UTC"
        }
    }

    #[async_trait::async_trait]
    impl Services for Nothing {
        fn http(&self) -> &outbound::Client {
            unreachable!("the work of these tests stays inside")
        }
        async fn resolve(&self, _: &str, _: u16) -> Result<Vec<SocketAddr>, NodeError> {
            Err(refusal())
        }
        async fn credential(&self, _: &str) -> Result<Credential, NodeError> {
            Err(refusal())
        }
        fn callback_url(&self) -> Option<String> {
            None
        }
    }

    fn refusal() -> NodeError {
        NodeError::transient("no", "No.", "")
    }

    /// Works on five items, of which those in `failing` fail, two at once.
    /// Gives the outcome and which items were worked on.
    async fn attempt(
        attempt: u32,
        failing: &[usize],
        on_item_error: OnItemError,
        memory: &Remembered<usize>,
    ) -> (Result<Vec<bool>, String>, Vec<usize>) {
        let inputs = [Items::from(vec![Item::default(); 5])];
        let light = LightContext::new(&inputs, &Nothing, Timestamp(0));
        let (idempotency_key, deadline) = ("run/ü%/0/0", Timestamp(0));
        let context = HeavyContext { light, idempotency_key, deadline, attempt, services: &Nothing };
        let worked = Mutex::new(Vec::new());
        let pace = Pace { at_once: 2, pause_ms: 0, on_item_error };
        let results = each(&context, pace, Some(memory), async |index| {
            worked.lock().unwrap().push(index);
            if failing.contains(&index) { Err(refusal()) } else { Ok(index) }
        });
        let outcome =
            results.await.map(|results| results.iter().map(Result::is_ok).collect()).map_err(|error| error.message);
        (outcome, worked.into_inner().unwrap())
    }

    #[tokio::test]
    async fn a_further_try_works_only_on_what_is_left() {
        let memory = Remembered::new();
        let fail = OnItemError::Fail;
        assert_eq!(attempt(1, &[2], fail, &memory).await, (Err("Item 3: No.".into()), vec![0, 1, 2, 3]));
        assert_eq!(attempt(2, &[4], fail, &memory).await, (Err("Item 5: No.".into()), vec![2, 4]));
        assert_eq!(attempt(3, &[], fail, &memory).await, (Ok(vec![true; 5]), vec![4]));
        assert_eq!(attempt(4, &[], fail, &memory).await.1, [0, 1, 2, 3, 4], "a step that is done is forgotten");
    }

    #[tokio::test]
    async fn a_first_try_remembers_nothing() {
        let memory = Remembered::new();
        assert_eq!(attempt(1, &[4], OnItemError::Fail, &memory).await.1, [0, 1, 2, 3, 4]);
        assert_eq!(attempt(1, &[], OnItemError::Fail, &memory).await.1, [0, 1, 2, 3, 4]);
    }

    #[tokio::test]
    async fn goes_on_after_an_error_if_told_to() {
        let outcome = attempt(1, &[1, 3], OnItemError::Continue, &Remembered::new()).await;
        assert_eq!(outcome, (Ok(vec![true, false, true, false, true]), vec![0, 1, 2, 3, 4]));
    }

    #[test]
    fn keys_of_items_fit_into_a_header() {
        let inputs = [Items::default()];
        let light = LightContext::new(&inputs, &Nothing, Timestamp(0));
        let context = HeavyContext {
            light,
            idempotency_key: "run/ü %/0",
            deadline: Timestamp(0),
            attempt: 1,
            services: &Nothing,
        };
        assert_eq!(context.item_key(7), "run/%C3%BC%20%25/0/7");
    }
}
