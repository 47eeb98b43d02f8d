//! The integrations: one folder a node kind, one `kind()` a folder.
//!
//! A folder holds `mod.rs` (the parameters, what the node does), `icon.svg` and
//! `cases/*.yaml`. `catalog.rs` is written by `cargo xtask codegen` from what
//! lies in the folders, so adding a kind edits nothing else.

mod catalog;
mod files;

pub use catalog::catalog;
