//! Methods of texts that take regular expressions: matches with their groups, what
//! is put in their place, and what lies between them.

use super::Arguments;
use super::text::length;
use crate::ast::Pattern;
use crate::eval::{Eval, Evaluator, fault};
use crate::value::{Found, Val};
use regex_lite::Captures;
use serde_json::Map;
use std::borrow::Cow;
use std::rc::Rc;

/// What a regular expression finds first: the whole and its groups, or null.
pub(crate) fn groups<'a>(pattern: &Pattern, text: &str) -> Val<'a> {
    pattern.regex.captures(text).map_or(Val::Null, |found| captured(pattern, text, &found))
}

fn captured<'a>(pattern: &Pattern, text: &str, found: &Captures<'_>) -> Val<'a> {
    let group = |group: Option<regex_lite::Match<'_>>| group.map_or(Val::Undefined, |group| Val::text(group.as_str()));
    let start = found.get(0).map_or(0, |whole| whole.start());
    Val::Found(Rc::new(Found {
        groups: found.iter().map(group).collect(),
        index: length(&text[..start]),
        names: names(pattern, found),
    }))
}

/// The groups that have names; None if no group has one.
fn names(pattern: &Pattern, found: &Captures<'_>) -> Option<Map<String, serde_json::Value>> {
    let mut names = Map::new();
    for name in pattern.regex.capture_names().flatten() {
        if let Some(group) = found.name(name) {
            names.insert(name.to_owned(), group.as_str().into());
        }
    }
    let has_names = pattern.regex.capture_names().flatten().next().is_some();
    has_names.then_some(names)
}

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(Some(match (name, arguments.get(0)) {
        ("search", Val::Regex(pattern)) => {
            pattern.regex.find(text).map_or(Val::Number(-1.0), |found| Val::count(length(&text[..found.start()])))
        }
        ("match", Val::Regex(pattern)) if pattern.global => {
            let found = collect(evaluator, pattern.regex.find_iter(text).map(|found| Val::text(found.as_str())))?;
            if found.is_empty() { Val::Null } else { Val::list(found) }
        }
        ("match", Val::Regex(pattern)) => groups(pattern, text),
        ("matchAll", Val::Regex(pattern)) => {
            let found = pattern.regex.captures_iter(text).map(|found| captured(pattern, text, &found));
            Val::list(collect(evaluator, found)?)
        }
        ("match" | "matchAll" | "search", other) => {
            let message = format!("`{name}` needs a regular expression, but this is {}.", other.described());
            return Err(fault(message, "Write it between slashes, for example `/\\d+/`."));
        }
        ("replace" | "replaceAll", _) => replace(evaluator, text, name == "replaceAll", arguments)?,
        ("split", _) => split(evaluator, text, arguments)?,
        _ => return Ok(None),
    }))
}

/// Gathers values one by one, so that the bounds are met before the memory is taken.
fn collect<'a>(evaluator: &mut Evaluator<'a>, values: impl Iterator<Item = Val<'a>>) -> Eval<'a, Vec<Val<'a>>> {
    let mut collected = Vec::new();
    for value in values {
        evaluator.spend_steps(1)?;
        evaluator.spend_bytes(64)?;
        collected.push(value);
    }
    Ok(collected)
}

/// One place that is replaced.
struct Match {
    start: usize,
    end: usize,
    groups: Vec<Option<String>>,
    names: Option<Map<String, serde_json::Value>>,
}

impl Match {
    fn plain(start: usize, part: &str) -> Self {
        Self { start, end: start + part.len(), groups: vec![Some(part.to_owned())], names: None }
    }

    fn of(pattern: &Pattern, found: &Captures<'_>) -> Self {
        let (start, end) = found.get(0).map_or((0, 0), |whole| (whole.start(), whole.end()));
        let groups = found.iter().map(|group| group.map(|group| group.as_str().to_owned())).collect();
        Self { start, end, groups, names: names(pattern, found) }
    }

    /// What a function is handed: the whole, the groups, the place, the text, the names.
    fn arguments<'a>(&self, text: &str) -> Vec<Val<'a>> {
        let groups = self.groups.iter().map(|group| Val::or_undefined(group.clone().map(Val::text)));
        let mut arguments: Vec<Val<'a>> = groups.collect();
        arguments.push(Val::count(length(&text[..self.start])));
        arguments.push(Val::text(text));
        arguments.extend(self.names.clone().map(Val::object));
        arguments
    }
}

