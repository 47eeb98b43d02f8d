//! The methods of texts. Places and lengths count UTF-16 units, as in JavaScript.

use super::{Arguments, text_match, text_more};
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
        "trimStart" | "trimLeft" => trimmed(str::trim_start),
        "trimEnd" | "trimRight" => trimmed(str::trim_end),
        "toUpperCase" | "toLocaleUpperCase" => Val::text(text.to_uppercase()),
        "toLowerCase" | "toLocaleLowerCase" => Val::text(text.to_lowercase()),
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
            let mut units = 0;
            let is_there = |letter: &char| {
                units += letter.len_utf16();
                units > place
            };
            text.chars().find(is_there).map_or(Val::Undefined, |letter| Val::Number(f64::from(u32::from(letter))))
        }
        "toString" | "valueOf" => Val::Text(text.clone()),
        // Other texts may change; that is left to a sandbox.
        "normalize" if text.is_ascii() => Val::Text(text.clone()),
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
    Ok(Some(match (name, arguments.get(0)) {
        ("includes" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf", Val::Regex(_)) => {
            let message = format!("`{name}` needs a text, but this is a regular expression.");
            return Err(fault(message, "Use `.test()` of the regular expression."));
        }
        ("includes", wanted) => Val::Bool(find(text, &wanted.to_text(), arguments).is_some()),
        ("startsWith", wanted) => {
            let from = bytes_at(text, arguments.whole_or(1, 0));
            Val::Bool(text[from..].starts_with(&*wanted.to_text()))
        }
        ("endsWith", wanted) => {
            let to = bytes_at(text, arguments.whole_or(1, i64::MAX));
            Val::Bool(text[..to].ends_with(&*wanted.to_text()))
        }
        ("indexOf", wanted) => place(text, find(text, &wanted.to_text(), arguments)),
        ("lastIndexOf", wanted) => {
            let wanted = wanted.to_text();
            let last = bytes_at(text, arguments.whole_or(1, i64::MAX)).saturating_add(wanted.len()).min(text.len());
            place(text, text.get(..last).unwrap_or(text).rfind(&*wanted))
        }
        // What a language or options change is left to the sandbox.
        ("localeCompare", _) if arguments.has(2) => return Ok(None),
        ("localeCompare", other) => Val::Number(f64::from(crate::collate::compare(text, &other.to_text()) as i8)),
        _ => return text_match::call(evaluator, text, name, arguments),
    }))
}

/// Where a text stands in another, at or after the place that is the second argument.
fn find(text: &str, wanted: &str, arguments: &Arguments<'_>) -> Option<usize> {
    let from = bytes_at(text, arguments.whole_or(1, 0));
    text[from..].find(wanted).map(|found| from + found)
}

fn place<'a>(text: &str, found: Option<usize>) -> Val<'a> {
    found.map_or(Val::Number(-1.0), |bytes| Val::count(length(&text[..bytes])))
}

/// The place in bytes of a place in units; a place inside a letter is its start.
fn bytes_at(text: &str, units: i64) -> usize {
    let mut left = usize::try_from(units.max(0)).unwrap_or(usize::MAX);
    if text.is_ascii() {
        return left.min(text.len());
    }
    for (at, letter) in text.char_indices() {
        if left < letter.len_utf16() {
            return at;
        }
        left -= letter.len_utf16();
    }
    text.len()
}

/// Methods that may make a longer text, or a list.
fn grow<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &Cow<'a, str>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(Some(match name {
        "concat" => {
            let mut joined = text.clone().into_owned();
            for more in &arguments.0 {
                evaluator.spend_bytes(more.weight())?;
                joined.push_str(&evaluator.text_of(more));
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
