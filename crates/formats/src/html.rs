//! Finds parts of an HTML page by CSS selectors.

mod depth;
mod pick;
mod stage;

pub use pick::Found;

use crate::FormatError;
use scraper::Html;

/// Larger pages are refused, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// An HTML page.
pub struct Page(Html);

impl Page {
    /// Reads a page. As in a browser no text is too wrong for it, only too large or too deep.
    pub fn read(text: &str) -> Result<Self, FormatError> {
        if text.len() > MOST_BYTES {
            return Err(FormatError::too_large("The page is too large", MOST_BYTES, "bytes"));
        }
        depth::check(text)?;
        Ok(Self(Html::parse_document(text)))
    }

    /// The elements a selector stands for, in the order of the page. Besides CSS
    /// it may hold `:contains("…")`, `:first`, `:last`, `:eq(n)`, `:gt(n)`,
    /// `:lt(n)`, `:even` and `:odd`.
    pub fn find(&self, selector: &str) -> Result<Found<'_>, FormatError> {
        stage::find(&self.0, selector).map(Found::new)
    }

    pub(crate) fn html(&self) -> &Html {
        &self.0
    }
}
