//! Failures: further attempts, error ports, policies, time limits.

use crate::script::{Played, check};
use engine::{ErrorClass, RunStatus};
use serde_json::json;

#[test]
fn a_transient_failure_is_tried_again_after_the_pauses_of_the_policy() {
    let played = check(
        "t: start\na: act {\"retry\": {\"maximum\": 3, \"delays_ms\": [100, 200]}}\nt -> a",
        "start   -> perform a#1 [1]
         a flaky -> set retry a 100
         = run waiting, a retrying
         a#1 ok  -> ignored
         at 100  -> perform a#2 [1]
         a flaky -> set retry a 300
         at 300  -> perform a#3 [1]
         a flaky -> set retry a 500
         at 500  -> perform a#4 [1]
         a flaky -> end failed
         = a failed",
    );
    let error = played.run.error().expect("failed");
    assert_eq!((error.node, error.error.code.as_str()), (Some(1), "broken"));
}

#[test]
fn the_default_policy_tries_three_times_again() {
    check(
        "t: start\na: act\nt -> a",
        "start   -> perform a#1 [1]
         a flaky -> set retry a 1000
         at 1000 -> perform a#2 [1]
         a flaky -> set retry a 6000
         at 6000 -> perform a#3 [1]
         a flaky -> set retry a 21000
         at 21000 -> perform a#4 [1]
         a ok    -> end succeeded",
    );
}

#[test]
fn the_other_sides_wish_to_wait_is_honoured_if_it_is_longer() {
    let drawing = "t: start\na: act {\"retry\": {\"maximum\": 1, \"delays_ms\": [1000]}}\nt -> a";
    check(drawing, "start -> perform a#1 [1]\na flaky 9000 -> set retry a 9000");
    check(drawing, "start -> perform a#1 [1]\na flaky 10 -> set retry a 1000");
}

#[test]
fn no_pauses_mean_at_once_and_no_maximum_means_never() {
    check(
        "t: start\na: act {\"retry\": {\"maximum\": 1, \"delays_ms\": []}}\nt -> a",
        "start -> perform a#1 [1]\na flaky -> set retry a 0\nat 0 -> perform a#2 [1]\na flaky -> end failed",
    );
    check("t: start\na: act {\"retry\": {\"maximum\": 0}}\nt -> a", "start -> perform a#1 [1]\na flaky -> end failed");
}

#[test]
fn a_permanent_failure_is_not_tried_again() {
    check("t: start\na: act\nt -> a", "start -> perform a#1 [1]\na fail -> end failed");
}

#[test]
fn a_wired_error_port_catches_the_failure() {
    let played = check(
        "t: start\na: act\nb: calc\nc: calc\nt -> a -> b\na.error -> c",
        "start [1,{\"x\":2}] -> perform a#1 [1,{\"x\":2}]
         a fail   -> perform c#1 [1!broken,!broken]
         = a failed, b skipped, e1 skipped, e2 taken
         c ok     -> end succeeded",
    );
    let items = &played.run.outputs(0, 1).expect("left its error port")[0].1;
    assert_eq!(
        items[1].json,
        json!({"x": 2, "error": {"class": "permanent", "code": "broken", "message": "It broke.", "hint": "Mend it.", "node": "a"}})
    );
    assert_eq!(played.run.status(), RunStatus::Succeeded);
    assert!(played.run.error().is_none());
}

#[test]
fn an_error_without_items_is_one_item() {
    check(
        "t: start\na: act\nc: calc\nt -> a\na.error -> c",
        "start [] -> perform a#1 []
         a fail   -> perform c#1 [!broken]",
    );
}

#[test]
fn a_done_node_skips_its_error_port_unless_it_chooses_it() {
    let drawing = "t: start\na: act\nc: calc\nt -> a\na.error -> c";
    check(drawing, "start -> perform a#1 [1]\na ok -> end succeeded\n= c skipped, e1 skipped");
    check(drawing, "start -> perform a#1 [1]\na ok error[5] -> perform c#1 [5]\n= a done");
}

