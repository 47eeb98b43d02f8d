//! The vocabulary of Towpath: flows, nodes, ports, edges, items and ids; how a
//! flow document is read, checked, compiled and compared.
//!
//! This crate decides nothing about runs and touches neither clock, network
//! nor storage. Everything else in Towpath stands on it, so it stays small.

pub mod clock;
pub mod document;
pub mod id;
pub mod item;
pub mod kind;
pub mod problem;

pub use clock::{Clock, Ids, Timestamp};
pub use document::{Edge, EdgeId, Flow, JoinRule, Node, NodeId, OnError, OnUncertain, PortRef};
pub use item::{Item, Items};
pub use kind::{KindSpec, Kinds};
pub use problem::{Problem, Severity};
