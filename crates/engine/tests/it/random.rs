//! Random flows, driven in random order, against the reference interpreter.

use crate::behaviour::{Behaviour, Give, essence};
use crate::case::{Case, Weather, case};
use crate::drawing::{TestKinds, draw, kinds};
use crate::driver::{Driver, values};
use crate::reference::{End, Fate, Reference};
use engine::history::{Replay, StepRecord, replay};
use engine::lineage::{ItemRef, parents};
use engine::{EdgeState, Effects, Event, NodeState, Outcome, Run, RunStatus, apply};
use flow::{Flow, Items, Plan, Timestamp, compile};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A case made ready to run.
pub struct Scene {
    pub flow: Flow,
    pub plan: Plan,
}

static KNOWN: LazyLock<TestKinds> = LazyLock::new(kinds);

impl Scene {
    pub fn of(case: &Case) -> Self {
        let flow = draw(&case.drawing);
        let plan = compile(&flow, &*KNOWN).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Self { flow, plan }
    }

    pub fn driver<'a>(&'a self, case: &'a Case) -> Driver<'a> {
        Driver::new(&self.flow, &self.plan, case)
    }

    pub fn reference<'a>(&'a self, case: &'a Case) -> Reference<'a> {
        let items = vec![json!(1), json!({ "two": 2 })];
        Reference {
            flow: &self.flow,
            kinds: &*KNOWN,
            behaviours: &case.behaviours,
            pinned: &case.pinned,
            trigger: Some("t"),
            parent: None,
            items,
            loose: false,
            known: RefCell::default(),
        }
    }
}

pub fn start_items() -> Items {
    [json!(1), json!({ "two": 2 })].into_iter().map(flow::Item::new).collect()
}

/// What a node gave, by name of the port, without the wording of errors.
fn gave(scene: &Scene, run: &Run, node: u32) -> BTreeMap<String, Vec<Value>> {
    let plan_node = scene.plan.node(node);
    let outputs = run.outputs(0, node).unwrap_or_default().iter();
    let name = |port: u16| plan_node.outputs.get(usize::from(port)).cloned().unwrap_or_else(|| "error".to_owned());
    outputs.map(|(port, items)| (name(*port), values(items).iter().map(essence).collect())).collect()
}

