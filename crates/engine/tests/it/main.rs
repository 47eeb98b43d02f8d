//! The engine's proof: scenarios in text, and random flows against a naive
//! reference interpreter.

mod behaviour;
mod bounded;
mod case;
#[path = "../../../flow/tests/drawing/mod.rs"]
mod drawing;
mod driver;
mod history;
mod lineage;
mod random;
mod random_boxes;
mod reference;
mod scenarios;
mod script;
