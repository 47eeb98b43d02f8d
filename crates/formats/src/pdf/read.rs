//! Text out of a PDF. What is a picture of text stays one.

use crate::FormatError;
use lopdf::{Document, LoadOptions, Object};
use std::collections::BTreeMap;

/// What a file may become when it is unpacked, in bytes.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Text of more bytes is refused.
const MOST_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// How a PDF is read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The password, if it is locked.
    pub password: Option<String>,
    /// No more pages than these; None for all.
    pub most_pages: Option<usize>,
}

/// What stands in a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The version of the format, such as `1.7`.
    pub version: String,
    /// How many pages there are.
    pub page_count: usize,
    /// The text of the pages that were read.
    pub pages: Vec<String>,
    /// What the file says of itself: `Title`, `Author` and so on.
    pub about: BTreeMap<String, String>,
}

/// Reads the text of a PDF.
pub fn read(bytes: &[u8], how: &Read) -> Result<Text, FormatError> {
    let password = how.password.clone().unwrap_or_default();
    let options = LoadOptions {
        password: how.password.clone(),
        max_decompressed_size: Some(MOST_BYTES),
        ..LoadOptions::default()
    };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|error| unreadable(&error))?;
    if document.is_encrypted() && document.decrypt(&password).is_err() {
        return Err(FormatError::new(
            "The PDF is locked with a password.",
            "Give its password, or save it without one.",
        ));
    }
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let most = how.most_pages.unwrap_or(usize::MAX);
    let mut texts = Vec::new();
    let mut size_bytes = 0;
    for page in pages.iter().take(most) {
        let chunks = document.extract_text_chunks_with_limit(&[*page], MOST_BYTES);
        // A part that cannot be read, such as one in a font without letters, is left out.
        let text: String = chunks.into_iter().flatten().collect();
        size_bytes += text.len();
        if size_bytes > MOST_TEXT_BYTES {
            return Err(FormatError::too_large("The text is too long", MOST_TEXT_BYTES, "bytes"));
        }
        texts.push(text.trim().to_owned());
    }
    Ok(Text { version: document.version.clone(), page_count: pages.len(), pages: texts, about: about(&document) })
}

fn about(document: &Document) -> BTreeMap<String, String> {
    let info = document.trailer.get(b"Info").and_then(|info| match info {
        Object::Reference(id) => document.get_dictionary(*id),
        other => other.as_dict(),
    });
    let Ok(info) = info else { return BTreeMap::new() };
    let entry = |(name, value): (&Vec<u8>, &Object)| {
        let text = lopdf::decode_text_string(value).ok()?;
        Some((String::from_utf8_lossy(name).into_owned(), text))
    };
    info.iter().filter_map(entry).collect()
}

fn unreadable(error: &lopdf::Error) -> FormatError {
    FormatError::new(format!("The file is not a PDF that can be read: {error}."), "Look whether it is the right file.")
}
