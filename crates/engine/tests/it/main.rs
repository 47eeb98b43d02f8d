//! The engine's proof: scenarios in text, and random flows against a naive
//! reference interpreter.

#[path = "../../../flow/tests/drawing/mod.rs"]
mod drawing;
mod history;
mod lineage;
mod scenarios;
mod script;
