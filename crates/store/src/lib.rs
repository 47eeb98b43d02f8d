//! Persistence: what Towpath keeps, by area, behind traits; SQLite or PostgreSQL
//! behind them, one conformance suite over both.
//!
//! The only crate that keeps what is ours in a database. Rows are this crate's own types;
//! every query of a tenant's data takes the workspace, and there is no other way in.

pub mod audit;
pub mod batches;
pub mod carrier;
pub mod credentials;
pub mod door;
pub mod drafts;
pub mod error;
pub mod faults;
pub mod flow_tests;
pub mod flows;
pub mod identity;
pub mod inbox;
pub mod jobs;
pub mod limits;
pub mod listening;
pub mod memory;
pub mod messages;
pub mod owners;
pub mod page;
pub mod polls;
pub mod postgres;
pub mod presets;
pub mod run_notes;
pub mod runs;
pub mod schema;
pub mod seen;

mod sql;
pub mod sqlite;
pub mod static_data;
pub mod system;
pub mod tables;
pub mod transfer;
pub mod triggers;
pub mod variables;
pub mod waits;

mod like;

pub use error::{StoreError, StoreResult};
pub use page::{Page, PageRequest};

/// Everything that is kept. `Arc<dyn Store>` is what the other crates hold.
pub trait Store:
    audit::AuditLog
    + batches::Batches
    + credentials::Credentials
    + drafts::Drafts
    + flow_tests::FlowTests
    + presets::Presets
    + flows::Flows
    + identity::Identity
    + inbox::Inbox
    + jobs::Jobs
    + limits::Limits
    + listening::Listening
    + messages::Messages
    + polls::Polls
    + owners::Owners
    + run_notes::RunNotes
    + runs::Runs
    + seen::Seen
    + static_data::StaticData
    + tables::Tables
    + triggers::Triggers
    + variables::Variables
    + waits::Waits
    + Send
    + Sync
{
}
