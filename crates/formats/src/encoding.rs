//! Texts in encodings other than UTF-8.

use crate::FormatError;
use encoding_rs::{Encoding, UTF_8, UTF_16LE};

/// The text of these bytes. What does not fit the encoding becomes `�`. Without
/// `keep_mark` a byte order mark at the beginning is left out.
pub fn decode(bytes: &[u8], label: &str, keep_mark: bool) -> Result<String, FormatError> {
    let text = match canonical(label).as_str() {
        "ascii" => bytes.iter().map(|byte| char::from(byte & 0x7f)).collect(),
        "latin1" | "binary" | "iso88591" => bytes.iter().map(|byte| char::from(*byte)).collect(),
        "utf32le" => units::<4>(bytes).map(|unit| letter(u32::from_le_bytes(unit))).collect(),
        "utf32be" => units::<4>(bytes).map(|unit| letter(u32::from_be_bytes(unit))).collect(),
        name => encoding(name, label)?.decode_without_bom_handling(bytes).0.into_owned(),
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) if !keep_mark => rest.to_owned(),
        _ => text,
    })
}

/// The bytes of a text, with a byte order mark in front if `mark`. What the
/// encoding does not have becomes `?`.
pub fn encode(text: &str, label: &str, mark: bool) -> Result<Vec<u8>, FormatError> {
    let marked = format!("{}{text}", if mark { "\u{feff}" } else { "" });
    Ok(match canonical(label).as_str() {
        "utf8" | "cesu8" => marked.into_bytes(),
        "ascii" => text.chars().map(|letter| if letter.is_ascii() { letter as u8 } else { b'?' }).collect(),
        "latin1" | "binary" | "iso88591" => {
            text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
        }
        "utf16le" | "utf16" | "ucs2" => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf16be" => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf32le" => marked.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect(),
        "utf32be" => marked.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect(),
        name => encode_other(encoding(name, label)?, text),
    })
}

/// The encoding a text most likely has: what its byte order mark says, UTF-8 if
/// it is that, Windows' western one otherwise.
pub fn detect(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] => "utf-16le",
        [0xfe, 0xff, ..] => "utf-16be",
        _ if std::str::from_utf8(bytes).is_ok() => "utf-8",
        _ => "windows-1252",
    }
}

/// Encodes letter by letter, because the library writes what is missing as HTML.
fn encode_other(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars() {
        match encoding.encode(letter.encode_utf8(&mut buffer)) {
            (_, _, true) => bytes.push(b'?'),
            (encoded, _, false) => bytes.extend_from_slice(&encoded),
        }
    }
    bytes
}

fn encoding(name: &str, label: &str) -> Result<&'static Encoding, FormatError> {
    let known = match name {
        "" | "cesu8" => Some(UTF_8),
        "ucs2" | "utf16" => Some(UTF_16LE),
        name => Encoding::for_label(label.trim().as_bytes())
            .or_else(|| Encoding::for_label(name.as_bytes()))
            .or_else(|| Encoding::for_label(dashed(name).as_bytes())),
    };
    known.ok_or_else(|| {
        let message = format!("The encoding `{label}` is not known.");
        FormatError::new(message, "Use a name such as utf-8, utf-16le, latin1 or windows-1252.")
    })
}

/// `win1252` and `cp1252` → `windows-1252`, `iso885915` → `iso-8859-15`.
fn dashed(name: &str) -> String {
    let number = |prefix| name.strip_prefix(prefix).filter(|rest: &&str| !rest.is_empty());
    let windows = number("windows").or_else(|| number("win")).or_else(|| number("cp"));
    match (windows, number("iso8859"), number("utf")) {
        (Some(page), ..) => format!("windows-{page}"),
        (_, Some(part), _) => format!("iso-8859-{part}"),
        (.., Some(width)) => format!("utf-{width}"),
        _ => name.to_owned(),
    }
}

/// Labels are written in many ways: `UTF-8`, `utf8`, `utf_8`.
fn canonical(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn units<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok())
}

fn letter(code: u32) -> char {
    char::from_u32(code).unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_it_encodes() {
        for label in ["utf8", "UTF-8", "utf16le", "ucs2", "utf-16be", "latin1", "win1252", "iso-8859-15", "utf32le"] {
            for mark in [false, true] {
                let bytes = encode("Grüße", label, mark).unwrap();
                assert_eq!(decode(&bytes, label, false).unwrap(), "Grüße", "{label}");
            }
        }
        assert_eq!(encode("a€", "latin1", false).unwrap(), b"a?");
        assert_eq!(encode("€", "cp1252", false).unwrap(), [0x80]);
        assert_eq!(decode(&[0xef, 0xbb, 0xbf, b'a'], "utf8", true).unwrap(), "\u{feff}a");
        assert_eq!(decode(&[0x93, 0xfa], "shift_jis", false).unwrap(), "日");
        assert!(decode(b"", "klingon", false).is_err());
    }

    #[test]
    fn guesses() {
        for (bytes, expected) in
            [(&b"abc"[..], "utf-8"), (b"\xff\xfea\0", "utf-16le"), (b"caf\xe9", "windows-1252"), (b"", "utf-8")]
        {
            assert_eq!(detect(bytes), expected);
        }
    }
}
