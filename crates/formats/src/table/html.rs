//! Tables in HTML pages, read.

use super::{Grid, Rows, typed};
use crate::FormatError;
use crate::html::Page;

/// Reads the first table of a page. Cells over several columns are read once.
pub(super) fn read(html: &str, plain: bool) -> Result<Rows, FormatError> {
    let page = Page::read(html)?;
    let mut grid = Grid::default();
    let Some(table) = page.find("table")?.each().next() else {
        return Err(FormatError::new("The page has no table.", "Take values out of it with the block HTML."));
    };
    for (row, found) in table.inside("tr")?.each().enumerate() {
        let mut column = 0;
        for cell in found.inside("td, th")?.each() {
            let text = cell.text().split_whitespace().collect::<Vec<_>>().join(" ");
            let text = if cell.text().contains('\n') { cell.text().trim().to_owned() } else { text };
            let value = if plain && !text.is_empty() { text.into() } else { typed(text.into()) };
            grid.set(row, column, value)?;
            let span = cell.attribute("colspan").and_then(|span| span.trim().parse().ok()).unwrap_or(1);
            column += usize::clamp(span, 1, 1_000);
        }
    }
    Ok(grid.into_rows())
}
