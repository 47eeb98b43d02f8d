//! Lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Page, PageRequest};

const DEFAULT: u32 = 50;
const MOST: u32 = 200;

/// A page of a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct List<T> {
    /// The entries.
    pub(crate) items: Vec<T>,
    /// Give it as `cursor` for the next page; null at the end.
    pub(crate) next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A list that is complete.
    pub(crate) fn all(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// The page of a list, each row turned into its wire form.
    pub(crate) fn of<R>(page: Page<R>, wire: impl FnMut(R) -> T) -> Self {
        Self { items: page.items.into_iter().map(wire).collect(), next_cursor: page.next_cursor }
    }
}

/// Which page is wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Paging {
    /// The `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many entries at most, 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

impl From<Paging> for PageRequest {
    fn from(paging: Paging) -> Self {
        page(paging.cursor, paging.limit)
    }
}

/// The page that is wanted, its size kept within bounds.
pub(crate) fn page(cursor: Option<String>, limit: Option<u32>) -> PageRequest {
    let cursor = cursor.filter(|cursor| !cursor.is_empty());
    PageRequest { cursor, limit: limit.unwrap_or(DEFAULT).clamp(1, MOST) }
}
