//! Lists a page at a time, by keyset: a page never shifts when rows are added.

/// Which page is wanted.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// The `next_cursor` of the page before; opaque. None: the first page.
    pub cursor: Option<String>,
    /// How many rows at most, 1 to 200.
    pub limit: u32,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Names the next page; None at the end.
    pub next_cursor: Option<String>,
}
