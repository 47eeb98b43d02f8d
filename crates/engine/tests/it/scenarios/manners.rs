//! What flows from elsewhere are used to: arrows without items count as skipped, a
//! node gives at least one item, or sees only the first.

use crate::script::{Played, check, items_of};
use engine::NodeState;

const FRUGAL: &str = "flow {\"skip_empty\": true}\n";

#[test]
fn an_arrow_without_items_counts_as_skipped() {
    check(
        &format!("{FRUGAL}t: start\na: if\nb: calc\nc: calc\nt -> a\na.yes -> b -> c\na.no -> c"),
        "start             -> perform a#1 [1]
         a ok yes[] no[2]  -> perform c#1 [2]
         = e1 skipped, b skipped, e2 skipped, e3 taken
         c ok              -> end succeeded",
    );
    check("t: start\na: calc\nb: calc\nt -> a -> b", "start -> perform a#1 [1]\na ok [] -> perform b#1 []");
}

#[test]
fn a_trigger_without_items_starts_nothing() {
    check(&format!("{FRUGAL}t: start\na: calc\nt -> a"), "start [] -> end succeeded\n= a skipped");
}

#[test]
fn a_join_counts_only_arrows_with_items() {
    let flow = |rule: &str| {
        format!(
            "{FRUGAL}t: start\na: act\nb: act\nj: calc {{\"join\": {{\"rule\": \"{rule}\"}}}}\nt -> a -> j\nt -> b -> j"
        )
    };
    let begin = "start -> perform a#1 [1]; perform b#1 [1]\n";
    check(&flow("all"), &format!("{begin}a ok [] ->\nb ok [2] -> perform j#1 [2]"));
    check(&flow("any"), &format!("{begin}a ok [] ->\nb ok [2] -> perform j#1 [2]"));
    check(&flow("all_required"), &format!("{begin}a ok [] ->\nb ok [2] -> end succeeded\n= j skipped"));
}

#[test]
fn a_body_without_items_has_nothing_to_begin_with() {
    check(
        &format!("{FRUGAL}t: start\nw: while\na: calc in w\nb: calc\nt -> w -> b"),
        "start        -> ask w [1]
         w holds      -> perform a@1#1 [1]
         a@1 ok []    -> ask w []
         w holds      -> ask w []
         w ends       -> end succeeded
         = w done, b skipped",
    );
}

#[test]
fn one_empty_item_where_there_would_be_none() {
    let flow = "t: start\na: if {\"always_output\": true}\nb: calc\nc: calc\nt -> a\na.yes -> b\na.no -> c";
    check(flow, "start -> perform a#1 [1]\na ok yes[] no[2] -> perform b#1 [{}]; perform c#1 [2]");
    check(flow, "start -> perform a#1 [1]\na ok no[2] -> perform b#1 [{}]; perform c#1 [2]");
    check(flow, "start -> perform a#1 [1]\na ok yes[3] -> perform b#1 [3]\n= c skipped");
    check(
        &format!("{FRUGAL}t: start\nl: each {{\"always_output\": true}}\na: calc in l\nb: calc\nt -> l -> b"),
        "start -> perform a@1#1 [1]\na@1 ok [] -> perform b#1 [{}]",
    );
}

#[test]
fn neither_a_disabled_block_nor_a_caught_failure_adds_an_item() {
    check(
        "t: start\na: calc {\"always_output\": true, \"disabled\": true}\nb: calc\nt -> a -> b",
        "start [] -> perform b#1 []",
    );
    check(
        "t: start\ny: try {\"always_output\": true}\na: act in y\nb: calc\nc: calc\nt -> y -> b\ny.error -> c",
        "start -> perform a@1#1 [1]\na@1 fail -> perform c#1 [1!broken]\n= b skipped",
    );
}

#[test]
fn only_the_first_item_of_each_input_is_seen() {
    check(
        "t: start\na: calc\nm: merge {\"once\": true}\nt -> a\na -> m.in0\nt -> m.in0\nt -> m.in1",
        "start [1,2] -> perform a#1 [1,2]\na ok [3,4] -> perform m#1 in0[3] in1[1]",
    );
    check(
        "t: start\nl: each {\"once\": true}\na: calc in l\nt -> l",
        "start [1,2,3] -> perform a@1#1 [1]\na@1 ok -> end succeeded",
    );
    check(
        "t: start\na: act {\"once\": true}\nb: calc\nt -> a\na.error -> b",
        "start [1,2] -> perform a#1 [1]\na fail -> perform b#1 [1!broken]",
    );
    check(
        "t: start\na: calc {\"once\": true, \"disabled\": true}\nb: calc\nt -> a -> b",
        "start [1,2] -> perform b#1 [1,2]",
    );
}

#[test]
fn a_pinned_node_gives_its_items_without_being_performed() {
    let mut played = Played::new("t: start\na: act\nl: each\nb: act in l\nc: calc\nt -> a -> l -> c");
    played.manner.pinned = [(1, items_of("[7,8]")), (3, items_of("[9]"))].into();
    assert_eq!(played.play("start [1]"), "perform c#1 [9,9]");
}

#[test]
fn only_what_leads_to_a_node_runs() {
    let mut played = Played::new("t: start\na: act\nb: act\nc: act\nt -> a -> b\nt -> c");
    played.manner.only = Some([1].into());
    assert_eq!(played.play("start"), "perform a#1 [1]");
    assert_eq!(played.play("a ok [2]"), "end succeeded");
    assert_eq!(played.run.node_state(0, 2), NodeState::Skipped);
}
