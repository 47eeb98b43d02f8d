//! Waits for a time, for a signal, for whichever is first.

use crate::script::check;
use engine::{Command, Effects, Event, TimerId, apply};
use flow::Timestamp;

const DRAWING: &str = "t: start\nw: act\na: calc\nt -> w -> a";

#[test]
fn waits_until_the_time_has_come() {
    check(
        DRAWING,
        "start          -> perform w#1 [1]
         w wait 500 [9] -> set wait w 500
         = run waiting, w waiting, a idle
         w signal [3]   -> ignored
         at 499         -> ignored
         at 500         -> perform a#1 [9]
         = w done",
    );
}

#[test]
fn waits_for_a_signal_and_goes_on_with_its_items() {
    check(
        DRAWING,
        "start             -> perform w#1 [1]
         w wait signal     ->
         = run waiting
         w signal [7,8]    -> perform a#1 [7,8]
         w signal [9]      -> ignored
         a ok              -> end succeeded",
    );
}

#[test]
fn what_waited_leaves_by_the_port_that_was_chosen() {
    let drawing = "t: start\nw: if\na: calc\nb: calc\nt -> w\nw.yes -> a\nw.no -> b";
    check(
        drawing,
        "start                 -> perform w#1 [1]
         w wait 500 signal [9] -> set wait w 500
         w choose 2            -> ignored
         w choose 1            -> clear wait w; perform b#1 [9]
         w choose 0            -> ignored
         = w done, a skipped",
    );
    check(
        drawing,
        "start                     -> perform w#1 [1]
         w wait 500 signal no[9]   -> set wait w 500
         at 500                    -> perform b#1 [9]
         w choose 0                -> ignored",
    );
}

#[test]
fn whichever_comes_first_ends_the_wait() {
    check(
        DRAWING,
        "start -> perform w#1 [1]\nw wait 500 signal [9] -> set wait w 500\nw signal [7] -> clear wait w; perform a#1 [7]",
    );
    check(
        DRAWING,
        "start -> perform w#1 [1]\nw wait 500 signal [9] -> set wait w 500\nat 500 -> perform a#1 [9]\nw signal [7] -> ignored",
    );
}

#[test]
fn what_has_passed_or_never_comes_is_not_waited_for() {
    check(DRAWING, "at 100 -> ignored\nstart -> perform w#1 [1]\nw wait 100 [9] -> perform a#1 [9]");
    check(DRAWING, "start -> perform w#1 [1]\nw wait [9] -> perform a#1 [9]");
}

#[test]
fn several_waits_end_each_in_its_time() {
    check(
        "t: start\nv: act\nw: act\nt -> v\nt -> w",
        "start      -> perform v#1 [1]; perform w#1 [1]
         v wait 700 -> set wait v 700
         w wait 300 -> set wait w 300
         at 400     ->
         = w done, v waiting, run waiting
         at 700     -> end succeeded",
    );
}

#[test]
fn a_timer_is_never_early() {
    let mut played = check(DRAWING, "start -> perform w#1 [1]\nw wait 500 -> set wait w 500");
    let mut effects = Effects::default();
    let fired = Event::TimerFired(TimerId::Wait(0, 1));
    assert!(!apply(&mut played.run, &played.plan, &fired, Timestamp(499), &mut effects));
    assert_eq!(effects.commands, [Command::SetTimer(TimerId::Wait(0, 1), Timestamp(500))], "it is asked for again");
    assert_eq!(played.play("at 500"), "perform a#1 [1]");
}
