//! Methods of lists that give one plain value: sums, places, tests.

use super::Arguments;
use crate::eval::{Eval, refusal};
use crate::functions::extreme;
use crate::value::Val;

pub(super) fn call<'a>(entries: &[Val<'a>], name: &str, arguments: &Arguments<'a>) -> Eval<'a, Option<Val<'a>>> {
    let wanted = arguments.get(0);
    let from = first_place(entries.len(), arguments.whole_or(1, 0));
    let is_same = |entry: &Val<'a>| entry.same(wanted);
    let is_nan = matches!(wanted, Val::Number(number) if number.is_nan());
    let is_nan_too = |entry: &Val<'a>| is_nan && matches!(entry, Val::Number(number) if number.is_nan());
    Ok(Some(match name {
        "includes" => Val::Bool(entries[from..].iter().any(|entry| is_same(entry) || is_nan_too(entry))),
        "indexOf" => place(entries[from..].iter().position(is_same).map(|found| from + found)),
        "lastIndexOf" => place(entries.iter().rposition(is_same)),
        "sum" => Val::Number(numbers(entries, name)?.iter().sum()),
        "average" => average(entries)?,
        "min" | "max" => Val::Number(extreme(numbers(entries, name)?.into_iter(), name == "max")),
        _ => return Ok(None),
    }))
}

/// Where a search starts; places may count from the end.
fn first_place(length: usize, from: i64) -> usize {
    let from = if from < 0 { from.saturating_add(length as i64).max(0) } else { from };
    usize::try_from(from).unwrap_or(usize::MAX).min(length)
}

fn place<'a>(found: Option<usize>) -> Val<'a> {
    found.map_or(Val::Number(-1.0), Val::count)
}

/// The average of numbers, 0 if there are none.
pub(crate) fn average<'a>(entries: &[Val<'a>]) -> Eval<'a> {
    let numbers = numbers(entries, "average")?;
    Ok(Val::Number(if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 }))
}

/// The entries as numbers; one that is none is an error, not a silent NaN.
fn numbers<'a>(entries: &[Val<'a>], name: &str) -> Eval<'a, Vec<f64>> {
    let number = |(place, entry): (usize, &Val<'a>)| match entry {
        Val::Number(_) | Val::Exact(_) => Ok(entry.to_number()),
        other => {
            let message = format!("`{name}` needs numbers, but entry {place} is {}.", other.described());
            let hint = "Pick the field first, for example `.map(entry => entry.amount)`; for texts, `.map(Number)`.";
            Err(refusal(message, hint))
        }
    };
    entries.iter().enumerate().map(number).collect()
}
