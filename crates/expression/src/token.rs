//! Cuts the inside of `{{ … }}` into tokens, on demand: whether `/` divides or
//! starts a regular expression depends on the token before it.

use crate::error::{ExpressionError, Fault};

/// The kind of a token, with what it says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A number.
    Number(f64),
    /// A text in quotes, with its escapes undone.
    Text(String),
    /// The start of a text in backticks; the parser reads on from there.
    Backtick,
    /// A name, with `$` and `_` allowed.
    Name(String),
    /// An operator or bracket.
    Sign(&'static str),
    /// A regular expression: pattern and flags.
    Regex(String, String),
    /// The end of the text.
    End,
}

/// A token and where it stands in the template, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spanned {
    pub(crate) token: Token,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Signs, longest first so that the first that fits is the right one.
const SIGNS: &[&str] = &[
    "...", "===", "!==", "**=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "**",
    "++", "--", "+=", "-=", "*=", "/=", "<<", ">>", "(", ")", "[", "]", "{", "}", ",", ":", "?", ".", "+", "-", "*",
    "/", "%", "<", ">", "=", "!", "&", "|", "^", "~", ";",
];

/// Reads the token that starts at or after `from`. `operand` says that a value is
/// expected here, so that `/` starts a regular expression.
pub(crate) fn next(source: &str, from: usize, operand: bool) -> Result<Spanned, ExpressionError> {
    let start = skip_blank(source, from)?;
    let rest = &source[start..];
    let Some(first) = rest.chars().next() else {
        return Ok(Spanned { token: Token::End, start, end: start });
    };
    let (token, end) = match first {
        '0'..='9' => number(source, start)?,
        '.' if rest[1..].starts_with(|letter: char| letter.is_ascii_digit()) => number(source, start)?,
        '"' | '\'' => text(source, start, first)?,
        '`' => (Token::Backtick, start + 1),
        '/' if operand => regex(source, start)?,
        letter if is_name_start(letter) => {
            let length = rest.find(|letter| !is_name_part(letter)).unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), start + length)
        }
        _ => sign(rest, start)?,
    };
    Ok(Spanned { token, start, end })
}

fn sign(rest: &str, start: usize) -> Result<(Token, usize), ExpressionError> {
    // `a ?.5 : b` is a condition, not an optional chain.
    let is_condition = rest.starts_with("?.") && rest[2..].starts_with(|letter: char| letter.is_ascii_digit());
    let found = SIGNS.iter().find(|sign| rest.starts_with(**sign) && !(is_condition && **sign == "?."));
    let letter = rest.chars().next().unwrap_or_default();
    found.map(|sign| (Token::Sign(sign), start + sign.len())).ok_or_else(|| {
        let message = format!("The character `{letter}` means nothing in an expression.");
        ExpressionError::new(message, "Remove it, or put texts in quotes.", start, start + letter.len_utf8())
    })
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_' || letter == '$'
}

fn is_name_part(letter: char) -> bool {
    is_name_start(letter) || letter.is_numeric() || letter == '\u{200d}'
}

fn skip_blank(source: &str, from: usize) -> Result<usize, ExpressionError> {
    let mut at = from;
    loop {
        let rest = &source[at..];
        let trimmed = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("//") {
            // The closing braces also end it, for it mostly stands on one line.
            at += trimmed.find(['\n', '}']).unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            let length = trimmed.find("*/").ok_or_else(|| {
                let hint = "End it with `*/`.";
                ExpressionError::new("The comment that starts with `/*` has no end.", hint, at, source.len())
            })?;
            at += length + 2;
        } else {
            return Ok(at);
        }
    }
}

fn number(source: &str, start: usize) -> Result<(Token, usize), ExpressionError> {
    let rest = &source[start..];
    let bytes = rest.as_bytes();
    let radix = match bytes.get(1).map(u8::to_ascii_lowercase) {
        Some(b'x') if bytes[0] == b'0' => Some(16),
        Some(b'o') if bytes[0] == b'0' => Some(8),
        Some(b'b') if bytes[0] == b'0' => Some(2),
        _ => None,
    };
    let length = if radix.is_some() {
        2 + length_of(&bytes[2..], |byte| byte.is_ascii_alphanumeric() || byte == b'_')
    } else {
        decimal_length(bytes)
    };
    let digits: String = rest[..length].chars().filter(|letter| *letter != '_').collect();
    let end = start + length;
    let value = match radix {
        Some(radix) => u64::from_str_radix(&digits[2..], radix).ok().map(|value| value as f64),
        None => digits.parse().ok(),
    };
    let is_whole_word = !rest[length..].starts_with(is_name_part);
    value.filter(|_| is_whole_word).map(|value| (Token::Number(value), end)).ok_or_else(|| {
        let hint = "Write numbers like 12, 0.5 or 1e3, and texts in quotes.";
        // `12n` is one in JavaScript.
        let fault = if rest[length..].starts_with('n') { Fault::Unknown } else { Fault::Value };
        ExpressionError::new(format!("`{}` is not a number.", &rest[..length]), hint, start, end).of(fault)
    })
}

