//! What nodes that read and write the formats of others share.

use formats::FormatError;
use node_sdk::{LightContext, NodeError};
use node_sdk::each::of_item;

/// A failure of a format, as a node tells it.
pub(crate) fn format_error(error: FormatError) -> NodeError {
    NodeError::permanent("format_invalid", error.message, error.hint)
}

/// Calls `work` for each item of the first input and gives all that came out.
pub(crate) fn for_each<T>(
    context: &LightContext<'_>,
    mut work: impl FnMut(usize) -> Result<T, NodeError>,
) -> Result<Vec<T>, NodeError> {
    let count = context.items().len();
    (0..count).map(|index| work(index).map_err(|error| of_item(error, index, count))).collect()
}
