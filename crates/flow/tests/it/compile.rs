//! What a plan holds, and what keeps a flow from becoming one.

use crate::drawing::{draw, kinds};
use flow::container::{ContainerKind, ErrorClass, OnItemError};
use flow::document::FlowOnError;
use flow::kind::Weight;
use flow::plan::{PlanJoinRule, PlanPort};
use flow::{Plan, compile};

#[track_caller]
fn plan(drawing: &str) -> Plan {
    compile(&draw(drawing), &kinds()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn lays_nodes_and_edges_out_by_index() {
    let plan = plan("t: start\ni: if\nj: act\nt -> i\ni.no -> j\ni.yes -> j\nj.error -> k\nk: calc");
    assert_eq!(plan.index_of(&"j".into()), Some(2));
    assert_eq!(plan.index_of_name("k"), Some(3));
    assert_eq!(plan.index_of_name("x"), None);
    assert_eq!(plan.triggers().collect::<Vec<_>>(), [0]);
    assert_eq!(plan.node(2).weight, Weight::Heavy);
    assert_eq!(plan.node(2).incoming, [1, 2]);
    assert_eq!(plan.node(1).outgoing, [vec![2], vec![1], vec![]]);
    assert_eq!(plan.node(2).outgoing, [vec![], vec![3]]);
    assert_eq!(plan.edge(1).from, PlanPort { node: 1, port: 1 });
    assert_eq!(plan.edge(3).from, PlanPort { node: 2, port: plan.node(2).error_port() });
    assert!(plan.node(2).error_wired() && !plan.node(1).error_wired());
    let region = plan.region(0);
    assert_eq!((region.roots.as_slice(), region.order.as_slice()), ([0].as_slice(), [0, 1, 2, 3].as_slice()));
}

#[test]
fn puts_each_node_after_those_that_lead_to_it() {
    let plan = plan("c: calc\nb: calc\nt: start\nd: calc\nt -> b -> c\nt -> c -> d");
    assert_eq!(plan.region(0).order, [2, 1, 0, 3]);
}

#[test]
fn resolves_policies_and_joins() {
    let plan = plan(
        r#"flow {"on_error": "continue", "timeout_ms": 9}
        t: start
        a: act {"join": {"rule": "any", "timeout_ms": 5}, "on_error": "stop", "timeout_ms": 7}
        b: act {"join": {"rule": {"specific": ["e2"]}}, "disabled": true, "retry": {"maximum": 1}}
        c: act {"join": {"rule": "all_required"}}
        t -> a
        t -> b
        a -> b
        b -> c"#,
    );
    let rule = |node: u32| plan.node(node).join.rule.clone();
    assert_eq!((rule(1), plan.node(1).join.timeout_ms), (PlanJoinRule::First(1), Some(5)));
    assert_eq!((rule(2), rule(3)), (PlanJoinRule::Specific(vec![2]), PlanJoinRule::AllRequired));
    assert_eq!((plan.node(1).on_error, plan.node(2).on_error), (FlowOnError::Stop, FlowOnError::Continue));
    assert_eq!((plan.node(1).timeout_ms, plan.node(2).timeout_ms, plan.timeout_ms()), (Some(7), None, Some(9)));
    assert_eq!((plan.node(2).retry.maximum, plan.node(3).retry.maximum), (1, 3));
    assert!(plan.node(2).disabled);
}

#[test]
fn refuses_a_drawing_that_cannot_run() {
    let codes = |drawing: &str| {
        let problems = compile(&draw(drawing), &kinds()).expect_err("compiles");
        problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("t: start\na: calc\nt -> a -> a"), ["cycle"]);
    assert_eq!(codes("t: start\na: nothing\nt -> a"), ["kind_unknown"]);
    assert_eq!(codes("t: start\nt -> a"), ["edge_dangling"]);
}

#[test]
fn compiles_a_draft_with_unfinished_parameters() {
    plan("t: start\ns: send\nlonely: calc\nt -> s");
}

#[test]
fn makes_a_region_of_each_body() {
    let plan = plan("a: calc in l\nt: start\nl: each\nm: try in l\nb: calc in m\nc: calc in l\nt -> l\na -> m -> c");
    let region = |index: u32| {
        let region = plan.region(index);
        (region.owner, region.roots.as_slice(), region.order.as_slice(), region.ends.as_slice())
    };
    assert_eq!(plan.regions().len(), 3);
    assert_eq!(region(0), (None, [1].as_slice(), [1, 2].as_slice(), [2].as_slice()));
    assert_eq!(region(1), (Some(2), [0].as_slice(), [0, 3, 5].as_slice(), [5].as_slice()));
    assert_eq!(region(2), (Some(3), [4].as_slice(), [4].as_slice(), [4].as_slice()));
    assert_eq!(plan.nodes().iter().map(|node| node.region).collect::<Vec<_>>(), [1, 0, 0, 1, 2, 1]);
    assert_eq!((plan.region(1).nodes.clone(), plan.region(1).edges.clone()), (0..6, 1..3));
    assert_eq!((plan.owner(2), plan.owner(0)), (Some(3), None));
    assert_eq!(plan.triggers().collect::<Vec<_>>(), [1]);
}

#[test]
fn reads_the_settings_of_boxes() {
    let plan = plan(
        r#"t: start
        l: each {"parameters": {"batch_size": 5, "at_once": 3, "on_item_error": "collect", "results": "none"}}
        w: while {"parameters": {"maximum_iterations": 7, "maximum_ms": 90}, "timeout_ms": 100}
        y: try {"parameters": {"catch": ["transient"]}, "retry": {"maximum": 2}}
        s: sub {"parameters": {"flow": "flow_1", "wait": false}}
        x: sub {"parameters": {"flow": "{{ $json.flow }}"}}
        t -> l -> w -> y -> s -> x"#,
    );
    let container = |node: u32| plan.node(node).container.as_ref().expect("a container");
    let each = &container(1).settings;
    assert_eq!((each.batch_size, each.at_once, each.on_item_error), (5, 3, OnItemError::Collect));
    assert_eq!((each.keeps_results, container(1).region), (false, Some(1)));
    assert_eq!((container(2).settings.maximum_iterations, plan.node(2).timeout_ms), (7, Some(90)));
    assert_eq!(
        (container(3).settings.catch.as_slice(), plan.node(3).retry.maximum),
        ([ErrorClass::Transient].as_slice(), 2)
    );
    assert_eq!((container(4).settings.flow.as_deref(), container(4).settings.wait), (Some("flow_1"), false));
    assert_eq!((container(5).settings.flow.as_deref(), container(5).region), (None, None));
    assert_eq!((plan.node(1).retry.maximum, plan.node(1).timeout_ms), (0, None));
    assert_eq!(container(1).kind, ContainerKind::ForEach);
}

#[test]
fn reads_kinds_written_before_there_were_boxes() {
    let known = kinds();
    let mut spec = serde_json::to_value(flow::Kinds::kind(&known, "calc", 1)).expect("can be written");
    assert_eq!((spec.get("container"), spec.get("control")), (None, None));
    spec["container"] = "for_each".into();
    let spec: flow::KindSpec = serde_json::from_value(spec).expect("can be read");
    assert_eq!(spec.container, Some(ContainerKind::ForEach));
}

#[test]
fn what_undoes_the_work_of_others_is_a_region_of_its_own() {
    let plan = compile(&draw("t: start\na: act {\"compensate_with\": \"u\"}\nu: try\nv: act in u\nt -> a"), &kinds())
        .expect("sound");
    assert_eq!(plan.node(1).compensation, Some(2));
    let regions: Vec<_> =
        plan.regions().iter().map(|region| (region.owner, region.roots.clone(), region.ends.clone())).collect();
    assert_eq!(regions, [(None, vec![0], vec![1]), (Some(2), vec![3], vec![3]), (None, vec![2], vec![2])]);
}
