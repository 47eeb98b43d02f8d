//! While, try, race and sub-flows.

use crate::script::check;

const WHILE: &str = "t: start\nw: while {\"parameters\": {\"maximum_iterations\": 2}}\na: act in w\nz: calc\ny: calc\nt -> w -> z\nw.error -> y";

#[test]
fn a_while_carries_what_its_body_gives() {
    check(
        WHILE,
        "start [1]   -> ask w [1]
         = run running, w running
         w holds     -> perform a@1#1 [1]
         w holds     -> ignored
         a@1 ok [2]  -> ask w [2]
         w holds     -> perform a@2#1 [2]
         a@2 ok [3]  -> ask w [3]
         w ends      -> perform z#1 [3]
         = w done",
    );
    check(WHILE, "start [1] -> ask w [1]\nw ends -> perform z#1 [1]");
}

#[test]
fn a_while_that_goes_on_too_long_fails() {
    check(
        WHILE,
        "start [1]   -> ask w [1]
         w holds     -> perform a@1#1 [1]
         a@1 ok [2]  -> ask w [2]
         w holds     -> perform a@2#1 [2]
         a@2 ok [3]  -> ask w [3]
         w holds     -> perform y#1 [1!loop_limit]",
    );
    check(
        &WHILE.replace("\"maximum_iterations\": 2", "\"maximum_ms\": 9"),
        "start [1] -> set limit w#1 9; ask w [1]\nat 9 -> perform y#1 [1!timeout]\nw holds -> ignored",
    );
}

#[test]
fn a_while_fails_with_its_body_or_its_condition() {
    check(WHILE, "start [1] -> ask w [1]\nw holds -> perform a@1#1 [1]\na@1 fail -> perform y#1 [1!broken]");
    check(WHILE, "start [1] -> ask w [1]\nw odd -> perform y#1 [1!broken]");
}

#[test]
fn a_while_is_left_by_break_and_goes_on_by_continue() {
    let drawing =
        "t: start\nw: while\ni: if in w\nb: break in w\nc: continue in w\nz: calc\nt -> w -> z\ni.yes -> b\ni.no -> c";
    check(
        drawing,
        "start [1]      -> ask w [1]
         w holds        -> perform i@1#1 [1]
         i@1 ok no[5]   -> ask w [5]
         w holds        -> perform i@2#1 [5]
         i@2 ok yes[6]  -> perform z#1 [6]",
    );
}

#[test]
fn a_cancel_or_stop_reaches_a_while_that_asks() {
    check(WHILE, "start [1] -> ask w [1]\nkill -> end cancelled\n= w cancelled\nw holds -> ignored");
    check(WHILE, "start [1] -> ask w [1]\ncancel ->\nw holds -> end cancelled\n= w cancelled");
    check(
        &format!("{WHILE}\nx: act\nt -> x"),
        "start [1] -> ask w [1]; perform x#1 [1]
         x fail    ->
         = run running
         w holds   -> end failed
         = w cancelled",
    );
}

const TRY: &str = "t: start\nb: try\na: act in b\nd: act in b\nz: calc\ny: calc\nf: calc\nt -> b\nb -> z -> f\nb.error -> y -> f\na -> d";

#[test]
fn a_try_gives_what_its_body_gives() {
    check(
        TRY,
        "start [1] -> perform a@1#1 [1]
         a@1 ok    -> perform d@1#1 [1]
         d@1 ok [2] -> perform z#1 [2]
         = b done, y skipped
         z ok      -> perform f#1 [2]",
    );
}

#[test]
fn a_try_catches_and_what_follows_both_ports_runs_either_way() {
    check(
        TRY,
        "start [1] -> perform a@1#1 [1]
         a@1 fail  -> perform y#1 [1!broken]
         = b done, z skipped
         y ok      -> perform f#1 [1!broken]
         f ok      -> end succeeded",
    );
    let played = check(TRY, "start [1] -> perform a@1#1 [1]\na@1 fail -> perform y#1 [1!broken]");
    let caught = &played.run.input(&played.plan, 0, played.plan.index_of_name("y").expect("y"), 0)[0].json["error"];
    assert_eq!(caught["node"], "a", "the error names the node that failed, not the box");
}

#[test]
fn a_try_without_an_error_arrow_catches_all_the_same() {
    check(
        "t: start\nb: try\na: act in b\nt -> b",
        "start [1] -> perform a@1#1 [1]\na@1 fail -> end succeeded\n= b done",
    );
}

#[test]
fn a_try_catches_only_the_classes_it_names() {
    let drawing = TRY.replace("b: try", "b: try {\"parameters\": {\"catch\": [\"transient\"]}}");
    check(&drawing, "start [1] -> perform a@1#1 [1]\na@1 fail -> end failed\n= b failed, y idle, z idle");
    check(
        &drawing.replace("a: act in b", "a: act in b {\"retry\": {\"maximum\": 0}}"),
        "start [1] -> perform a@1#1 [1]\na@1 flaky -> perform y#1 [1!broken]",
    );
    let uncertain = TRY.replace("a: act in b", "a: act in b {\"on_uncertain\": \"fail\"}");
    check(&uncertain, "start [1] -> perform a@1#1 [1]\na@1 crash -> perform y#1 [1!effect_uncertain]");
}

