//! The worker on a real store: what is durable when, what survives a crash, what
//! is never performed twice.

mod crash;
mod running;
mod steering;
mod support;