pub fn compare_node(scene: &Scene, run: &Run, node: u32, fate: &Fate) {
    if fate.vague {
        return;
    }
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
        if scene.flow.nodes[node as usize].once {
            let firsts = carried.iter().find(|list| !list.is_empty() && list[..1] == values(arrived));
            assert!(firsts.is_some() || arrived.is_empty(), "{} sees one first item", plan_node.name);
            continue;
        }
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

/// A snapshot after so many events, with the events after it, leads to what all events
/// lead to: the state and the history.
pub fn check_snapshot(plan: &Plan, log: &[(Timestamp, Event)], cut: usize) {
    let (mut whole, mut first) = (Replay::default(), Replay::default());
    whole.extend(plan, log.iter().cloned());
    first.extend(plan, log[..cut].iter().cloned());
    let packed = rmp_serde::to_vec(&first).expect("can be written");
    let mut restored: Replay = rmp_serde::from_slice(&packed).expect("can be read");
    assert_eq!(restored, first, "a snapshot is what was");
    restored.extend(plan, log[cut..].iter().cloned());
    assert_eq!(restored, whole, "cut after {cut} of {} events", log.len());
}

/// The written events alone give the same run, and a history without loose ends.
pub fn check_replay(scene: &Scene, driver: &Driver<'_>) {
    let mut run = Run::new();
    let mut effects = Effects::default();
    for (at, event) in &driver.log {
        assert!(apply(&mut run, &scene.plan, event, *at, &mut effects));
    }
    assert_eq!(run, driver.run, "what was written gives the same run");
    let (replayed, records) = replay(&scene.plan, driver.log.iter().cloned());
    assert_eq!(replayed, driver.run);
    for third in 1..3 {
        check_snapshot(&scene.plan, &driver.log, driver.log.len() * third / 3);
    }
    for record in &records {
        let is_open = matches!(record.state, NodeState::Running | NodeState::Waiting | NodeState::Retrying);
        assert!(!is_open && record.wake_at.is_none(), "the run is over, but {record:?}");
    }
    for step in &driver.performed {
        let found = records.iter().filter(|record| record.step == *step).count();
        assert_eq!(found, 1, "{step:?} is one record");
    }
    for node in 0..scene.plan.nodes().len() as u32 {
        let of_node = |record: &&StepRecord| (record.step.frame, record.step.node) == (0, node);
        let last = records.iter().rev().find(of_node);
        let attempts = records.iter().filter(of_node).filter(|record| record.step.attempt > 0).count();
        assert_eq!(attempts as u32, driver.run.attempt(0, node), "an attempt is a record");
        if let Some(last) = last {
            assert_eq!(last.state, driver.run.node_state(0, node), "the last record tells how the node stands");
        }
    }
}

pub fn check_all(scene: &Scene, driver: &Driver<'_>) {
    check_replay(scene, driver);
    check_lineage(scene, &driver.run);
    for node in 0..scene.plan.nodes().len() as u32 {
        if driver.run.attempt(0, node) > 0 {
            check_inputs(scene, &driver.run, node);
        }
    }
}

/// The case with its lasting faults mended.
fn mended(case: &Case) -> Case {
    let mend = |behaviour: &Behaviour| match behaviour {
        Behaviour::Fail => Behaviour::Give(Give { ports: 1, items: 1 }),
        other => other.clone(),
    };
    let behaviours = case.behaviours.iter().map(|(name, behaviour)| (name.clone(), mend(behaviour)));
    Case { behaviours: behaviours.collect(), seed: case.seed.rotate_left(9), ..case.clone() }
}

/// What the nodes of a run gave, but for the trigger.
pub fn kept(scene: &Scene, run: &Run) -> BTreeMap<u32, Outcome> {
    let nodes = 1..scene.plan.nodes().len() as u32;
    let done = nodes.filter(|node| run.node_state(0, *node) == NodeState::Done);
    let outcome = |node| Outcome { ports: run.outputs(0, node).unwrap_or_default().to_vec(), wait: None, answer: None };
    done.map(|node| (node, outcome(node))).collect()
}

/// A thousand cases each, seconds in all; `PROPTEST_CASES=100000` for a night.
pub fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(1_000), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Which nodes run, and with what, does not depend on the order in which
    /// things happen, and is what the reference interpreter says.
    #[test]
    fn ends_as_the_reference_says_whatever_the_order(case in case(Weather::fair())) {
        let scene = Scene::of(&case);
        let mut driver = scene.driver(&case);
        driver.drive(0, start_items());
        let reference = scene.reference(&case);
        let (mut any_failed, mut any_vague) = (false, false);
        for (node, plan_node) in (0..).zip(scene.plan.nodes()) {
            if plan_node.region != 0 {
                continue;
            }
            let fate = reference.node(&plan_node.name);
            any_failed |= fate.end == End::Failed && fate.gave.is_empty();
            any_vague |= fate.vague;
            compare_node(&scene, &driver.run, node, &fate);
        }
        for (index, edge) in (0..).zip(&scene.flow.edges) {
            let is_taken = matches!(driver.run.edge_state(&scene.plan, 0, index), EdgeState::Taken(_));
            if !reference.node(&edge.from.node.0).vague {
                prop_assert_eq!(is_taken, reference.arrow(edge).is_some(), "of {}", edge.id);
            }
        }
        prop_assert!(driver.all_decided(), "every arrow is decided");
        if !any_vague {
            prop_assert_eq!(driver.run.status(), if any_failed { RunStatus::Failed } else { RunStatus::Succeeded });
        }
        prop_assert_eq!(driver.run.error().is_some(), driver.run.status() == RunStatus::Failed);
        check_all(&scene, &driver);
    }

    /// A cancel at any moment, or a failure that stops the run: nothing starts
    /// after it, and what was done before is what the reference says.
    #[test]
    fn a_stop_or_cancel_leaves_only_what_was_right(case in case(Weather::stopping()), after in prop::option::of(1..12usize)) {
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

    /// A failed run that is retried after the fault was mended: what was done is
    /// not performed again, and the rest goes as the reference says.
    #[test]
    fn a_retried_run_performs_nothing_again(case in case(Weather { skips: false, ..Weather::stopping() })) {
        let scene = Scene::of(&case);
        let mut first = scene.driver(&case);
        first.drive(0, start_items());
        let mended = mended(&case);
        let mut driver = scene.driver(&mended);
        driver.kept = kept(&scene, &first.run);
        driver.drive(0, start_items());
        let reference = scene.reference(&mended);
        for (node, plan_node) in (0..).zip(scene.plan.nodes()) {
            if matches!(driver.run.node_state(0, node), NodeState::Done | NodeState::Skipped) {
                // Kept items may have been made without those of the mended node.
                compare_node(&scene, &driver.run, node, &Fate { loose: true, ..reference.node(&plan_node.name) });
            }
        }
        check_replay(&scene, &driver);
    }

    /// With time limits on joins and on the run what happens depends on time; what
    /// must always hold still holds.
    #[test]
    fn holds_what_must_hold_under_time_limits(case in case(Weather::limiting()), after in prop::option::weighted(0.2, 1..12usize)) {
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
