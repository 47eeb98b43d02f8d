//! A million items through set → filter → aggregate, and the run looked at afterwards.

use super::figure::Figure;
use crate::lists;
use std::path::Path;

const ROWS: usize = 1_000_000;
const MOST_MIB: f64 = 256.0;

/// The bound on memory.
pub async fn measure(binary: &Path) -> Result<Vec<Figure>, String> {
    let list = lists::pass(binary, ROWS).await?;
    Ok(vec![
        Figure::told("lists", list.took_s, "1,000,000 items: upload → read → set → filter → aggregate → set")
            .in_unit("s"),
        Figure::at_most("lists", MOST_MIB, list.peak_mib, "most memory meanwhile").in_unit("MiB"),
        Figure::at_most("lists", MOST_MIB, list.looked_at_mib, "most memory, the run's page looked at").in_unit("MiB"),
    ])
}
