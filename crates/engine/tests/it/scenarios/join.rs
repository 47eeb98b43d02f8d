//! Nodes with several arrows in: when they start, and with what.

use crate::script::check;

/// An `If` whose both sides go through a node each and meet in `j`.
fn diamond(join: &str) -> String {
    format!(
        "t: start\ni: switch {{\"parameters\": {{\"rules\": [1, 2, 3]}}}}\na: act\nb: act\nc: act\nj: calc {join}\nt -> i\ni.case0 -> a -> j\ni.case1 -> b -> j\ni.case2 -> c -> j"
    )
}

fn rule(rule: &str) -> String {
    diamond(&format!("{{\"join\": {{\"rule\": {rule}}}}}"))
}

#[test]
fn all_runs_when_everything_is_decided_and_something_taken() {
    check(
        &diamond(""),
        "start                            -> perform i#1 [1]
         i ok case0[1] case2[3]           -> perform a#1 [1]; perform c#1 [3]
         c ok                             ->
         = j idle
         a ok                             -> perform j#1 [1,3]",
    );
    check(
        &diamond(""),
        "start    -> perform i#1 [1]
         i ok else[1] -> end succeeded
         = j skipped",
    );
}

#[test]
fn items_are_appended_in_the_order_of_wiring() {
    check(
        "t: start\na: act\nb: act\nj: calc\nt -> a\nt -> b\nb -> j\na -> j",
        "start -> perform a#1 [1]; perform b#1 [1]
         a ok [10,11] ->
         b ok [20]    -> perform j#1 [20,10,11]",
    );
}

#[test]
fn a_list_that_comes_alone_is_shared() {
    let played = check(
        "t: start\ni: if\nj: calc\nt -> i\ni.yes -> j\ni.no -> j",
        "start -> perform i#1 [1]
         i ok yes[1] no[] -> perform j#1 [1]",
    );
    let yes = &played.run.outputs(0, 1).expect("done")[0].1;
    assert!(played.run.input(&played.plan, 0, 2, 0).same_list(yes));
}

#[test]
fn ports_are_filled_apart() {
    check(
        "t: start\na: act\nm: merge\nt -> a\na -> m.in1\nt -> m.in0\nt -> m.in1",
        "start    -> perform a#1 [1]
         a ok [2] -> perform m#1 in0[1] in1[2,1]",
    );
}

#[test]
fn all_required_runs_only_if_every_arrow_is_taken() {
    check(
        &rule(r#""all_required""#),
        "start                     -> perform i#1 [1]
         i ok case0[1] case1[1]    -> perform a#1 [1]; perform b#1 [1]
         a ok                      ->
         b ok                      -> end succeeded
         = j skipped",
    );
    check(
        &rule(r#""all_required""#),
        "start                              -> perform i#1 [1]
         i ok case0[1] case1[2] case2[3]    -> perform a#1 [1]; perform b#1 [2]; perform c#1 [3]
         c ok                               ->
         a ok                               ->
         b ok                               -> perform j#1 [1,2,3]",
    );
}

#[test]
fn any_runs_with_the_first_and_ignores_the_rest() {
    check(
        &rule(r#""any""#),
        "start                       -> perform i#1 [1]
         i ok case0[1] case1[2]      -> perform a#1 [1]; perform b#1 [2]
         b ok                        -> perform j#1 [2]
         = e2 pending
         a ok                        ->
         = e2 taken, e4 taken, e6 skipped, j running
         j flaky                     -> set retry j 1000
         at 1000                     -> perform j#2 [2]
         j ok                        -> end succeeded",
    );
    check(&rule(r#""any""#), "start -> perform i#1 [1]\ni ok else[1] -> end succeeded\n= j skipped");
}

#[test]
fn first_waits_for_so_many() {
    check(
        &rule(r#"{"first": 2}"#),
        "start                              -> perform i#1 [1]
         i ok case0[1] case1[2] case2[3]    -> perform a#1 [1]; perform b#1 [2]; perform c#1 [3]
         c ok                               ->
         a ok                               -> perform j#1 [1,3]
         j ok                               ->
         b ok                               -> end succeeded",
    );
    check(
        &rule(r#"{"first": 2}"#),
        "start             -> perform i#1 [1]
         i ok case0[1]     -> perform a#1 [1]
         = j skipped
         a ok              -> end succeeded",
    );
}

#[test]
fn specific_waits_for_the_chosen_ones() {
    let drawing = rule(r#"{"specific": ["e2", "e6"]}"#);
    check(
        &drawing,
        "start                              -> perform i#1 [1]
         i ok case0[1] case1[2] case2[3]    -> perform a#1 [1]; perform b#1 [2]; perform c#1 [3]
         b ok                               ->
         a ok                               ->
         c ok                               -> perform j#1 [1,2,3]",
    );
    check(
        &drawing,
        "start                     -> perform i#1 [1]
         i ok case0[1] case1[1]    -> perform a#1 [1]; perform b#1 [1]
         = j skipped, e3 taken, e6 skipped",
    );
}

#[test]
fn a_join_that_waited_long_enough_starts_with_what_is_there() {
    let drawing = diamond(r#"{"join": {"timeout_ms": 500}}"#);
    check(
        &drawing,
        "start                     -> perform i#1 [1]
         i ok case0[1] case1[2]    -> perform a#1 [1]; perform b#1 [2]; set join j 500
         at 200                    -> ignored
         b ok                      ->
         at 500                    -> perform j#1 [2]
         = e2 pending
         a ok                      ->
         = e2 taken
         j ok                      -> end succeeded",
    );
    check(
        &drawing,
        "start                     -> perform i#1 [1]
         i ok case0[1] case1[2]    -> perform a#1 [1]; perform b#1 [2]; set join j 500
         at 500                    ->
         = j skipped, run running
         a ok                      ->
         b ok                      -> end succeeded",
    );
    check(
        &drawing,
        "start            -> perform i#1 [1]
         i ok case0[1]    -> perform a#1 [1]; set join j 500
         a ok             -> clear join j; perform j#1 [1]",
    );
}

#[test]
fn a_rule_that_needs_more_than_is_there_at_the_timeout_skips() {
    let drawing = |rule: &str| diamond(&format!("{{\"join\": {{\"rule\": {rule}, \"timeout_ms\": 500}}}}"));
    for rule in [r#"{"first": 2}"#, r#"{"specific": ["e2", "e4"]}"#, r#""all_required""#] {
        check(
            &drawing(rule),
            "start                              -> perform i#1 [1]
             i ok case0[1] case1[2] case2[3]    -> perform a#1 [1]; perform b#1 [2]; perform c#1 [3]
             a ok                               -> set join j 500
             at 500                             ->
             = j skipped
             b ok                               ->
             c ok                               -> end succeeded
             = j skipped, e4 taken",
        );
    }
}

#[test]
fn a_run_whose_only_hope_is_the_timeout_of_a_join_waits() {
    check(
        "t: start\na: act {\"on_uncertain\": \"ask\"}\nj: calc {\"join\": {\"timeout_ms\": 500}}\nt -> a -> j\nt -> j",
        "start    -> set join j 500; perform a#1 [1]
         a intend -> 
         a crash  ->
         = run waiting
         at 500   -> perform j#1 [1]
         j ok     ->
         = run indoubt
         a settle done -> end succeeded",
    );
}
