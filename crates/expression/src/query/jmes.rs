//! Evaluates JMESPath.

use super::QueryError;
use super::jmes_function;
use super::jmes_parse::Jmes;
use crate::value::Val;
use serde_json::{Map, Value};

/// How many steps one search may take.
const STEPS_MAXIMUM: u32 = 1_000_000;

/// One search.
pub(super) struct Search {
    steps_left: u32,
}

pub(super) type Found<T = Value> = Result<T, QueryError>;

impl Search {
    pub(super) fn new() -> Self {
        Self { steps_left: STEPS_MAXIMUM }
    }

    fn spend(&mut self, steps: usize) -> Found<()> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps_left = self
            .steps_left
            .checked_sub(steps)
            .ok_or_else(|| QueryError::new("The JMESPath takes too many steps.", "Work on fewer entries."))?;
        Ok(())
    }

    /// The value of an expression for a value.
    pub(super) fn evaluate(&mut self, expression: &Jmes, value: &Value) -> Found {
        self.spend(1)?;
        Ok(match expression {
            Jmes::Current => {
                self.spend(crate::convert::weight(value) / 64)?;
                value.clone()
            }
            Jmes::Literal(literal) => literal.clone(),
            Jmes::Field(name) => value.get(name).cloned().unwrap_or_default(),
            Jmes::Index(index) => entry(value, *index).cloned().unwrap_or_default(),
            Jmes::Slice(parts) => slice(value, *parts)?,
            Jmes::Then(left, right) => match &**left {
                Jmes::Current => self.evaluate(right, value)?,
                Jmes::Field(name) => self.evaluate(right, value.get(name).unwrap_or(&Value::Null))?,
                left => {
                    let middle = self.evaluate(left, value)?;
                    self.evaluate(right, &middle)?
                }
            },
            Jmes::Each(left, right) => match self.evaluate(left, value)? {
                Value::Array(entries) => self.each(entries.iter(), right)?,
                _ => Value::Null,
            },
            Jmes::EachValue(left, right) => match self.evaluate(left, value)? {
                Value::Object(fields) => self.each(fields.values(), right)?,
                _ => Value::Null,
            },
            Jmes::Flatten(inner) => match self.evaluate(inner, value)? {
                Value::Array(entries) => flat(entries),
                _ => Value::Null,
            },
            Jmes::Filter(left, condition, right) => self.filter(left, condition, right, value)?,
            Jmes::Call(name, arguments) => jmes_function::call(self, name, arguments, value)?,
            other => self.combine(other, value)?,
        })
    }

    /// Expressions made of others that all look at the same value.
    fn combine(&mut self, expression: &Jmes, value: &Value) -> Found {
        Ok(match expression {
            Jmes::List(_) | Jmes::Object(_) if value.is_null() => Value::Null,
            Jmes::List(entries) => {
                entries.iter().map(|entry| self.evaluate(entry, value)).collect::<Found<Vec<_>>>()?.into()
            }
            Jmes::Object(fields) => {
                let field = |(name, field): &(String, Jmes)| Ok((name.clone(), self.evaluate(field, value)?));
                Value::Object(fields.iter().map(field).collect::<Found<Map<_, _>>>()?)
            }
            Jmes::Or(left, right) => {
                let found = self.evaluate(left, value)?;
                if is_true(&found) { found } else { self.evaluate(right, value)? }
            }
            Jmes::And(left, right) => {
                let found = self.evaluate(left, value)?;
                if is_true(&found) { self.evaluate(right, value)? } else { found }
            }
            Jmes::Not(inner) => Value::Bool(!is_true(&self.evaluate(inner, value)?)),
            Jmes::Compare(sign, left, right) => {
                compare(sign, &self.evaluate(left, value)?, &self.evaluate(right, value)?)
            }
            _ => Value::Null,
        })
    }

    fn each<'v>(&mut self, entries: impl Iterator<Item = &'v Value>, right: &Jmes) -> Found {
        let mut found = Vec::new();
        for entry in entries {
            let value = self.evaluate(right, entry)?;
            if !value.is_null() {
                found.push(value);
            }
        }
        Ok(found.into())
    }

    fn filter(&mut self, left: &Jmes, condition: &Jmes, right: &Jmes, value: &Value) -> Found {
        let Value::Array(entries) = self.evaluate(left, value)? else { return Ok(Value::Null) };
        let mut found = Vec::new();
        for entry in &entries {
            if is_true(&self.evaluate(condition, entry)?) {
                let value = self.evaluate(right, entry)?;
                if !value.is_null() {
                    found.push(value);
                }
            }
        }
        Ok(found.into())
    }
}

/// Nothing, false and what is empty are false; 0 is true.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

/// Whether two values are the same, numbers by what they say.
fn is_equal(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

fn compare(sign: &str, left: &Value, right: &Value) -> Value {
    let order = match (left, right) {
        _ if sign == "==" => return is_equal(left, right).into(),
        _ if sign == "!=" => return (!is_equal(left, right)).into(),
        (Value::Number(_), Value::Number(_)) | (Value::String(_), Value::String(_)) => {
            Val::of(left).compare(&Val::of(right))
        }
        _ => return Value::Null,
    };
    Value::Bool(order.is_some_and(|order| match sign {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }))
}

fn entry(value: &Value, index: i64) -> Option<&Value> {
    let entries = value.as_array()?;
    let index = if index < 0 { index.checked_add(entries.len() as i64)? } else { index };
    entries.get(usize::try_from(index).ok()?)
}

fn slice(value: &Value, [start, stop, step]: [Option<i64>; 3]) -> Found {
    let Value::Array(entries) = value else { return Ok(Value::Null) };
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(QueryError::new("The step of a slice is 0.", "Use 1, or -1 to go backwards."));
    }
    let length = entries.len() as i64;
    let (low, high) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let clamp = |place: i64| (if place < 0 { place.saturating_add(length) } else { place }).clamp(low, high);
    let mut at = start.map_or(if step < 0 { high } else { low }, clamp);
    let stop = stop.map_or(if step < 0 { low } else { high }, clamp);
    let mut found = Vec::new();
    while if step > 0 { at < stop } else { at > stop } {
        found.extend(usize::try_from(at).ok().and_then(|place| entries.get(place)).cloned());
        at = at.saturating_add(step);
    }
    Ok(found.into())
}

fn flat(entries: Vec<Value>) -> Value {
    let mut flat = Vec::new();
    for entry in entries {
        match entry {
            Value::Array(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat.into()
}
