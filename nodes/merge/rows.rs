//! Which items come together, by nothing but their places.

use super::Row;
use node_sdk::flow::item::Origin;
use node_sdk::flow::{Item, Items};
use serde_json::json;

/// All items of all inputs, one after the other.
pub(super) fn append(inputs: &[Items]) -> Items {
    let mut filled = inputs.iter().filter(|items| !items.is_empty());
    // One filled input is handed on without a copy.
    if let (Some(only), None) = (filled.next(), filled.next()) {
        return only.clone();
    }
    let origins = (0..inputs.len()).flat_map(|input| (0..inputs[input].len()).map(move |item| origin(input, item)));
    let copy = |origin: Origin| Item {
        lineage: vec![origin],
        ..inputs[usize::from(origin.input)][origin.item as usize].clone()
    };
    origins.map(copy).collect()
}

/// Whether fewer than two inputs have items.
pub(super) fn is_lone(inputs: &[Items]) -> bool {
    inputs.iter().filter(|items| !items.is_empty()).count() < 2
}

/// An empty item that came of all the items.
pub(super) fn empty(inputs: &[Items]) -> Item {
    let origins = (0..inputs.len()).flat_map(|input| (0..inputs[input].len()).map(move |item| origin(input, item)));
    Item { lineage: origins.take(1_000).collect(), ..Item::new(json!({})) }
}

pub(super) fn origin(input: usize, item: usize) -> Origin {
    Origin { input: input as u16, item: item as u32 }
}

/// The items at the same place. As many as the shortest input has; as the longest,
/// if those without a partner are kept; or as the first one has.
pub(super) fn by_position(inputs: &[Items], keep_unpaired: bool, as_first: bool) -> Vec<Row> {
    let lengths = inputs.iter().map(|items| items.len());
    let length = match (keep_unpaired, as_first) {
        (true, _) => lengths.max(),
        (false, true) => inputs.first().map(|items| items.len()),
        (false, false) => lengths.min(),
    };
    let row = |place: usize| {
        let there = (0..inputs.len()).filter(|input| place < inputs[*input].len());
        there.map(|input| origin(input, place)).collect()
    };
    (0..length.unwrap_or(0)).map(row).collect()
}

/// Every item with every item of the other inputs; None if that is more than
/// `most`. The items of the first input change slowest, or those of the last.
pub(super) fn combinations(inputs: &[Items], reversed: bool, most: usize) -> Option<Vec<Row>> {
    let count = inputs.iter().try_fold(1_usize, |count, items| count.checked_mul(items.len()));
    count.filter(|count| *count <= most)?;
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    if reversed {
        order.reverse();
    }
    let mut rows = order.into_iter().fold(vec![Row::new()], |rows, input| {
        let longer = rows.iter().flat_map(|row| {
            (0..inputs[input].len()).map(move |item| row.iter().copied().chain([origin(input, item)]).collect())
        });
        longer.collect()
    });
    rows.iter_mut().for_each(|row| row.sort_by_key(|origin| origin.input));
    Some(rows)
}
