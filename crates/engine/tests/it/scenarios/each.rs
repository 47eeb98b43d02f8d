//! For each: one iteration after the other, several at once, what ends it early.

use crate::script::{Played, check, show_items};

/// A loop over what the trigger gives, with one node in it, one after it and one
/// after its error port.
fn each(parameters: &str) -> String {
    format!("t: start\nl: each {{\"parameters\": {{{parameters}}}}}\na: act in l\nz: calc\nt -> l -> z")
}

#[test]
fn runs_its_body_for_each_item_and_gives_all_results() {
    check(
        &each(""),
        "start [1,2,3] -> perform a@1#1 [1]
         = l running, a idle, a@1 running, run running
         a@1 ok [10]   -> perform a@2#1 [2]
         a@1 ok        -> ignored
         = a@1 idle
         a@2 ok []     -> perform a@3#1 [3]
         a@3 ok [30,31] -> perform z#1 [10,30,31]
         = l done
         z ok          -> end succeeded",
    );
}

#[test]
fn gives_nothing_for_nothing() {
    check(&each(""), "start [] -> perform z#1 []\n= l done");
}

#[test]
fn takes_so_many_items_at_a_time() {
    check(
        &each(r#""batch_size": 2"#),
        "start [1,2,3] -> perform a@1#1 [1,2]
         a@1 ok        -> perform a@2#1 [3]
         a@2 ok        -> perform z#1 [1,2,3]",
    );
}

#[test]
fn takes_items_that_came_by_several_arrows_in_order_of_wiring() {
    check(
        "t: start\ni: if\nl: each {\"parameters\": {\"batch_size\": 2}}\na: act in l\nt -> i\ni.yes -> l\ni.no -> l",
        "start                    -> perform i#1 [1]
         i ok yes[1,2,3] no[4,5]  -> perform a@1#1 [1,2]
         a@1 ok                   -> perform a@2#1 [3,4]
         a@2 ok                   -> perform a@3#1 [5]",
    );
}

#[test]
fn runs_so_many_at_once_and_keeps_the_order_of_the_results() {
    check(
        &each(r#""at_once": 2"#),
        "start [1,2,3,4] -> perform a@1#1 [1]; perform a@2#1 [2]
         a@2 ok [20]     -> perform a@3#1 [3]
         a@3 ok [30]     -> perform a@4#1 [4]
         a@1 ok [10]     ->
         a@4 ok [40]     -> perform z#1 [10,20,30,40]",
    );
}

#[test]
fn a_failed_iteration_fails_the_loop() {
    check(
        &each(""),
        "start [1,2] -> perform a@1#1 [1]
         a@1 fail    -> end failed
         = l failed, z idle",
    );
    let caught = "t: start\nl: each\na: act in l\nz: calc\nt -> l\nl.error -> z";
    check(caught, "start [1,2] -> perform a@1#1 [1]\na@1 fail -> perform z#1 [1!broken,2!broken]");
}

#[test]
fn the_run_names_the_node_that_failed() {
    let played = check(&each(""), "start [1,2] -> perform a@1#1 [1]\na@1 fail -> end failed");
    let error = played.run.error().expect("failed");
    assert_eq!((error.node, error.error.code.as_str()), (played.plan.index_of_name("a"), "broken"));
}

#[test]
fn a_failed_iteration_is_as_if_later_ones_had_not_begun() {
    check(
        &format!("{}\nl.error -> y\ny: calc", each(r#""at_once": 3"#)),
        "start [1,2,3,4] -> perform a@1#1 [1]; perform a@2#1 [2]; perform a@3#1 [3]
         a@2 flaky       -> set retry a@2 1000
         a@3 wait 900    -> set wait a@3 900
         at 950          -> perform a@4#1 [4]
         a@4 fail        ->
         at 1000         -> perform a@2#2 [2]
         a@2 fail        ->
         = l running
         a@1 ok          -> perform y#1 [1!broken,2!broken,3!broken,4!broken]",
    );
    check(
        &each(r#""at_once": 3"#),
        "start [1,2,3] -> perform a@1#1 [1]; perform a@2#1 [2]; perform a@3#1 [3]
         a@3 wait 900  -> set wait a@3 900
         a@1 fail      -> clear wait a@3
         = l running, a@2 running
         a@2 ok        -> end failed",
    );
}

#[test]
fn going_on_leaves_failed_iterations_out() {
    check(
        &each(r#""on_item_error": "continue""#),
        "start [1,2,3] -> perform a@1#1 [1]
         a@1 ok        -> perform a@2#1 [2]
         a@2 fail      -> perform a@3#1 [3]
         a@3 ok        -> perform z#1 [1,3]
         z ok          -> end succeeded",
    );
}

#[test]
fn collecting_sends_failed_items_out_at_the_error_port() {
    let wired = format!("{}\ny: calc\nl.error -> y", each(r#""on_item_error": "collect""#));
    check(
        &wired,
        "start [1,2,3] -> perform a@1#1 [1]
         a@1 fail      -> perform a@2#1 [2]
         a@2 ok        -> perform a@3#1 [3]
         a@3 fail      -> perform z#1 [2]; perform y#1 [1!broken,3!broken]
         = l done",
    );
    check(&wired, "start [1] -> perform a@1#1 [1]\na@1 ok -> perform z#1 [1]\n= y skipped");
}

#[test]
fn collecting_without_an_error_arrow_keeps_failed_items_in_their_place() {
    check(
        &each(r#""on_item_error": "collect", "at_once": 2"#),
        "start [1,2,3] -> perform a@1#1 [1]; perform a@2#1 [2]
         a@2 fail      -> perform a@3#1 [3]
         a@3 ok        ->
         a@1 ok        -> perform z#1 [1,2!broken,3]",
    );
}

#[test]
fn results_that_nobody_wants_are_not_kept() {
    check(
        &each(r#""results": "none""#),
        "start [1,2] -> perform a@1#1 [1]\na@1 ok -> perform a@2#1 [2]\na@2 ok -> perform z#1 []",
    );
}

const LEAVING: &str = "t: start
    l: each {\"parameters\": {\"at_once\": 2}}
    i: if in l
    b: break in l
    c: continue in l
    a: act in l
    z: calc
    t -> l -> z
    i.yes -> b
    i.no -> a
    i.error -> c";

#[test]
fn a_break_ends_the_loop_with_its_iteration() {
    check(
        &LEAVING.replace("\"at_once\": 2", "\"at_once\": 1"),
        "start [1,2,3]  -> perform i@1#1 [1]
         i@1 ok no[1]   -> perform a@1#1 [1]
         a@1 ok [10]    -> perform i@2#1 [2]
         i@2 ok yes[20] -> perform z#1 [10,20]
         = l done",
    );
}

#[test]
fn a_break_is_as_if_later_iterations_had_not_begun() {
    check(
        LEAVING,
        "start [1,2,3,4] -> perform i@1#1 [1]; perform i@2#1 [2]
         i@2 ok no[2]    -> perform a@2#1 [2]
         i@1 ok yes[10]  ->
         = l running
         a@2 ok [20]     -> perform z#1 [10]",
    );
    check(
        LEAVING,
        "start [1,2,3,4] -> perform i@1#1 [1]; perform i@2#1 [2]
         i@2 ok yes[20]  ->
         i@1 ok no[1]    -> perform a@1#1 [1]
         a@1 ok [10]     -> perform z#1 [10,20]",
    );
}

#[test]
fn what_fails_after_an_earlier_break_does_not_count() {
    check(
        LEAVING,
        "start [1,2,3,4] -> perform i@1#1 [1]; perform i@2#1 [2]
         i@2 ok no[2]    -> perform a@2#1 [2]
         i@1 ok yes[10]  ->
         a@2 fail        -> perform z#1 [10]",
    );
}

#[test]
fn of_two_breaks_the_earlier_iteration_counts() {
    check(
        LEAVING,
        "start [1,2,3,4] -> perform i@1#1 [1]; perform i@2#1 [2]
         i@2 ok yes[20]  ->
         i@1 ok yes[10]  -> perform z#1 [10]",
    );
}

#[test]
fn a_continue_ends_its_iteration_with_what_came_in() {
    check(
        LEAVING,
        "start [1,2]       -> perform i@1#1 [1]; perform i@2#1 [2]
         i@1 fail          ->
         i@2 ok yes[20]    -> perform z#1 [1!broken,20]",
    );
}

#[test]
fn leaving_lets_what_is_performed_finish_and_starts_nothing_new() {
    check(
        "t: start\nl: each\na: act in l\nc: continue in l\nd: act in l\ne: act in l\nz: calc\nt -> l -> z\na -> c\nd -> e",
        "start [1,2] -> perform a@1#1 [1]; perform d@1#1 [1]
         a@1 ok [10] ->
         = l running, c@1 done
         d@1 ok      -> perform a@2#1 [2]; perform d@2#1 [2]
         d@2 wait 50 -> set wait d@2 50
         a@2 ok [20] -> clear wait d@2; perform z#1 [10,20]",
    );
}

#[test]
fn a_disabled_break_is_passed_by() {
    check(
        "t: start\nl: each\nb: break in l {\"disabled\": true}\na: act in l\nt -> l",
        "start [1] -> perform a@1#1 [1]\na@1 ok -> end succeeded",
    );
}

#[test]
fn a_disabled_loop_passes_its_items_on() {
    check(
        "t: start\nl: each {\"disabled\": true}\na: act in l\nz: calc\nt -> l -> z",
        "start [1,2] -> perform z#1 [1,2]",
    );
}

#[test]
fn an_empty_body_passes_its_items_on() {
    check("t: start\nl: each\nz: calc\nt -> l -> z", "start [1,2] -> perform z#1 [1,2]");
}

#[test]
fn a_body_gives_what_its_last_nodes_gave_in_document_order() {
    check(
        "t: start\nl: each\ni: if in l\na: act in l\nb: act in l\nz: calc\nt -> l -> z\ni.no -> b\ni.yes -> a",
        "start [1]            -> perform i@1#1 [1]
         i@1 ok yes[1] no[2]  -> perform a@1#1 [1]; perform b@1#1 [2]
         b@1 ok [20]          ->
         a@1 ok [10]          -> perform z#1 [10,20]",
    );
}

#[test]
fn retries_waits_and_doubts_work_within() {
    check(
        "t: start\nl: each\na: act in l {\"on_uncertain\": \"ask\"}\nz: calc\nt -> l -> z",
        "start [1,2]         -> perform a@1#1 [1]
         a@1 flaky           -> set retry a@1 1000
         = run waiting
         at 1000             -> perform a@1#2 [1]
         a@1 intend          ->
         a@1 crash           ->
         = run indoubt, a@1 indoubt
         a@1 settle done     -> perform a@2#1 [2]
         a@2 wait signal     ->
         = run waiting
         a@2 signal [7]      -> perform z#1 [1,7]",
    );
}

#[test]
fn a_time_limit_reaches_what_is_under_way() {
    check(
        "t: start\nl: each {\"timeout_ms\": 50}\na: act in l\nz: calc\nt -> l -> z\nl.error -> y\ny: calc",
        "start [1,2] -> set limit l#1 50; perform a@1#1 [1]
         a@1 ok      -> perform a@2#1 [2]
         at 50       -> abandon a@2#1; perform y#1 [1!timeout,2!timeout]
         a@2 ok      -> ignored
         = l failed",
    );
    check(
        &format!("flow {{\"timeout_ms\": 50}}\n{}", each("")),
        "start [1] -> set limit run 50; perform a@1#1 [1]\nat 50 -> abandon a@1#1; end failed",
    );
}

#[test]
fn a_loop_is_started_over_only_if_the_drawing_says_so() {
    check(
        "t: start\nl: each {\"retry\": {\"maximum\": 1, \"delays_ms\": [5]}}\na: act in l {\"retry\": {\"maximum\": 0}}\nt -> l",
        "start [1,2] -> perform a@1#1 [1]
         a@1 ok      -> perform a@2#1 [2]
         a@2 flaky   -> set retry l 5
         = l retrying
         at 5        -> perform a@3#1 [1]
         a@3 flaky   -> end failed",
    );
}

#[test]
fn a_cancel_reaches_what_is_under_way() {
    check(
        &each(r#""at_once": 3"#),
        "start [1,2,3] -> perform a@1#1 [1]; perform a@2#1 [2]; perform a@3#1 [3]
         a@2 wait 900  -> set wait a@2 900
         a@3 flaky     -> set retry a@3 1000
         cancel        -> clear wait a@2; clear retry a@3
         = run running, a@1 running
         a@1 ok        -> end cancelled
         = l cancelled, z idle",
    );
    check(
        &each(r#""at_once": 3"#),
        "start [1,2,3] -> perform a@1#1 [1]; perform a@2#1 [2]; perform a@3#1 [3]
         a@2 wait 900  -> set wait a@2 900
         kill          -> abandon a@1#1; abandon a@3#1; clear wait a@2; end cancelled
         = l cancelled, z idle
         a@1 ok        -> ignored",
    );
}

#[test]
fn a_failure_beside_the_loop_lets_what_is_performed_in_it_finish() {
    check(
        &format!("{}\nx: act\nt -> x", each("")),
        "start [1,2] -> perform x#1 [1,2]; perform a@1#1 [1]
         x fail      ->
         = run running
         a@1 ok      -> end failed
         = l cancelled, z idle",
    );
}

#[test]
fn a_kept_loop_is_not_entered() {
    let mut played = Played::new(&each(""));
    let node = played.plan.index_of_name("l").expect("a loop");
    played.kept.insert(node, engine::Outcome::main(crate::script::items_of("[7]")));
    assert_eq!(played.play("start [1,2]"), "perform z#1 [7]");
    assert_eq!(played.run.frames_opened(), 1);
}

#[test]
fn tells_how_far_it_is() {
    let mut played = Played::new(&each(r#""at_once": 2"#));
    played.play("start [1,2,3]");
    let progress = played.run.progress(0, 1).expect("open");
    assert_eq!((progress.begun, progress.in_flight, progress.total), (2, 2, Some(3)));
    assert_eq!(played.run.frame_place(2).map(|place| (place.frame, place.node, place.index)), Some((0, 1, 1)));
    assert_eq!(show_items(&played.run.input(&played.plan, 2, 2, 0)), "[2]");
}

#[test]
fn a_join_in_an_iteration_that_is_stopped_waits_for_nothing() {
    check(
        "t: start\nl: each\na: act in l\nb: act in l\nc: act in l\nj: calc in l {\"join\": {\"timeout_ms\": 500}}\nt -> l\nb -> j\nc -> j",
        "start [1] -> perform a@1#1 [1]; perform b@1#1 [1]; perform c@1#1 [1]
         a@1 fail  ->
         b@1 ok    ->
         c@1 ok    -> end failed",
    );
}

#[test]
fn an_iteration_waits_for_the_patience_of_its_joins() {
    check(
        "t: start\nl: each\na: act in l {\"on_uncertain\": \"ask\"}\nb: act in l\nj: calc in l {\"join\": {\"timeout_ms\": 500}}\nz: calc\nt -> l -> z\na -> j\nb -> j",
        "start [1]         -> perform a@1#1 [1]; perform b@1#1 [1]
         b@1 ok            -> set join j@1 500
         a@1 crash         ->
         at 500            -> perform j@1#1 [1]
         j@1 ok [7]        ->
         = run indoubt, l running
         a@1 settle failed -> end failed",
    );
}
