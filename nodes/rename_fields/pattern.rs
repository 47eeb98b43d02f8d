//! Regular expressions as people write them in JavaScript, in linear time.

use node_sdk::NodeError;
use regex_lite::{Captures, Regex, RegexBuilder};

/// How large a compiled pattern may be, in bytes.
const SIZE_MAXIMUM: usize = 64 << 10;

/// A pattern for names.
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn new(source: &str, ignore_case: bool) -> Result<Self, NodeError> {
        let built = RegexBuilder::new(source).case_insensitive(ignore_case).size_limit(SIZE_MAXIMUM).build();
        built.map(Self).map_err(|error| {
            let shown: String = source.chars().take(60).collect();
            let message = format!("The pattern `{shown}` cannot be used: {error}.");
            let hint = "Write a regular expression without look-around and back-references.";
            NodeError::permanent("pattern_invalid", message, hint)
        })
    }

    /// The name with the first match replaced; None if nothing matches.
    pub(super) fn replaced(&self, name: &str, with: &str) -> Option<String> {
        let captures = self.0.captures(name)?;
        let whole = captures.get(0)?;
        let (before, after) = (&name[..whole.start()], &name[whole.end()..]);
        Some(format!("{before}{}{after}", filled_in(with, &captures, before, after)))
    }
}

/// `$1`, `$<name>`, `$&`, `` $` ``, `$'` and `$$` filled in; any other dollar stays.
fn filled_in(with: &str, captures: &Captures<'_>, before: &str, after: &str) -> String {
    let mut filled = String::new();
    let mut rest = with;
    while let Some((text, tail)) = rest.split_once('$') {
        filled.push_str(text);
        let matched =
            |group: Option<regex_lite::Match<'_>>| group.map_or(String::new(), |found| found.as_str().to_owned());
        let (value, length) = match tail.as_bytes() {
            [b'$', ..] => ("$".to_owned(), 1),
            [b'&', ..] => (matched(captures.get(0)), 1),
            [b'`', ..] => (before.to_owned(), 1),
            [b'\'', ..] => (after.to_owned(), 1),
            [b'<', ..] => match tail[1..].split_once('>') {
                Some((name, _)) => (matched(captures.name(name)), name.len() + 2),
                None => ("$".to_owned(), 0),
            },
            _ => match group_number(tail, captures.len()) {
                Some((number, length)) => (matched(captures.get(number)), length),
                None => ("$".to_owned(), 0),
            },
        };
        filled.push_str(&value);
        rest = &tail[length..];
    }
    filled + rest
}

/// A group of one or two digits that is there, and how long its number is.
fn group_number(text: &str, groups: usize) -> Option<(usize, usize)> {
    let numbers = [2, 1].into_iter().filter_map(|length| Some((text.get(..length)?, length)));
    let mut read = numbers.filter_map(|(digits, length)| Some((digits.parse::<usize>().ok()?, length)));
    read.find(|(number, _)| (1..groups).contains(number))
}
