//! Takes the marks of Markdown out of a text, in the steps and with the limits n8n
//! has, so that a flow brought along gives the same text.

use regex_lite::{NoExpand, Regex};
use std::sync::OnceLock;

/// What is taken out before emphasis, in this order, and what takes its place.
const BEFORE: &[(&str, &str)] = &[
    (r"(?m)^([\s\t]*)([*\-+]|\d\.)\s+", "$1"),
    (r"\n={2,}", "\n"),
    (r"~~", ""),
    (r"`{3}.*\n", ""),
    (r#"<[\w|\s=':"(),;/0-9.\-]+[>|\\]"#, ""),
    (r"^[=-]{2,}\s*$", ""),
    (r"\[\^.+?\](?:: .*?$)?", ""),
    (r"\s{0,2}\[.*?\]: .*?$", ""),
    (r"!\[.*?\][\[(].*?[\])]", ""),
    (r"\[(.*?)\][\[(].*?[\])]", "$1"),
    (r">", ""),
    (r#"^\s{1,2}\[(.*?)\]: (\S+)( ".*?")?\s*$"#, ""),
    (r"(?m)^#{1,6}\s*([^#]*)\s*(?:#{1,6})?", "$1"),
];

/// What is taken out after emphasis.
const AFTER: &[(&str, &str)] = &[(r"^-{3,}\s*$", ""), (r"`(.+?)`", "$1"), (r"\n{2,}", "\n\n")];

/// A text without the marks of Markdown and HTML.
pub(super) fn without_markdown(text: &str) -> String {
    static COMPILED: OnceLock<[Vec<(Regex, &'static str)>; 2]> = OnceLock::new();
    let [before, after] = COMPILED.get_or_init(|| [compiled(BEFORE), compiled(AFTER)]);
    let mut result = applied(text.to_owned(), before);
    for mark in ["***", "___", "**", "__", "*", "_"] {
        result = without_pairs(&result, mark);
    }
    result = without_pairs(&result, "```");
    applied(result, after)
}

fn compiled(steps: &'static [(&str, &str)]) -> Vec<(Regex, &'static str)> {
    steps.iter().filter_map(|(pattern, with)| Some((Regex::new(pattern).ok()?, *with))).collect()
}

fn applied(text: String, steps: &[(Regex, &str)]) -> String {
    steps.iter().fold(text, |text, (pattern, with)| {
        let replaced = if with.contains('$') {
            pattern.replace_all(&text, *with)
        } else {
            pattern.replace_all(&text, NoExpand(with))
        };
        replaced.into_owned()
    })
}

/// Takes out a mark that stands on both sides of something on one line.
fn without_pairs(text: &str, mark: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(mark) {
        let inside = &rest[start + mark.len()..];
        let line = inside.find('\n').map_or(inside, |end| &inside[..end]);
        let is_start = line.chars().next().is_some_and(|letter| !letter.is_whitespace());
        let length = is_start.then(|| closing(line, mark)).flatten();
        let kept = length.unwrap_or(0);
        result.push_str(&rest[..start]);
        match length {
            Some(length) => result.push_str(&inside[..length]),
            None => result.push_str(mark),
        }
        rest = &inside[if length.is_some() { kept + mark.len() } else { 0 }..];
    }
    result + rest
}

/// Where the closing mark stands: after at least two signs, and no blank before it.
fn closing(line: &str, mark: &str) -> Option<usize> {
    let first = line.chars().next()?.len_utf8();
    let mut from = first;
    while let Some(found) = line.get(from..)?.find(mark).map(|found| from + found) {
        let before = line[..found].chars().next_back()?;
        if !before.is_whitespace() && found > first {
            return Some(found);
        }
        from = found + mark.len();
    }
    None
}
