//! Reads and writes files in the folder for files of flows.

mod glob;

use crate::files::{aside, named};
use formats::media;
use node_sdk::each::{OnItemError, Pace, each, extended_item, failed_item, paired};
use node_sdk::flow::Item;
use node_sdk::folder::{Folder, of_flows};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, binary, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

/// # File on disk
///
/// Reads and writes files in the folder for files of flows.
///
/// Whoever runs this server must have set that folder (`flow_files`); what lies outside of it cannot be reached. A file
/// is written beside its place first and then put there, so nobody sees half of it.
///
/// Each file that is read becomes an item with `file_name`, `path`, `folder`, `extension`, `media_type` and
/// `size_bytes`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiskFile {
    /// # What to do
    ///
    /// Whether files are read, written or deleted.
    #[serde(default)]
    operation: Operation,
    /// The file's place in the folder. To read or delete several, `*` stands for any letters, `?` for one, and `**` for
    /// folders within folders.
    #[schemars(extend("x-placeholder" = "invoices/*.pdf"))]
    path: Field<String>,
    /// # File
    ///
    /// The name the item has, or gets, for the file.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"operation": ["read", "write"]}))]
    file: Field<String>,
    /// # Add to the end
    ///
    /// Of a file that is there already.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["write"]}))]
    append: bool,
    /// # If there is none
    ///
    /// Whether a file that is not there is an error.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["read", "delete"]}, "x-group" = "Advanced"))]
    missing: Missing,
    /// # File name
    ///
    /// Another name for the file in the item. Empty: its own.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["read"]}, "x-group" = "Advanced"))]
    file_name: Field<String>,
    /// # Media type
    ///
    /// Empty: what fits the name.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["read"]}, "x-group" = "Advanced"))]
    media_type: Field<String>,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// What to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Read
    #[default]
    Read,
    /// # Write
    Write,
    /// # Delete
    Delete,
}

/// What a file means that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Missing {
    /// # It fails
    #[default]
    Fail,
    /// # No item
    Skip,
}

/// More files are not taken for one item.
const MOST_FILES: usize = 1_000;
/// More bytes are not read for one item.
const MOST_BYTES: u64 = 128 * 1024 * 1024;

#[async_trait]
impl HeavyNode for DiskFile {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let folder = of_flows(context.services)?;
        let pace = Pace { at_once: 1, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, None, |index| self.one(context, index, folder.clone())).await?;
        let items = results
            .into_iter()
            .enumerate()
            .flat_map(|(index, result)| result.unwrap_or_else(|error| vec![failed_item(context, index, &error)]));
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }
}

impl DiskFile {
    async fn one(&self, context: &HeavyContext<'_>, index: usize, folder: Folder) -> Result<Vec<Item>, NodeError> {
        let scope = context.scope(index);
        let path = named(&self.path, &scope, "path")?;
        let file = named(&self.file, &scope, "file")?;
        if self.operation == Operation::Write {
            let content = binary::find(&context.items()[index], &file).map_err(|error| error.at("file"))?;
            let bytes = binary::bytes(content)?;
            let append = self.append;
            let written = aside(move || write(&folder, &path, &bytes, append)).await?;
            return Ok(vec![extended_item(context, index, [("path", written.into())])]);
        }
        let (skips, named_as) = (self.missing == Missing::Skip, named(&self.file_name, &scope, "file_name")?);
        let media_type = named(&self.media_type, &scope, "media_type")?;
        if self.operation == Operation::Delete {
            let deleted = aside(move || delete(&folder, &path, skips)).await?;
            return Ok(vec![extended_item(context, index, [("deleted", deleted.into())])]);
        }
        let mut items = aside(move || read(&folder, &path, skips, &file, &named_as, &media_type)).await?;
        items.iter_mut().for_each(|item| item.lineage = paired(index));
        Ok(items)
    }
}

