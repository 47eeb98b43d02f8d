//! Functions that belong to no value: `$if`, `parseInt`, `Math.max` …

mod json;
mod math;
mod reading;

pub(crate) use json::{as_written, parse_json};
pub(crate) use math::{extreme, power};
pub(crate) use reading::{decode, encode_component, parse_float, parse_int};

use crate::ast::{Function, Namespace};
use crate::date;
use crate::eval::{Eval, Evaluator, Stop, fault, fields_of, refusal};
use crate::methods::{self, Arguments, is_empty};
use crate::value::Val;
use serde_json::{Map, Value};

/// Calls a function.
pub(crate) fn call<'a>(evaluator: &mut Evaluator<'a>, function: Function, arguments: Vec<Val<'a>>) -> Eval<'a> {
    let arguments = Arguments(arguments);
    let first = arguments.get(0);
    Ok(match function {
        Function::If if arguments.0.len() < 2 => {
            let hint = "Write `$if(condition, value, otherwise)`.";
            return Err(refusal("`$if` needs a condition and a value.", hint));
        }
        Function::If if first.truthy() => arguments.get(1).clone(),
        Function::If => arguments.0.get(2).cloned().unwrap_or(Val::Bool(false)),
        Function::Not => Val::Bool(!first.truthy()),
        Function::Average => methods::average(&arguments.0)?,
        Function::NumberList => number_list(evaluator, &arguments)?,
        Function::Zip => zip(evaluator, &arguments)?,
        Function::JmesPath => jmes_path(evaluator, &arguments)?,
        Function::FromAi => from_ai(evaluator, &arguments)?,
        Function::Items => methods::all_items(evaluator, &arguments)?,
        Function::ItemAt => Val::At(usize::try_from(arguments.whole_or(0, 0)).unwrap_or(usize::MAX)),
        Function::IfEmpty if arguments.0.len() != 2 => {
            return Err(refusal("`$ifEmpty` needs a value and a default.", "Write `$ifEmpty($json.name, 'none')`."));
        }
        Function::IfEmpty => {
            if is_empty(first) {
                arguments.get(1).clone()
            } else {
                first.clone()
            }
        }
        Function::Min => math::extreme_of_all(&arguments, false),
        Function::Max => math::extreme_of_all(&arguments, true),
        Function::Number if arguments.0.is_empty() => Val::Number(0.0),
        Function::Number => Val::Number(first.to_number()),
        Function::Text if arguments.0.is_empty() => Val::text(""),
        Function::Text => {
            evaluator.spend_bytes(first.weight())?;
            Val::Text(evaluator.text_of(first))
        }
        Function::Bool => Val::Bool(first.truthy()),
        Function::Date => date::plain_from(evaluator, &arguments)?,
        Function::ParseInt => Val::Number(parse_int(&first.to_text(), arguments.whole_or(1, 0))),
        Function::ParseFloat => Val::Number(parse_float(&first.to_text())),
        Function::IsNaN => Val::Bool(first.to_number().is_nan()),
        Function::IsFinite => Val::Bool(first.to_number().is_finite()),
        Function::EncodeComponent | Function::Encode => {
            evaluator.spend_bytes(first.weight() * 3)?;
            Val::text(encode_component(&evaluator.text_of(first), function == Function::EncodeComponent))
        }
        Function::DecodeComponent | Function::Decode => {
            evaluator.spend_bytes(first.weight())?;
            Val::text(decode(&first.to_text(), function == Function::DecodeComponent)?)
        }
    })
}

/// Calls a function of a namespace.
pub(crate) fn of_namespace<'a>(
    evaluator: &mut Evaluator<'a>,
    namespace: Namespace,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a> {
    if let Some(error) = methods::missing(Some(namespace), name) {
        return Err(Stop::Error(Box::new(error)));
    }
    let result = match namespace {
        Namespace::Math => math::call(name, arguments).map(Val::Number),
        Namespace::Json => json::call(evaluator, name, arguments)?,
        Namespace::Object => object(evaluator, name, arguments)?,
        Namespace::Array => array(evaluator, name, arguments)?,
        Namespace::Number => number(name, arguments),
        Namespace::Text => Some(from_codes(arguments)),
        Namespace::Date => date::of_date(evaluator, name, arguments)?,
        Namespace::DateTime => date::of_date_time(evaluator, name, arguments)?,
        Namespace::Duration => date::of_duration(name, arguments)?,
        Namespace::Interval => date::of_interval(evaluator, name, arguments)?,
    };
    result.ok_or_else(|| fault(format!("There is no function `{name}` here."), "See the reference of expressions."))
}

