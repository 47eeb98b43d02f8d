//! Runs that are debugged: they stop before nodes, and go on step by step.

use crate::script::{Played, check};
use engine::debug::Debug;

/// Plays a script on a run that stops before these nodes and at these arrows (`e0`, by
/// their place in the drawing); `name?` under a condition, `!` at its start.
#[track_caller]
fn debugged(drawing: &str, stops: &[&str], script: &str) {
    let mut played = Played::new(drawing);
    let mut debug = Debug { at_start: stops.contains(&"!"), ..Debug::default() };
    for stop in stops.iter().filter(|stop| **stop != "!") {
        let name = stop.trim_end_matches('?');
        let condition = (name != *stop).then(|| "{{ $json > 1 }}".to_owned());
        match name.strip_prefix('e').and_then(|number| number.parse().ok()) {
            Some(arrow) => drop(debug.arrows.insert(arrow, condition)),
            None => drop(debug.stops.insert(played.plan.index_of_name(name).expect("a node"), condition)),
        }
    }
    played.manner.debug = Some(debug);
    played.check(script);
}

const CHAIN: &str = "t: start\na: act\nb: calc\nc: calc\nt -> a -> b -> c";

#[test]
fn it_stops_before_a_node_and_goes_on() {
    debugged(
        CHAIN,
        &["b"],
        "start    -> perform a#1 [1]
         go       -> ignored
         a ok [2] ->
         = run paused, a done, b held
         over a   -> ignored
         go       -> perform b#1 [2]
         b ok     -> perform c#1 [2]
         c ok     -> end succeeded",
    );
}

#[test]
fn a_step_at_a_time_from_the_start() {
    debugged(
        CHAIN,
        &["!"],
        "start -> 
         = run paused, a held
         over  -> perform a#1 [1]
         = run running
         a ok  ->
         = run paused, b held
         into  -> perform b#1 [1]
         b ok  ->
         = c held
         out   -> perform c#1 [1]
         c ok  -> end succeeded",
    );
}

#[test]
fn of_two_branches_one_steps_and_the_other_stands() {
    debugged(
        "t: start\na: act\nb: act\nc: calc\nt -> a -> c\nt -> b",
        &["!"],
        "start  ->
         over b -> perform b#1 [1]
         b ok   ->
         = run paused, a held, b done
         go     -> perform a#1 [1]",
    );
}

#[test]
fn what_is_stepped_over_may_wait_and_try_again() {
    debugged(
        "t: start\nw: act\nb: calc\nt -> w -> b",
        &["!"],
        "start      ->
         over       -> perform w#1 [1]
         w flaky    -> set retry w 1000
         at 1000    -> perform w#2 [1]
         w wait 1500 -> set wait w 1500
         at 1500    ->
         = run paused, b held",
    );
}

#[test]
fn a_condition_is_asked_for_and_decides() {
    let begin = "start [1,2] -> perform a@1#1 [1]\na@1 ok ->\n= run running, b@1 held\n";
    let flow = "t: start\nl: each\na: act in l\nb: act in l\na -> b\nc: calc\nt -> l -> c";
    debugged(flow, &["b?"], &format!("{begin}judge b@1 no -> perform b@1#1 [1]\njudge b@1 no -> ignored"));
    debugged(flow, &["b?"], &format!("{begin}judge b@1 yes ->\n= run paused\ngo -> perform b@1#1 [1]"));
    debugged(flow, &["b?"], &format!("{begin}kill -> end cancelled"));
}

const LOOP: &str = "t: start\nl: each\na: act in l\nb: act in l\na -> b\nc: calc\nt -> l -> c";

#[test]
fn over_a_box_is_to_its_end_unless_it_stops_inside() {
    debugged(
        LOOP,
        &["l"],
        "start [1] ->
         = l held
         over      -> perform a@1#1 [1]
         a@1 ok    -> perform b@1#1 [1]
         b@1 ok    ->
         = run paused, l done, c held",
    );
    debugged(
        LOOP,
        &["l", "b"],
        "start [1] ->
         over      -> perform a@1#1 [1]
         a@1 ok    ->
         = run paused, b@1 held
         over      -> perform b@1#1 [1]
         b@1 ok    ->
         = run paused, l done, c held",
    );
}

