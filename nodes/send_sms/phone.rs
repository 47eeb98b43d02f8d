//! Numbers as people write them. Pure.

use node_sdk::NodeError;

/// The number in the international form `+` and digits (E.164).
pub fn number(text: &str, parameter: &str) -> Result<String, NodeError> {
    let bare: String = text.chars().filter(|letter| !is_filling(*letter)).collect();
    let bare = bare.strip_prefix("00").map_or(bare.clone(), |rest| format!("+{rest}"));
    let digits = bare.strip_prefix('+').unwrap_or_default();
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if is_number { Ok(bare) } else { Err(invalid(text.trim(), &bare, parameter)) }
}

/// Who a message comes from: a number, a messaging service (`MG…`), a short
/// code or a name of up to eleven letters.
pub fn sender(text: &str) -> Result<String, NodeError> {
    let text = text.trim();
    let is_service = is_messaging_service(text);
    let is_short_code = (3..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = text.len() <= 11
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'&'))
        && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if is_service || is_short_code || is_name { Ok(text.to_owned()) } else { number(text, "from") }
}

/// Whether the text is the id of a messaging service.
pub fn is_messaging_service(text: &str) -> bool {
    text.len() == 34 && text.starts_with("MG") && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What people put between the digits, invisible marks from copying included.
fn is_filling(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '-' | '.' | '(' | ')' | '/' | '‐' | '‑' | '–' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
}

fn invalid(text: &str, bare: &str, parameter: &str) -> NodeError {
    let (message, hint) = match text {
        "" => ("The number is empty.".to_owned(), "Fill in a number, or keep items without one away from this node."),
        _ if !bare.starts_with('+') && bare.bytes().all(|byte| byte.is_ascii_digit()) => (
            format!("The number `{text}` has no country code."),
            "Write it with + and the country code, like +491701234567.",
        ),
        _ => (format!("`{}` is not a phone number.", text.escape_default()), "Write it like +491701234567."),
    };
    NodeError::permanent("number_invalid", message, hint).at(parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        for (given, expected) in [
            ("+491701234567", "+491701234567"),
            (" +49 170 / 123-45.67 ", "+491701234567"),
            ("+1 (500) 555-0006", "+15005550006"),
            ("0049 170 1234567", "+491701234567"),
            ("\u{202a}+15005550006\u{202c}", "+15005550006"),
        ] {
            assert_eq!(number(given, "to").as_deref(), Ok(expected), "{given}");
        }
    }

    #[test]
    fn refuses_what_is_no_number_and_says_why() {
        for (given, message) in [
            ("", "The number is empty."),
            ("0170 1234567", "The number `0170 1234567` has no country code."),
            ("5005550006", "The number `5005550006` has no country code."),
            ("+0170123456", "`+0170123456` is not a phone number."),
            ("+12345", "`+12345` is not a phone number."),
            ("+1234567890123456", "`+1234567890123456` is not a phone number."),
            ("+1500555000x", "`+1500555000x` is not a phone number."),
            ("+15005550006,+15005550007", "`+15005550006,+15005550007` is not a phone number."),
            ("Ada", "`Ada` is not a phone number."),
        ] {
            let error = number(given, "to").unwrap_err();
            assert_eq!((error.message.as_str(), error.parameter.as_deref()), (message, Some("to")), "{given}");
        }
    }

    #[test]
    fn reads_senders() {
        let service = format!("MG{}", "0a".repeat(16));
        for given in ["+15005550006", "12345", "Towpath", "A & B", service.as_str()] {
            assert_eq!(sender(given).as_deref(), Ok(given), "{given}");
        }
        for given in ["", "A name too long", "Tow.path", "1234567890"] {
            assert!(sender(given).is_err(), "{given}");
        }
    }
}
