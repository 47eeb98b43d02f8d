//! Forms of several pages: where the person stands while the run goes on.

use crate::support::Bench;
use flow::form::{Ending, Field as FormField, Page};
use flow::kind::Ports;
use flow::{Items, NodeId};
use node_sdk::trigger::{Respond, Verify};
use node_sdk::{
    Catalog, Field, Group, LightContext, LightNode, NodeError, Output, Reply, Subscription, TriggerNode, Wait,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::door::forms::FormStanding;
use store::door::{At, AwaitedReply, AwaitedState, Runner};
use store::runs::RunStatus;

/// # Opened
///
/// Begins with a form.
#[derive(Deserialize, JsonSchema)]
struct Opened {
    /// Whether the person waits for the end of the run.
    #[serde(default)]
    waits: bool,
}

impl TriggerNode for Opened {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        let respond = if self.waits { Respond::Run } else { Respond::Accepted };
        let ending = Box::new(Ending { title: "Usual".into(), ..Ending::default() });
        let (path, page) = ("form".into(), Box::default());
        Ok(vec![Subscription::Form { path, respond, verify: Verify::Nothing, page, ending }])
    }
}

/// # Page
///
/// Waits for a person.
#[derive(Deserialize, JsonSchema)]
struct Paged {
    /// What stands above it.
    title: Field<String>,
}

impl LightNode for Paged {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        let wait = Some(Wait { until: None, signal: true });
        Ok(Output { wait, ..Output::port(1, context.items().clone()) })
    }

    fn reply(&self) -> Option<Reply<'_>> {
        let fields = vec![FormField { label: Field::Fixed("Age".into()), ..FormField::default() }];
        let page = Page { title: self.title.clone(), fields, ..Page::default() };
        Some(Reply::Form { page: Box::new(page) })
    }
}

/// # Farewell
///
/// Ends a form.
#[derive(Deserialize, JsonSchema)]
struct Farewell {
    /// What stands above it.
    title: Field<String>,
}

impl LightNode for Farewell {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(context.items().clone()))
    }

    fn reply(&self) -> Option<Reply<'_>> {
        let ending = Ending { title: self.title.clone(), ..Ending::default() };
        Some(Reply::FormEnd { ending: Box::new(ending) })
    }
}

/// Adds these kinds.
pub fn add(catalog: &mut Catalog, icon: &'static str) {
    let ways = Ports::fixed(&[("main", "submitted"), ("late", "late")]);
    catalog.add(node_sdk::trigger::<Opened>("opened", icon));
    catalog.add(node_sdk::light::<Paged>("page", Group::Logic, icon).outputs(ways));
    catalog.add(node_sdk::light::<Farewell>("farewell", Group::Logic, icon));
}

async fn standing(bench: &Bench, run: flow::id::RunId) -> FormStanding {
    bench.worker.form(bench.workspace, run).await.unwrap()
}

fn ended(title: &str) -> FormStanding {
    FormStanding::Ended(Ending { title: title.into(), ..Ending::default() })
}

#[tokio::test]
async fn a_person_goes_from_page_to_page_and_sees_the_end_the_run_comes_to() {
    let bench = Bench::new().await;
    let drawing = "t: opened\np: page {\"parameters\": {\"title\": \"Hello {{ $json.n }}\"}}\n\
                   f: farewell {\"parameters\": {\"title\": \"Bye {{ $json.Age }}\"}}\nw: sleep\nt -> p -> f -> w";
    let run = bench.run_drawing(drawing, 1).await;
    let at = At { node: NodeId::from("p"), frame: Some(0) };
    assert_eq!(standing(&bench, run).await, FormStanding::Page(at.clone()));
    let awaited = bench.worker.awaited(bench.workspace, run, at.clone()).await.unwrap();
    assert_eq!(awaited.state, AwaitedState::Open);
    match awaited.reply {
        AwaitedReply::Form { page, is_test, .. } => {
            assert_eq!((page.title.as_str(), page.fields[0].label.as_str(), is_test), ("Hello 0", "Age", false));
        }
        other => panic!("{other:?}"),
    }
    bench.worker.signal(bench.workspace, run, at, Items::one(json!({"Age": 36}))).await.unwrap();
    // The run goes on; the person need not wait for it.
    assert_eq!(bench.row(run).await.status, RunStatus::Waiting);
    assert_eq!(standing(&bench, run).await, ended("Bye 36"));
}

#[tokio::test]
async fn without_pages_the_trigger_says_when_it_is_done() {
    let bench = Bench::new().await;
    let drawing = |waits: bool| format!("t: opened {{\"parameters\": {{\"waits\": {waits}}}}}\nw: sleep\nt -> w");
    let run = bench.run_drawing(&drawing(false), 1).await;
    assert_eq!(standing(&bench, run).await, ended("Usual"));
    let run = bench.run_drawing(&drawing(true), 1).await;
    assert_eq!(standing(&bench, run).await, FormStanding::Working);
    bench.worker.cancel(bench.workspace, run).await.unwrap();
    assert_eq!(standing(&bench, run).await, FormStanding::Failed);
    let run = bench.run_drawing("t: opened {\"parameters\": {\"waits\": true}}\na: count\nt -> a", 1).await;
    assert_eq!(standing(&bench, run).await, ended("Usual"));
}
