//! The sandbox from outside: what it gives, and that nothing gets out, in or over.

mod artefact;
mod basics;
mod bleed;
mod differential;
mod generated;
mod hostile;
mod programs;
#[path = "../../../expression/tests/common/mod.rs"]
mod world;
