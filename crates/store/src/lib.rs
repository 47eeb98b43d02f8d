//! Persistence: what Towpath keeps, by area, behind traits; SQLite or PostgreSQL
//! behind them, one conformance suite over both.
//!
//! The only crate that sees a database driver. Rows are this crate's own types;
//! every query of a tenant's data takes the workspace, and there is no other way in.

pub mod audit;
pub mod batches;
pub mod credentials;
pub mod door;
pub mod error;
pub mod flows;
pub mod identity;
pub mod jobs;
pub mod memory;
pub mod messages;
pub mod page;
pub mod postgres;
pub mod runs;

mod sql;
pub mod sqlite;
pub mod system;
pub mod transfer;
pub mod triggers;

mod like;

pub use error::{StoreError, StoreResult};
pub use page::{Page, PageRequest};

/// Everything that is kept. `Arc<dyn Store>` is what the other crates hold.
pub trait Store:
    audit::AuditLog
    + batches::Batches
    + credentials::Credentials
    + flows::Flows
    + identity::Identity
    + jobs::Jobs
    + messages::Messages
    + runs::Runs
    + triggers::Triggers
    + Send
    + Sync
{
}
