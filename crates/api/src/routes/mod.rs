//! The handlers, a file a resource, each with its request and response types.

pub(crate) mod audit;
pub(crate) mod batches;
pub(crate) mod callbacks;
pub(crate) mod catalog;
pub(crate) mod credentials;
pub(crate) mod debugging;
pub(crate) mod drafts;
pub(crate) mod flow_files;
pub(crate) mod flows;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod members;
pub(crate) mod node_completed;
pub(crate) mod publishing;
pub(crate) mod queue;
pub(crate) mod resume;
pub(crate) mod run_actions;
pub(crate) mod runs;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod steps;
pub(crate) mod tokens;
pub(crate) mod trials;
pub(crate) mod versions;
pub(crate) mod workspaces;
