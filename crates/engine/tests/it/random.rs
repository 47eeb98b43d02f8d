//! Random flows, driven in random order, against the reference interpreter.

use crate::behaviour::{Behaviour, Give, essence};
use crate::drawing::{TestKinds, draw, kinds};
use crate::driver::{Driver, values};
use crate::reference::{End, Fate, Reference};
use engine::event::Settlement;
use engine::history::replay;
use engine::lineage::{ItemRef, parents};
use engine::{EdgeState, Effects, NodeState, Run, RunStatus, apply};
use flow::{Flow, Items, Plan, compile};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// A random flow with behaviours, and a seed for the order in which things happen.
#[derive(Clone, Debug)]
struct Case {
    drawing: String,
    behaviours: HashMap<String, Behaviour>,
    seed: u64,
}

/// What a random flow may have besides nodes and arrows.
#[derive(Clone, Copy)]
struct Weather {
    /// Uncaught failures may stop the run; else it always goes on.
    stops: bool,
    /// Joins and the run may have a time limit.
    limits: bool,
}

/// A random node: `u8`s become fields by their remainder.
#[derive(Clone, Debug)]
struct Draft {
    kind: u8,
    rule: u8,
    count: u8,
    uncertain: u8,
    retries: u8,
    disabled: bool,
    patient: bool,
    behaviour: Behaviour,
    /// Where its arrows come from: node, port, port here, place in the wiring order.
    arrows: Vec<(u8, u8, u8, u8)>,
}

fn give() -> impl Strategy<Value = Give> {
    (0..4u8, 0..3u8).prop_map(|(ports, items)| Give { ports: if ports == 0 { 1 } else { ports }, items })
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let settlement = prop_oneof![Just(Settlement::Done), Just(Settlement::Failed), Just(Settlement::Retry)];
    prop_oneof![
        6 => give().prop_map(Behaviour::Give),
        1 => (0..2u8, 0..3u8).prop_map(|(ports, items)| Behaviour::Give(Give { ports, items })),
        2 => Just(Behaviour::Fail),
        2 => (1..5u32, give()).prop_map(|(times, give)| Behaviour::Flaky(times, give)),
        1 => Just(Behaviour::Hang),
        2 => (0..3u8).prop_map(|which| Behaviour::Wait { time: which != 1, signal: which != 0 }),
        2 => (settlement, give()).prop_map(|(settlement, give)| Behaviour::Crash(settlement, give)),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let some = prop::collection::vec(any::<(u8, u8, u8, u8)>(), 1..5);
    let arrows = prop_oneof![15 => some, 1 => Just(Vec::new())];
    let numbers = (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>());
    (numbers, prop::bool::weighted(0.1), prop::bool::weighted(0.3), behaviour(), arrows).prop_map(
        |((kind, rule, count, uncertain, retries), disabled, patient, behaviour, arrows)| Draft {
            kind,
            rule,
            count,
            uncertain,
            retries,
            disabled,
            patient,
            behaviour,
            arrows,
        },
    )
}

fn case(weather: Weather) -> impl Strategy<Value = Case> {
    (prop::collection::vec(draft(), 1..12), any::<u64>()).prop_map(move |(drafts, seed)| {
        let behaviours = drafts.iter().enumerate().map(|(index, draft)| (format!("n{index}"), draft.behaviour.clone()));
        Case { drawing: drawing(&drafts, weather), behaviours: behaviours.collect(), seed }
    })
}

const KINDS: [&str; 4] = ["act", "calc", "if", "merge"];
const UNCERTAIN: [&str; 4] = ["retry", "ask", "skip", "fail"];

fn kind(draft: &Draft) -> &'static str {
    match draft.behaviour {
        // Only a heavy node has a time limit, and only that ends what hangs.
        Behaviour::Hang => "act",
        _ => KINDS[usize::from(draft.kind) % KINDS.len()],
    }
}

