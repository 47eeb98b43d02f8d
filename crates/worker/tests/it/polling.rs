//! Triggers that look for news by themselves: each piece of news starts one run,
//! whatever is lost between finding it and noting how far the trigger has come.

use crate::drawing::draw;
use crate::support::Bench;
use async_trait::async_trait;
use flow::id::FlowId;
use flow::{Items, NodeId};
use node_sdk::poll::{Event, News, Poll, PollContext};
use node_sdk::{NodeError, Subscription, TriggerNode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use store::door::Runner;
use store::page::PageRequest;
use store::polls::Polls;
use store::runs::{RunFilter, Runs};
use store::triggers::Triggers;

/// Feeds by name: how many pieces of news there are, and how settling fails the next times.
static FEEDS: LazyLock<Mutex<HashMap<String, State>>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct State {
    count: u64,
    failures: Vec<NodeError>,
    looks: u32,
    settled: Vec<String>,
}

/// # Feed
///
/// Looks for news that tests make.
#[derive(Deserialize, JsonSchema)]
pub struct Feed {
    name: String,
}

impl TriggerNode for Feed {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        Ok(vec![Subscription::Poll { every_ms: 1_000 }])
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }
}

#[async_trait]
impl Poll for Feed {
    /// Two pieces of news at once, behind the last one.
    async fn look(&self, context: &PollContext<'_>) -> Result<News, NodeError> {
        let mut feeds = FEEDS.lock().unwrap();
        let state = feeds.entry(self.name.clone()).or_default();
        state.looks += 1;
        let from = context.place.and_then(Value::as_u64).unwrap_or(0);
        let to = state.count.min(from + 2);
        let event = |number: u64| Event { key: number.to_string(), items: Items::one(json!({"n": number})) };
        Ok(News { events: (from..to).map(event).collect(), place: json!(to), has_more: to < state.count })
    }

    async fn settle(&self, _: &PollContext<'_>, news: &News) -> Result<(), NodeError> {
        let mut feeds = FEEDS.lock().unwrap();
        let state = feeds.entry(self.name.clone()).or_default();
        if let Some(error) = state.failures.pop() {
            return Err(error);
        }
        state.settled.extend(news.events.iter().map(|event| event.key.clone()));
        Ok(())
    }
}

/// A published flow with a feed.
struct Subscribed {
    bench: Bench,
    flow: FlowId,
    name: &'static str,
}

impl Subscribed {
    async fn new(name: &'static str) -> Self {
        let bench = Bench::new().await;
        let drawing = format!("t: feed {{\"parameters\": {{\"name\": \"{name}\"}}}}\na: count\nt -> a");
        let (flow, _) = bench.publish(&draw(&drawing)).await;
        FEEDS.lock().unwrap().insert(name.to_owned(), State::default());
        Self { bench, flow, name }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(FEEDS.lock().unwrap().get_mut(self.name).unwrap());
    }

    /// Lets the trigger look, and waits until it has looked so often in all.
    async fn poll(&self, looks: u32) {
        let triggers = self.bench.store.triggers(self.bench.workspace, self.flow).await.unwrap();
        let is_done = || FEEDS.lock().unwrap()[self.name].looks >= looks;
        while !is_done() {
            // One that is still looking is not let look again.
            self.bench.worker.poll(triggers[0].clone()).await.unwrap();
            tokio::task::yield_now().await;
        }
    }

    async fn until_place(&self, place: u64) {
        let (workspace, node) = (self.bench.workspace, NodeId::from("t"));
        let wanted = Some(place.to_string());
        while self.bench.store.poll_place(workspace, self.flow, &node).await.unwrap() != wanted {
            tokio::task::yield_now().await;
        }
    }

    async fn runs(&self) -> usize {
        let filter = RunFilter { flow: Some(self.flow), ..RunFilter::default() };
        self.bench
            .store
            .runs(self.bench.workspace, filter, PageRequest { cursor: None, limit: 200 })
            .await
            .unwrap()
            .items
            .len()
    }
}

#[tokio::test]
async fn each_piece_of_news_starts_one_run() {
    let subscribed = Subscribed::new("once").await;
    subscribed.change(|state| state.count = 5);
    subscribed.poll(1).await;
    subscribed.until_place(5).await;
    assert_eq!(subscribed.runs().await, 5, "in three looks");
    subscribed.change(|state| state.count = 6);
    subscribed.poll(4).await;
    subscribed.until_place(6).await;
    assert_eq!(subscribed.runs().await, 6);
    subscribed.change(|state| assert_eq!(state.settled, ["0", "1", "2", "3", "4", "5"]));
}

#[tokio::test]
async fn news_that_is_found_again_starts_nothing_twice() {
    let subscribed = Subscribed::new("again").await;
    let lost = || NodeError::transient("lost", "The connection broke.", "");
    subscribed.change(|state| {
        state.count = 2;
        state.failures = vec![lost(), lost()];
    });
    subscribed.poll(2).await;
    subscribed.poll(3).await;
    subscribed.until_place(2).await;
    assert_eq!(subscribed.runs().await, 2);
    subscribed.change(|state| assert_eq!((state.settled.len(), state.failures.len()), (2, 0)));
}

#[tokio::test]
async fn what_can_never_be_marked_does_not_keep_out_what_is_newer() {
    let subscribed = Subscribed::new("never").await;
    subscribed.change(|state| {
        state.count = 3;
        state.failures = vec![NodeError::permanent("read_only", "The mailbox is read-only.", "")];
    });
    subscribed.poll(1).await;
    subscribed.until_place(3).await;
    assert_eq!(subscribed.runs().await, 3);
}
