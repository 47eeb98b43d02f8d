//! The files of the gathered items.

use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What becomes of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Keep {
    /// # Leave them out
    #[default]
    None,
    /// # Keep all
    ///
    /// Names that are taken get a number.
    All,
    /// # Keep different ones
    ///
    /// Files of the same type, size and ending count as the same.
    Unique,
}

/// The files of several items under names of their own.
pub(super) fn gathered<'a>(keep: Keep, items: impl Iterator<Item = &'a Item>) -> BTreeMap<String, Binary> {
    let mut files: BTreeMap<String, Binary> = BTreeMap::new();
    if keep == Keep::None {
        return files;
    }
    for (name, file) in items.flat_map(|item| &item.binary) {
        if keep == Keep::Unique && files.values().any(|other| is_like(file, other)) {
            continue;
        }
        let mut free = name.clone();
        let mut number = 1;
        while files.contains_key(&free) {
            free = format!("{name}_{number}");
            number += 1;
        }
        files.insert(free, file.clone());
    }
    files
}

fn is_like(left: &Binary, right: &Binary) -> bool {
    let ending = |file: &Binary| file.file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    left.media_type == right.media_type && left.size_bytes == right.size_bytes && ending(left) == ending(right)
}
