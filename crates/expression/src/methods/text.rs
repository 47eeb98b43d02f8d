//! The methods of texts. Places and lengths count UTF-16 units, as in JavaScript.

use super::{Arguments, text_more};
use crate::ast::Pattern;
use crate::eval::{Eval, Evaluator, fault};
use crate::value::Val;
use std::borrow::Cow;

/// How long a text is.
pub(crate) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The unit at a place.
pub(crate) fn unit(text: &str, place: usize) -> Option<String> {
    if text.is_ascii() {
        return text.get(place..=place).map(ToOwned::to_owned);
    }
    text.encode_utf16().nth(place).map(|unit| String::from_utf16_lossy(&[unit]))
}

/// The part between two places.
pub(crate) fn part<'a>(text: &Cow<'a, str>, from: usize, to: usize) -> Val<'a> {
    let to = to.max(from);
    if text.is_ascii() {
        return match text {
            Cow::Borrowed(text) => Val::Text(Cow::Borrowed(text.get(from..to).unwrap_or_default())),
            Cow::Owned(text) => Val::text(text.get(from..to).unwrap_or_default()),
        };
    }
    let units: Vec<u16> = text.encode_utf16().skip(from).take(to - from).collect();
    Val::text(String::from_utf16_lossy(&units))
}

/// The range that `slice` means: places may count from the end.
pub(crate) fn range(arguments: &Arguments<'_>, length: usize) -> (usize, usize) {
    let length = length as i64;
    let clamp = |place: i64| if place < 0 { place.saturating_add(length).max(0) } else { place.min(length) } as usize;
    let (from, to) = (clamp(arguments.whole_or(0, 0)), clamp(arguments.whole_or(1, length)));
    (from, to.max(from))
}

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &Cow<'a, str>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    evaluator.spend_steps(match arguments.get(0) {
        Val::Regex(pattern) => crate::regex::steps(&pattern.source, text),
        _ => text.len() / 16,
    })?;
    evaluator.spend_bytes(text.len())?;
    if let Some(result) = cut(text, name, arguments) {
        return Ok(Some(result));
    }
    if let Some(result) = search(evaluator, text, name, arguments)? {
        return Ok(Some(result));
    }
    if let Some(result) = grow(evaluator, text, name, arguments)? {
        return Ok(Some(result));
    }
    text_more::call(evaluator, text, name, arguments)
}

/// Methods that give a part of the text or its letters in another case.
fn cut<'a>(text: &Cow<'a, str>, name: &str, arguments: &Arguments<'a>) -> Option<Val<'a>> {
    let trimmed = |trim: fn(&str) -> &str| match text {
        Cow::Borrowed(text) => Val::Text(Cow::Borrowed(trim(text))),
        Cow::Owned(text) => Val::text(trim(text)),
    };
    Some(match name {
        "trim" => trimmed(str::trim),
        "trimStart" => trimmed(str::trim_start),
        "trimEnd" => trimmed(str::trim_end),
        "toUpperCase" => Val::text(text.to_uppercase()),
        "toLowerCase" => Val::text(text.to_lowercase()),
        "slice" => {
            let (from, to) = range(arguments, length(text));
            part(text, from, to)
        }
        "substring" => {
            let length = length(text) as i64;
            let one = arguments.whole_or(0, 0).clamp(0, length) as usize;
            let other = arguments.whole_or(1, length).clamp(0, length) as usize;
            part(text, one.min(other), one.max(other))
        }
        "substr" => {
            let length = length(text);
            let (from, _) = range(arguments, length);
            let count = arguments.whole_or(1, length as i64).clamp(0, length as i64) as usize;
            part(text, from, from.saturating_add(count).min(length))
        }
        "charAt" => Val::text(
            usize::try_from(arguments.whole_or(0, 0)).ok().and_then(|place| unit(text, place)).unwrap_or_default(),
        ),
        "at" => {
            let place = arguments.whole_or(0, 0);
            let place = if place < 0 { place + length(text) as i64 } else { place };
            Val::or_undefined(usize::try_from(place).ok().and_then(|place| unit(text, place)).map(Val::text))
        }
        "charCodeAt" => {
            let place = usize::try_from(arguments.whole_or(0, 0)).ok();
            Val::Number(place.and_then(|place| text.encode_utf16().nth(place)).map_or(f64::NAN, f64::from))
        }
        "codePointAt" => {
            let place = usize::try_from(arguments.whole_or(0, 0)).unwrap_or(usize::MAX);
            let rest = part(text, place, usize::MAX).to_text().chars().next();
            rest.map_or(Val::Undefined, |letter| Val::Number(f64::from(u32::from(letter))))
        }
        "toString" | "valueOf" | "normalize" => Val::Text(text.clone()),
        _ => return None,
    })
}

/// Methods that look for something.
fn search<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &Cow<'a, str>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let place = |found: Option<usize>| found.map_or(Val::Number(-1.0), |bytes| Val::count(length(&text[..bytes])));
    Ok(Some(match (name, arguments.get(0)) {
        ("search", Val::Regex(pattern)) => place(pattern.regex.find(text).map(|found| found.start())),
        ("match", Val::Regex(pattern)) if pattern.global => {
            let found = collect(evaluator, pattern.regex.find_iter(text).map(|found| Val::text(found.as_str())))?;
            if found.is_empty() { Val::Null } else { Val::list(found) }
        }
        ("match", Val::Regex(pattern)) => groups(pattern, text),
        ("matchAll", Val::Regex(pattern)) => {
            Val::list(collect(evaluator, pattern.regex.captures_iter(text).map(|found| captured(&found)))?)
        }
        ("match" | "matchAll" | "search", other) => {
            let message = format!("`{name}` needs a regular expression, but this is {}.", other.described());
            return Err(fault(message, "Write it between slashes, for example `/\\d+/`."));
        }
        ("includes" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf", Val::Regex(_)) => {
            let message = format!("`{name}` needs a text, but this is a regular expression.");
            return Err(fault(message, "Use `.test()` of the regular expression."));
        }
        ("includes", wanted) => Val::Bool(text.contains(&*wanted.to_text())),
        ("startsWith", wanted) => Val::Bool(text.starts_with(&*wanted.to_text())),
        ("endsWith", wanted) => Val::Bool(text.ends_with(&*wanted.to_text())),
        ("indexOf", wanted) => place(text.find(&*wanted.to_text())),
        ("lastIndexOf", wanted) => place(text.rfind(&*wanted.to_text())),
        ("localeCompare", other) => {
            let order =
                text.to_lowercase().cmp(&other.to_text().to_lowercase()).then_with(|| other.to_text().cmp(text));
            Val::Number(f64::from(order as i8))
        }
        _ => return Ok(None),
    }))
}

