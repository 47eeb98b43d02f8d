//! The methods of lists.

use super::{Arguments, reduce, sets};
use crate::convert;
use crate::eval::{Eval, Evaluator, fault, refusal};
use crate::value::{Callable, Val};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    value: &Val<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let length = value.length().unwrap_or(0);
    // These look at one place only; the rest goes over all entries.
    match name {
        "at" => return Ok(Some(at(value, arguments.whole_or(0, 0), length))),
        "first" if !arguments.has(0) => return Ok(Some(value.entry(0))),
        "last" if !arguments.has(0) => return Ok(Some(at(value, -1, length))),
        "count" => return Ok(Some(Val::count(length))),
        "isEmpty" | "isNotEmpty" | "toJsonString" | "valueOf" => return Ok(None),
        _ => {}
    }
    evaluator.spend_steps(length)?;
    evaluator.spend_bytes(length * 32 + value.entries_cost())?;
    let entries = value.entries().unwrap_or_default();
    if let Some(result) = with_function(evaluator, value, &entries, name, arguments)? {
        return Ok(Some(result));
    }
    if let Some(result) = sets::call(evaluator, &entries, name, arguments)? {
        return Ok(Some(result));
    }
    if let Some(result) = reduce::call(&entries, name, arguments)? {
        return Ok(Some(result));
    }
    reshape(evaluator, entries, name, arguments)
}

fn at<'a>(value: &Val<'a>, place: i64, length: usize) -> Val<'a> {
    let place = if place < 0 { place + length as i64 } else { place };
    usize::try_from(place).map_or(Val::Undefined, |place| value.entry(place))
}

/// Methods that are handed a function.
fn with_function<'a>(
    evaluator: &mut Evaluator<'a>,
    list: &Val<'a>,
    entries: &[Val<'a>],
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let mut position = |backwards: bool| {
        let callable = arguments.function(name)?;
        let mut places: Box<dyn Iterator<Item = usize>> =
            if backwards { Box::new((0..entries.len()).rev()) } else { Box::new(0..entries.len()) };
        places
            .find_map(|place| match ask(evaluator, callable, list, entries, place) {
                Ok(true) => Some(Ok(place)),
                Ok(false) => None,
                Err(stop) => Some(Err(stop)),
            })
            .transpose()
    };
    let entry = |place: Option<usize>| place.map_or(Val::Undefined, |place| entries[place].clone());
    let index = |place: Option<usize>| place.map_or(Val::Number(-1.0), Val::count);
    Ok(Some(match name {
        "find" => entry(position(false)?),
        "findLast" => entry(position(true)?),
        "findIndex" => index(position(false)?),
        "findLastIndex" => index(position(true)?),
        "some" => Val::Bool(position(false)?.is_some()),
        "map" => Val::list(map(evaluator, list, entries, arguments.function(name)?)?),
        "flatMap" => {
            let mapped = map(evaluator, list, entries, arguments.function(name)?)?;
            Val::list(flat(evaluator, mapped, 1)?)
        }
        "filter" => {
            let callable = arguments.function(name)?;
            let mut kept = Vec::new();
            for (place, entry) in entries.iter().enumerate() {
                if ask(evaluator, callable, list, entries, place)? {
                    kept.push(entry.clone());
                }
            }
            Val::list(kept)
        }
        "every" => {
            let callable = arguments.function(name)?;
            for place in 0..entries.len() {
                if !ask(evaluator, callable, list, entries, place)? {
                    return Ok(Some(Val::Bool(false)));
                }
            }
            Val::Bool(true)
        }
        "reduce" => fold(evaluator, list, entries.iter().cloned().enumerate().collect(), arguments, name)?,
        "reduceRight" => fold(evaluator, list, entries.iter().cloned().enumerate().rev().collect(), arguments, name)?,
        "sort" | "toSorted" => {
            let callable = if arguments.has(0) { Some(arguments.function(name)?) } else { None };
            Val::list(super::order::sorted(evaluator, entries.to_vec(), callable)?)
        }
        _ => return Ok(None),
    }))
}