fn decimal_length(bytes: &[u8]) -> usize {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    let mut length = length_of(bytes, is_digit);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + length_of(&bytes[length + 1..], is_digit);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let digits = bytes.get(length + 1 + sign..).map_or(0, |rest| length_of(rest, is_digit));
        length += if digits > 0 { 1 + sign + digits } else { 0 };
    }
    length
}

fn length_of(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !fits(*byte)).unwrap_or(bytes.len())
}

fn text(source: &str, start: usize, quote: char) -> Result<(Token, usize), ExpressionError> {
    let mut value = String::new();
    let mut at = start + 1;
    loop {
        match source[at..].chars().next() {
            Some(letter) if letter == quote => return Ok((Token::Text(value), at + 1)),
            Some('\\') => at = escape(source, at, &mut value)?,
            Some(letter) => {
                value.push(letter);
                at += letter.len_utf8();
            }
            None => {
                let message = format!("The text that starts with {quote} has no end.");
                return Err(ExpressionError::new(message, format!("End it with {quote}."), start, source.len()));
            }
        }
    }
}

/// Undoes the escape that starts at `at` and gives the place after it.
pub(crate) fn escape(source: &str, at: usize, value: &mut String) -> Result<usize, ExpressionError> {
    let Some(letter) = source[at + 1..].chars().next() else {
        return Err(ExpressionError::new(
            "The text ends in a lone `\\`.",
            "Write `\\\\` for one backslash.",
            at,
            at + 1,
        ));
    };
    let after = at + 1 + letter.len_utf8();
    match letter {
        'n' => value.push('\n'),
        't' => value.push('\t'),
        'r' => value.push('\r'),
        'b' => value.push('\u{8}'),
        'f' => value.push('\u{c}'),
        'v' => value.push('\u{b}'),
        '0' => value.push('\0'),
        '\n' => {}
        'u' | 'x' => return code_point(source, at, after, letter, value),
        other => value.push(other),
    }
    Ok(after)
}

fn code_point(
    source: &str,
    at: usize,
    after: usize,
    letter: char,
    value: &mut String,
) -> Result<usize, ExpressionError> {
    let wrong = || {
        let hint = "Write it as \\u20ac, \\u{1f600} or \\xe9.";
        ExpressionError::new("The escape names no character.", hint, at, after)
    };
    let rest = &source[after..];
    let (digits, end) = if letter == 'u' && rest.starts_with('{') {
        let length = rest.find('}').ok_or_else(wrong)?;
        (&rest[1..length], after + length + 1)
    } else {
        let length = if letter == 'u' { 4 } else { 2 };
        (rest.get(..length).ok_or_else(wrong)?, after + length)
    };
    let code = hex(digits).ok_or_else(wrong)?;
    if let Some(letter) = char::from_u32(code) {
        value.push(letter);
        return Ok(end);
    }
    // Two escapes make one character beyond the first 65,536.
    let low = source[end..].strip_prefix("\\u").and_then(|rest| hex(rest.get(..4)?)).ok_or_else(wrong)?;
    let pair = char::decode_utf16([code as u16, low as u16]).next().and_then(Result::ok).ok_or_else(wrong)?;
    value.push(pair);
    Ok(end + 6)
}

fn hex(digits: &str) -> Option<u32> {
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

fn regex(source: &str, start: usize) -> Result<(Token, usize), ExpressionError> {
    let body = &source[start + 1..];
    let mut in_class = false;
    let mut escaped = false;
    for (at, letter) in body.char_indices() {
        match letter {
            '\n' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => {
                let flags: String = body[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
                let end = start + 1 + at + 1 + flags.len();
                return Ok((Token::Regex(body[..at].to_owned(), flags), end));
            }
            _ => {}
        }
    }
    Err(ExpressionError::new("The regular expression has no end.", "End it with `/`.", start, source.len()))
}