#[test]
fn stop_lets_what_runs_finish_and_starts_nothing_new() {
    check(
        "t: start\na: act\nb: act\nc: calc\nw: act\nr: act\nt -> a\nt -> b -> c\nt -> w\nt -> r",
        "start      -> perform a#1 [1]; perform b#1 [1]; perform w#1 [1]; perform r#1 [1]
         w wait 500 -> set wait w 500
         r flaky    -> set retry r 1000
         a fail     -> clear wait w; clear retry r
         = run running, w cancelled, r cancelled
         b ok       -> end failed
         = b done, c idle, e2 taken",
    );
}

#[test]
fn after_a_stop_nothing_is_tried_again_and_nothing_waits() {
    let drawing = "t: start\na: act\nb: act\nc: act\nt -> a\nt -> b\nt -> c";
    check(
        drawing,
        "start      -> perform a#1 [1]; perform b#1 [1]; perform c#1 [1]
         a fail     ->
         b flaky    ->
         c wait 900 -> end failed
         = b failed, c cancelled",
    );
}

#[test]
fn after_a_stop_a_join_starts_no_more() {
    check(
        "t: start\na: act\nb: act\nj: calc {\"join\": {\"timeout_ms\": 50}}\nt -> a\nt -> b -> j\nt -> j",
        "start  -> set join j 50; perform a#1 [1]; perform b#1 [1]
         a fail -> clear join j
         b ok   -> end failed
         = j idle",
    );
}

#[test]
fn continue_skips_what_follows_and_still_ends_failed() {
    for drawing in [
        "flow {\"on_error\": \"continue\"}\nt: start\na: act\nb: act\nc: calc\nt -> a -> c\nt -> b",
        "t: start\na: act {\"on_error\": \"continue\"}\nb: act\nc: calc\nt -> a -> c\nt -> b",
    ] {
        check(
            drawing,
            "start  -> perform a#1 [1]; perform b#1 [1]
             a fail ->
             = c skipped, run running
             b flaky -> set retry b 1000
             at 1000 -> perform b#2 [1]
             b ok   -> end failed",
        );
    }
    check(
        "flow {\"on_error\": \"continue\"}\nt: start\na: act {\"on_error\": \"stop\"}\nb: act\nc: calc\nt -> a\nt -> b -> c",
        "start -> perform a#1 [1]; perform b#1 [1]\na fail ->\nb ok -> end failed\n= c idle",
    );
}

#[test]
fn an_attempt_that_takes_too_long_is_abandoned_and_counts_as_transient() {
    let played = check(
        "t: start\na: act {\"timeout_ms\": 50, \"retry\": {\"maximum\": 1, \"delays_ms\": [100]}}\nt -> a",
        "start  -> perform a#1 [1]
         a late -> abandon a#1; set retry a 100
         a#1 ok -> ignored
         at 100 -> perform a#2 [1]
         a late -> abandon a#2; end failed",
    );
    let error = &played.run.error().expect("failed").error;
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Transient, "timeout"));
}

#[test]
fn the_time_of_an_attempt_is_kept_by_whoever_performs_it() {
    check(
        "t: start\na: act {\"timeout_ms\": 50, \"retry\": {\"maximum\": 1, \"delays_ms\": [100]}}\nb: act\nt -> a -> b",
        "start    -> perform a#1 [1]
         at 90000 -> ignored
         a#2 late -> ignored
         b#1 late -> ignored
         a flaky  -> set retry a 90100
         a#1 late -> ignored
         at 90100 -> perform a#2 [1]
         a#1 late -> ignored
         a ok     -> perform b#1 [1]
         a late   -> ignored",
    );
}

#[test]
fn the_time_of_a_box_is_kept_by_the_engine() {
    check(
        "t: start\nl: each {\"timeout_ms\": 50}\na: act in l\nt -> l",
        "start  -> set limit l#1 50; perform a@1#1 [1]
         l late -> set limit l#1 50
         at 50  -> abandon a@1#1; end failed",
    );
    check("t: start\nl: each\na: act in l\nt -> l", "start -> perform a@1#1 [1]\nl late -> ignored");
}

