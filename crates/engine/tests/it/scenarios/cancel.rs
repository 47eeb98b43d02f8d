//! Cancels: over at once, and for good.

use crate::script::check;

#[test]
fn a_cancel_ends_everything_at_once() {
    check(
        "flow {\"timeout_ms\": 9000}\nt: start\na: act {\"timeout_ms\": 50}\nw: act\nr: act\nb: calc\nt -> a -> b\nt -> w\nt -> r",
        "start      -> set limit run 9000; set limit a#1 50; perform a#1 [1]; perform w#1 [1]; perform r#1 [1]
         w wait 500 -> set wait w 500
         r flaky    -> set retry r 1000
         cancel     -> abandon a#1; clear limit a#1; clear wait w; clear retry r; clear limit run; end cancelled
         = run cancelled, a cancelled, w cancelled, r cancelled, b idle, e1 pending
         a ok       -> ignored
         w signal   -> ignored
         at 99999   -> ignored
         cancel     -> ignored",
    );
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
