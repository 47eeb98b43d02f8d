//! From which item an item was made.

use crate::script::{Played, check, items_of};
use engine::lineage::{ItemRef, ancestor, parents};
use engine::{Effects, Event, Outcome, StepId, apply};
use flow::item::Origin;
use flow::{Item, Items, Timestamp};
use serde_json::json;

/// Where item `index` at the first input of `at` comes from in `node`.
#[track_caller]
fn paired(played: &Played, at: &str, index: usize, node: &str, expected: Option<(u16, usize)>) {
    let place = |name: &str| played.plan.index_of_name(name).expect("a node");
    assert_eq!(ancestor(&played.run, &played.plan, (0, place(at)), index, place(node)), expected);
}

/// Lets a node finish with these items, lineage and all.
fn finish(played: &mut Played, node: u32, items: Items) {
    let step = StepId { frame: 0, node, attempt: 1 };
    let event = Event::Finished { step, duration_us: 1, result: Ok(Outcome::main(items)) };
    assert!(apply(&mut played.run, &played.plan, &event, Timestamp(0), &mut Effects::default()));
}

fn made_from(value: i64, item: u32) -> Item {
    Item { lineage: vec![Origin { input: 0, item }], ..Item::new(json!(value)) }
}

#[test]
fn as_many_items_out_as_in_are_paired_by_place() {
    let played = check(
        "t: start\na: calc\nb: calc\nc: calc\nt -> a -> b -> c",
        "start [1,2] -> perform a#1 [1,2]\na ok [10,20] -> perform b#1 [10,20]\nb ok [30,40] -> perform c#1 [30,40]",
    );
    paired(&played, "c", 1, "t", Some((0, 1)));
    paired(&played, "c", 0, "b", Some((0, 0)));
    paired(&played, "c", 2, "t", None);
    paired(&played, "c", 0, "c", None);
}

#[test]
fn everything_is_made_from_a_single_item() {
    let played = check(
        "t: start\na: calc\nb: calc\nt -> a -> b",
        "start [1] -> perform a#1 [1]\na ok [10,20,30] -> perform b#1 [10,20,30]",
    );
    paired(&played, "b", 2, "t", Some((0, 0)));
}

#[test]
fn the_link_is_lost_where_nothing_tells_it() {
    let played = check(
        "t: start\na: calc\nb: calc\nt -> a -> b",
        "start [1,2,3] -> perform a#1 [1,2,3]\na ok [5,6] -> perform b#1 [5,6]",
    );
    paired(&played, "b", 0, "t", None);
    paired(&played, "b", 0, "a", Some((0, 0)));
}

#[test]
fn a_node_may_say_it_itself() {
    let mut played = check("t: start\na: calc\nb: calc\nt -> a -> b", "start [1,2,3] -> perform a#1 [1,2,3]");
    finish(&mut played, 1, vec![made_from(3, 2), made_from(1, 0)].into());
    paired(&played, "b", 0, "t", Some((0, 2)));
    paired(&played, "b", 1, "t", Some((0, 0)));
}

#[test]
fn what_is_handed_on_untouched_is_itself() {
    let drawing = "t: start\na: calc\nd: calc {\"disabled\": true}\nb: calc\nt -> a -> d -> b";
    let mut played = check(drawing, "start [1,2,3] -> perform a#1 [1,2,3]");
    finish(&mut played, 1, vec![made_from(3, 2), made_from(1, 0)].into());
    paired(&played, "b", 0, "a", Some((0, 0)));
    paired(&played, "b", 0, "t", Some((0, 2)));
}

#[test]
fn a_join_leads_back_along_the_arrow_the_item_came_by() {
    let played = check(
        "t: start\na: calc\nb: calc\nj: calc\nc: calc\nt -> a\nt -> b\nb -> j\na -> j\nj -> c",
        "start [1,2] -> perform a#1 [1,2]; perform b#1 [1,2]
         a ok [10,20] ->
         b ok [30,40] -> perform j#1 [30,40,10,20]
         j ok         -> perform c#1 [30,40,10,20]",
    );
    paired(&played, "j", 0, "b", Some((0, 0)));
    paired(&played, "j", 3, "a", Some((0, 1)));
    paired(&played, "c", 3, "a", Some((0, 1)));
    paired(&played, "c", 3, "b", None);
    paired(&played, "c", 3, "t", Some((0, 1)));
}

#[test]
fn it_survives_the_error_port() {
    let played = check(
        "t: start\na: act\nb: calc\nt -> a\na.error -> b",
        "start [1,2] -> perform a#1 [1,2]\na fail -> perform b#1 [1!broken,2!broken]",
    );
    paired(&played, "b", 1, "t", Some((0, 1)));
    paired(&played, "b", 1, "a", Some((1, 1)));
}

#[test]
fn an_aggregate_has_several_parents() {
    let mut played = check("t: start\na: calc\nb: calc\nt -> a -> b", "start [1,2,3] -> perform a#1 [1,2,3]");
    let all = (0..3).map(|item| Origin { input: 0, item }).collect();
    finish(&mut played, 1, vec![Item { lineage: all, ..Item::new(json!(6)) }].into());
    let places: Vec<usize> = parents(&played.run, &played.plan, 0, ItemRef { node: 1, port: 0, item: 0 })
        .iter()
        .map(|parent| parent.item)
        .collect();
    assert_eq!(places, [0, 1, 2]);
    paired(&played, "b", 0, "t", Some((0, 0)));
    assert_eq!(items_of("[1]").len(), 1);
}

#[test]
fn where_only_the_first_item_is_seen_everything_is_made_from_it() {
    let played = check(
        "t: start\na: calc {\"once\": true}\nb: calc\nt -> a -> b",
        "start [1,2,3] -> perform a#1 [1]\na ok [10,20,30] -> perform b#1 [10,20,30]",
    );
    paired(&played, "b", 2, "t", Some((0, 0)));
}