/// The files of a path that may have `*` in it, in order.
fn matching(folder: &Folder, path: &str, skips: bool) -> Result<Vec<PathBuf>, NodeError> {
    let found = if glob::is_pattern(path) {
        glob::find(folder, path, MOST_FILES)?
    } else {
        vec![folder.place(path).map_err(|error| error.at("path"))?]
            .into_iter()
            .filter(|place| place.is_file())
            .collect()
    };
    if found.is_empty() && !skips {
        let message = format!("There is no file `{path}`.");
        return Err(NodeError::permanent("file_missing", message, "Check its place in the folder.").at("path"));
    }
    Ok(found)
}

fn read(
    folder: &Folder,
    path: &str,
    skips: bool,
    file: &str,
    named_as: &str,
    media_type: &str,
) -> Result<Vec<Item>, NodeError> {
    let mut items = Vec::new();
    let mut size_bytes = 0;
    for place in matching(folder, path, skips)? {
        let length = place.metadata().map_err(|error| failed(&place, &error))?.len();
        size_bytes += length;
        if length > binary::MOST_BYTES as u64 || size_bytes > MOST_BYTES {
            let message =
                format!("The files have more than {} MB.", MOST_BYTES.min(binary::MOST_BYTES as u64) / 1024 / 1024);
            return Err(NodeError::permanent("file_too_large", message, "Read fewer or smaller files.").at("path"));
        }
        let bytes = std::fs::read(&place).map_err(|error| failed(&place, &error))?;
        let own = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = if named_as.is_empty() { own } else { named_as.to_owned() };
        let usual = media::type_of(&name).unwrap_or("application/octet-stream");
        let media_type = if media_type.is_empty() { usual } else { media_type };
        let mut item = Item::new(json!({
            "file_name": name,
            "path": relative(folder, &place),
            "folder": place.parent().map(|parent| relative(folder, parent)).unwrap_or_default(),
            "extension": binary::extension(&name),
            "media_type": media_type,
            "size_bytes": bytes.len(),
        }));
        item.binary.insert(file.to_owned(), binary::of(&bytes, name, media_type)?);
        items.push(item);
    }
    Ok(items)
}

fn write(folder: &Folder, path: &str, bytes: &[u8], append: bool) -> Result<String, NodeError> {
    let place = folder.place(path).map_err(|error| error.at("path"))?;
    if place.is_dir() {
        let message = format!("`{path}` is a folder.");
        return Err(NodeError::permanent("file_failed", message, "Give the file a name.").at("path"));
    }
    let outcome = if append {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&place);
        file.and_then(|mut file| file.write_all(bytes))
    } else {
        let parent = place.parent().unwrap_or(folder.path());
        let aside = parent.join(format!(".{}.part", place.file_name().unwrap_or_default().to_string_lossy()));
        std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, &place))
    };
    outcome.map_err(|error| failed(&place, &error))?;
    Ok(relative(folder, &place))
}

fn delete(folder: &Folder, path: &str, skips: bool) -> Result<Vec<String>, NodeError> {
    let places = matching(folder, path, skips)?;
    places.iter().try_for_each(|place| std::fs::remove_file(place).map_err(|error| failed(place, &error)))?;
    Ok(places.iter().map(|place| relative(folder, place)).collect())
}

/// A place as it is named within the folder.
fn relative(folder: &Folder, place: &Path) -> String {
    let root = folder.path().canonicalize().unwrap_or_else(|_| folder.path().to_owned());
    place.strip_prefix(&root).unwrap_or(place).to_string_lossy().into_owned()
}

fn failed(place: &Path, error: &std::io::Error) -> NodeError {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let message = format!("The file `{name}` cannot be read or written: {error}.");
    NodeError::permanent("file_failed", message, "Whoever runs the server must look at it.")
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

/// The kind `disk_file`.
pub fn kind() -> Kind {
    heavy::<DiskFile>("disk_file", Group::Data, include_str!("icon.svg"))
        .keywords(&["read", "write", "save", "file", "folder", "directory", "binary", "delete"])
        .effect()
        .timeout_ms(120_000)
}
