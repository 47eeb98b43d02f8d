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
pub(super) struct Files {
    keep: Keep,
    files: BTreeMap<String, Binary>,
}

impl Files {
    pub fn new(keep: Keep) -> Self {
        Self { keep, files: BTreeMap::new() }
    }

    pub fn add(&mut self, item: &Item) {
        let wanted = item.binary.iter().filter(|_| self.keep != Keep::None);
        for (name, file) in wanted {
            if self.keep == Keep::Unique && self.files.values().any(|other| is_like(file, other)) {
                continue;
            }
            let mut free = name.clone();
            let mut number = 1;
            while self.files.contains_key(&free) {
                free = format!("{name}_{number}");
                number += 1;
            }
            self.files.insert(free, file.clone());
        }
    }

    pub fn all(self) -> BTreeMap<String, Binary> {
        self.files
    }
}

fn is_like(left: &Binary, right: &Binary) -> bool {
    let ending = |file: &Binary| file.file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    left.media_type == right.media_type && left.size_bytes == right.size_bytes && ending(left) == ending(right)
}