/// Two triggers, of which the first starts the run, and a node a draft.
fn drawing(drafts: &[Draft], weather: Weather) -> String {
    let arrows = arrows(drafts);
    let mut lines = vec!["t: start".to_owned(), "u: start".to_owned()];
    let on_error = if weather.stops { "stop" } else { "continue" };
    let limit = if weather.limits && drafts[0].patient { ", \"timeout_ms\": 3" } else { "" };
    lines.push(format!("flow {{\"on_error\": \"{on_error}\"{limit}}}"));
    for (index, draft) in drafts.iter().enumerate() {
        lines.push(format!("n{index}: {} {}", kind(draft), fields(index, draft, &arrows, weather)));
    }
    lines.extend(arrows.iter().map(|(from, to)| format!("{from} -> {to}")));
    lines.join("\n")
}

/// All arrows in the order of their wiring, each from a node to a later one.
fn arrows(drafts: &[Draft]) -> Vec<(String, String)> {
    let mut drawn = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        for (from, from_port, to_port, place) in &draft.arrows {
            let to = if kind(draft) == "merge" { format!("n{index}.in{}", to_port % 2) } else { format!("n{index}") };
            drawn.push((*place, (source(drafts, index, *from, *from_port), to)));
        }
    }
    drawn.sort_by_key(|(place, _)| *place);
    let mut seen = HashSet::new();
    drawn.into_iter().map(|(_, arrow)| arrow).filter(|arrow| seen.insert(arrow.clone())).collect()
}

/// A port of a node before the one at `index`: of a trigger, or of an earlier node.
fn source(drafts: &[Draft], index: usize, from: u8, port: u8) -> String {
    match usize::from(from) % (index + 2) {
        0 => "t".to_owned(),
        1 if from.is_multiple_of(3) => "u".to_owned(),
        1 => "t".to_owned(),
        place => {
            let ports: &[&str] = if kind(&drafts[place - 2]) == "if" {
                &["yes", "no", "yes", "error"]
            } else {
                &["main", "main", "main", "error"]
            };
            format!("n{}.{}", place - 2, ports[usize::from(port) % ports.len()])
        }
    }
}

fn fields(index: usize, draft: &Draft, arrows: &[(String, String)], weather: Weather) -> Value {
    let name = format!("n{index}");
    let incoming: Vec<usize> =
        (0..arrows.len()).filter(|place| arrows[*place].1.split('.').next() == Some(name.as_str())).collect();
    let mut join = json!({ "rule": rule(draft, &incoming) });
    if weather.limits && draft.patient {
        join["timeout_ms"] = json!(2);
    }
    let mut fields = json!({
        "join": join,
        "disabled": draft.disabled,
        "retry": { "maximum": draft.retries % 4, "delays_ms": [1, 2] },
        "on_uncertain": UNCERTAIN[usize::from(draft.uncertain) % UNCERTAIN.len()],
    });
    if matches!(draft.behaviour, Behaviour::Hang) {
        fields["timeout_ms"] = json!(2);
    }
    fields
}

fn rule(draft: &Draft, incoming: &[usize]) -> Value {
    let count = 1 + usize::from(draft.count) % incoming.len().max(1);
    match draft.rule % 10 {
        5 => json!("all_required"),
        6 => json!("any"),
        7 if !incoming.is_empty() => json!({ "first": count }),
        8 | 9 if !incoming.is_empty() => {
            let chosen: Vec<String> = incoming.iter().rev().take(count).map(|place| format!("e{place}")).collect();
            json!({ "specific": chosen })
        }
        _ => json!("all"),
    }
}

/// A case made ready to run.
struct Scene {
    flow: Flow,
    plan: Plan,
}

static KNOWN: LazyLock<TestKinds> = LazyLock::new(kinds);

impl Scene {
    fn of(case: &Case) -> Self {
        let flow = draw(&case.drawing);
        let plan = compile(&flow, &*KNOWN).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Self { flow, plan }
    }

    fn driver<'a>(&'a self, case: &'a Case) -> Driver<'a> {
        Driver::new(&self.flow, &self.plan, &case.behaviours, case.seed)
    }

