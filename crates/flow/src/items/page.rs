//! A page of a packed list: items as MessagePack, compressed.

use crate::item::Item;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A page is full with so many items.
pub(super) const PAGE_ITEMS: usize = 4_096;
/// A page is full when its items take about so much, in bytes.
pub(super) const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// The bytes of a page begin with a sum over the others.
const SUM_BYTES: usize = 8;
/// Of a long list so many items are looked at.
const SAMPLE: usize = 64;

/// Some items in a row.
#[derive(Clone)]
pub(super) struct Page {
    count: usize,
    bytes: Bytes,
    open: Arc<OnceLock<Vec<Item>>>,
}

impl Page {
    pub fn pack(items: &[Item]) -> Self {
        // JSON values and texts can always be written as MessagePack.
        let plain = rmp_serde::to_vec(items).expect("items are plain data");
        let mut bytes = vec![0; SUM_BYTES];
        bytes.extend_from_slice(&lz4_flex::compress_prepend_size(&plain));
        let sum = sum(items.len(), &bytes[SUM_BYTES..]);
        bytes[..SUM_BYTES].copy_from_slice(&sum);
        Self { count: items.len(), bytes: Bytes(bytes.into()), open: Arc::default() }
    }

    /// A page from a record. Its sum is compared here, so that opening it later cannot fail.
    pub fn read(count: usize, bytes: Bytes) -> Result<Self, String> {
        match bytes.0.split_first_chunk() {
            Some((given, packed)) if *given == sum(count, packed) => Ok(Self { count, bytes, open: Arc::default() }),
            _ => Err("a page of a long list of items is damaged".into()),
        }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The items, kept as long as the page.
    pub fn open(&self) -> &[Item] {
        self.open.get_or_init(|| self.items())
    }

    /// The items, for the caller alone.
    pub fn items(&self) -> Vec<Item> {
        unpack(&self.bytes.0[SUM_BYTES..]).expect("a page is what `pack` made, which its sum says")
    }

    pub fn closed(&self) -> Self {
        Self { open: Arc::default(), ..self.clone() }
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.bytes.0 == other.bytes.0
    }
}

/// Tells a damaged page: not meant against somebody who makes one.
fn sum(count: usize, packed: &[u8]) -> [u8; SUM_BYTES] {
    let mut sum = count as u64;
    for chunk in packed.chunks(SUM_BYTES) {
        let mut word = [0; SUM_BYTES];
        word[..chunk.len()].copy_from_slice(chunk);
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    sum.to_le_bytes()
}

fn unpack(packed: &[u8]) -> Result<Vec<Item>, String> {
    let plain = lz4_flex::decompress_size_prepended(packed).map_err(|error| error.to_string())?;
    rmp_serde::from_slice(&plain).map_err(|error| error.to_string())
}

/// About how many bytes items take before they are packed.
pub(super) fn size_bytes(items: &[Item]) -> usize {
    let looked_at = items.len().min(SAMPLE);
    let sampled: usize = items[..looked_at].iter().map(item_bytes).sum();
    if looked_at == items.len() { sampled } else { sampled / looked_at * items.len() }
}

/// About how many bytes an item takes before it is packed.
pub(super) fn item_bytes(item: &Item) -> usize {
    value_bytes(&item.json) + item.binary.values().map(|file| file.data.len()).sum::<usize>()
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 1,
        Value::Number(_) => 9,
        Value::String(text) => text.len() + 3,
        Value::Array(values) => 3 + values.iter().map(value_bytes).sum::<usize>(),
        Value::Object(fields) => {
            3 + fields.iter().map(|(name, value)| name.len() + 1 + value_bytes(value)).sum::<usize>()
        }
    }
}

/// The packed items.
#[derive(Clone)]
pub(super) struct Bytes(Arc<[u8]>);

impl Bytes {
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Bytes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the bytes of a page")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.into()))
            }
        }

        deserializer.deserialize_bytes(Read)
    }
}
