//! The API over a real store and a runner that only remembers what it was asked.

mod data;
mod debugging;
mod drafts;
mod events;
mod flow_tests;
mod flows;
mod forms;
mod hooks;
mod import;
mod limits;
mod messages;
mod openapi;
mod packed;
mod permissions;
mod presets;
mod queue;
mod resume;
mod server;
mod session;
mod stub_runner;