    fn reference<'a>(&'a self, case: &'a Case) -> Reference<'a> {
        let items = vec![json!(1), json!({ "two": 2 })];
        let known = RefCell::default();
        Reference { flow: &self.flow, kinds: &*KNOWN, behaviours: &case.behaviours, trigger: "t", items, known }
    }
}

fn start_items() -> Items {
    [json!(1), json!({ "two": 2 })].into_iter().map(flow::Item::new).collect()
}

/// What a node gave, by name of the port, without the wording of errors.
fn gave(scene: &Scene, run: &Run, node: u32) -> BTreeMap<String, Vec<Value>> {
    let plan_node = scene.plan.node(node);
    let outputs = run.outputs(0, node).unwrap_or_default().iter();
    let name = |port: u16| plan_node.outputs.get(usize::from(port)).cloned().unwrap_or_else(|| "error".to_owned());
    outputs.map(|(port, items)| (name(*port), values(items).iter().map(essence).collect())).collect()
}

fn compare_node(scene: &Scene, run: &Run, node: u32, fate: &Fate) {
    let name = &scene.plan.node(node).name;
    let wanted = match fate.end {
        End::Done => NodeState::Done,
        End::Failed => NodeState::Failed,
        End::Skipped => NodeState::Skipped,
    };
    assert_eq!(run.node_state(0, node), wanted, "of {name}");
    let gave = gave(scene, run, node);
    assert!(gave.keys().eq(fate.gave.keys()), "the ports {name} took: {gave:?}, not {:?}", fate.gave);
    if !fate.loose {
        let wanted: BTreeMap<String, Vec<Value>> =
            fate.gave.iter().map(|(port, values)| (port.clone(), values.iter().map(essence).collect())).collect();
        assert_eq!(gave, wanted, "of {name}");
    }
}

/// What came in at a node, though it took only some of its arrows, is lists of
/// taken arrows in the order of wiring.
fn check_inputs(scene: &Scene, run: &Run, node: u32) {
    let plan_node = scene.plan.node(node);
    let inputs = run.inputs(&scene.plan, 0, node);
    for (port, arrived) in (0..).zip(&inputs) {
        let edges = plan_node.incoming.iter().filter(|edge| scene.plan.edge(**edge).to.port == port);
        let carried: Vec<Vec<Value>> = edges.filter_map(|edge| carried(scene, run, *edge)).collect();
        assert!(is_made_of(&values(arrived), &carried), "{} got items no arrows carried in this order", plan_node.name);
    }
}

fn carried(scene: &Scene, run: &Run, edge: u32) -> Option<Vec<Value>> {
    match run.edge_state(&scene.plan, 0, edge) {
        EdgeState::Taken(items) => Some(values(&items)),
        EdgeState::Pending | EdgeState::Skipped => None,
    }
}

/// Whether some of the lists, in their order, make up the whole.
fn is_made_of(whole: &[Value], lists: &[Vec<Value>]) -> bool {
    let Some((first, others)) = lists.split_first() else { return whole.is_empty() };
    let with_first = whole.strip_prefix(first.as_slice()).is_some_and(|rest| is_made_of(rest, others));
    with_first || is_made_of(whole, others)
}

/// Every parent of every item is an item that is there.
fn check_lineage(scene: &Scene, run: &Run) {
    for node in 0..scene.plan.nodes().len() as u32 {
        for (port, items) in run.outputs(0, node).unwrap_or_default() {
            for item in 0..items.len() {
                for parent in parents(run, &scene.plan, 0, ItemRef { node, port: *port, item }) {
                    let given = run.outputs(0, parent.node).unwrap_or_default();
                    let list = given.iter().find(|(port, _)| *port == parent.port).map(|(_, items)| items.len());
                    assert!(list.is_some_and(|length| parent.item < length), "{parent:?} does not exist");
                }
            }
        }
    }
}

