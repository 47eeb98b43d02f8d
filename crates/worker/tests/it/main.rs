//! The worker on a real store: what is durable when, what survives a crash, what
//! is never performed twice.

mod boxes;
mod calls;
mod control;
mod crash;
mod debugging;
#[expect(dead_code, reason = "drawn flows use the kinds of these tests")]
#[path = "../../../flow/tests/drawing/mod.rs"]
mod drawing;
mod events;
mod fail_points;
mod family;
mod flow_tests;
mod forms;
mod inside;
mod journal;
mod kinds;
mod limits;
mod long;
mod long_lists;
mod poison;
mod polling;
mod prefix;
mod processes;
mod reuse;
mod running;
mod simulation;
mod steering;
mod sub_flows;
mod support;