#[test]
fn into_a_box_and_out_of_it() {
    debugged(
        LOOP,
        &["l"],
        "start [1,2] ->
         into        ->
         = run paused, a@1 held
         over        -> perform a@1#1 [1]
         a@1 ok      ->
         = b@1 held
         out         -> perform b@1#1 [1]
         b@1 ok      -> perform a@2#1 [2]
         a@2 ok      -> perform b@2#1 [2]
         b@2 ok      ->
         = run paused, l done, c held",
    );
}

#[test]
fn items_are_edited_before_it_goes_on() {
    debugged(CHAIN, &["b"], "start -> perform a#1 [1]\na ok [2] ->\nover b a [7,8] -> perform b#1 [7,8]");
    // What nothing waits for any more is not rewritten.
    debugged(CHAIN, &["b"], "start -> perform a#1 [1]\na ok [2] ->\nover b t [7] -> perform b#1 [2]\n= a done");
    debugged(
        LOOP,
        &["a"],
        "start [1,2]  ->
         go a@1 [9]   -> perform a@1#1 [9]
         a@1 ok       -> perform b@1#1 [9]
         b@1 ok       ->
         = run paused, a@2 held",
    );
}

#[test]
fn nothing_stops_in_a_run_that_is_not_debugged() {
    check(CHAIN, "start -> perform a#1 [1]\npause ->\na ok ->\n= b held\nover -> ignored\nresume -> perform b#1 [1]");
}

#[test]
fn a_stopped_run_may_be_ended() {
    debugged(CHAIN, &["b"], "start -> perform a#1 [1]\na ok ->\ncancel -> end cancelled");
    debugged(CHAIN, &["b"], "start -> perform a#1 [1]\na ok ->\nkill -> end cancelled");
}

const FORK: &str = "t: start\na: act\nb: act\nc: calc\nt -> a -> c\nt -> b\nb -> c";

#[test]
fn it_stops_at_an_arrow_items_come_along() {
    debugged(
        FORK,
        &["e1"],
        "start   -> perform a#1 [1]; perform b#1 [1]
         a ok    ->
         b ok    ->
         = run paused, c held
         over    -> perform c#1 [1,1]
         c ok    -> end succeeded",
    );
}

#[test]
fn an_arrow_nothing_comes_along_stops_nothing() {
    debugged(
        "t: start\na: act\nb: calc\nc: calc {\"join\": {\"rule\": \"any\"}}\nt -> a -> c\na.error -> b -> c",
        &["e3"],
        "start -> perform a#1 [1]
         a ok  -> perform c#1 [1]
         c ok  -> end succeeded",
    );
}

#[test]
fn the_condition_of_an_arrow_is_asked_for() {
    debugged(
        CHAIN,
        &["e1?"],
        "start       -> perform a#1 [1]
         a ok        ->
         = run running, b held
         judge b yes ->
         = run paused, b held
         go          -> perform b#1 [1]
         b ok        -> perform c#1 [1]
         c ok        -> end succeeded",
    );
}

#[test]
fn a_run_under_way_is_debugged_and_let_go() {
    check(
        CHAIN,
        "start  -> perform a#1 [1]
         attach ->
         attach -> ignored
         a ok   ->
         = run paused, b held
         over   -> perform b#1 [1]
         b ok   ->
         = run paused, c held
         detach -> perform c#1 [1]
         detach -> ignored
         c ok   -> end succeeded",
    );
}

#[test]
fn a_run_that_waits_is_debugged_when_its_time_comes() {
    check(
        CHAIN,
        "start     -> perform a#1 [1]
         a wait 50 -> set wait a 50
         attach    ->
         = run waiting, a waiting
         at 60     ->
         = run paused, b held
         detach    -> perform b#1 [1]",
    );
}
