//! What a caller is answered who waits for the end of a run, made of what the last
//! block gave.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer that is made of what the last block gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastAnswer {
    /// What of it is answered.
    pub take: Take,
    /// The field of the first item that is answered instead of all of it, as a path with
    /// dots; empty: all.
    pub field: String,
    /// The media type of that, if it is another than JSON; a text is sent as it stands.
    pub content_type: String,
    /// The name of the file; empty: the first one.
    pub file: String,
    /// HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
}

/// What of the last items is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// # The first item
    #[default]
    FirstItem,
    /// # All items, as a list
    Items,
    /// # A file of the first item
    File,
    /// # Nothing
    Nothing,
}
