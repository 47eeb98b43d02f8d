//! About how large events are, without packing them.

use engine::Event;
use engine::event::Finding;
use flow::Items;

/// What an event takes besides its items.
const EVENT_BYTES: usize = 32;

/// About how many bytes an event takes before it is compressed.
pub(super) fn of_event(event: &Event) -> usize {
    let inside: usize = within(event).map(of_event).sum();
    EVENT_BYTES + inside + lists(event).map(Items::size_bytes).sum::<usize>()
}

/// How many of them are pages of long lists. No snapshot makes those less.
pub(super) fn of_pages(event: &Event) -> usize {
    lists(event).filter(|items| items.is_packed()).map(Items::size_bytes).sum()
}

/// What happened in a flow that ran within this run.
fn within(event: &Event) -> impl Iterator<Item = &Event> {
    let inside = if let Event::RanInside { inside, .. } = event { inside.events.as_slice() } else { &[] };
    inside.iter().map(|(_, event)| event)
}

fn lists(event: &Event) -> impl Iterator<Item = &Items> {
    let (one, ports) = match event {
        Event::Started { items, .. } | Event::Signalled { items, .. } => (Some(items), None),
        Event::Finished { result: Ok(outcome), .. } | Event::LookedUp { finding: Finding::Found(outcome), .. } => {
            (None, Some(&outcome.ports))
        }
        Event::ChildEnded { result: Ok(items), .. } | Event::RanInside { items, .. } => (Some(items), None),
        _ => (None, None),
    };
    one.into_iter().chain(ports.into_iter().flatten().map(|(_, items)| items))
}
