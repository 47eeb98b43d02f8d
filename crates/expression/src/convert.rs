//! How JavaScript turns values into texts, numbers and truth, and compares them.

use crate::date;
use crate::value::Val;
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A number as JavaScript writes it.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    let magnitude = number.abs();
    if number == 0.0 {
        "0".into()
    } else if (1e-6..1e21).contains(&magnitude) {
        number.to_string()
    } else {
        let text = format!("{number:e}");
        if magnitude >= 1e21 { text.replacen('e', "e+", 1) } else { text }
    }
}

/// A text as a number; NaN if it is none.
pub(crate) fn text_number(text: &str) -> f64 {
    let text = text.trim();
    let radix = match text.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => 10,
    };
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ if radix != 10 => u64::from_str_radix(&text[2..], radix).map_or(f64::NAN, |value| value as f64),
        // Rust also reads `inf` and `nan`, JavaScript does not.
        _ if text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// A float as a JSON number, whole where it is whole; NaN and infinities are null.
pub(crate) fn json_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Value::Number((number as i64).into());
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// The fields in the order JavaScript keeps: whole numbers first, by their size, then
/// all others as they were put in.
pub(crate) fn in_order(fields: Map<String, Value>) -> Map<String, Value> {
    let index = |name: &String| {
        let is_index = name.len() <= 10 && name.bytes().all(|byte| byte.is_ascii_digit());
        name.parse::<u32>().ok().filter(|_| is_index && (name == "0" || !name.starts_with('0')))
    };
    if fields.keys().all(|name| !name.starts_with(|letter: char| letter.is_ascii_digit())) {
        return fields;
    }
    let mut entries: Vec<_> = fields.into_iter().collect();
    entries.sort_by_key(|(name, _)| index(name).map_or(u64::MAX, u64::from));
    entries.into_iter().collect()
}

