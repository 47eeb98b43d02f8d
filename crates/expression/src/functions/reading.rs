//! Reads numbers from the start of texts, and percent-encoding both ways.

use crate::eval::{Eval, fault};

/// `parseInt`; the base 0 is the one the text says.
pub(crate) fn parse_int(text: &str, radix: i64) -> f64 {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, radix) = match hex {
        Some(rest) if radix == 16 || radix == 0 => (rest, 16),
        None if radix == 0 => (digits, 10),
        _ => (digits, u32::try_from(radix).unwrap_or(0)),
    };
    if !(2..=36).contains(&radix) {
        return f64::NAN;
    }
    let mut values = digits.chars().map_while(|letter| letter.to_digit(radix)).peekable();
    if values.peek().is_none() {
        return f64::NAN;
    }
    sign * values.fold(0.0, |total, digit| total * f64::from(radix) + f64::from(digit))
}

/// `parseFloat`.
pub(crate) fn parse_float(text: &str) -> f64 {
    let text = text.trim_start();
    let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len()).min(400);
    // The longest start that is a number; a few letters at most are cut off.
    let found = (1..=end).rev().find_map(|end| {
        text[..end].parse::<f64>().ok().filter(|_| text[..end].contains(|letter: char| letter.is_ascii_digit()))
    });
    found.unwrap_or_else(|| if text.starts_with("Infinity") { f64::INFINITY } else { f64::NAN })
}

/// Percent-encodes a text as `encodeURIComponent` does, or leaves the signs of a
/// whole address alone as `encodeURI` does.
pub(crate) fn encode_component(text: &str, component: bool) -> String {
    let plain = if component { "-_.!~*'()" } else { "-_.!~*'();/?:@&=+$,#" };
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// What `decodeURI` leaves encoded, because it has a meaning in an address.
const RESERVED: &[u8] = b";/?:@&=+$,#";

/// Undoes percent-encoding: all of it, or what a whole address can do without.
pub(crate) fn decode<'a>(text: &str, component: bool) -> Eval<'a, String> {
    let wrong = || {
        fault(
            "The text is not percent-encoded rightly.",
            "After each `%` two hexadecimal digits must follow, as UTF-8.",
        )
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(wrong)?;
        let byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        if !component && RESERVED.contains(&byte) {
            bytes.push(b'%');
            rest = tail;
            continue;
        }
        bytes.push(byte);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}
