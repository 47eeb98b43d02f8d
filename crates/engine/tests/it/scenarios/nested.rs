//! Boxes within boxes: numbers of frames, limits, leaving, cancelling.

use crate::script::{Played, check, items_of};
use engine::lineage::ancestor;
use engine::{Effects, Event, RunStatus, apply};
use flow::Timestamp;
use std::collections::BTreeMap;

const NESTED: &str = "t: start\nl: each\nm: each in l\na: act in m\nz: calc in l\nt -> l\nm -> z";

#[test]
fn numbers_of_frames_are_not_used_twice() {
    check(
        NESTED,
        "start [1,2] -> perform a@2#1 [1]
         a@2 ok      -> perform z@1#1 [1]
         z@1 ok      -> perform a@4#1 [2]
         a@4 ok      -> perform z@3#1 [2]
         z@3 ok      -> end succeeded",
    );
}

#[test]
fn a_failure_goes_up_until_something_catches_it() {
    check(NESTED, "start [1,2] -> perform a@2#1 [1]\na@2 fail -> end failed\n= l failed");
    check(
        &NESTED.replace("m: each in l", "m: each in l {\"parameters\": {\"on_item_error\": \"continue\"}}"),
        "start [1] -> perform a@2#1 [1]\na@2 fail -> perform z@1#1 []",
    );
    check(
        &format!("{NESTED}\ny: calc in l\nm.error -> y"),
        "start [1] -> perform a@2#1 [1]\na@2 fail -> perform y@1#1 [1!broken]",
    );
}

#[test]
fn a_break_in_a_try_in_a_race_leaves_the_loop_around_them() {
    check(
        "t: start\nl: each\nr: race in l\ny: try in r\ni: if in y\nb: break in y\nx: act in r\nz: calc\nt -> l -> z\ni.yes -> b",
        "start [1,2]       -> perform x@2#1 [1]; perform i@3#1 [1]
         i@3 ok yes[7]     ->
         = l running
         x@2 ok            -> perform z#1 [7]",
    );
}

#[test]
fn a_won_race_cancels_all_that_is_in_it() {
    check(
        "t: start\nr: race\nl: each in r {\"parameters\": {\"at_once\": 2}}\na: act in l\nb: act in r\ns: sub in l\nt -> r",
        "start [1,2,3] -> perform b@1#1 [1,2,3]; perform a@2#1 [1]; child s@2#1 [1]; perform a@3#1 [2]; child s@3#1 [2]
         b@1 ok        -> abandon a@2#1; abandon a@3#1; abandon s@2#1; abandon s@3#1; end succeeded",
    );
}

#[test]
fn a_loop_that_runs_its_nodes_too_often_fails_by_name() {
    let mut played = Played::new("t: start\nl: each\na: calc in l {\"disabled\": true}\nz: calc\nt -> l -> z");
    played.plan = played.plan.with_node_runs_most(100);
    let items = (0..1_000).map(|item| flow::Item::new(serde_json::Value::from(item))).collect();
    let mut effects = Effects::default();
    let event = Event::Started { node: 0, items, kept: BTreeMap::new(), manner: Default::default() };
    assert!(apply(&mut played.run, &played.plan, &event, Timestamp(0), &mut effects));
    let error = played.run.error().expect("failed");
    assert_eq!((error.error.code.as_str(), error.node), ("node_runs_limit", played.plan.index_of_name("l")));
    assert!(error.error.message.contains("“l”"), "{}", error.error.message);
    assert_eq!((played.run.status(), played.run.node_runs() < 110), (RunStatus::Failed, true));
}

#[test]
fn items_are_traced_out_of_a_body() {
    let drawing = "t: start\nb: calc\nl: each {\"parameters\": {\"batch_size\": 2}}\na: act in l\nd: act in l\nt -> b -> l\na -> d";
    let played = check(
        drawing,
        "start [1,2,3] -> perform b#1 [1,2,3]
         b ok [4,5,6]  -> perform a@1#1 [4,5]
         a@1 ok [4,5]  -> perform d@1#1 [4,5]
         d@1 ok        -> perform a@2#1 [6]
         a@2 ok [6]    -> perform d@2#1 [6]",
    );
    let place = |name: &str| played.plan.index_of_name(name).expect("a node");
    let found = |node: &str| ancestor(&played.run, &played.plan, (2, place("d")), 0, place(node));
    assert_eq!((found("a"), found("b"), found("t")), (Some((0, 0)), Some((0, 2)), Some((0, 2))));
    assert_eq!(played.run.frame_of(&played.plan, 2, place("b")), Some(0));
    assert_eq!(played.run.frame_of(&played.plan, 0, place("a")), None);
}

#[test]
fn events_for_what_is_not_there_are_ignored() {
    check(
        NESTED,
        "start [1]      -> perform a@2#1 [1]
         l ok           -> ignored
         l crash        -> ignored
         l settle done  -> ignored
         l signal [1]   -> ignored
         l holds        -> ignored
         l returns      -> ignored
         a ok           -> ignored
         a@9 ok         -> ignored
         a@9 signal [1] -> ignored
         a@9 settle done -> ignored
         a@9 holds      -> ignored",
    );
    let mut played = Played::new(NESTED);
    let event = Event::Started { node: 3, items: items_of("[]"), kept: BTreeMap::new(), manner: Default::default() };
    assert!(!apply(&mut played.run, &played.plan, &event, Timestamp(0), &mut Effects::default()));
}