fn object<'a>(evaluator: &mut Evaluator<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let first = arguments.get(0);
    evaluator.spend_bytes(first.weight())?;
    if name == "fromEntries" {
        let pairs = first.entries().unwrap_or_default();
        evaluator.spend_steps(pairs.len())?;
        let fields = pairs
            .iter()
            .filter_map(|pair| Some((evaluator.text_of(&pair.entry(0)).into_owned(), pair.entry(1).to_value()?)));
        return Ok(Some(Val::object(fields.collect())));
    }
    if name == "assign" {
        let mut fields = Map::new();
        for argument in &arguments.0 {
            match evaluator.value_of(argument)? {
                Some(Value::Object(more)) => fields.extend(more),
                Some(Value::Array(_)) => {
                    let entries = argument.entries().unwrap_or_default();
                    let named = entries.iter().enumerate();
                    fields.extend(named.filter_map(|(place, entry)| Some((place.to_string(), entry.to_value()?))));
                }
                _ => {}
            }
        }
        return Ok(Some(Val::object(fields)));
    }
    match name {
        "hasOwn" => return Ok(Some(Val::Bool(crate::member::has(first, arguments.get(1)).unwrap_or(false)))),
        "freeze" => return Ok(Some(first.clone())),
        "groupBy" => return group_by(evaluator, arguments).map(Some),
        "is" => {
            let both_nan = first.to_number().is_nan() && arguments.get(1).to_number().is_nan();
            let is_number = is_number(first) && is_number(arguments.get(1));
            return Ok(Some(Val::Bool(first.same(arguments.get(1)) || (is_number && both_nan))));
        }
        _ => {}
    }
    let letters = match first {
        Val::Text(text) => Some(Val::list(text.chars().map(Val::text).collect())),
        _ => None,
    };
    let first = letters.as_ref().unwrap_or(first);
    let entries: Vec<_> = match (first, first.entries()) {
        (Val::Object(fields), _) => {
            fields.entries().into_iter().map(|(name, value)| (Val::Text(name), value)).collect()
        }
        (_, Some(entries)) => {
            entries.into_iter().enumerate().map(|(place, entry)| (Val::text(place.to_string()), entry)).collect()
        }
        // JavaScript finds no fields in numbers and truths.
        (value, _) if evaluator.is_lenient() && !value.is_nullish() => Vec::new(),
        _ => {
            let message = format!("`Object.{name}` needs an object, but this is {}.", first.described());
            return Err(fault(message, "If it may be missing, write `Object.keys(value ?? {})`."));
        }
    };
    evaluator.spend_steps(entries.len())?;
    Ok(Some(Val::list(match name {
        "keys" => entries.into_iter().map(|(name, _)| name).collect(),
        "values" => entries.into_iter().map(|(_, value)| value).collect(),
        "entries" => entries.into_iter().map(|(name, value)| Val::list(vec![name, value])).collect(),
        _ => return Ok(None),
    })))
}

/// `Object.groupBy(list, entry => name)`.
fn group_by<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let Val::Function(callable) = arguments.get(1) else {
        return Err(fault("`Object.groupBy` needs a function.", "Write `Object.groupBy(list, entry => entry.kind)`."));
    };
    let mut groups = Map::new();
    for (place, entry) in arguments.get(0).entries().unwrap_or_default().into_iter().enumerate() {
        let value = evaluator.value_of(&entry)?.unwrap_or_default();
        let name = evaluator.call(*callable, [entry, Val::count(place)])?.to_text().into_owned();
        if let Value::Array(group) = groups.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
            group.push(value);
        }
    }
    Ok(Val::object(groups))
}

fn array<'a>(evaluator: &mut Evaluator<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let first = arguments.get(0);
    Ok(Some(match name {
        "isArray" => Val::Bool(first.length().is_some()),
        "of" => Val::list(arguments.0.clone()),
        "from" => {
            let entries = match first {
                Val::Text(text) => text.chars().map(Val::text).collect(),
                // `Array.from({ length: 3 }, (_, place) => …)`
                Val::Object(fields) => {
                    let length = fields.get("length").to_number().clamp(0.0, 1e9) as usize;
                    evaluator.spend_bytes(length.saturating_mul(64))?;
                    vec![Val::Undefined; length]
                }
                other => other.entries().unwrap_or_default(),
            };
            evaluator.spend_bytes(entries.len() * 64)?;
            let Val::Function(callable) = arguments.get(1) else { return Ok(Some(Val::list(entries))) };
            let mut mapped = Vec::new();
            for (place, entry) in entries.into_iter().enumerate() {
                mapped.push(evaluator.call(*callable, [entry, Val::count(place)])?);
            }
            Val::list(mapped)
        }
        _ => return Ok(None),
    }))
}

