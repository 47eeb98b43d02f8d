//! Packs events into the chunks the store keeps, and unpacks them.
//!
//! A chunk is one format byte and the LZ4-compressed MessagePack of the events
//! with their times, or of a snapshot that stands for all events before it. MessagePack because items are free-form JSON, which needs a
//! self-describing format; LZ4 because the items of successive nodes repeat.

use engine::Event;
use engine::history::Replay;
use flow::Timestamp;
use lz4_flex::block::CompressTable;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use store::StoreError;

/// Events in order.
const EVENTS: u8 = 1;
/// A snapshot: all that the chunks before it told.
const SNAPSHOT: u8 = 2;
/// How a run begins that waits for its turn.
const QUEUED: u8 = 3;
/// What an honest chunk can grow to; a damaged length must not take all memory.
const UNPACKED_MAXIMUM_BYTES: usize = 512 * 1024 * 1024;

/// The format byte and the size of what is compressed.
const HEAD_BYTES: usize = 5;
/// A thread keeps no more than this for the next record.
const KEPT_BYTES: usize = 64 * 1024;

/// What a thread packs with, kept from one record to the next.
#[derive(Default)]
struct Tools {
    plain: Vec<u8>,
    table: CompressTable,
}

thread_local! {
    static TOOLS: RefCell<Tools> = RefCell::default();
}

/// An event and when it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Logged {
    pub at: Timestamp,
    pub event: Event,
}

/// What a chunk holds.
#[derive(Debug, PartialEq)]
pub(crate) enum Chunk {
    /// What happened since the chunk before.
    Events(Vec<Logged>),
    /// What everything before led to.
    Snapshot(Box<Replay>),
    /// How the run begins when its turn comes; nothing has happened yet.
    Queued(Box<Logged>),
}

/// Packs events in order.
pub(crate) fn pack(events: &[Logged]) -> Result<Vec<u8>, StoreError> {
    packed(EVENTS, events)
}

/// Packs how a run begins when its turn comes.
pub(crate) fn pack_queued(started: &Logged) -> Result<Vec<u8>, StoreError> {
    packed(QUEUED, started)
}

/// Packs what all events so far led to.
pub(crate) fn pack_snapshot(replay: &Replay) -> Result<Vec<u8>, StoreError> {
    packed(SNAPSHOT, replay)
}

fn packed<T: Serialize + ?Sized>(format: u8, content: &T) -> Result<Vec<u8>, StoreError> {
    TOOLS.with_borrow_mut(|tools| {
        // What a failure left there is nothing of this record.
        tools.plain.clear();
        let mut writer = rmp_serde::Serializer::new(&mut tools.plain);
        let written = content.serialize(&mut writer);
        written.map_err(|error| StoreError::Damaged(format!("a run cannot be packed: {error}")))?;
        let chunk = compressed(format, &tools.plain, &mut tools.table);
        tools.plain.clear();
        tools.plain.shrink_to(KEPT_BYTES);
        chunk
    })
}

/// The format, the size and the compressed bytes.
fn compressed(format: u8, plain: &[u8], table: &mut CompressTable) -> Result<Vec<u8>, StoreError> {
    let too_large = || StoreError::Damaged("a run cannot be packed: it is too large".into());
    let size = u32::try_from(plain.len()).map_err(|_| too_large())?;
    let mut chunk = vec![0; HEAD_BYTES + lz4_flex::block::get_maximum_output_size(plain.len())];
    let length = lz4_flex::block::compress_into_with_table(plain, &mut chunk[HEAD_BYTES..], table);
    let length = length.map_err(|_| too_large())?;
    chunk[0] = format;
    chunk[1..HEAD_BYTES].copy_from_slice(&size.to_le_bytes());
    chunk.truncate(HEAD_BYTES + length);
    chunk.shrink_to_fit();
    Ok(chunk)
}

/// Unpacks a chunk.
pub(crate) fn unpack(chunk: &[u8]) -> Result<Chunk, StoreError> {
    let damaged = |reason: String| StoreError::Damaged(format!("a chunk of a run cannot be read: {reason}"));
    let Some((format @ &(EVENTS | SNAPSHOT | QUEUED), packed)) = chunk.split_first() else {
        return Err(damaged("it is of an unknown format".into()));
    };
    let size = packed.first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    if size > UNPACKED_MAXIMUM_BYTES {
        return Err(damaged(format!("it claims {size} bytes")));
    }
    let plain = lz4_flex::decompress_size_prepended(packed).map_err(|error| damaged(error.to_string()))?;
    let read = match *format {
        SNAPSHOT => rmp_serde::from_slice(&plain).map(Chunk::Snapshot),
        QUEUED => rmp_serde::from_slice(&plain).map(Chunk::Queued),
        _ => rmp_serde::from_slice(&plain).map(Chunk::Events),
    };
    read.map_err(|error| damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::item::{Binary, Origin};
    use flow::{Item, Items};
    use serde_json::json;
    use std::collections::BTreeMap;

    #[test]
    fn a_chunk_round_trips() {
        let items = Items::one(json!({"name": "Ada", "tags": [1, 2.5, null, true], "nested": {"ü": "é"}}));
        let events = vec![
            Logged {
                at: Timestamp(1),
                event: Event::Started { node: 0, items, kept: BTreeMap::new(), manner: Default::default() },
            },
            Logged { at: Timestamp(2), event: Event::CancelRequested },
        ];
        assert_eq!(unpack(&pack(&events).unwrap()).unwrap(), Chunk::Events(events));
    }

    #[test]
    fn items_keep_their_lineage_with_and_without_files() {
        let lineage = vec![Origin { input: 1, item: 2 }];
        let file = Binary { file_name: "a".into(), media_type: "b".into(), size_bytes: 1, data: "YQ==".into() };
        let bare = Item { lineage: lineage.clone(), ..Item::new(json!({})) };
        let filed = Item { binary: BTreeMap::from([("file".into(), file)]), ..Item::new(json!(1)) };
        let full = Item { lineage, ..filed.clone() };
        let event = Event::Started {
            node: 0,
            items: vec![Item::default(), bare, filed, full].into(),
            kept: BTreeMap::new(),
            manner: Default::default(),
        };
        let events = vec![Logged { at: Timestamp(1), event }];
        assert_eq!(unpack(&pack(&events).unwrap()).unwrap(), Chunk::Events(events));
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let chunk = pack(&[Logged { at: Timestamp(1), event: Event::CancelRequested }]).unwrap();
        for end in 0..chunk.len() {
            assert!(unpack(&chunk[..end]).is_err(), "cut at {end}");
        }
        assert!(unpack(&[EVENTS, 0xff, 0xff, 0xff, 0xff, 0]).is_err());
        assert!(unpack(&[9, 0, 0, 0, 0]).is_err());
    }
}
