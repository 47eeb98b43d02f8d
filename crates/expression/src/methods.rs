//! The methods of values: which there are, and who performs them.

mod arguments;
mod dates;
mod items;
mod known;
mod lengths;
mod list;
mod names;
mod number;
mod number_format;
mod object;
mod order;
mod reduce;
mod sets;
pub(crate) mod text;
mod text_address;
mod text_case;
mod text_markdown;
mod text_match;
mod text_money;
mod text_more;

pub(crate) use arguments::Arguments;

pub(crate) use items::all_items;
pub(crate) use known::is_helper;
pub(crate) use lengths::{part_of_interval, part_of_length};
pub(crate) use names::{NAMES, functions_of};
pub(crate) use number_format::localized;
pub(crate) use reduce::average;

use crate::ast::{Namespace, Pattern};
use crate::date::Invalid;
use crate::error::{ExpressionError, Fault};
use crate::eval::{Eval, Evaluator, Stop, fault};
use crate::functions;
use crate::suggest::closest;
use crate::value::Val;
use serde_json::Map;

/// What to do instead of a method that is left out on purpose.
pub(crate) fn advice(name: &str) -> &'static str {
    match name {
        "forEach" => "Use `.map()`: an expression is one value.",
        "push" | "pop" | "shift" | "unshift" | "splice" => {
            "An expression cannot change a list; use `[...list, entry]`, `.slice()` or `.filter()`."
        }
        "random" | "randomItem" | "shuffle" => {
            "Expressions give the same value each time; use a Script node for chance."
        }
        "then" | "catch" => "An expression cannot wait; use a node for it.",
        _ => "See the reference of expressions for what there is.",
    }
}

/// Methods that may be called on null and undefined.
pub(crate) fn work_on_nothing(name: &str) -> bool {
    matches!(name, "isEmpty" | "isNotEmpty")
}

