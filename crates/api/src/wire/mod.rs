//! What handlers take and give, with problems for everything that is refused
//! and a description of each for the OpenAPI document.

pub(crate) mod extract;
pub(crate) mod page;
pub(crate) mod reply;

pub(crate) use extract::{At, Json, Query};
pub(crate) use page::{List, Paging, page};
pub(crate) use reply::{Created, NoContent};
