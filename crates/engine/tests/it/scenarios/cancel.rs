//! Cancels: nothing new starts, and a kill is over at once.

use crate::script::check;

#[test]
fn a_kill_ends_everything_at_once() {
    check(
        "flow {\"timeout_ms\": 9000}\nt: start\na: act {\"timeout_ms\": 50}\nw: act\nr: act\nb: calc\nt -> a -> b\nt -> w\nt -> r",
        "start      -> set limit run 9000; perform a#1 [1]; perform w#1 [1]; perform r#1 [1]
         w wait 500 -> set wait w 500
         r flaky    -> set retry r 1000
         kill       -> abandon a#1; clear wait w; clear retry r; clear limit run; end cancelled
         = run cancelled, a cancelled, w cancelled, r cancelled, b idle, e1 pending
         a ok       -> ignored
         w signal   -> ignored
         at 99999   -> ignored
         cancel     -> ignored
         kill       -> ignored",
    );
}

#[test]
fn a_cancel_lets_what_is_performed_finish_and_starts_nothing() {
    let played = check(
        "flow {\"timeout_ms\": 9000}\nt: start\na: act\nw: act\nr: act\nb: calc\nt -> a -> b\nt -> w\nt -> r",
        "start      -> set limit run 9000; perform a#1 [1]; perform w#1 [1]; perform r#1 [1]
         w wait 500 -> set wait w 500
         r flaky    -> set retry r 1000
         cancel     -> clear wait w; clear retry r; clear limit run
         = run running, a running, w cancelled, r cancelled
         w signal   -> ignored
         a ok [7]   -> end cancelled
         = run cancelled, a done, b idle",
    );
    assert_eq!(played.run.outputs(0, 1).map(|outputs| outputs[0].1.len()), Some(1), "its result is kept");
}

#[test]
fn a_cancel_with_nothing_at_work_or_a_second_one_ends_the_run() {
    check(
        "t: start\nw: act\nt -> w",
        "start -> perform w#1 [1]\nw wait 5 -> set wait w 5\ncancel -> clear wait w; end cancelled",
    );
    check("t: start\na: act\nt -> a", "start -> perform a#1 [1]\ncancel ->\ncancel -> abandon a#1; end cancelled");
    check("t: start\na: act\nt -> a", "start -> perform a#1 [1]\ncancel ->\nkill -> abandon a#1; end cancelled");
}

#[test]
fn a_run_may_be_cancelled_before_it_begins() {
    check("t: start\na: act\nt -> a", "cancel -> end cancelled\nstart -> ignored");
}

#[test]
fn a_step_in_doubt_stays_in_doubt() {
    check(
        "t: start\na: act {\"on_uncertain\": \"ask\"}\nt -> a",
        "start    -> perform a#1 [1]
         a intend ->
         a crash  ->
         cancel   -> end cancelled
         = a indoubt
         a settle retry -> ignored",
    );
}
