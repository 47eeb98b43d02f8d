//! Undoing what was done when a run fails.

use crate::script::check;
use engine::history::replay;
use engine::{NodeState, RunStatus};

const TRIP: &str = "flow {\"compensate\": true}
    t: start
    hotel: act {\"compensate_with\": \"no_hotel\"}
    flight: act {\"compensate_with\": \"no_flight\"}
    pay: act
    no_hotel: act
    no_flight: act
    t -> hotel -> flight -> pay";

#[test]
fn what_was_done_is_undone_the_latest_first_with_what_it_gave() {
    let played = check(
        TRIP,
        "start         -> perform hotel#1 [1]
         hotel ok [10] -> perform flight#1 [10]
         flight ok [20] -> perform pay#1 [20]
         pay fail      -> perform no_flight@1#1 [20]
         = run running, no_flight idle
         no_flight@1 ok -> perform no_hotel@2#1 [10]
         no_hotel@2 ok -> end failed",
    );
    assert_eq!(played.run.error().and_then(|error| error.node), Some(3), "the failure is that of the flow");
    let (_, records) = replay(&played.plan, played.log.iter().cloned());
    let undone: Vec<_> = records.iter().filter_map(|record| Some((record.step.node, record.undoes?))).collect();
    assert_eq!(undone, [(5, 2), (4, 1)]);
    assert!(records.iter().all(|record| record.place.is_none() && record.iterations.is_none()));
}

#[test]
fn nothing_is_undone_that_was_not_done_or_where_nobody_asked() {
    check(
        TRIP,
        "start         -> perform hotel#1 [1]
         hotel ok [10] -> perform flight#1 [10]
         flight fail   -> perform no_hotel@1#1 [10]
         no_hotel@1 ok -> end failed",
    );
    check(
        &TRIP.replace("true", "false"),
        "start -> perform hotel#1 [1]\nhotel ok -> perform flight#1 [1]\nflight fail -> end failed",
    );
    check(
        TRIP,
        "start     -> perform hotel#1 [1]
         hotel ok  -> perform flight#1 [1]
         flight ok -> perform pay#1 [1]
         pay ok    -> end succeeded",
    );
    check(
        TRIP,
        "start -> perform hotel#1 [1]\nhotel ok -> perform flight#1 [1]\nkill -> abandon flight#1; end cancelled",
    );
}

#[test]
fn a_failure_while_undoing_is_recorded_and_does_not_stop_the_rest() {
    let played = check(
        TRIP,
        "start     -> perform hotel#1 [1]
         hotel ok  -> perform flight#1 [1]
         flight ok -> perform pay#1 [1]
         pay fail  -> perform no_flight@1#1 [1]
         no_flight@1 flaky -> set retry no_flight@1 1000
         at 1000   -> perform no_flight@1#2 [1]
         no_flight@1 fail -> perform no_hotel@2#1 [1]
         no_hotel@2 ok -> end failed",
    );
    let (_, records) = replay(&played.plan, played.log.iter().cloned());
    let failed = records.iter().filter(|record| record.undoes.is_some() && record.state == NodeState::Failed);
    assert_eq!(failed.count(), 2);
    assert_eq!(played.run.error().and_then(|error| error.node), Some(3), "the first failure remains the flow's");
}

#[test]
fn every_iteration_is_undone_by_itself_and_a_box_may_undo() {
    check(
        "flow {\"compensate\": true}
         t: start
         l: each
         a: act in l {\"compensate_with\": \"u\"}
         b: act
         u: try
         v: act in u
         t -> l -> b",
        "start [1,2] -> perform a@1#1 [1]
         a@1 ok [5]  -> perform a@2#1 [2]
         a@2 ok [6]  -> perform b#1 [5,6]
         b fail      -> perform v@4#1 [6]
         v@4 fail    -> perform v@6#1 [5]
         v@6 ok      -> end failed",
    );
}

#[test]
fn what_takes_too_long_is_undone_without_a_limit_of_time() {
    check(
        &TRIP.replace("true", "true, \"timeout_ms\": 500"),
        "start    -> set limit run 500; perform hotel#1 [1]
         hotel ok -> perform flight#1 [1]
         at 500   -> abandon flight#1; perform no_hotel@1#1 [1]
         at 9000  -> ignored
         no_hotel@1 ok -> end failed",
    );
}

#[test]
fn undoing_can_be_paused_cancelled_and_in_doubt() {
    let begin = "start -> perform hotel#1 [1]\nhotel ok -> perform flight#1 [1]\nflight ok -> perform pay#1 [1]\n";
    check(TRIP, &format!("{begin}pause ->\npay fail ->\n= run paused\nresume -> perform no_flight@1#1 [1]"));
    check(TRIP, &format!("{begin}pay fail -> perform no_flight@1#1 [1]\ncancel ->\nno_flight@1 ok -> end cancelled"));
    let asked = TRIP.replace("no_flight: act", "no_flight: act {\"on_uncertain\": \"ask\"}");
    let played = check(
        &asked,
        &format!(
            "{begin}pay fail -> perform no_flight@1#1 [1]
             no_flight@1 doubt ->
             = run indoubt, no_flight@1 indoubt
             no_flight@1 settle done -> perform no_hotel@2#1 [1]"
        ),
    );
    assert_eq!(played.run.status(), RunStatus::Running);
}