impl<'a> Val<'a> {
    /// Whether it counts as true.
    pub(crate) fn truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            _ => true,
        }
    }

    /// As a number.
    pub(crate) fn to_number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Number(number) => *number,
            Self::Exact(number) => number.as_f64().unwrap_or(f64::NAN),
            Self::Text(text) => text_number(text),
            Self::Date(date) => date.millis() as f64,
            Self::Duration(length) => length.millis(),
            Self::Array(_) | Self::List(_) | Self::Found(_) => match self.length() {
                Some(0) => 0.0,
                Some(1) => self.entry(0).to_number(),
                _ => f64::NAN,
            },
            _ => f64::NAN,
        }
    }

    /// As a text, the way `+` and backticks join it. Objects become JSON, which
    /// helps more than `[object Object]`.
    pub(crate) fn to_text(&self) -> Cow<'a, str> {
        match self {
            Self::Undefined => "undefined".into(),
            Self::Null => "null".into(),
            Self::Bool(true) => "true".into(),
            Self::Bool(false) => "false".into(),
            Self::Number(number) => number_text(*number).into(),
            Self::Exact(number) => number.to_string().into(),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date::iso(date).into(),
            Self::Invalid(invalid) => if invalid.is_plain { "Invalid Date" } else { "Invalid DateTime" }.into(),
            Self::Duration(length) => length.iso().into(),
            Self::Interval(interval) => interval.iso().into(),
            Self::Array(_) | Self::List(_) | Self::Found(_) => {
                joined(&self.entries().unwrap_or_default(), ",", false).into()
            }
            Self::Regex(pattern) => format!("/{}/", pattern.source).into(),
            _ => self.to_value().unwrap_or_default().to_string().into(),
        }
    }

    /// As a part of a text with expressions: nothing for null and undefined, JSON
    /// for lists and objects.
    pub(crate) fn to_part(&self) -> Cow<'a, str> {
        match self {
            Self::Undefined | Self::Null => "".into(),
            Self::Array(_) | Self::List(_) | Self::Found(_) | Self::Object(_) => {
                self.to_value().unwrap_or_default().to_string().into()
            }
            _ => self.to_text(),
        }
    }

    /// As a part of a text the way n8n joins it: as JavaScript does, with nothing
    /// for null, undefined and what is no number.
    pub(crate) fn to_plain_part(&self) -> Cow<'a, str> {
        match self {
            Self::Undefined | Self::Null => "".into(),
            Self::Number(number) if number.is_nan() => "".into(),
            _ => self.to_plain_text(),
        }
    }

    /// As a text exactly as JavaScript makes it: an object is `[object Object]`.
    pub(crate) fn to_plain_text(&self) -> Cow<'a, str> {
        match self {
            Self::Object(_) | Self::Item(_) => "[object Object]".into(),
            Self::Date(date) => date.plain_text().into(),
            Self::Exact(_) => number_text(self.to_number()).into(),
            Self::Array(_) | Self::List(_) | Self::Items(_) | Self::Found(_) => {
                let plain = |entry: Self| if entry.is_nullish() { "".into() } else { entry.to_plain_text() };
                let texts: Vec<_> = self.entries().unwrap_or_default().into_iter().map(plain).collect();
                texts.join(",").into()
            }
            _ => self.to_text(),
        }
    }

    /// As JSON. None for what JSON does not have: undefined and functions.
    pub(crate) fn to_value(&self) -> Option<Value> {
        Some(match self {
            Self::Undefined
            | Self::Function(_)
            | Self::Input
            | Self::Node(_)
            | Self::NodeAt(_)
            | Self::Nodes(_)
            | Self::At(_)
            | Self::Namespace(_) => return None,
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => json_number(*number),
            Self::Exact(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::Array(entries) => Value::Array(entries.to_vec()),
            Self::List(entries) => entries.iter().map(|entry| entry.to_value().unwrap_or_default()).collect(),
            Self::Found(found) => found.groups.iter().map(|entry| entry.to_value().unwrap_or_default()).collect(),
            Self::Object(fields) => Value::Object((**fields).clone()),
            Self::Item(item) => item_value(item),
            Self::Items(items) => items.iter().map(item_value).collect(),
            Self::Date(date) => Value::String(date.json()),
            Self::Invalid(_) => Value::Null,
            Self::Duration(length) => Value::String(length.iso()),
            Self::Interval(interval) => Value::String(interval.iso()),
            Self::Regex(_) => Value::String(self.to_text().into_owned()),
        })
    }

    /// `===`.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::Exact(left), Self::Exact(right)) => left == right,
            (Self::Exact(_), Self::Number(_)) | (Self::Number(_), Self::Exact(_)) => {
                self.to_number() == other.to_number()
            }
            (Self::Text(left), Self::Text(right)) => left == right,
            // Dates are told apart by what they say; JavaScript would tell apart the objects.
            (Self::Date(left), Self::Date(right)) => left.timestamp() == right.timestamp(),
            (Self::Array(left), Self::Array(right)) => std::ptr::eq(*left, *right),
            (Self::Item(left), Self::Item(right)) => std::ptr::eq(*left, *right),
            (Self::Object(left), Self::Object(right)) => std::ptr::eq(&**left, &**right),
            (Self::List(left), Self::List(right)) => std::rc::Rc::ptr_eq(left, right),
            _ => false,
        }
    }

    /// Whether it is a text, a number or a truth.
    fn is_plain(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Number(_) | Self::Exact(_) | Self::Text(_))
    }

    /// `==`.
    pub(crate) fn equal(&self, other: &Self) -> bool {
        match (self, other) {
            (left, right) if left.is_nullish() || right.is_nullish() => left.is_nullish() && right.is_nullish(),
            (Self::Bool(_) | Self::Number(_) | Self::Exact(_), Self::Bool(_) | Self::Number(_) | Self::Text(_))
            | (Self::Text(_), Self::Bool(_) | Self::Number(_) | Self::Exact(_)) => {
                self.to_number() == other.to_number()
            }
            // A list or a date is compared with a plain value as the text it becomes.
            (plain, container) if plain.is_plain() && container.length().is_some() => {
                plain.equal(&Self::text(container.to_plain_text()))
            }
            (container, plain) if plain.is_plain() && container.length().is_some() => plain.equal(container),
            (Self::Text(text), Self::Date(date)) | (Self::Date(date), Self::Text(text)) => date.plain_text() == **text,
            _ => self.same(other),
        }
    }

    /// `<`, `>` and so on. None if one of them is not a number.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
            (Self::Date(date), Self::Text(text)) => {
                Some(date.timestamp().cmp(&date::parse(text, date.time_zone())?.timestamp()))
            }
            (Self::Text(_), Self::Date(_)) => other.compare(self).map(Ordering::reverse),
            // Lists and objects are compared by their texts, unless a number is beside them.
            _ if self.is_container() && (other.is_container() || matches!(other, Self::Text(_)))
                || other.is_container() && matches!(self, Self::Text(_)) =>
            {
                let (left, right) = (self.to_plain_text(), other.to_plain_text());
                Some(left.encode_utf16().cmp(right.encode_utf16()))
            }
            _ => self.to_number().partial_cmp(&other.to_number()),
        }
    }

    fn is_container(&self) -> bool {
        matches!(self, Self::Array(_) | Self::List(_) | Self::Items(_) | Self::Object(_) | Self::Item(_))
    }

    /// How much memory a copy would take, roughly, in bytes.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Array(entries) => entries.iter().map(weight).sum(),
            Self::List(entries) => entries.iter().map(|entry| 64 + entry.weight()).sum(),
            Self::Found(found) => found.groups.iter().map(|entry| 64 + entry.weight()).sum(),
            Self::Object(fields) => fields_weight(fields),
            Self::Item(item) => weight(&item.json),
            Self::Items(items) => items.iter().map(|item| weight(&item.json)).sum(),
            _ => 0,
        }
    }
}

/// How much memory a JSON value takes, roughly, in bytes.
pub(crate) fn weight(value: &Value) -> usize {
    64 + match value {
        Value::String(text) => text.len(),
        Value::Array(entries) => entries.iter().map(weight).sum(),
        Value::Object(fields) => fields_weight(fields),
        _ => 0,
    }
}

fn fields_weight(fields: &Map<String, Value>) -> usize {
    fields.iter().map(|(name, value)| name.len() + 32 + weight(value)).sum()
}

/// The texts of some values, with nothing for null and undefined.
pub(crate) fn joined(entries: &[Val<'_>], separator: &str, plain: bool) -> String {
    let text = |entry: &Val<'_>| match entry {
        Val::Undefined | Val::Null => String::new(),
        entry if plain => entry.to_plain_text().into_owned(),
        entry => entry.to_text().into_owned(),
    };
    entries.iter().map(text).collect::<Vec<_>>().join(separator)
}

fn item_value(item: &flow::Item) -> Value {
    let mut fields = Map::new();
    fields.insert("json".into(), Value::clone(&item.json));
    if !item.binary.is_empty() {
        fields.insert("binary".into(), binary_value(item));
    }
    Value::Object(fields)
}

/// What an expression sees of an item's files: names and sizes, not the bytes.
pub(crate) fn binary_value(item: &flow::Item) -> Value {
    let describe = |file: &flow::item::Binary| serde_json::json!({"fileName": file.file_name, "mimeType": file.media_type, "fileSize": file.size_bytes});
    item.binary.iter().map(|(name, file)| (name.clone(), describe(file))).collect::<Map<_, _>>().into()
}