/// The written events alone give the same run, and a history without loose ends.
fn check_replay(scene: &Scene, driver: &Driver<'_>) {
    let mut run = Run::new();
    let mut effects = Effects::default();
    for (at, event) in &driver.log {
        assert!(apply(&mut run, &scene.plan, event, *at, &mut effects));
    }
    assert_eq!(run, driver.run, "what was written gives the same run");
    let (replayed, records) = replay(&scene.plan, driver.log.iter().cloned());
    assert_eq!(replayed, driver.run);
    for record in &records {
        let is_open = matches!(record.state, NodeState::Running | NodeState::Waiting | NodeState::Retrying);
        assert!(!is_open && record.wake_at.is_none(), "the run is over, but {record:?}");
    }
    for node in 0..scene.plan.nodes().len() as u32 {
        let last = records.iter().rev().find(|record| record.step.node == node);
        let attempts = records.iter().filter(|record| record.step.node == node && record.step.attempt > 0).count();
        assert_eq!(attempts as u32, driver.run.attempt(0, node), "an attempt is a record");
        if let Some(last) = last {
            assert_eq!(last.state, driver.run.node_state(0, node), "the last record tells how the node stands");
        }
    }
}

fn check_all(scene: &Scene, driver: &Driver<'_>) {
    check_replay(scene, driver);
    check_lineage(scene, &driver.run);
    for node in 0..scene.plan.nodes().len() as u32 {
        if driver.run.attempt(0, node) > 0 {
            check_inputs(scene, &driver.run, node);
        }
    }
}

/// A thousand cases each, seconds in all; `PROPTEST_CASES=100000` for a night.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(1_000), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Which nodes run, and with what, does not depend on the order in which
    /// things happen, and is what the reference interpreter says.
    #[test]
    fn ends_as_the_reference_says_whatever_the_order(case in case(Weather { stops: false, limits: false })) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.drive(0, start_items());
        let reference = scene.reference(&case);
        let mut any_failed = false;
        for (node, plan_node) in (0..).zip(scene.plan.nodes()) {
            let fate = reference.node(&plan_node.name);
            any_failed |= fate.end == End::Failed && fate.gave.is_empty();
            compare_node(&scene, &driver.run, node, &fate);
        }
        for (index, edge) in (0..).zip(&scene.flow.edges) {
            let is_taken = matches!(driver.run.edge_state(&scene.plan, 0, index), EdgeState::Taken(_));
            prop_assert_eq!(is_taken, reference.arrow(edge).is_some(), "of {}", edge.id);
        }
        prop_assert!(driver.all_decided(), "every arrow is decided");
        prop_assert_eq!(driver.run.status(), if any_failed { RunStatus::Failed } else { RunStatus::Succeeded });
        prop_assert_eq!(driver.run.error().is_some(), any_failed);
        check_all(&scene, &driver);
    }

    /// A cancel at any moment, or a failure that stops the run: nothing starts
    /// after it, and what was done before is what the reference says.
    #[test]
    fn a_stop_or_cancel_leaves_only_what_was_right(case in case(Weather { stops: true, limits: false }), after in prop::option::of(1..12usize)) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.cancel_after = after;
        driver.drive(0, start_items());
        let reference = scene.reference(&case);
        for (node, plan_node) in (0..).zip(scene.plan.nodes()) {
            let state = driver.run.node_state(0, node);
            if matches!(state, NodeState::Done | NodeState::Skipped) {
                compare_node(&scene, &driver.run, node, &reference.node(&plan_node.name));
            }
        }
        if driver.run.status() == RunStatus::Succeeded {
            prop_assert!(driver.all_decided());
        }
        check_all(&scene, &driver);
    }

    /// With time limits on joins and on the run what happens depends on time; what
    /// must always hold still holds.
    #[test]
    fn holds_what_must_hold_under_time_limits(case in case(Weather { stops: false, limits: true }), after in prop::option::weighted(0.2, 1..12usize)) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.cancel_after = after;
        driver.drive(0, start_items());
        let error = driver.run.error().map(|error| error.error.code.clone());
        if driver.run.status() != RunStatus::Cancelled && error.as_deref() != Some("run_timeout") {
            prop_assert!(driver.all_decided() || driver.run.error().is_some(), "every arrow is decided");
        }
        check_all(&scene, &driver);
    }
}
