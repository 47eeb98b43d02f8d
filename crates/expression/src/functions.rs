//! Functions that belong to no value: `$if`, `parseInt`, `Math.max` …

use crate::ast::{Function, Namespace};
use crate::date;
use crate::eval::{Eval, Evaluator, Stop, fault};
use crate::methods::{self, Arguments, is_empty};
use crate::value::Val;
use serde_json::{Map, Value};

/// Calls a function.
pub(crate) fn call<'a>(evaluator: &mut Evaluator<'a>, function: Function, arguments: Vec<Val<'a>>) -> Eval<'a> {
    let arguments = Arguments(arguments);
    let first = arguments.get(0);
    Ok(match function {
        Function::If => arguments.get(if first.truthy() { 1 } else { 2 }).clone(),
        Function::IfEmpty => {
            if is_empty(first) {
                arguments.get(1).clone()
            } else {
                first.clone()
            }
        }
        Function::Min => extreme(&arguments, f64::INFINITY, f64::min),
        Function::Max => extreme(&arguments, f64::NEG_INFINITY, f64::max),
        Function::Number if arguments.0.is_empty() => Val::Number(0.0),
        Function::Number => Val::Number(first.to_number()),
        Function::Text if arguments.0.is_empty() => Val::text(""),
        Function::Text => {
            evaluator.spend_bytes(first.weight())?;
            Val::Text(evaluator.text_of(first))
        }
        Function::Bool => Val::Bool(first.truthy()),
        Function::Date => date::plain_from(evaluator, &arguments)?,
        Function::ParseInt => Val::Number(parse_int(&first.to_text(), arguments.whole_or(1, 10))),
        Function::ParseFloat => Val::Number(parse_float(&first.to_text())),
        Function::IsNaN => Val::Bool(first.to_number().is_nan()),
        Function::IsFinite => Val::Bool(first.to_number().is_finite()),
        Function::EncodeComponent | Function::Encode => {
            evaluator.spend_bytes(first.weight() * 3)?;
            Val::text(encode_component(&first.to_text(), function == Function::EncodeComponent))
        }
        Function::DecodeComponent | Function::Decode => {
            evaluator.spend_bytes(first.weight())?;
            Val::text(decode_component(&first.to_text())?)
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
        Namespace::Math => Some(Val::Number(math(name, arguments))),
        Namespace::Json => json(evaluator, name, arguments)?,
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

fn extreme<'a>(arguments: &Arguments<'a>, start: f64, choose: fn(f64, f64) -> f64) -> Val<'a> {
    let pick = |best: f64, number: f64| if number.is_nan() || best.is_nan() { f64::NAN } else { choose(best, number) };
    let numbers = arguments.0.iter().flat_map(|argument| argument.entries().unwrap_or_else(|| vec![argument.clone()]));
    Val::Number(numbers.map(|value| value.to_number()).fold(start, pick))
}

fn math(name: &str, arguments: &Arguments<'_>) -> f64 {
    let number = arguments.number_or(0, f64::NAN);
    let other = arguments.number_or(1, f64::NAN);
    match name {
        "abs" => number.abs(),
        "cbrt" => number.cbrt(),
        "ceil" => number.ceil(),
        "cos" => number.cos(),
        "exp" => number.exp(),
        "floor" => number.floor(),
        "hypot" => arguments.0.iter().map(|value| value.to_number().powi(2)).sum::<f64>().sqrt(),
        "log" => number.ln(),
        "log10" => number.log10(),
        "log2" => number.log2(),
        "max" => extreme(arguments, f64::NEG_INFINITY, f64::max).to_number(),
        "min" => extreme(arguments, f64::INFINITY, f64::min).to_number(),
        "pow" => number.powf(other),
        // JavaScript rounds halves up, also below zero.
        "round" => (number + 0.5).floor(),
        "sign" if number == 0.0 => number,
        "sign" => number.signum(),
        "sin" => number.sin(),
        "sqrt" => number.sqrt(),
        "tan" => number.tan(),
        "trunc" => number.trunc(),
        _ => f64::NAN,
    }
}

fn json<'a>(evaluator: &mut Evaluator<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    Ok(match name {
        "parse" => Some(parse_json(evaluator, &arguments.text(0))?),
        "stringify" => {
            let Some(value) = evaluator.value_of(arguments.get(0))? else { return Ok(Some(Val::Undefined)) };
            let is_pretty = arguments.has(2) && arguments.get(2).truthy();
            let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            Some(Val::text(text.unwrap_or_default()))
        }
        _ => None,
    })
}

