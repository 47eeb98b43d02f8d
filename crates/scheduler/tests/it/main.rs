//! The scheduler with a real worker, in virtual time.

mod clocks;
mod stage;