fn replace<'a>(evaluator: &mut Evaluator<'a>, text: &str, all: bool, arguments: &Arguments<'a>) -> Eval<'a> {
    let most = |all: bool| if all { usize::MAX } else { 1 };
    match arguments.get(0) {
        Val::Regex(pattern) => {
            let found = pattern.regex.captures_iter(text).take(most(all || pattern.global));
            put_in(evaluator, text, found.map(|found| Match::of(pattern, &found)), arguments.get(1))
        }
        wanted => {
            let wanted = wanted.to_text();
            let found = text.match_indices(&*wanted).take(most(all));
            put_in(evaluator, text, found.map(|(start, part)| Match::plain(start, part)), arguments.get(1))
        }
    }
}

/// Puts something in for each match.
fn put_in<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    found: impl Iterator<Item = Match>,
    with: &Val<'a>,
) -> Eval<'a> {
    let mut result = String::with_capacity(text.len());
    let mut last = 0;
    for one in found {
        evaluator.spend_steps(1)?;
        let new: Cow<'_, str> = match with {
            Val::Function(callable) => {
                evaluator.spend_bytes(text.len())?;
                let value = evaluator.call_with(*callable, one.arguments(text))?;
                evaluator.text_of(&value)
            }
            with => expanded(&with.to_text(), &one, text).into(),
        };
        evaluator.spend_bytes(new.len())?;
        result.push_str(&text[last..one.start]);
        result.push_str(&new);
        last = one.end;
    }
    result.push_str(&text[last..]);
    Ok(Val::text(result))
}

/// Puts groups in for `$1`, `$<name>`, `$&`, and what lies before and after for `` $` `` and `$'`.
fn expanded(with: &str, one: &Match, text: &str) -> String {
    let mut result = String::new();
    let mut rest = with;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (new, length) = meant(after, one, text).unwrap_or(("$", 0));
        result.push_str(new);
        rest = &after[length..];
    }
    result + rest
}

/// What the letters after a `$` stand for, and how many they are.
fn meant<'t>(after: &str, one: &'t Match, text: &'t str) -> Option<(&'t str, usize)> {
    let group = |place: usize| one.groups.get(place).map(|group| group.as_deref().unwrap_or_default());
    match after.as_bytes().first()? {
        b'$' => Some(("$", 1)),
        b'&' => Some((group(0)?, 1)),
        b'`' => Some((&text[..one.start], 1)),
        b'\'' => Some((&text[one.end..], 1)),
        b'<' => {
            let end = after.find('>')?;
            let value = one.names.as_ref()?.get(&after[1..end]);
            Some((value.and_then(serde_json::Value::as_str).unwrap_or_default(), end + 1))
        }
        digit if digit.is_ascii_digit() => {
            let two = after.get(..2).and_then(|digits| digits.parse().ok()).filter(|place| *place > 0);
            let two = two.and_then(|place: usize| Some((group(place)?, 2)));
            let place = usize::from(digit - b'0');
            two.or_else(|| Some((group(place).filter(|_| place > 0)?, 1)))
        }
        _ => None,
    }
}

fn split<'a>(evaluator: &mut Evaluator<'a>, text: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let most = usize::try_from(arguments.whole_or(1, i64::MAX)).unwrap_or(usize::MAX);
    let parts = match arguments.get(0) {
        Val::Undefined => vec![Val::text(text)],
        Val::Regex(pattern) => split_by(evaluator, text, pattern)?.into_iter().take(most).collect(),
        separator if separator.to_text().is_empty() => collect(evaluator, text.chars().take(most).map(Val::text))?,
        separator => collect(evaluator, text.split(&*separator.to_text()).take(most).map(Val::text))?,
    };
    Ok(Val::list(parts))
}

/// What lies between the matches, and the groups of each in between.
fn split_by<'a>(evaluator: &mut Evaluator<'a>, text: &str, pattern: &Pattern) -> Eval<'a, Vec<Val<'a>>> {
    let mut parts = Vec::new();
    let mut last = 0;
    for found in pattern.regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        // A match of nothing parts letters, but not at the ends.
        if whole.end() == whole.start() && (whole.start() == last || whole.start() == text.len()) {
            continue;
        }
        let groups = found.iter().skip(1).map(|group| group.map_or(Val::Undefined, |group| Val::text(group.as_str())));
        parts.extend(collect(evaluator, std::iter::once(Val::text(&text[last..whole.start()])).chain(groups))?);
        last = whole.end();
    }
    parts.push(Val::text(&text[last..]));
    Ok(parts)
}
