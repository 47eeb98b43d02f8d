//! The vocabulary of Towpath: flows, nodes, ports, edges, items and ids; how a
//! flow document is read, checked, compiled and compared.
//!
//! This crate decides nothing about runs and touches neither clock, network
//! nor storage. Everything else in Towpath stands on it, so it stays small.

pub mod check;
pub mod clock;
pub mod compile;
pub mod container;
pub mod diff;
pub mod document;
pub mod file;
pub mod flow_test;
pub mod form;
pub mod id;
pub mod item;
mod items;
pub mod json;
pub mod kind;
pub mod last;
pub mod limits;
pub mod plan;
pub mod problem;
pub mod retry;
mod schema;
pub mod tables;
pub mod variables;

pub use check::check;
pub use clock::{Clock, Ids, Timestamp};
pub use compile::compile;
pub use diff::diff;
pub use document::{Edge, EdgeId, Flow, JoinRule, Node, NodeId, OnError, OnUncertain, PortRef};
pub use item::Item;
pub use items::{Items, ItemsBuilder, View};
pub use json::Json;
pub use kind::{KindSpec, Kinds};
pub use plan::Plan;
pub use problem::{Problem, Severity};
