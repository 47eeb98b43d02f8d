//! Flows with one kind of step each.

use store::runs::RunStatus;

/// A flow with one kind of step between two light ones.
pub struct Scenario {
    pub name: &'static str,
    /// The flow; `SETTINGS`, `SCRIPT` and `FLOW` (the one it calls) are filled in.
    pub drawing: &'static str,
    /// The flow it calls.
    pub called: &'static str,
    /// How often each effect fails before it succeeds, and whether for good.
    pub failures: (u32, bool),
    /// How the run ends.
    pub status: RunStatus,
    /// The node whose items are what came of it.
    pub last: &'static str,
    /// Whether an effect is never performed twice, but by somebody's leave.
    pub at_most_once: bool,
}

const NOTHING: Scenario = Scenario {
    name: "",
    drawing: "",
    called: "",
    failures: (0, false),
    status: RunStatus::Succeeded,
    last: "z",
    at_most_once: false,
};

macro_rules! script {
    () => {
        "{\"parameters\": {\"script\": \"SCRIPT\"}}"
    };
}

/// All kinds of steps.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "light", drawing: "t: begin\na: count\nz: count\nt -> a -> z", ..NOTHING },
    Scenario { name: "answer", drawing: "t: begin\na: reply\nz: count\nt -> a -> z", ..NOTHING },
    Scenario {
        name: "heavy, idempotent",
        drawing: concat!("t: begin\na: read ", script!(), "\nz: count\nt -> a -> z"),
        ..NOTHING
    },
    Scenario {
        name: "heavy with intent",
        drawing: concat!("t: begin\na: effect ", script!(), "\nz: count\nt -> a -> z"),
        ..NOTHING
    },
    Scenario {
        name: "heavy, at most once",
        drawing: "t: begin\na: effect {\"parameters\": {\"script\": \"SCRIPT\"}, \"on_uncertain\": \"ask\"}\n\
                  z: count\nt -> a -> z",
        at_most_once: true,
        ..NOTHING
    },
    Scenario {
        name: "two heavy ones at once",
        drawing: concat!(
            "t: begin\na: effect ",
            script!(),
            "\nb: effect ",
            script!(),
            "\nz: count\nt -> a -> z\nt -> b -> z"
        ),
        ..NOTHING
    },
    Scenario {
        name: "tried again",
        drawing: "t: begin\na: effect {\"parameters\": {\"script\": \"SCRIPT\"}, \
                  \"retry\": {\"maximum\": 2, \"delays_ms\": [2]}}\nz: count\nt -> a -> z",
        failures: (1, false),
        ..NOTHING
    },
    Scenario {
        name: "undone",
        drawing: concat!(
            "t: begin\na: effect {\"parameters\": {\"script\": \"SCRIPT\"}, \"compensate_with\": \"u\"}\n",
            "f: fail\nu: effect ",
            script!(),
            "\nt -> a -> f"
        ),
        status: RunStatus::Failed,
        last: "a",
        ..NOTHING
    },
    Scenario {
        name: "wait",
        drawing: "t: begin\na: sleep {\"parameters\": {\"duration_ms\": 4}}\nz: count\nt -> a -> z",
        ..NOTHING
    },
    Scenario { name: "signal", drawing: "t: begin\na: sleep\nz: count\nt -> a -> z", ..NOTHING },
    Scenario {
        name: "approval",
        drawing: "t: begin\na: ask {\"parameters\": {\"message\": \"Well?\"}}\nz: count\nt -> a\na.yes -> z",
        ..NOTHING
    },
    Scenario {
        name: "for each",
        drawing: concat!(
            "t: begin\nl: each\na: effect in l ",
            script!(),
            "\nb: count in l\nz: count\nt -> l -> z\na -> b"
        ),
        ..NOTHING
    },
    Scenario {
        name: "while",
        drawing: concat!(
            "t: begin\nw: while {\"parameters\": {\"below\": 2}}\na: effect in w ",
            script!(),
            "\nb: count in w\nz: count\nt -> w -> z\na -> b"
        ),
        ..NOTHING
    },
    Scenario {
        name: "try",
        drawing: concat!("t: begin\ny: try\na: effect in y ", script!(), "\nz: count\nt -> y\ny.error -> z"),
        failures: (u32::MAX, true),
        ..NOTHING
    },
    Scenario {
        name: "race",
        drawing: concat!(
            "t: begin\nr: race\na: effect in r ",
            script!(),
            "\nb: sleep in r {\"parameters\": {\"duration_ms\": 3600000}}\nz: count\nt -> r -> z"
        ),
        ..NOTHING
    },
    Scenario {
        name: "boxes in boxes",
        drawing: concat!(
            "t: begin\nl: each\ny: try in l\nw: while in y {\"parameters\": {\"below\": 1}}\na: effect in w ",
            script!(),
            "\nb: count in w\nz: count\nt -> l -> z\na -> b"
        ),
        ..NOTHING
    },
    Scenario {
        name: "light child",
        drawing: "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nz: count\nt -> c -> z",
        called: "t: called\na: count\nt -> a",
        ..NOTHING
    },
    Scenario {
        name: "heavy child",
        drawing: "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nz: count\nt -> c -> z",
        called: concat!("t: called\na: effect ", script!(), "\nt -> a"),
        ..NOTHING
    },
    Scenario {
        name: "sleeping child",
        drawing: "t: begin\nc: call {\"parameters\": {\"flow\": \"FLOW\"}}\nz: count\nt -> c -> z",
        called: "t: called\na: sleep {\"parameters\": {\"duration_ms\": 4}}\nt -> a",
        ..NOTHING
    },
];
