//! About how large events are, without packing them.

use engine::Event;
use flow::Items;
use serde_json::Value;

/// What an event takes besides its items.
const EVENT_BYTES: usize = 32;
/// Of a long list so many items are looked at.
const SAMPLE: usize = 64;

/// About how many bytes an event takes before it is compressed.
pub(super) fn of_event(event: &Event) -> usize {
    let items = match event {
        Event::Started { items, .. } | Event::Signalled { items, .. } => of_items(items),
        Event::Finished { result: Ok(outcome), .. } => outcome.ports.iter().map(|(_, items)| of_items(items)).sum(),
        Event::ChildEnded { result: Ok(items), .. } => of_items(items),
        _ => 0,
    };
    EVENT_BYTES + items
}

fn of_items(items: &Items) -> usize {
    let looked_at = items.len().min(SAMPLE);
    let sampled: usize = items[..looked_at]
        .iter()
        .map(|item| of_value(&item.json) + item.binary.values().map(|file| file.data.len()).sum::<usize>())
        .sum();
    if looked_at == items.len() { sampled } else { sampled / looked_at * items.len() }
}

fn of_value(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 1,
        Value::Number(_) => 9,
        Value::String(text) => text.len() + 3,
        Value::Array(values) => 3 + values.iter().map(of_value).sum::<usize>(),
        Value::Object(fields) => 3 + fields.iter().map(|(name, value)| name.len() + 1 + of_value(value)).sum::<usize>(),
    }
}
