//! Packs and unpacks files.

use crate::files::{aside, for_each_aside, format_error, named};
use formats::{archive, media};
use node_sdk::each::{OnItemError, paired};
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, binary, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// # Compress files
///
/// Packs files of the item into an archive, or unpacks an archive.
///
/// ZIP and gzip are known. Unpacked files are called `file_0`, `file_1` and so on; what stands in the archive is never
/// used as a path. An archive of more than 10,000 files or 128 MB, unpacked, is refused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compression {
    /// # What to do
    ///
    /// Whether files are packed or unpacked.
    #[serde(default)]
    operation: Operation,
    /// # Files
    ///
    /// The names the item has for the files, with commas between.
    #[serde(default = "data")]
    files: Field<String>,
    /// What is made.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["pack"]}))]
    format: Format,
    /// # File name
    ///
    /// The name of the archive.
    #[serde(default = "archive_zip")]
    #[schemars(extend("x-show" = {"operation": ["pack"], "format": ["zip"]}))]
    file_name: Field<String>,
    /// # Result
    ///
    /// The name the item gets for the archive.
    #[serde(default = "data")]
    #[schemars(extend("x-show" = {"operation": ["pack"], "format": ["zip"]}))]
    result: Field<String>,
    /// # Results begin with
    ///
    /// The names the item gets for the files; a number follows.
    #[serde(default = "file_")]
    prefix: Field<String>,
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
    /// # Unpack
    #[default]
    Unpack,
    /// # Pack
    Pack,
}

/// What is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// # ZIP
    ///
    /// One archive with all files.
    #[default]
    Zip,
    /// # gzip
    ///
    /// Each file by itself.
    Gzip,
}

#[async_trait]
impl HeavyNode for Compression {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        for_each_aside(context, 1, self.on_item_error, |index| self.worked(context, index)).await
    }
}

impl Compression {
    async fn worked(&self, context: &HeavyContext<'_>, index: usize) -> Result<Item, NodeError> {
        let (item, scope) = (&context.items()[index], context.scope(index));
        let names = named(&self.files, &scope, "files")?;
        let mut files = Vec::new();
        for name in names.split(',').map(str::trim) {
            files.push(binary::find(item, name).map_err(|error| error.at("files"))?.clone());
        }
        let (operation, format) = (self.operation, self.format);
        let prefix = named(&self.prefix, &scope, "prefix")?;
        let file_name = named(&self.file_name, &scope, "file_name")?;
        let result = named(&self.result, &scope, "result")?;
        let made = aside(move || match (operation, format) {
            (Operation::Unpack, _) => unpacked(&files, &prefix),
            (Operation::Pack, Format::Gzip) => gzipped(&files, &prefix),
            (Operation::Pack, Format::Zip) => zipped(&files, &file_name).map(|file| BTreeMap::from([(result, file)])),
        });
        Ok(Item { binary: made.await?, lineage: paired(index), json: item.json.clone() })
    }
}

fn unpacked(files: &[Binary], prefix: &str) -> Result<BTreeMap<String, Binary>, NodeError> {
    let mut made = BTreeMap::new();
    for file in files {
        let bytes = binary::bytes(file)?;
        if bytes.starts_with(b"PK") {
            let entries = archive::unzip(&bytes).map_err(format_error)?;
            // macOS adds a shadow to each file.
            for (name, content) in entries.iter().filter(|(name, _)| !name.contains("__MACOSX")) {
                let media_type = media::type_of(name).unwrap_or("application/octet-stream");
                made.insert(format!("{prefix}{}", made.len()), binary::of(content, name, media_type)?);
            }
        } else {
            let content = archive::gunzip(&bytes).map_err(format_error)?;
            let name = file.file_name.strip_suffix(".gz").or_else(|| file.file_name.strip_suffix(".gzip"));
            let name = name.unwrap_or(&file.file_name);
            let media_type = media::type_of(name).unwrap_or("application/octet-stream");
            made.insert(format!("{prefix}{}", made.len()), binary::of(&content, name, media_type)?);
        }
    }
    Ok(made)
}

fn gzipped(files: &[Binary], prefix: &str) -> Result<BTreeMap<String, Binary>, NodeError> {
    let mut made = BTreeMap::new();
    for file in files {
        let packed = archive::gzip(&binary::bytes(file)?).map_err(format_error)?;
        let name = format!("{}.gz", file.file_name);
        made.insert(format!("{prefix}{}", made.len()), binary::of(&packed, name, "application/gzip")?);
    }
    Ok(made)
}

/// Files of the same name stay apart.
fn zipped(files: &[Binary], file_name: &str) -> Result<Binary, NodeError> {
    let mut entries: Vec<archive::Entry> = Vec::new();
    for file in files {
        let mut name = file.file_name.clone();
        for number in 2.. {
            if !entries.iter().any(|(known, _)| *known == name) {
                break;
            }
            name = match file.file_name.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem} ({number}).{extension}"),
                None => format!("{} ({number})", file.file_name),
            };
        }
        entries.push((name, binary::bytes(file)?));
    }
    let bytes = archive::zip(&entries).map_err(format_error)?;
    binary::of(&bytes, file_name, "application/zip")
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn archive_zip() -> Field<String> {
    Field::Fixed("archive.zip".into())
}

fn file_() -> Field<String> {
    Field::Fixed("file_".into())
}

/// The kind `compression`.
pub fn kind() -> Kind {
    heavy::<Compression>("compression", Group::Data, include_str!("icon.svg")).keywords(&[
        "zip",
        "gzip",
        "unzip",
        "archive",
        "pack",
        "unpack",
        "decompress",
    ])
}
