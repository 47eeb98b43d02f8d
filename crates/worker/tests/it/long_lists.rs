//! Lists too long to be worked on at once: what comes out is what would come out of
//! short ones, and a new process reads back what was written.

use crate::support::{Bench, chain};
use flow::{Item, Items};
use node_sdk::expression::Scope;
use node_sdk::gather::{self, Gather};
use node_sdk::{Failing, LightContext, LightNode, NodeError, Output, each};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use store::door::{Launch, Runner};
use store::runs::RunStatus;
use tokio::runtime::Runtime;

/// More than a list in memory may have, and no whole number of pages.
const COUNT: i64 = 40_001;

/// # Odd
///
/// Keeps the items with an odd `n`.
#[derive(Deserialize, JsonSchema)]
pub struct Odd {}

impl LightNode for Odd {
    fn failing(&self) -> Failing {
        Failing::ByItem
    }

    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let items = context.items().iter().enumerate();
        let odd = items.filter(|(_, item)| item.json["n"].as_i64().is_some_and(|n| n % 2 == 1));
        let odd = odd.map(|(place, item)| Item { lineage: each::paired(place), ..item.clone() });
        Ok(Output::main(odd.collect::<Vec<_>>()))
    }
}

/// # Total
///
/// Adds up `n`, and counts the items and those whose `place` or `from` is not their `n`.
#[derive(Deserialize, JsonSchema)]
pub struct Total {}

#[derive(Default)]
struct Adding {
    total: i64,
    count: usize,
    misplaced: usize,
}

impl LightNode for Total {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        gather::at_once(Box::new(Adding::default()), context)
    }

    fn gather<'a>(&'a self, _: &Scope<'_>) -> Option<Result<Box<dyn Gather + 'a>, NodeError>> {
        Some(Ok(Box::new(Adding::default())))
    }
}

impl Gather for Adding {
    fn take(&mut self, context: &LightContext<'_>) -> Result<(), NodeError> {
        for item in context.items().iter() {
            self.total += item.json["n"].as_i64().unwrap_or_default();
            self.count += 1;
            let is_there = |name: &str| item.json[name].is_null() || item.json[name] == item.json["n"];
            self.misplaced += usize::from(!is_there("place") || !is_there("from"));
        }
        Ok(())
    }

    fn give(self: Box<Self>) -> Result<Output, NodeError> {
        let Self { total, count, misplaced } = *self;
        Ok(Output::main(Items::one(json!({"total": total, "count": count, "misplaced": misplaced}))))
    }
}

#[test]
fn a_long_list_gives_what_a_short_one_would() {
    let see = json!({"value": "{{ ({n: $json.n, place: $itemIndex, from: $('Begin').item.json.n, all: $input.all().length}) }}"});
    let document = chain(&[
        ("see", see, json!({})),
        ("odd", json!({}), json!({})),
        // Needs the whole list.
        ("count", json!({}), json!({})),
        ("total", json!({}), json!({})),
    ]);
    let odd: Vec<i64> = (0..COUNT).filter(|n| n % 2 == 1).collect();
    let total: i64 = odd.iter().map(|n| n + 1).sum();
    let expected = [json!({"total": total, "count": odd.len(), "misplaced": 0})];

    let runtime = Runtime::new().unwrap();
    let (folder, workspace, run) = runtime.block_on(async {
        let bench = Bench::new().await;
        let published = bench.publish(&document).await;
        let items = (0..COUNT).map(|n| Item::new(json!({ "n": n }))).collect();
        let run = bench.worker.launch(Launch { items, ..bench.launch_of(published) }).await.unwrap().run;
        bench.until(run, RunStatus::Succeeded).await;
        assert_eq!(bench.given(run, "n4", "main").await, expected);
        (bench.folder.clone(), bench.workspace, run)
    });
    drop(runtime);

    // A new process reads the same.
    Runtime::new().unwrap().block_on(async {
        let bench = Bench::reopen(folder, workspace).await;
        assert_eq!(bench.given(run, "n4", "main").await, expected);
        let seen = bench.given(run, "n2", "main").await;
        let last = COUNT - 2;
        assert_eq!(*seen.last().unwrap(), json!({"n": last, "place": last, "from": last, "all": COUNT}));
        assert_eq!(seen.iter().map(|item| item["n"].as_i64().unwrap()).collect::<Vec<_>>(), odd);
    });
}

#[tokio::test]
async fn a_failure_says_where_in_a_long_list_it_was() {
    let bench = Bench::new().await;
    let value = Value::from("{{ $json.n > 30000 ? $json.n.nothing.there : 1 }}");
    let published = bench.publish(&chain(&[("see", json!({"value": value}), json!({}))])).await;
    let items = (0..COUNT).map(|n| Item::new(json!({ "n": n }))).collect();
    let run = bench.worker.launch(Launch { items, ..bench.launch_of(published) }).await.unwrap().run;
    let row = bench.until(run, RunStatus::Failed).await;
    let message = row.error.unwrap().message;
    assert!(message.starts_with("Among the items from number 28673 on: "), "{message}");
}