/// What a regular expression finds first: the whole and its groups, or null.
pub(crate) fn groups<'a>(pattern: &Pattern, text: &str) -> Val<'a> {
    pattern.regex.captures(text).map_or(Val::Null, |found| captured(&found))
}

fn captured<'a>(found: &regex_lite::Captures<'_>) -> Val<'a> {
    Val::list(found.iter().map(|group| group.map_or(Val::Undefined, |group| Val::text(group.as_str()))).collect())
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

/// Methods that may make a longer text, or a list.
fn grow<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &Cow<'a, str>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(Some(match name {
        "replace" | "replaceAll" => replace(evaluator, text, name == "replaceAll", arguments)?,
        "split" => split(evaluator, text, arguments)?,
        "concat" => {
            let mut joined = text.clone().into_owned();
            for more in &arguments.0 {
                evaluator.spend_bytes(more.weight())?;
                joined.push_str(&more.to_text());
            }
            Val::text(joined)
        }
        "repeat" => {
            let times = usize::try_from(arguments.whole_or(0, 0))
                .map_err(|_| fault("`repeat` needs a count of at least 0.", "Write for example `.repeat(3)`."))?;
            evaluator.spend_bytes(text.len().saturating_mul(times))?;
            Val::text(text.repeat(times))
        }
        "padStart" | "padEnd" => {
            let missing = usize::try_from(arguments.whole_or(0, 0)).unwrap_or(0).saturating_sub(length(text));
            evaluator.spend_bytes(missing.saturating_mul(4))?;
            let filler = arguments.text_or(1, " ");
            let padding: String =
                if filler.is_empty() { String::new() } else { filler.chars().cycle().take(missing).collect() };
            Val::text(if name == "padStart" { padding + text } else { format!("{text}{padding}") })
        }
        _ => return Ok(None),
    }))
}

fn replace<'a>(evaluator: &mut Evaluator<'a>, text: &str, all: bool, arguments: &Arguments<'a>) -> Eval<'a> {
    let most = |all: bool| if all { usize::MAX } else { 1 };
    match arguments.get(0) {
        Val::Regex(pattern) => {
            let found = pattern.regex.captures_iter(text).take(most(all || pattern.global));
            put_in(evaluator, text, found.map(|found| Match::of(&found)), arguments.get(1))
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
                let group = |place: usize| Val::or_undefined(one.groups.get(place).cloned().map(Val::text));
                evaluator.call(*callable, [group(0), group(1), group(2), group(3)])?.to_text()
            }
            text => expanded(&text.to_text(), &one.groups).into(),
        };
        evaluator.spend_bytes(new.len())?;
        result.push_str(&text[last..one.start]);
        result.push_str(&new);
        last = one.end;
    }
    result.push_str(&text[last..]);
    Ok(Val::text(result))
}

/// One place that is replaced.
struct Match {
    start: usize,
    end: usize,
    groups: Vec<String>,
}

impl Match {
    fn plain(start: usize, part: &str) -> Self {
        Self { start, end: start + part.len(), groups: vec![part.to_owned()] }
    }

    fn of(found: &regex_lite::Captures<'_>) -> Self {
        let (start, end) = found.get(0).map_or((0, 0), |whole| (whole.start(), whole.end()));
        let groups =
            found.iter().map(|group| group.map_or_else(String::new, |group| group.as_str().to_owned())).collect();
        Self { start, end, groups }
    }
}

/// Puts groups in for `$1` and `$&`.
fn expanded(with: &str, groups: &[String]) -> String {
    let mut result = String::new();
    let mut letters = with.chars().peekable();
    while let Some(letter) = letters.next() {
        let place = match letters.peek() {
            Some('&') => Some(0),
            Some(digit) => {
                digit.to_digit(10).map(|digit| digit as usize).filter(|place| *place > 0 && *place < groups.len())
            }
            None => None,
        };
        match place.filter(|_| letter == '$') {
            Some(place) => {
                letters.next();
                result.push_str(&groups[place]);
            }
            None if letter == '$' && letters.peek() == Some(&'$') => {
                letters.next();
                result.push('$');
            }
            None => result.push(letter),
        }
    }
    result
}

fn split<'a>(evaluator: &mut Evaluator<'a>, text: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let most = usize::try_from(arguments.whole_or(1, i64::MAX)).unwrap_or(usize::MAX);
    let parts = match arguments.get(0) {
        Val::Undefined => vec![Val::text(text)],
        Val::Regex(pattern) => collect(evaluator, pattern.regex.split(text).take(most).map(Val::text))?,
        separator if separator.to_text().is_empty() => collect(evaluator, text.chars().take(most).map(Val::text))?,
        separator => collect(evaluator, text.split(&*separator.to_text()).take(most).map(Val::text))?,
    };
    Ok(Val::list(parts))
}
