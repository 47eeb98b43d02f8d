//! Steps whose effect may or may not have taken place.

use crate::script::{Played, check};

fn node(fields: &str) -> String {
    format!("t: start\na: act {fields}\nb: calc\nt -> a -> b")
}

#[test]
fn intended_steps_without_a_result_are_uncertain() {
    let mut played = Played::new("t: start\na: act\nb: act\nt -> a\nt -> b");
    played.play("start");
    let names = |played: &Played| played.run.uncertain_steps().map(|step| step.node).collect::<Vec<_>>();
    assert!(names(&played).is_empty());
    assert_eq!(played.play("b intend"), "");
    assert_eq!(played.play("b intend"), "ignored", "an intent is written once");
    assert_eq!(names(&played), [2]);
    assert_eq!(played.run.running_steps().count(), 2);
    played.play("b ok");
    assert!(names(&played).is_empty());
}

#[test]
fn a_step_cut_off_before_its_intent_can_be_asked_for_again() {
    let mut played = Played::new("t: start\na: act\nt -> a");
    played.play("start [4]");
    let step = played.run.running_steps().next().expect("running");
    let request = played.run.request(&played.plan, step).expect("current");
    assert_eq!((request.step, request.inputs[0][0].json.as_i64()), (step, Some(4)));
    played.play("a ok");
    assert_eq!(played.run.request(&played.plan, step), None);
}

#[test]
fn retry_performs_the_same_attempt_again() {
    check(
        &node("{\"timeout_ms\": 50}"),
        "start    -> perform a#1 [1]
         a intend ->
         a crash  -> perform a#1 [1]
         a flaky  -> set retry a 1000
         at 1000  -> perform a#2 [1]
         a crash  -> perform a#2 [1]
         a ok     -> perform b#1 [1]",
    );
}

#[test]
fn ask_leaves_the_step_in_doubt_until_somebody_settles_it() {
    let asked = |settlement: &str, expected: &str| {
        check(
            &node("{\"on_uncertain\": \"ask\"}"),
            &format!(
                "start    -> perform a#1 [1]
                 a intend ->
                 a crash  ->
                 = run indoubt, a indoubt
                 a ok     -> ignored
                 a#2 settle done -> ignored
                 a settle {settlement} -> {expected}"
            ),
        )
    };
    asked("done", "perform b#1 [1]");
    asked("retry", "perform a#1 [1]");
    let played = asked("failed", "end failed");
    assert_eq!(played.run.error().map(|error| error.error.code.as_str()), Some("effect_uncertain"));
}

#[test]
fn skip_takes_the_effect_as_done() {
    check(&node("{\"on_uncertain\": \"skip\"}"), "start -> perform a#1 [1]\na crash -> perform b#1 [1]\n= a done");
}

#[test]
fn fail_fails_the_step_without_a_further_attempt() {
    check(&node("{\"on_uncertain\": \"fail\"}"), "start -> perform a#1 [1]\na crash -> end failed");
    check(
        "t: start\na: act {\"on_uncertain\": \"fail\"}\nb: calc\nt -> a\na.error -> b",
        "start -> perform a#1 [1]\na crash -> perform b#1 [1!effect_uncertain]",
    );
}

#[test]
fn a_node_that_does_not_know_itself_follows_the_same_policy() {
    check(&node("{}"), "start -> perform a#1 [1]\na doubt -> set retry a 1000");
    check(&node("{\"on_uncertain\": \"ask\"}"), "start -> perform a#1 [1]\na doubt ->\n= a indoubt");
    check(&node("{\"on_uncertain\": \"skip\"}"), "start -> perform a#1 [1]\na doubt -> perform b#1 [1]");
    check(&node("{\"on_uncertain\": \"fail\"}"), "start -> perform a#1 [1]\na doubt -> end failed");
}