#[test]
fn branches_of_a_body_that_failed_are_left_to_finish_what_they_perform() {
    check(
        "t: start\nb: try\na: act in b\nd: act in b\ne: act in b\nt -> b\nd -> e\nb.error -> y\ny: calc",
        "start [1] -> perform a@1#1 [1]; perform d@1#1 [1]
         a@1 fail  ->
         d@1 ok    -> perform y#1 [1!broken]",
    );
    check(
        "t: start\nb: try\na: act in b {\"on_error\": \"continue\"}\nd: act in b\ne: act in b\nt -> b\nd -> e\nb.error -> y\ny: calc",
        "start [1] -> perform a@1#1 [1]; perform d@1#1 [1]
         a@1 fail  ->
         d@1 ok    -> perform e@1#1 [1]
         e@1 ok    -> perform y#1 [1!broken]",
    );
}

const RACE: &str =
    "t: start\nr: race\na: act in r\nb: act in r\nc: act in r\nz: calc\ny: calc\nt -> r -> z\nr.error -> y\nb -> c";

#[test]
fn the_first_branch_to_end_wins_the_race() {
    check(
        RACE,
        "start [1]  -> perform a@1#1 [1]; perform b@1#1 [1]
         b@1 ok [2] -> perform c@1#1 [2]
         a@1 ok [9] -> abandon c@1#1; perform z#1 [9]
         c@1 ok     -> ignored
         = r done",
    );
    check(
        RACE,
        "start [1]    -> perform a@1#1 [1]; perform b@1#1 [1]
         a@1 wait 500 -> set wait a@1 500
         b@1 ok [2]   -> perform c@1#1 [2]
         c@1 ok [3]   -> clear wait a@1; perform z#1 [3]",
    );
}

#[test]
fn a_branch_that_fails_leaves_the_others_a_chance() {
    check(
        RACE,
        "start [1] -> perform a@1#1 [1]; perform b@1#1 [1]
         a@1 fail  ->
         b@1 ok    -> perform c@1#1 [1]
         c@1 ok    -> perform z#1 [1]",
    );
    check(
        RACE,
        "start [1] -> perform a@1#1 [1]; perform b@1#1 [1]
         b@1 fail  ->
         a@1 fail  -> perform y#1 [1!broken]
         = r failed",
    );
}

#[test]
fn a_branch_that_needs_no_time_wins_before_others_start() {
    check(
        "t: start\nr: race\na: calc in r {\"disabled\": true}\nb: act in r\nz: calc\nt -> r -> z",
        "start [1] -> perform z#1 [1]",
    );
}

const SUB: &str =
    "t: start\ns: sub {\"parameters\": {\"flow\": \"flow_1\"}}\nz: calc\ny: calc\nt -> s -> z\ns.error -> y";

#[test]
fn a_sub_flow_waits_for_its_child() {
    check(
        SUB,
        "start [1]       -> child s#1 [1]
         = run waiting, s waiting
         s ok            -> ignored
         s signal [1]    -> ignored
         s#2 returns [8] -> ignored
         s returns [5]   -> perform z#1 [5]
         s returns [5]   -> ignored",
    );
    check(SUB, "start [1] -> child s#1 [1]\ns breaks -> perform y#1 [1!broken]");
    check(SUB, "start [1] -> child s#1 [1]\ns falters -> perform y#1 [1!broken]");
}

#[test]
fn a_child_can_be_asked_for_again_after_a_crash() {
    let played = check(SUB, "start [1] -> child s#1 [1]");
    let child = played.run.children().next().expect("at work");
    let request = played.run.request(&played.plan, child).expect("current");
    assert_eq!((request.step.attempt, request.inputs[0].len()), (1, 1));
}

#[test]
fn a_child_is_tried_again_if_the_drawing_says_so() {
    check(
        &SUB.replace("s: sub {", "s: sub {\"retry\": {\"maximum\": 1, \"delays_ms\": [7]}, "),
        "start [1]     -> child s#1 [1]
         s falters     -> set retry s 7
         at 7          -> child s#2 [1]
         s#1 returns   -> ignored
         s returns [5] -> perform z#1 [5]",
    );
}

#[test]
fn a_child_is_abandoned_by_limits_and_cancels_but_not_by_a_stop() {
    let limited = SUB.replace("s: sub {", "s: sub {\"timeout_ms\": 9, ");
    check(&limited, "start [1] -> set limit s#1 9; child s#1 [1]\nat 9 -> abandon s#1; perform y#1 [1!timeout]");
    check(SUB, "start [1] -> child s#1 [1]\ncancel -> abandon s#1; end cancelled\n= s cancelled");
    check(
        &format!("{SUB}\nx: act\nt -> x"),
        "start [1]     -> child s#1 [1]; perform x#1 [1]
         x fail        ->
         = run waiting
         s returns [5] -> end failed
         = s done, z idle",
    );
}
