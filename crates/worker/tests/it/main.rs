//! The worker on a real store: what is durable when, what survives a crash, what
//! is never performed twice.

mod boxes;
mod crash;
#[expect(dead_code, reason = "drawn flows use the kinds of these tests")]
#[path = "../../../flow/tests/drawing/mod.rs"]
mod drawing;
mod kinds;
mod running;
mod steering;
mod support;
