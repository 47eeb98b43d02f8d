//! All node kinds. Written by `cargo xtask codegen` from the folders beside it.

use node_sdk::Catalog;

#[path = "no_op/mod.rs"]
mod no_op;

/// All node kinds and kinds of credentials of this build, in palette order.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    catalog.add(no_op::kind());
    catalog.sort();
    catalog
}