#[test]
fn a_run_that_takes_too_long_fails_as_a_whole() {
    let played = check(
        "flow {\"timeout_ms\": 500}\nt: start\na: act {\"timeout_ms\": 900}\nw: act\nt -> a\nt -> w",
        "start      -> set limit run 500; perform a#1 [1]; perform w#1 [1]
         w wait 800 -> set wait w 800
         at 500     -> abandon a#1; clear wait w; end failed
         a ok       -> ignored
         = a cancelled, w cancelled",
    );
    let error = played.run.error().expect("failed");
    assert_eq!((error.node, error.error.code.as_str()), (None, "run_timeout"));
    check(
        "flow {\"timeout_ms\": 500}\nt: start\na: act\nt -> a",
        "start -> set limit run 500; perform a#1 [1]\na ok -> clear limit run; end succeeded",
    );
}

#[test]
fn the_error_of_the_run_is_the_first_that_was_not_caught() {
    let played = check(
        "flow {\"on_error\": \"continue\"}\nt: start\na: act\nb: act\nc: act\nt -> a\nt -> b\nt -> c\nc.error -> d\nd: calc",
        "start  -> perform a#1 [1]; perform b#1 [1]; perform c#1 [1]
         c fail -> perform d#1 [1!broken]
         b fail ->
         a fail ->
         d ok   -> end failed",
    );
    assert_eq!(played.run.error().and_then(|error| error.node), Some(2));
}

#[test]
fn a_failure_that_is_passed_on_takes_the_first_port_and_fails_nothing() {
    let played = check(
        "t: start\na: act {\"on_error\": \"pass_on\"}\nb: calc\nc: act\nt -> a -> b\nt -> c",
        "start [1,{\"x\":2}] -> perform a#1 [1,{\"x\":2}]; perform c#1 [1,{\"x\":2}]
         a fail -> perform b#1 [1!broken,!broken]
         = a failed, e1 taken, run running
         b ok   ->
         c ok   -> end succeeded",
    );
    assert!(played.run.error().is_none());
    let items = &played.run.outputs(0, 1).expect("passed on")[0].1;
    assert_eq!((items[1].json["x"].clone(), items[1].json["error"]["node"].clone()), (json!(2), json!("a")));
}

#[test]
fn a_wired_error_port_comes_before_passing_on() {
    check(
        "t: start\na: act {\"on_error\": \"pass_on\"}\nb: calc\nc: calc\nt -> a -> b\na.error -> c",
        "start -> perform a#1 [1]\na fail -> perform c#1 [1!broken]\n= b skipped",
    );
}

#[test]
fn what_the_last_block_of_a_body_passes_on_is_what_the_body_gives() {
    check(
        "t: start\nl: each\na: act in l {\"on_error\": \"pass_on\"}\nb: calc\nt -> l -> b",
        "start [1,2] -> perform a@1#1 [1]
         a@1 fail    -> perform a@2#1 [2]
         a@2 ok [7]  -> perform b#1 [1!broken,7]",
    );
}

#[test]
fn each_class_of_errors_may_be_tried_again_in_its_own_way() {
    let retry =
        r#"{"retry": {"maximum": 1, "delays_ms": [10], "classes": {"permanent": {"maximum": 2, "delays_ms": [70]}}}}"#;
    check(
        &format!("t: start\na: act {retry}\nt -> a"),
        "start   -> perform a#1 [1]
         a fail  -> set retry a 70
         at 70   -> perform a#2 [1]
         a flaky -> end failed",
    );
    let never = r#"{"retry": {"maximum": 3, "on": []}}"#;
    check(&format!("t: start\na: act {never}\nt -> a"), "start -> perform a#1 [1]\na flaky -> end failed");
}

#[test]
fn runs_that_failed_together_come_back_apart() {
    let drawing = "t: start\na: act\nt -> a";
    let pause = |seed| {
        let mut played = Played::new(drawing);
        played.manner.seed = seed;
        played.play("start");
        let set = played.play("a flaky 9000");
        set.strip_prefix("set retry a ").and_then(|at| at.parse::<u64>().ok()).expect("a pause")
    };
    assert_eq!(pause(None), 9_000);
    let pauses: std::collections::BTreeSet<u64> = (0..50).map(|seed| pause(Some(seed))).collect();
    assert!(pauses.len() > 40, "{pauses:?}");
    assert!(pauses.iter().all(|pause| (9_000..=10_800).contains(pause)), "{pauses:?}");
    assert_eq!(pause(Some(7)), pause(Some(7)));
}
