//! Words, names, texts, numbers and signs of a query.

use super::Fault;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word that may be a name or part of the language.
    Word(String),
    /// A name in backticks or brackets.
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
    End,
}

/// Signs, the longer ones first.
const SIGNS: &[&str] = &[
    "===", "!==", "->", "<>", "!=", "<=", ">=", "==", "||", "(", ")", ",", ".", "*", "+", "-", "/", "%", "=", "<", ">",
    ";",
];

/// The pieces of a query, with the place where each begins.
pub(super) fn tokens(query: &str) -> Result<Vec<(Token, usize)>, Fault> {
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(rest) = query.get(place..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = passed_over(rest) {
            place += length;
            continue;
        }
        let (token, length) = next(rest)?;
        tokens.push((token, place));
        place += length;
    }
    tokens.push((Token::End, query.len()));
    Ok(tokens)
}

/// How long the blanks or the comment here are.
fn passed_over(rest: &str) -> Option<usize> {
    let blank = rest.chars().next().filter(|letter| letter.is_whitespace());
    if let Some(letter) = blank {
        Some(letter.len_utf8())
    } else if rest.starts_with("--") {
        Some(rest.find('\n').unwrap_or(rest.len()))
    } else {
        rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
    }
}

fn next(rest: &str) -> Result<(Token, usize), Fault> {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '\'' | '"' => quoted(rest, first).map(|(text, length)| (Token::Text(text), length)),
        '`' => quoted(rest, '`').map(|(text, length)| (Token::Name(text), length)),
        '[' => match rest.find(']') {
            Some(end) => Ok((Token::Name(rest[1..end].to_owned()), end + 1)),
            None => Err(Fault::new("A `[` has no `]`.")),
        },
        _ if first.is_ascii_digit() => Ok(number(rest)),
        _ if first.is_alphabetic() || first == '_' || first == '$' => {
            let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
            let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            Ok((Token::Word(rest[..end].to_owned()), end))
        }
        _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => Ok((Token::Sign(sign), sign.len())),
            None => Err(Fault::new(format!("`{first}` cannot stand in a query."))),
        },
    }
}

/// A text in quotes; a doubled quote and one after a backslash are part of it.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), Fault> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        let following = letters.peek().map(|(_, letter)| *letter);
        if letter == quote && following != Some(quote) {
            return Ok((text, place + letter.len_utf8()));
        }
        let is_escaped =
            letter == quote || letter == '\\' && following.is_some_and(|next| next == quote || next == '\\');
        match letters.next_if(|_| is_escaped) {
            Some((_, escaped)) => text.push(escaped),
            None => text.push(letter),
        }
    }
    Err(Fault::new(format!("A {quote} has no end.")))
}

fn number(rest: &str) -> (Token, usize) {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
    let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
    let longest = (1..=end).rev().find_map(|end| Some((rest[..end].parse().ok()?, end)));
    longest.map_or((Token::Number(0.0), 1), |(number, end)| (Token::Number(number), end))
}