fn map<'a>(
    evaluator: &mut Evaluator<'a>,
    list: &Val<'a>,
    entries: &[Val<'a>],
    callable: Callable<'a>,
) -> Eval<'a, Vec<Val<'a>>> {
    let mut mapped = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        mapped.push(evaluator.call(callable, [entry.clone(), Val::count(place), list.clone()])?);
    }
    Ok(mapped)
}

fn ask<'a>(
    evaluator: &mut Evaluator<'a>,
    callable: Callable<'a>,
    list: &Val<'a>,
    entries: &[Val<'a>],
    place: usize,
) -> Eval<'a, bool> {
    evaluator.call(callable, [entries[place].clone(), Val::count(place), list.clone()]).map(|answer| answer.truthy())
}

fn fold<'a>(
    evaluator: &mut Evaluator<'a>,
    list: &Val<'a>,
    entries: Vec<(usize, Val<'a>)>,
    arguments: &Arguments<'a>,
    name: &str,
) -> Eval<'a> {
    let callable = arguments.function(name)?;
    let mut entries = entries.into_iter();
    let mut total = match arguments.0.get(1) {
        Some(start) => start.clone(),
        None => entries.next().map(|(_, entry)| entry).ok_or_else(|| {
            fault(
                format!("`{name}` of an empty list needs a start value."),
                "Give it as second argument: `.reduce((sum, entry) => sum + entry, 0)`.",
            )
        })?,
    };
    for (place, entry) in entries {
        total = evaluator.call(callable, [total, entry, Val::count(place), list.clone()])?;
    }
    Ok(total)
}

fn flat<'a>(evaluator: &mut Evaluator<'a>, entries: Vec<Val<'a>>, depth: i64) -> Eval<'a, Vec<Val<'a>>> {
    let mut flattened = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry.length() {
            Some(length) if depth > 0 => {
                evaluator.spend_steps(length)?;
                evaluator.spend_bytes(length * 32)?;
                let inner = entry.into_entries().unwrap_or_default();
                flattened.extend(flat(evaluator, inner, depth - 1)?);
            }
            _ => flattened.push(entry),
        }
    }
    Ok(flattened)
}

/// Methods that give another list, or a text.
fn reshape<'a>(
    evaluator: &mut Evaluator<'a>,
    mut entries: Vec<Val<'a>>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    Ok(Some(match name {
        "join" => {
            let separator = arguments.text_or(0, ",");
            evaluator.spend_bytes(entries.iter().map(|entry| entry.weight() + separator.len()).sum())?;
            Val::text(convert::joined(&entries, &separator, evaluator.is_lenient()))
        }
        "slice" => Val::list(slice(&entries, arguments)),
        "first" | "last" => {
            let count = usize::try_from(arguments.whole_or(0, 1)).unwrap_or(0).min(entries.len());
            Val::list(if name == "first" {
                entries[..count].to_vec()
            } else {
                entries[entries.len() - count..].to_vec()
            })
        }
        "reverse" | "toReversed" => {
            entries.reverse();
            Val::list(entries)
        }
        "concat" | "append" => {
            for more in &arguments.0 {
                evaluator.spend_bytes(more.length().unwrap_or(1) * 64)?;
                match more.entries() {
                    Some(more) if name == "concat" => entries.extend(more),
                    _ => entries.push(more.clone()),
                }
            }
            Val::list(entries)
        }
        "flat" => Val::list(flat(evaluator, entries, arguments.whole_or(0, 1).clamp(0, 20))?),
        "pluck" => pluck(entries, arguments),
        "chunk" => {
            let size = usize::try_from(arguments.whole_or(0, 0))
                .ok()
                .filter(|size| *size > 0)
                .filter(|_| matches!(arguments.get(0), Val::Number(_)))
                .ok_or_else(|| refusal("`chunk` needs a size of at least 1.", "Write for example `.chunk(10)`."))?;
            Val::list(entries.chunks(size).map(|chunk| Val::list(chunk.to_vec())).collect())
        }
        "keys" => Val::list((0..entries.len()).map(Val::count).collect()),
        "values" => Val::list(entries),
        "entries" => {
            let pair = |(place, entry)| Val::list(vec![Val::count(place), entry]);
            Val::list(entries.into_iter().enumerate().map(pair).collect())
        }
        "with" => {
            let place = arguments.whole_or(0, 0);
            let place = if place < 0 { place.saturating_add(entries.len() as i64) } else { place };
            let place = usize::try_from(place).ok().filter(|place| *place < entries.len());
            let place = place.ok_or_else(|| fault("`with` needs the place of an entry.", "Places count from 0."))?;
            entries[place] = arguments.get(1).clone();
            Val::list(entries)
        }
        "fill" => {
            let from_second = Arguments(arguments.0.iter().skip(1).cloned().collect());
            let (from, to) = super::text::range(&from_second, entries.len());
            entries[from..to].fill(arguments.get(0).clone());
            Val::list(entries)
        }
        "smartJoin" => smart_join(&entries, arguments)?,
        "renameKeys" => rename_keys(evaluator, entries, arguments)?,
        "toInt" | "toFloat" | "toBoolean" | "toDateTime" => Val::Undefined,
        _ => return Ok(None),
    }))
}