#[test]
fn a_time_limit_does_not_repeat_what_must_not_be_repeated() {
    check(
        &node("{\"on_uncertain\": \"ask\", \"timeout_ms\": 50}"),
        "start -> perform a#1 [1]\na late -> abandon a#1\n= a indoubt, run indoubt",
    );
}

#[test]
fn other_branches_go_on_beside_a_step_in_doubt() {
    check(
        "t: start\na: act {\"on_uncertain\": \"ask\"}\nb: act\nt -> a\nt -> b",
        "start    -> perform a#1 [1]; perform b#1 [1]
         a crash  ->
         = run running
         b wait 50 -> set wait b 50
         = run waiting
         at 50    ->
         = run indoubt
         a settle done -> end succeeded",
    );
}

#[test]
fn a_stopped_run_does_not_wait_for_a_doubt() {
    let drawing = "t: start\na: act\nb: act {\"on_uncertain\": \"ask\"}\nt -> a\nt -> b";
    check(drawing, "start -> perform a#1 [1]; perform b#1 [1]\nb crash ->\na fail -> end failed\n= b indoubt");
    check(
        "t: start\na: act\nb: act\nt -> a\nt -> b",
        "start   -> perform a#1 [1]; perform b#1 [1]
         a fail  ->
         b crash -> end failed
         = b indoubt",
    );
}

#[test]
fn a_step_that_ends_the_process_again_and_again_is_left_to_a_person() {
    check(
        &node(""),
        "start    -> perform a#1 [1]
         a crash  -> perform a#1 [1]
         a cut    -> perform a#1 [1]
         a crash  ->
         = run indoubt, a indoubt
         a settle retry -> perform a#1 [1]
         a crash  ->
         = run indoubt
         a settle failed -> end failed",
    );
}

#[test]
fn ends_of_the_process_are_counted_for_each_attempt() {
    check(
        &node(""),
        "start   -> perform a#1 [1]
         a crash -> perform a#1 [1]
         a crash -> perform a#1 [1]
         a flaky -> set retry a 1000
         at 1000 -> perform a#2 [1]
         a crash -> perform a#2 [1]
         a crash -> perform a#2 [1]
         a ok    -> perform b#1 [1]",
    );
}

#[test]
fn the_other_side_says_what_became_of_a_step() {
    let asked = |events: &str| {
        let begin = "start -> perform a#1 [1]\na intend ->\na crash -> look up a#1 [1]\na ok -> ignored\n";
        check(&node("{\"on_uncertain\": \"look_up\"}"), &format!("{begin}{events}"));
    };
    asked("a found [7] -> perform b#1 [7]\na found [8] -> ignored");
    asked("a missing -> perform a#1 [1]\na ok -> perform b#1 [1]");
    asked("a unclear ->\n= run indoubt, a indoubt\na settle done -> perform b#1 [1]");
    asked("a crash -> look up a#1 [1]\na crash ->\n= run indoubt");
    asked("kill -> abandon a#1; end cancelled\na found [7] -> ignored");
}

#[test]
fn what_ended_in_doubt_and_did_not_take_place_is_tried_again_after_a_pause() {
    check(
        &node("{\"on_uncertain\": \"look_up\"}"),
        "start     -> perform a#1 [1]
         a doubt   -> look up a#1 [1]
         a missing -> set retry a 1000
         at 1000   -> perform a#2 [1]
         a doubt   -> look up a#2 [1]
         a found [5] -> perform b#1 [5]",
    );
}

#[test]
fn what_was_cut_off_is_not_begun_again_where_nothing_starts_any_more() {
    check(
        "t: start\na: act\nb: act\nt -> a\nt -> b",
        "start  -> perform a#1 [1]; perform b#1 [1]
         cancel ->
         a cut  ->
         = a cancelled, b running
         b cut  -> end cancelled",
    );
    check(
        "t: start\na: act\nb: act\nt -> a\nt -> b",
        "start  -> perform a#1 [1]; perform b#1 [1]
         a fail ->
         b cut  -> end failed
         = b cancelled",
    );
}
