//! Regular expressions in linear time, with the limits of `regex-lite`: no
//! look-around and no back-references, so no pattern can run for ever.

use regex_lite::{Regex, RegexBuilder};

/// What to do when a pattern cannot be used.
pub(crate) const HINT: &str = "Look-around and back-references are not supported; use a Script node for those.";

/// Compiles a pattern; its size is bounded.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(64 << 10).nest_limit(40).build().map_err(|error| error.to_string())
}

/// How many steps looking through a text counts for: the time grows with both the
/// text and the pattern, and a counted repetition makes the pattern longer than it looks.
pub(crate) fn steps(source: &str, text: &str) -> usize {
    let repetition = if source.contains('{') { 16 } else { 1 };
    (text.len() / 16 + 1).saturating_mul(source.len() / 16 + 1).saturating_mul(repetition)
}

/// Turns the spelling of JavaScript into that of `regex-lite`: `\/`, `\d` and
/// named groups are the same or made so.
pub(crate) fn from_javascript(source: &str) -> String {
    let mut pattern = String::with_capacity(source.len());
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            pattern.push(letter);
            continue;
        }
        match letters.next() {
            Some(sign @ ('/' | '"' | '\'' | '`' | '=' | ':' | ';' | ',' | '<' | '>' | '@' | '%' | '!' | '_' | ' ')) => {
                pattern.push(sign)
            }
            Some(other) => pattern.extend(['\\', other]),
            None => pattern.push('\\'),
        }
    }
    pattern
}
