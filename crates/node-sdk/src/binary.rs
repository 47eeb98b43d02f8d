//! Files of items: made of bytes, and read back.

use crate::error::NodeError;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;
use flow::Item;
use flow::item::Binary;

/// Files of items are no larger than this, in bytes: they travel with the item.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Reads base 64 whether it is padded or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A file of these bytes.
pub fn of(bytes: &[u8], file_name: impl Into<String>, media_type: impl Into<String>) -> Result<Binary, NodeError> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(bytes.len()));
    }
    Ok(Binary {
        file_name: file_name.into(),
        media_type: media_type.into(),
        size_bytes: bytes.len() as u64,
        data: BASE64_STANDARD.encode(bytes).into(),
    })
}

/// The bytes of a file.
pub fn bytes(file: &Binary) -> Result<Vec<u8>, NodeError> {
    if file.data.len() > MOST_BYTES / 3 * 4 + 4 {
        return Err(too_large(file.data.len() / 4 * 3));
    }
    decode(&file.data).ok_or_else(|| {
        let message = format!("The file `{}` cannot be read: its data is not base 64.", file.file_name);
        NodeError::permanent("file_invalid", message, "Look at the block that made it.")
    })
}

/// The bytes a text in base 64 stands for. Spaces and missing padding do no
/// harm, and `-` and `_` may stand for `+` and `/`.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if let Ok(bytes) = LENIENT.decode(text) {
        return Some(bytes);
    }
    let is_known = |letter: &char| !letter.is_whitespace();
    let standard = |letter| match letter {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let cleaned: String = text.chars().filter(is_known).map(standard).collect();
    LENIENT.decode(cleaned.trim_end_matches('=')).ok()
}

/// The file an item has under this name.
pub fn find<'a>(item: &'a Item, name: &str) -> Result<&'a Binary, NodeError> {
    item.binary.get(name).ok_or_else(|| {
        let names: Vec<String> = item.binary.keys().map(|name| format!("`{name}`")).collect();
        let hint = match names.len() {
            0 => "The item has no file. Look at the block that should have made it.".to_owned(),
            _ => format!("The item has {}.", names.join(", ")),
        };
        NodeError::permanent("file_missing", format!("The item has no file `{name}`."), hint)
    })
}

/// The last part of a file name after the dot, in lower case; empty if there is none.
pub fn extension(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn too_large(size_bytes: usize) -> NodeError {
    let message = format!("The file has {size_bytes} bytes; items carry files of up to {MOST_BYTES} bytes.");
    NodeError::permanent(
        "file_too_large",
        message,
        "Work with smaller files, or keep large ones outside and pass their address.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bytes_come_back() {
        let file = of(b"\x00\xff\x10", "a.bin", "application/octet-stream").unwrap();
        assert_eq!((&*file.data, file.size_bytes), ("AP8Q", 3));
        assert_eq!(bytes(&file).unwrap(), [0, 255, 16]);
        for (text, expected) in [
            ("AP8Q", Some(vec![0, 255, 16])),
            ("A P8\nQ", Some(vec![0, 255, 16])),
            ("-_8", Some(vec![251, 255])),
            ("YQ", Some(vec![b'a'])),
            ("YQ==", Some(vec![b'a'])),
            ("%", None),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_there_is_named() {
        let mut item = Item::new(json!({}));
        assert_eq!(find(&item, "data").unwrap_err().code, "file_missing");
        item.binary.insert("photo".into(), of(b"", "", "").unwrap());
        assert_eq!(find(&item, "data").unwrap_err().hint, "The item has `photo`.");
        assert_eq!(extension("a/b.c/photo.JPG"), "jpg");
        assert_eq!(extension("a.b/photo"), "");
    }
}