fn is_number(value: &Val<'_>) -> bool {
    matches!(value, Val::Number(_) | Val::Exact(_))
}

fn number<'a>(name: &str, arguments: &Arguments<'a>) -> Option<Val<'a>> {
    let first = arguments.get(0);
    let is_number = is_number(first);
    let number = first.to_number();
    Some(match name {
        "isFinite" => Val::Bool(is_number && number.is_finite()),
        "isInteger" => Val::Bool(is_number && number.is_finite() && number.fract() == 0.0),
        "isSafeInteger" => Val::Bool(
            matches!(first, Val::Number(_)) && number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0,
        ),
        "isNaN" => Val::Bool(is_number && number.is_nan()),
        "parseInt" => Val::Number(parse_int(&first.to_text(), arguments.whole_or(1, 0))),
        "parseFloat" => Val::Number(parse_float(&first.to_text())),
        _ => return None,
    })
}

fn from_codes<'a>(arguments: &Arguments<'a>) -> Val<'a> {
    let code = |value: &Val<'a>| char::from_u32(value.to_number() as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    Val::text(arguments.0.iter().map(code).collect::<String>())
}

/// `numberList(1, 4)`: the numbers from the first to the last, in either direction.
fn number_list<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let (start, end) = (arguments.number_or(0, f64::NAN), arguments.number_or(1, f64::NAN));
    let count = (start - end).abs() + 1.0;
    if !count.is_finite() {
        return Err(refusal("`numberList` needs two numbers.", "Write for example `numberList(1, 5)`."));
    }
    evaluator.spend_bytes((count as usize).saturating_mul(64))?;
    let step = if start < end { 1.0 } else { -1.0 };
    Ok(Val::list((0..count as usize).map(|place| Val::Number(start + step * place as f64)).collect()))
}

/// `zip(["a"], [1])`: an object from a list of names and one of values.
fn zip<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let lists = (arguments.get(0).entries(), arguments.get(1).entries());
    let (Some(names), Some(values)) = lists else {
        return Err(refusal("`zip` needs two lists.", "Write for example `zip(['a'], [1])`."));
    };
    if names.len() != values.len() {
        return Err(refusal("The lists of `zip` differ in length.", "Give as many values as names."));
    }
    let mut fields = Map::new();
    for (name, value) in names.iter().zip(&values) {
        if let Some(value) = evaluator.value_of(value)? {
            fields.insert(name.to_text().into_owned(), value);
        }
    }
    Ok(Val::object(fields))
}

/// `$jmespath(data, query)`.
fn jmes_path<'a>(evaluator: &mut Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let (data, Val::Text(query)) = (arguments.get(0), arguments.get(1)) else {
        return Err(refusal("`$jmespath` needs data and a query.", "Write `$jmespath($json, 'orders[*].id')`."));
    };
    evaluator.spend_steps(data.weight() / 16)?;
    let data = evaluator.value_of(data)?.unwrap_or_default();
    match crate::query::jmes_path(&data, query) {
        Ok(value) => {
            evaluator.spend_bytes(crate::convert::weight(&value))?;
            Ok(Val::owned(value))
        }
        Err(error) => Err(fault(error.message, error.hint)),
    }
}

/// `$fromAI(name, …, default)`: what a model filled in, or else the default.
fn from_ai<'a>(evaluator: &Evaluator<'a>, arguments: &Arguments<'a>) -> Eval<'a> {
    let name = arguments.text_or(0, "");
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_name) {
        let hint = "Write up to 64 letters, digits, `_` or `-`, for example `$fromAI('subject')`.";
        return Err(refusal("`$fromAI` needs the name of what is to be filled in.", hint));
    }
    let item = evaluator.scope.items.first().map(|item| Val::of(&item.json));
    let fields = item.as_ref().and_then(fields_of);
    let inner = fields.as_ref().and_then(|fields| fields_of(&fields.get("query")));
    let filled =
        [inner, fields].into_iter().flatten().map(|fields| fields.get(&name)).find(|value| !value.is_nullish());
    Ok(filled.unwrap_or_else(|| arguments.get(3).clone()))
}