/// A JSON text as a value.
pub(crate) fn parse_json<'a>(evaluator: &mut Evaluator<'a>, text: &str) -> Eval<'a> {
    // A text such as `[0,0,…]` makes many times its size in values.
    evaluator.spend_bytes(text.len().saturating_mul(32))?;
    serde_json::from_str(text).map(Val::owned).map_err(|error| {
        fault(format!("The text is not JSON: {error}."), "JSON looks like `{\"name\": \"Ada\"}`, with double quotes.")
    })
}

fn object<'a>(evaluator: &mut Evaluator<'a>, name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let first = arguments.get(0);
    evaluator.spend_bytes(first.weight())?;
    if name == "fromEntries" {
        let pairs = first.entries().unwrap_or_default();
        evaluator.spend_steps(pairs.len())?;
        let fields =
            pairs.iter().filter_map(|pair| Some((pair.entry(0).to_text().into_owned(), pair.entry(1).to_value()?)));
        return Ok(Some(Val::object(fields.collect())));
    }
    if name == "assign" {
        let mut fields = Map::new();
        for argument in &arguments.0 {
            if let Some(Value::Object(more)) = evaluator.value_of(argument)? {
                fields.extend(more);
            }
        }
        return Ok(Some(Val::object(fields)));
    }
    let entries: Vec<_> = match (first, first.entries()) {
        (Val::Object(fields), _) => {
            fields.entries().into_iter().map(|(name, value)| (Val::Text(name), value)).collect()
        }
        (_, Some(entries)) => {
            entries.into_iter().enumerate().map(|(place, entry)| (Val::text(place.to_string()), entry)).collect()
        }
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

fn number<'a>(name: &str, arguments: &Arguments<'a>) -> Option<Val<'a>> {
    let first = arguments.get(0);
    let is_number = matches!(first, Val::Number(_) | Val::Exact(_));
    let number = first.to_number();
    Some(match name {
        "isFinite" => Val::Bool(is_number && number.is_finite()),
        "isInteger" => Val::Bool(is_number && number.is_finite() && number.fract() == 0.0),
        "isSafeInteger" => Val::Bool(
            matches!(first, Val::Number(_)) && number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0,
        ),
        "isNaN" => Val::Bool(is_number && number.is_nan()),
        "parseInt" => Val::Number(parse_int(&first.to_text(), arguments.whole_or(1, 10))),
        "parseFloat" => Val::Number(parse_float(&first.to_text())),
        _ => return None,
    })
}

fn from_codes<'a>(arguments: &Arguments<'a>) -> Val<'a> {
    let code = |value: &Val<'a>| char::from_u32(value.to_number() as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    Val::text(arguments.0.iter().map(code).collect::<String>())
}

fn parse_int(text: &str, radix: i64) -> f64 {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, radix) = match hex {
        Some(rest) if radix == 16 || radix == 10 => (rest, 16),
        _ => (digits, u32::try_from(radix).unwrap_or(0)),
    };
    if !(2..=36).contains(&radix) {
        return f64::NAN;
    }
    let mut values = digits.chars().map_while(|letter| letter.to_digit(radix)).peekable();
    if values.peek().is_none() {
        return f64::NAN;
    }
    sign * values.fold(0.0, |total, digit| total * f64::from(radix) + f64::from(digit))
}

fn parse_float(text: &str) -> f64 {
    let text = text.trim_start();
    let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len()).min(400);
    // The longest start that is a number; a few letters at most are cut off.
    let found = (1..=end).rev().find_map(|end| {
        text[..end].parse::<f64>().ok().filter(|_| text[..end].contains(|letter: char| letter.is_ascii_digit()))
    });
    found.unwrap_or_else(|| if text.starts_with("Infinity") { f64::INFINITY } else { f64::NAN })
}

/// Percent-encodes a text as `encodeURIComponent` does, or leaves the signs of a
/// whole address alone as `encodeURI` does.
pub(crate) fn encode_component(text: &str, component: bool) -> String {
    let plain = if component { "-_.!~*'()" } else { "-_.!~*'();/?:@&=+$,#" };
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Undoes percent-encoding.
pub(crate) fn decode_component<'a>(text: &str) -> Eval<'a, String> {
    let wrong = || {
        fault(
            "The text is not percent-encoded rightly.",
            "After each `%` two hexadecimal digits must follow, as UTF-8.",
        )
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(wrong)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}
