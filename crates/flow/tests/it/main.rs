//! What the crate promises to those who use it, as tables of cases.

mod check;
mod compile;
mod diff;
#[path = "../drawing/mod.rs"]
mod drawing;
mod file;