/// Calls a method.
pub(crate) fn call<'a>(evaluator: &mut Evaluator<'a>, value: Val<'a>, name: &str, arguments: Vec<Val<'a>>) -> Eval<'a> {
    let arguments = Arguments(arguments);
    match value {
        Val::Text(ref text) if known::is_date_helper(name) && is_instant(text) => {
            of_instant(evaluator, text, name, arguments)
        }
        Val::Bool(truth) => match of_bool(truth, name) {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Text(ref text) => match text::call(evaluator, text, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Array(_) | Val::List(_) | Val::Items(_) | Val::Found(_) => {
            match list::call(evaluator, &value, name, &arguments)? {
                Some(result) => Ok(result),
                None => common(evaluator, value, name, &arguments),
            }
        }
        Val::Number(_) | Val::Exact(_) => match number::call(evaluator, &value, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Date(ref date) => match dates::call(evaluator, date, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Duration(ref length) => match lengths::of_length(length, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Interval(ref interval) => match lengths::of_interval(evaluator, interval, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Invalid(ref invalid) => of_invalid(evaluator, invalid, name),
        Val::Object(ref fields) => match object::call(evaluator, fields, name, &arguments)? {
            Some(result) => Ok(result),
            None => common(evaluator, value, name, &arguments),
        },
        Val::Input => items::of_input(evaluator, name, &arguments),
        Val::Node(ref node) => items::of_node(evaluator, node, name, &arguments),
        Val::Namespace(namespace) => functions::of_namespace(evaluator, namespace, name, &arguments),
        Val::Regex(pattern) => regex(evaluator, pattern, name, &arguments),
        _ => common(evaluator, value, name, &arguments),
    }
}

/// A date that is none gives what JavaScript gives in a lenient world, else says why.
fn of_invalid<'a>(evaluator: &Evaluator<'a>, invalid: &Invalid, name: &str) -> Eval<'a> {
    match name {
        "isEmpty" => Ok(Val::Bool(false)),
        "isNotEmpty" => Ok(Val::Bool(true)),
        "equals" | "hasSame" | "isBetween" | "isInLast" | "isWeekend" | "isDst" if evaluator.is_lenient() => {
            Ok(Val::Bool(false))
        }
        "getTime" | "valueOf" | "toMillis" | "toSeconds" | "toUnixInteger" | "as" | "length" | "count" => {
            Ok(Val::Number(f64::NAN))
        }
        _ if !evaluator.is_lenient() => Err(Stop::Error(Box::new(invalid.error.clone()))),
        "toISO" | "toISODate" | "toISOTime" | "toISOWeekDate" | "toJSON" | "toSQL" | "toSQLDate" | "toSQLTime"
        | "toRelative" | "toHTTP" | "toRFC2822" => Ok(Val::Null),
        "toUTC" | "toLocal" | "toDateTime" | "toJSDate" => Ok(Val::Invalid(Box::new(invalid.clone()))),
        "toObject" => Ok(Val::object(Map::new())),
        "toISOString" => Err(fault("The date is invalid.", "Check the text it is made from.")),
        _ if name.starts_with("get") => Ok(Val::Number(f64::NAN)),
        _ if name.starts_with("to") => {
            Ok(Val::text(if invalid.is_plain { "Invalid Date" } else { "Invalid DateTime" }))
        }
        _ => Ok(Val::Invalid(Box::new(invalid.clone()))),
    }
}

/// Methods that every value has.
fn common<'a>(evaluator: &mut Evaluator<'a>, value: Val<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    Ok(match name {
        "toString" | "toLocaleString" => Val::Text(evaluator.text_of(&value)),
        "toJsonString" => {
            let json = evaluator.value_of(&value)?.unwrap_or_default();
            Val::text(functions::as_written(json).to_string())
        }
        "valueOf" => value,
        "isEmpty" => Val::Bool(is_empty(&value)),
        "isNotEmpty" => Val::Bool(!is_empty(&value)),
        "hasOwnProperty" => Val::Bool(crate::member::has(&value, arguments.get(0)).unwrap_or(false)),
        _ => return Err(not_here(&value, name)),
    })
}

fn of_bool<'a>(value: bool, name: &str) -> Option<Val<'a>> {
    Some(match name {
        "toBoolean" | "isNotEmpty" => Val::Bool(value),
        "isEmpty" => Val::Bool(!value),
        "toNumber" | "toInt" | "toFloat" => Val::Number(f64::from(u8::from(value))),
        "toDateTime" => Val::Undefined,
        "toString" => Val::text(value.to_string()),
        _ => return None,
    })
}

/// Whether a text is an instant as JSON writes it: n8n takes it for a date where a
/// helper of dates is called.
fn is_instant(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T' && text.as_bytes()[19] == b'.'
}

fn of_instant<'a>(evaluator: &mut Evaluator<'a>, text: &str, name: &str, arguments: Arguments<'a>) -> Eval<'a> {
    match crate::date::plain_from(evaluator, &Arguments(vec![Val::text(text)]))? {
        Val::Date(date) => {
            dates::call(evaluator, &date, name, &arguments)?.ok_or_else(|| not_here(&Val::Date(date), name))
        }
        other => Ok(other),
    }
}

/// Whether there is nothing in it: nothing at all, no letters, no entries, no fields.
pub(crate) fn is_empty(value: &Val<'_>) -> bool {
    match value {
        Val::Undefined | Val::Null => true,
        Val::Text(text) => text.is_empty(),
        Val::Object(fields) => fields.is_empty(),
        list => list.length() == Some(0),
    }
}

/// Why a method cannot be called at all: there is none, or only JavaScript has it.
pub(crate) fn missing(namespace: Option<Namespace>, name: &str) -> Option<ExpressionError> {
    let known = namespace.map_or(NAMES, functions_of);
    if known.contains(&name) {
        return None;
    }
    let is_javascript = match namespace {
        Some(namespace) => known::has_function(namespace, name),
        None => known::has_method(name),
    };
    let hint = match closest(name, known.iter().copied()).filter(|_| !is_javascript) {
        Some(close) => format!("Did you mean `{close}`?"),
        None => advice(name).into(),
    };
    let error = ExpressionError::new(format!("There is no method `{name}`."), hint, 0, 0);
    Some(if is_javascript { error.of(Fault::Unknown) } else { error })
}

fn not_here(value: &Val<'_>, name: &str) -> Stop {
    if let Some(error) = missing(None, name) {
        return Stop::Error(Box::new(error));
    }

    let is_list_method =
        matches!(name, "map" | "filter" | "find" | "some" | "every" | "reduce" | "join" | "sort" | "first" | "last");
    let hint = match value {
        Val::Object(_) if is_list_method => "For an object, go over `Object.values(…)` or `Object.entries(…)`.",
        Val::Text(_) if is_list_method => "For a text, call `.split(',')` first.",
        Val::Text(_) if matches!(name, "plus" | "minus" | "toFormat" | "format" | "toISO" | "startOf" | "endOf") => {
            "For a date in a text, call `.toDateTime()` first."
        }
        Val::Number(_)
            if matches!(name, "trim" | "toUpperCase" | "toLowerCase" | "includes" | "replace" | "split" | "slice") =>
        {
            "For a number, call `.toString()` first."
        }
        _ => "Check what comes in, for example with `typeof`.",
    };
    let stop = fault(format!("`{name}` cannot be called on {}.", value.described()), hint);
    if known::is_of(value, name) {
        stop.of(Fault::Unknown)
    } else if is_helper(name) {
        stop.of(Fault::Data)
    } else {
        stop
    }
}

fn regex<'a>(evaluator: &mut Evaluator<'a>, pattern: &'a Pattern, name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let text = arguments.text(0);
    evaluator.spend_steps(crate::regex::steps(&pattern.source, &text))?;
    match name {
        "test" => Ok(Val::Bool(pattern.regex.is_match(&text))),
        "exec" => Ok(text_match::groups(pattern, &text)),
        "toString" => Ok(Val::text(format!("/{}/", pattern.source))),
        _ => Err(fault(format!("A regular expression has no method `{name}`."), "It has `.test()` and `.exec()`.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_in_the_reference() {
        let reference = include_str!("../../../docs/expressions.md");
        let words: Vec<&str> = reference.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
        let missing: Vec<_> = NAMES.iter().filter(|name| !words.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_method_is_in_the_table() {
        let table = crate::usable();
        let missing: Vec<_> = NAMES.iter().filter(|name| !table.iter().any(|one| one.name == **name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_method_of_the_table_is_known() {
        let is_method = |of: &str| !matches!(of, "root" | "function");
        let is_known = |name: &str| NAMES.contains(&name) || known::has_method(name);
        let table = crate::usable();
        let unknown: Vec<_> =
            table.iter().filter(|one| is_method(one.of) && one.call.contains('(') && !is_known(one.name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
