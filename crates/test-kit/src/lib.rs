//! What tests share: a clock set by hand, counted ids, throw-away databases,
//! builders for rows, and the suite that every store must pass. A dev-dependency only.

mod cluster;
pub mod conformance;
mod database;
pub mod mariadb;
mod pair;
pub mod pooler;
pub mod redis;
mod seams;
mod world;

pub use cluster::TempCluster;
pub use database::TempStore;
pub use pair::TempPair;
pub use pooler::TempPooler;
pub use seams::{CountingIds, TestClock};
pub use world::{Tenant, World};
