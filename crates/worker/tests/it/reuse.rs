//! Tests that perform only what is stale.

use crate::kinds::calls;
use crate::support::{Bench, chain};
use flow::{Flow, Item, NodeId};
use serde_json::{Value, json};
use store::door::{Launch, Reuse, Runner, RunnerError};
use store::flows::Flows;
use store::runs::{RunMode, RunStatus};

fn effect(name: &str, n: u64) -> (&'static str, Value, Value) {
    ("effect", json!({ "script": name }), json!({"timeout_ms": 10_000 + n}))
}

/// A flow, and the first test of it.
struct Tried {
    bench: Bench,
    launch: Launch,
    reuse: Reuse,
}

impl Tried {
    async fn new(document: &Flow) -> Self {
        let bench = Bench::new().await;
        let published = bench.publish(document).await;
        let launch = Launch { mode: RunMode::Test, ..bench.launch_of(published) };
        let first = bench.worker.launch(launch.clone()).await.unwrap();
        bench.until(first.run, RunStatus::Succeeded).await;
        Self { bench, launch, reuse: Reuse { run: first.run, with_its_items: true } }
    }

    /// Tests this document, taking over from the first test.
    async fn again(&self, document: &Flow, until: Option<&str>) {
        self.bench.publish_again(self.launch.flow, document).await;
        let version = self.bench.store.flow(self.bench.workspace, self.launch.flow).await.unwrap().version.unwrap();
        let launch = Launch { version, items: [Item::new(json!({}))].into_iter().collect(), ..self.launch.clone() };
        let until = until.map(NodeId::from);
        let launched = self.bench.worker.launch_reusing(launch, self.reuse, until, None).await.unwrap();
        self.bench.until(launched.run, RunStatus::Succeeded).await;
    }
}

#[tokio::test]
async fn only_what_has_changed_and_what_comes_after_is_performed() {
    let flow = |middle: u64| chain(&[effect("fresh 1", 0), effect("fresh 2", middle), effect("fresh 3", 0)]);
    let tried = Tried::new(&flow(0)).await;
    tried.again(&flow(0), None).await;
    assert_eq!([calls("fresh 1").len(), calls("fresh 2").len(), calls("fresh 3").len()], [1, 1, 1]);
    tried.again(&flow(1), None).await;
    assert_eq!([calls("fresh 1").len(), calls("fresh 2").len(), calls("fresh 3").len()], [1, 2, 2]);
}

#[tokio::test]
async fn a_block_that_is_run_to_is_performed_in_any_case() {
    let flow = chain(&[effect("to 1", 0), effect("to 2", 0), effect("to 3", 0)]);
    let tried = Tried::new(&flow).await;
    tried.again(&flow, Some("n2")).await;
    assert_eq!([calls("to 1").len(), calls("to 2").len(), calls("to 3").len()], [1, 2, 1]);
}

#[tokio::test]
async fn with_other_data_everything_is_performed() {
    let flow = chain(&[effect("other data", 0)]);
    let tried = Tried::new(&flow).await;
    let items = [Item::new(json!({"n": 4}))].into_iter().collect();
    let launch = Launch { items, ..tried.launch.clone() };
    let reuse = Reuse { with_its_items: false, ..tried.reuse };
    let launched = tried.bench.worker.launch_reusing(launch, reuse, None, None).await.unwrap();
    tried.bench.until(launched.run, RunStatus::Succeeded).await;
    assert_eq!(calls("other data").len(), 2);
    let real = Launch { mode: RunMode::Manual, ..tried.launch.clone() };
    let refused = tried.bench.worker.launch_reusing(real, reuse, None, None).await;
    assert!(matches!(refused, Err(RunnerError::Invalid(_))), "{refused:?}");
}
