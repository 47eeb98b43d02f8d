//! What nodes that read and write the formats of others share.

use formats::FormatError;
use node_sdk::each::{OnItemError, Pace, each, failed_item, of_item};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{Field, HeavyContext, LightContext, NodeError, Output};
use std::future::Future;

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

/// Calls `work` for each item, `at_once` of them together, and gives the items that came
/// out. One that fails may go on with its error.
pub(crate) async fn for_each_aside<F>(
    context: &HeavyContext<'_>,
    at_once: usize,
    on_item_error: OnItemError,
    work: impl Fn(usize) -> F,
) -> Result<Output, NodeError>
where
    F: Future<Output = Result<Item, NodeError>>,
{
    let results = each(context, Pace { at_once, pause_ms: 0, on_item_error }, None, work).await?;
    let items = results.into_iter().enumerate();
    let items = items.map(|(index, result)| result.unwrap_or_else(|error| failed_item(context, index, &error)));
    Ok(Output::main(items.collect::<Vec<Item>>()))
}

/// Does work that takes a while where it holds up nobody.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NodeError> + Send + 'static,
) -> Result<T, NodeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(_) => {
            let message = "Reading or writing the file broke off.";
            Err(NodeError::permanent("file_failed", message, "Report it together with the file, if you can."))
        }
    }
}

/// A parameter that names something in the item; fails at its own place.
pub(crate) fn named(field: &Field<String>, scope: &Scope<'_>, parameter: &str) -> Result<String, NodeError> {
    field.get(scope).map_err(|error| NodeError::from(error).at(parameter))
}
