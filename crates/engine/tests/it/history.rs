//! The history a page shows, from the written events alone.

use crate::script::{Played, check, show_items};
use engine::NodeState;
use engine::history::{StepRecord, replay};

/// Shows a record in one line: `a#1 failed 0..5 5us [1] -> [2] !code @wake`.
fn line(played: &Played, record: &StepRecord) -> String {
    let name = &played.plan.node(record.step.node).name;
    let mut line =
        format!("{name}#{} {:?} {}..", record.step.attempt, record.state, record.started_at.0).to_lowercase();
    line.extend(record.finished_at.map(|at| at.0.to_string()));
    line.extend(record.duration_us.map(|duration| format!(" {duration}us")));
    line.push_str(&format!(" {}", record.inputs.iter().map(show_items).collect::<String>()));
    line.extend(record.outputs.iter().map(|(port, items)| format!(" {port}{}", show_items(items))));
    line.extend(record.error.iter().map(|error| format!(" !{}", error.code)));
    line.extend(record.wake_at.map(|at| format!(" wakes {}", at.0)));
    if record.repeats > 0 {
        line.push_str(&format!(" repeated {}", record.repeats));
    }
    line
}

#[track_caller]
fn steps(drawing: &str, script: &str, expected: &[&str]) {
    let played = check(drawing, script);
    let (run, records) = replay(&played.plan, played.log.iter().cloned());
    assert_eq!(run, played.run, "the replayed run is the live one");
    assert_eq!(records.iter().map(|record| line(&played, record)).collect::<Vec<_>>(), expected);
}

#[test]
fn shows_attempts_with_what_came_in_and_went_out() {
    steps(
        "t: start\na: act\nb: calc\nt -> a -> b",
        "start [1] -> perform a#1 [1]\nat 5 -> ignored\na flaky -> set retry a 1005\nat 1005 -> perform a#2 [1]\nat 1010 -> ignored\na ok [2] -> perform b#1 [2]",
        &[
            "t#0 done 0..0  0[1]",
            "a#1 failed 0..5 5us [1] !broken",
            "a#2 done 1005..1010 5us [1] 0[2]",
            "b#1 running 1010.. [2]",
        ],
    );
}

#[test]
fn shows_when_a_pause_or_wait_ends() {
    steps(
        "t: start\na: act\nw: act\nt -> a\nt -> w",
        "start -> perform a#1 [1]; perform w#1 [1]\na flaky -> set retry a 1000\nw wait 500 -> set wait w 500",
        &["t#0 done 0..0  0[1]", "a#1 retrying 0..0 5us [1] !broken wakes 1000", "w#1 waiting 0.. 5us [1] wakes 500"],
    );
}

#[test]
fn shows_what_was_done_without_performing_and_what_was_caught() {
    steps(
        "t: start\nd: act {\"disabled\": true}\na: act\nb: calc\nt -> d -> a\na.error -> b",
        "start -> perform a#1 [1]\na fail -> perform b#1 [1!broken]\nb ok [] -> end succeeded",
        &[
            "t#0 done 0..0  0[1]",
            "d#0 done 0..0 [1] 0[1]",
            "a#1 failed 0..0 5us [1] 1[1!broken] !broken",
            "b#1 done 0..0 5us [1!broken] 0[]",
        ],
    );
}

#[test]
fn shows_that_a_step_was_repeated_after_a_crash() {
    steps(
        "t: start\na: act\nt -> a",
        "start -> perform a#1 [1]\na intend ->\na crash -> perform a#1 [1]\na ok -> end succeeded",
        &["t#0 done 0..0  0[1]", "a#1 done 0..0 5us [1] 0[1] repeated 1"],
    );
}

#[test]
fn shows_where_a_cancel_struck() {
    let played = check(
        "t: start\na: act\nt -> a",
        "start -> perform a#1 [1]\na flaky -> set retry a 1000\ncancel -> clear retry a; end cancelled",
    );
    let (_, records) = replay(&played.plan, played.log.iter().cloned());
    assert_eq!((records[1].state, records[1].wake_at), (NodeState::Cancelled, None));
}
