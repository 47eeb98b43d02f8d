//! The API over a real store and a runner that only remembers what it was asked.

mod debugging;
mod flow_tests;
mod flows;
mod hooks;
mod import;
mod openapi;
mod permissions;
mod queue;
mod resume;
mod server;
mod session;
mod stub_runner;
