//! Paused runs: nothing starts, what is performed goes on, times that come wait.

use crate::script::check;

#[test]
fn what_is_performed_is_recorded_and_what_follows_waits() {
    check(
        "t: start\na: act\nb: calc\nt -> a -> b",
        "start    -> perform a#1 [1]
         pause    ->
         = run running
         pause    -> ignored
         a ok [2] ->
         = run paused, a done, e1 taken, b held
         resume   -> perform b#1 [2]
         resume   -> ignored
         b ok     -> end succeeded",
    );
}

#[test]
fn times_that_come_wait_until_the_run_goes_on() {
    check(
        "t: start\nw: act\nr: act\nb: calc\nt -> w -> b\nt -> r",
        "start      -> perform w#1 [1]; perform r#1 [1]
         w wait 500 -> set wait w 500
         r flaky    -> set retry r 1000
         pause      ->
         = run paused
         at 5000    -> ignored
         resume     ->
         at 5000    -> perform b#1 [1]; perform r#2 [1]",
    );
}

#[test]
fn a_signal_is_taken_and_what_follows_it_waits() {
    check(
        "t: start\nw: act\nb: calc\nt -> w -> b",
        "start         -> perform w#1 [1]
         w wait signal ->
         pause         ->
         w signal [7]  ->
         = w done, b held
         resume        -> perform b#1 [7]",
    );
}

#[test]
fn an_iteration_that_would_begin_waits() {
    check(
        "t: start\nl: each\na: act in l\nb: calc\nt -> l -> b",
        "start [1,2] -> perform a@1#1 [1]
         pause       ->
         a@1 ok [5]  ->
         = run paused, a@2 held, l running
         resume      -> perform a@2#1 [2]
         a@2 ok [6]  -> perform b#1 [5,6]",
    );
}

#[test]
fn the_limit_of_an_attempt_goes_on_and_those_of_run_and_box_stand_still() {
    check(
        "flow {\"timeout_ms\": 900}\nt: start\na: act {\"timeout_ms\": 50, \"retry\": {\"maximum\": 1, \"delays_ms\": [10]}}\nt -> a",
        "start   -> set limit run 900; perform a#1 [1]
         pause   ->
         at 2000 -> ignored
         a late  -> abandon a#1; set retry a 2010
         = run paused, a retrying
         resume  -> set limit run 2900
         at 2010 -> perform a#2 [1]
         a ok    -> clear limit run; end succeeded",
    );
    check(
        "t: start\nl: each {\"timeout_ms\": 100}\na: act in l\nt -> l",
        "start  -> set limit l#1 100; perform a@1#1 [1]
         pause  ->
         at 300 -> ignored
         resume -> set limit l#1 400
         at 400 -> abandon a@1#1; end failed",
    );
}

#[test]
fn what_a_crash_cut_off_waits_and_keeps_its_attempt() {
    check(
        "t: start\na: act\nt -> a",
        "start    -> perform a#1 [1]
         a intend ->
         pause    ->
         a crash  ->
         = run paused, a held
         resume   -> perform a#1 [1]",
    );
}

#[test]
fn a_paused_run_may_be_ended_and_may_fail() {
    let flow = "t: start\na: act\nb: calc\nc: act\nt -> a -> b\nt -> c";
    let begin = "start -> perform a#1 [1]; perform c#1 [1]\npause ->\na ok ->\n= b held\n";
    check(flow, &format!("{begin}cancel ->\n= b cancelled\nc ok -> end cancelled"));
    check(flow, &format!("{begin}kill -> abandon c#1; end cancelled"));
    check(flow, &format!("{begin}c fail -> end failed\n= b cancelled"));
}
