//! Methods of lists that give one plain value: sums, places, tests.

use super::Arguments;
use crate::eval::{Eval, fault};
use crate::value::Val;

pub(super) fn call<'a>(entries: &[Val<'a>], name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let wanted = arguments.get(0);
    Ok(Some(match name {
        "includes" => Val::Bool(entries.iter().any(|entry| entry.same(wanted))),
        "indexOf" => place(entries.iter().position(|entry| entry.same(wanted))),
        "lastIndexOf" => place(entries.iter().rposition(|entry| entry.same(wanted))),
        "sum" => Val::Number(numbers(entries, name)?.iter().sum()),
        "average" => {
            let numbers = numbers(entries, name)?;
            Val::Number(if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 })
        }
        "min" => extreme(&numbers(entries, name)?, f64::min),
        "max" => extreme(&numbers(entries, name)?, f64::max),
        "merge" => merge(entries),
        _ => return Ok(None),
    }))
}

fn place<'a>(found: Option<usize>) -> Val<'a> {
    found.map_or(Val::Number(-1.0), Val::count)
}

fn extreme<'a>(numbers: &[f64], choose: fn(f64, f64) -> f64) -> Val<'a> {
    numbers.iter().copied().reduce(choose).map_or(Val::Undefined, Val::Number)
}

/// The entries as numbers; one that is none is an error, not a silent NaN.
fn numbers<'a>(entries: &[Val<'a>], name: &str) -> Eval<'a, Vec<f64>> {
    let number = |(place, entry): (usize, &Val<'a>)| {
        let number = entry.to_number();
        if number.is_nan() || entry.is_nullish() {
            let message = format!("`{name}` needs numbers, but entry {place} is {}.", entry.described());
            return Err(fault(message, "Pick the field first, for example `.map(entry => entry.amount)`."));
        }
        Ok(number)
    };
    entries.iter().enumerate().map(number).collect()
}

fn merge<'a>(entries: &[Val<'a>]) -> Val<'a> {
    let mut merged = serde_json::Map::new();
    for fields in entries.iter().filter_map(crate::eval::fields_of) {
        merged.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    Val::object(merged)
}
