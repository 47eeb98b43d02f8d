//! Which nodes run, and with what.

use crate::script::{Played, check, items_of};
use engine::{Effects, Event, Outcome, Run, RunStatus, apply};
use flow::Timestamp;

#[test]
fn runs_one_node_after_the_other() {
    check(
        "t: start\na: act\nb: calc\nt -> a -> b",
        "start [1,2] -> perform a#1 [1,2]
         = run running, a running, b idle, e0 taken, e1 pending
         a ok [3]    -> perform b#1 [3]
         b ok        -> end succeeded
         = run succeeded, t done, a done, b done, e1 taken",
    );
}

#[test]
fn ends_at_once_where_nothing_follows() {
    check("t: start", "start -> end succeeded\n= t done");
}

#[test]
fn runs_independent_branches_side_by_side() {
    check(
        "t: start\na: act\nb: act\nt -> a\nt -> b",
        "start -> perform a#1 [1]; perform b#1 [1]
         b ok  ->
         = run running
         a ok  -> end succeeded",
    );
}

#[test]
fn takes_the_chosen_ports_and_skips_the_others() {
    check(
        "t: start\ni: if\na: calc\nb: calc\nc: calc\nt -> i\ni.yes -> a\ni.no -> b -> c",
        "start        -> perform i#1 [1]
         i ok yes[1]  -> perform a#1 [1]
         = b skipped, c skipped, e2 skipped, e3 skipped
         a ok         -> end succeeded",
    );
    check(
        "t: start\ni: if\na: calc\nb: calc\nt -> i\ni.yes -> a\ni.no -> b",
        "start            -> perform i#1 [1]
         i ok yes[1] no[] -> perform a#1 [1]; perform b#1 []",
    );
}

#[test]
fn a_port_the_node_does_not_have_is_left_out() {
    let played = check("t: start\na: calc\nt -> a", "start -> perform a#1 [1]\na ok x[1] -> end succeeded");
    assert_eq!(played.run.outputs(0, 1), Some([].as_slice()));
}

#[test]
fn the_other_triggers_and_what_only_they_lead_to_are_skipped() {
    check(
        "t: start\nu: start\na: calc\nb: calc\nlonely: calc\nt -> a\nu -> b\nu -> a",
        "start u [5] -> perform b#1 [5]; perform a#1 [5]
         = t skipped, lonely skipped, e0 skipped
         a ok -> 
         b ok -> end succeeded",
    );
}

#[test]
fn a_disabled_node_passes_its_items_on() {
    let played = check(
        "t: start\nd: act {\"disabled\": true}\na: calc\nt -> d -> a",
        "start [1,2] -> perform a#1 [1,2]
         = d done
         a ok -> end succeeded",
    );
    let (run, plan) = (&played.run, &played.plan);
    let passed = &run.outputs(0, 1).expect("done")[0].1;
    assert!(passed.same_list(&run.input(plan, 0, 1, 0)), "the list is shared, not copied");
}

#[test]
fn a_disabled_node_of_several_ports_passes_the_first_on() {
    check(
        "t: start\ni: if\nm: merge {\"disabled\": true}\na: calc\nt -> i\ni.yes -> m.in0\ni.no -> m.in1\nm -> a",
        "start -> perform i#1 [1]
         i ok yes[1] no[2] -> perform a#1 [1]",
    );
}

#[test]
fn kept_results_are_taken_over_without_performing() {
    let mut played = Played::new("t: start\na: act\nb: act\nt -> a -> b");
    played.kept.insert(1, Outcome::main(items_of("[7]")));
    assert_eq!(played.play("start [1]"), "perform b#1 [7]");
    assert_eq!(played.run.attempt(0, 1), 0);
    assert_eq!(played.play("b ok"), "end succeeded");
}

#[test]
fn a_kept_result_of_a_node_that_is_skipped_now_is_not_used() {
    let mut played = Played::new("t: start\ni: if\na: act\nt -> i\ni.yes -> a");
    played.kept.insert(2, Outcome::main(items_of("[7]")));
    assert_eq!(played.play("start"), "perform i#1 [1]");
    assert_eq!(played.play("i ok no[1]"), "end succeeded");
    assert_eq!(played.run.outputs(0, 2), None);
}

#[test]
fn an_answer_is_handed_on_before_anything_else() {
    check(
        "t: start\na: calc\nb: act\nt -> a -> b",
        "start        -> perform a#1 [1]
         a answer 201 -> answer 201; perform b#1 [1]",
    );
}

#[test]
fn events_that_do_not_fit_are_ignored() {
    check(
        "t: start\na: act\nb: act\nt -> a -> b",
        "a ok     -> ignored
         start    -> perform a#1 [1]
         start    -> ignored
         b ok     -> ignored
         a#2 ok   -> ignored
         a signal -> ignored
         a settle done -> ignored
         a ok     -> perform b#1 [1]
         a#1 ok   -> ignored
         b ok     -> end succeeded
         b ok     -> ignored
         cancel   -> ignored",
    );
    let mut run = Run::new();
    let played = Played::new("t: start");
    let event = Event::Started { node: 7, items: items_of("[]"), kept: Default::default(), manner: Default::default() };
    assert!(!apply(&mut run, &played.plan, &event, Timestamp(0), &mut Effects::default()));
    assert_eq!(run.status(), RunStatus::Running);
}

#[test]
fn a_long_chain_of_skips_needs_no_deep_stack() {
    let mut drawing = String::from("t: start\ni: if\nt -> i\nn0: calc\ni.no -> n0\n");
    for index in 1..4_000 {
        drawing.push_str(&format!("n{index}: calc\nn{} -> n{index}\n", index - 1));
    }
    check(&drawing, "start -> perform i#1 [1]\ni ok yes[1] -> end succeeded\n= n3999 skipped");
}