fn slice<'a>(entries: &[Val<'a>], arguments: &Arguments<'a>) -> Vec<Val<'a>> {
    let (from, to) = super::text::range(arguments, entries.len());
    entries.get(from..to).unwrap_or_default().to_vec()
}

/// The values of some fields, without the entries that have none of them; of several
/// fields a list each.
fn pluck<'a>(entries: Vec<Val<'a>>, arguments: &Arguments<'a>) -> Val<'a> {
    if arguments.0.is_empty() {
        return Val::list(entries);
    }
    let names: Vec<_> = (0..arguments.0.len()).map(|place| arguments.text(place)).collect();
    let picked = entries.iter().filter_map(|entry| {
        let fields = crate::eval::fields_of(entry)?;
        let mut found: Vec<_> = fields.keys().filter(|name| names.iter().any(|wanted| wanted == *name)).collect();
        match found.len() {
            0 => None,
            1 => found.pop().map(|name| fields.get(name)),
            _ => Some(Val::list(found.into_iter().map(|name| fields.get(name)).collect())),
        }
    });
    Val::list(picked.collect())
}

/// `renameKeys("from", "to", …)` of each object.
fn rename_keys<'a>(evaluator: &mut Evaluator<'a>, entries: Vec<Val<'a>>, arguments: &Arguments<'a>) -> Eval<'a> {
    let names: Vec<_> = (0..arguments.0.len()).map(|place| arguments.text(place)).collect();
    if names.is_empty() || names.len() % 2 != 0 {
        let hint = "Write for example `.renameKeys('name', 'title')`.";
        return Err(refusal("`renameKeys` needs pairs of an old and a new name.", hint));
    }
    let mut renamed = Vec::new();
    for entry in entries {
        let Some(fields) = crate::eval::fields_of(&entry) else {
            renamed.push(entry);
            continue;
        };
        evaluator.spend_bytes(entry.weight())?;
        let mut fields = (*fields).clone();
        for pair in names.chunks(2) {
            if let Some(value) = fields.shift_remove(&*pair[0]) {
                fields.insert(pair[1].to_string(), value);
            }
        }
        renamed.push(Val::object(fields));
    }
    Ok(Val::list(renamed))
}

/// `[{key: "a", value: 1}]` to `{a: 1}`, with the names of both fields.
fn smart_join<'a>(entries: &[Val<'a>], arguments: &Arguments<'a>) -> Eval<'a> {
    let (Val::Text(name), Val::Text(value)) = (arguments.get(0), arguments.get(1)) else {
        let hint = "Write for example `.smartJoin('name', 'value')`.";
        return Err(refusal("`smartJoin` needs the names of two fields.", hint));
    };
    let pair = |entry: &Val<'a>| {
        let fields = crate::eval::fields_of(entry)?;
        Some((fields.get(name).to_text().into_owned(), fields.get(value).to_value()?))
    };
    Ok(Val::object(entries.iter().filter_map(pair).collect()))
}
