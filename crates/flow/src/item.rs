//! Items: what travels along an arrow.

use crate::json::Json;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One item: a JSON value, files by name, and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Item {
    /// The data of the item; an object in all but odd cases.
    pub json: Json,
    /// Files that belong to the item, by the name a node refers to them with.
    #[serde(default)]
    pub binary: BTreeMap<String, Binary>,
    /// The items of the node before that this one was made from, where a node
    /// must say it: one that drops, reorders or merges items. Left empty, the
    /// engine concludes it from the shape of input and output.
    #[serde(default)]
    pub lineage: Vec<Origin>,
}

impl Item {
    /// An item with this data and nothing else.
    pub fn new(json: impl Into<Json>) -> Self {
        Self { json: json.into(), ..Self::default() }
    }
}

/// Leaves out what is empty, but only where fields are told apart by name: a
/// packed record tells them apart by place.
impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let by_place = !serializer.is_human_readable();
        let (binary, lineage) = (by_place || !self.binary.is_empty(), by_place || !self.lineage.is_empty());
        let mut fields = serializer.serialize_struct("Item", 1 + usize::from(binary) + usize::from(lineage))?;
        fields.serialize_field("json", &self.json)?;
        if binary {
            fields.serialize_field("binary", &self.binary)?;
        }
        if lineage {
            fields.serialize_field("lineage", &self.lineage)?;
        }
        fields.end()
    }
}

impl From<Value> for Item {
    fn from(json: Value) -> Self {
        Self::new(json)
    }
}

/// A file: small ones travel inline as base 64, large ones by content hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binary {
    /// The name of the file.
    pub file_name: String,
    /// The media type, such as `image/png`.
    pub media_type: String,
    /// The size in bytes.
    pub size_bytes: u64,
    /// The bytes in base 64 (standard alphabet, padded).
    pub data: Arc<str>,
}

/// One ancestor of an item: which input port of the node, and which item there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Index of the input port.
    pub input: u16,
    /// Index of the item at that port.
    pub item: u32,
}
