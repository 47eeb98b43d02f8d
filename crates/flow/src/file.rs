//! Flow files: read with limits and clear errors, written the same way each time.

use crate::check::DOCUMENT_SIZE_MOST_BYTES;
use crate::document::{FORMAT, FORMAT_VERSION, Flow};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Why bytes are not a flow file. The message says what, `hint` what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// More than 10 MiB.
    #[error("the file has {size_bytes} bytes; {most} is the most", most = DOCUMENT_SIZE_MOST_BYTES)]
    TooLarge {
        /// Its size.
        size_bytes: usize,
    },
    /// Not UTF-8.
    #[error("the file is not UTF-8 text: the byte at position {position} does not fit")]
    NotText {
        /// The place of the first byte that does not fit.
        position: usize,
    },
    /// Not JSON.
    #[error("the file is not valid JSON: {message}")]
    NotJson {
        /// What is wrong, with line and column.
        message: String,
    },
    /// Lists and objects within each other beyond what is read.
    #[error("the file nests lists and objects too deeply, at line {line}, column {column}")]
    TooDeep {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// JSON, but no flow.
    #[error("the file is not a flow: its `format` is {found}, not `{FORMAT}`")]
    NotAFlow {
        /// What `format` says.
        found: String,
    },
    /// Written by a newer build.
    #[error("the file is in version {found} of the format; this build reads up to {FORMAT_VERSION}")]
    NewerVersion {
        /// The version of the file.
        found: u64,
    },
    /// A flow with a field that is unknown, missing or of another type.
    #[error("the flow cannot be read: {message}")]
    Malformed {
        /// What is wrong, with line and column.
        message: String,
    },
}

impl FileError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file_too_large",
            Self::NotText { .. } => "file_not_text",
            Self::NotJson { .. } => "file_not_json",
            Self::TooDeep { .. } => "file_too_deep",
            Self::NotAFlow { .. } => "file_not_a_flow",
            Self::NewerVersion { .. } => "file_newer_version",
            Self::Malformed { .. } => "file_malformed",
        }
    }

    /// What to do about it, as a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "Move large texts out of the nodes' parameters, or split the flow.",
            Self::NotText { .. } => "Save the file as UTF-8 and try again.",
            Self::NotJson { .. } => {
                "Look at the line and column named: often a comma or a quotation mark is missing there."
            }
            Self::TooDeep { .. } => "Flatten the parameter at that place.",
            Self::NotAFlow { .. } => {
                "Choose a file exported by Towpath; flows of other programs are brought in by import."
            }
            Self::NewerVersion { .. } => "Update Towpath, or export the flow from the newer one in an older version.",
            Self::Malformed { .. } => "Mend the field named; a name that is not known is often misspelt.",
        }
    }
}

/// What is looked at before the rest: a file of a newer version may have fields
/// this build does not know, and shall not be refused because of them.
#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: Value,
    #[serde(default)]
    version: Value,
}

/// Reads a flow file.
pub fn read(bytes: &[u8]) -> Result<Flow, FileError> {
    if bytes.len() > DOCUMENT_SIZE_MOST_BYTES {
        return Err(FileError::TooLarge { size_bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| FileError::NotText { position: error.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header: Header = serde_json::from_str(text).map_err(json_error)?;
    check_header(&header)?;
    serde_json::from_str(text).map_err(json_error)
}

fn check_header(header: &Header) -> Result<(), FileError> {
    if header.format != FORMAT {
        let found = if header.format.is_null() { "missing".to_owned() } else { format!("`{}`", plain(&header.format)) };
        return Err(FileError::NotAFlow { found });
    }
    match header.version.as_u64() {
        Some(found) if found > u64::from(FORMAT_VERSION) => Err(FileError::NewerVersion { found }),
        Some(0) => Err(FileError::Malformed { message: "`version` is 0; the first version is 1".into() }),
        // A version that is missing or no number is named by the full reading.
        _ => Ok(()),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).chars().take(40).collect()
}

fn json_error(error: serde_json::Error) -> FileError {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        FileError::TooDeep { line: error.line(), column: error.column() }
    } else if error.is_data() {
        FileError::Malformed { message }
    } else {
        FileError::NotJson { message }
    }
}

/// Writes a flow as a file: pretty, always the same for the same flow, with a
/// line break at the end.
pub fn write(flow: &Flow) -> String {
    // Every key of a flow is a text, so it can always be written.
    let mut text = serde_json::to_string_pretty(flow).unwrap_or_default();
    text.push('\n');
    text
}

/// The flow as it may leave the server: its credential slots without their ids.
pub fn export(flow: &Flow) -> Flow {
    let mut flow = flow.clone();
    for id in flow.nodes.iter_mut().flat_map(|node| node.credentials.values_mut()) {
        id.clear();
    }
    flow
}

/// The JSON Schema of the file format.
pub fn schema() -> Value {
    let mut named = Map::from_iter([
        ("$schema".to_owned(), Value::from("https://json-schema.org/draft/2020-12/schema")),
        ("$id".to_owned(), "https://towpath.dev/schemas/flow-1.json".into()),
        ("title".to_owned(), "Towpath flow".into()),
    ]);
    if let Value::Object(fields) = schemars::schema_for!(Flow).to_value() {
        for (name, value) in fields {
            named.entry(name).or_insert(value);
        }
    }
    Value::Object(named)
}
