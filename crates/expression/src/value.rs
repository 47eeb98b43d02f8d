//! Values while an expression is evaluated. What comes from an item is borrowed;
//! only what is made anew is owned, and shared, so that reading a field costs
//! no copy.

use crate::ast::{Arrow, Function, Namespace, Pattern};
use crate::date::{Interval, Invalid, Length, Moment};
use flow::Item;
use jiff::Zoned;
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::rc::Rc;

/// The largest whole number a float holds exactly.
const EXACT_MAXIMUM: u64 = 1 << 53;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Val<'a> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    /// A whole number too large for a float; kept as it is while only passed on.
    Exact(Number),
    Text(Cow<'a, str>),
    Array(&'a [Value]),
    List(Rc<List<'a>>),
    Object(Fields<'a>),
    Item(&'a Item),
    Items(&'a [Item]),
    Date(Box<Moment>),
    /// A date that is none.
    Invalid(Box<Invalid>),
    Duration(Box<Length>),
    Interval(Rc<Interval>),
    Regex(&'a Pattern),
    /// What a regular expression found.
    Found(Rc<Found<'a>>),
    Function(Callable<'a>),
    /// `$input`.
    Input,
    /// `$('Name')`.
    Node(Cow<'a, str>),
    /// `$node["Name"]`: its item is the one at the same place as this item.
    NodeAt(Box<(Cow<'a, str>, usize)>),
    /// `$node`, for an item.
    Nodes(usize),
    /// `$item(index)`.
    At(usize),
    Namespace(Namespace),
}

/// A list made here, and how many lists hang inside each other in it: what walks
/// over values needs a stack for each.
#[derive(Clone, Debug)]
pub(crate) struct List<'a> {
    entries: Vec<Val<'a>>,
    depth: u16,
}

impl<'a> std::ops::Deref for List<'a> {
    type Target = Vec<Val<'a>>;
    fn deref(&self) -> &Vec<Val<'a>> {
        &self.entries
    }
}

/// What a regular expression found: a list of the whole and its groups that knows more.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    pub(crate) groups: Vec<Val<'a>>,
    /// Where it starts, in UTF-16 units.
    pub(crate) index: usize,
    pub(crate) names: Option<Map<String, Value>>,
}

/// The fields of an object.
#[derive(Clone, Debug)]
pub(crate) enum Fields<'a> {
    Borrowed(&'a Map<String, Value>),
    Owned(Rc<Map<String, Value>>),
}

/// A function handed to a method.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Callable<'a> {
    Arrow(&'a Arrow),
    Named(Function),
}

impl std::ops::Deref for Fields<'_> {
    type Target = Map<String, Value>;
    fn deref(&self) -> &Map<String, Value> {
        match self {
            Self::Borrowed(fields) => fields,
            Self::Owned(fields) => fields,
        }
    }
}

impl<'a> Fields<'a> {
    /// A field; undefined if there is none.
    pub(crate) fn get(&self, name: &str) -> Val<'a> {
        match self {
            Self::Borrowed(fields) => fields.get(name).map_or(Val::Undefined, Val::of),
            Self::Owned(fields) => fields.get(name).map_or(Val::Undefined, |value| Val::owned(value.clone())),
        }
    }

    /// All fields, by name.
    pub(crate) fn entries(&self) -> Vec<(Cow<'a, str>, Val<'a>)> {
        match self {
            Self::Borrowed(fields) => {
                fields.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), Val::of(value))).collect()
            }
            Self::Owned(fields) => {
                fields.iter().map(|(name, value)| (Cow::Owned(name.clone()), Val::owned(value.clone()))).collect()
            }
        }
    }
}

impl<'a> Val<'a> {
    /// A borrowed JSON value.
    #[inline]
    pub(crate) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::number(number),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(entries) => Self::Array(entries),
            Value::Object(fields) => Self::Object(Fields::Borrowed(fields)),
        }
    }

    /// An owned JSON value.
    pub(crate) fn owned(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::number(&number),
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(entries) => Self::list(entries.into_iter().map(Self::owned).collect()),
            Value::Object(fields) => Self::object(fields),
        }
    }

    fn number(number: &Number) -> Self {
        let magnitude = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
        match magnitude {
            Some(magnitude) if magnitude > EXACT_MAXIMUM => Self::Exact(number.clone()),
            _ => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    /// A list of values.
    pub(crate) fn list(entries: Vec<Self>) -> Self {
        let inner = entries.iter().map(Self::depth).max().unwrap_or(0);
        Self::List(Rc::new(List { entries, depth: inner.saturating_add(1) }))
    }

    /// How many lists made here hang inside each other.
    pub(crate) fn depth(&self) -> u16 {
        match self {
            Self::List(list) => list.depth,
            _ => 0,
        }
    }

    /// An object made here.
    pub(crate) fn object(fields: Map<String, Value>) -> Self {
        Self::Object(Fields::Owned(Rc::new(crate::convert::in_order(fields))))
    }

    /// A text made here.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// A `DateTime` of Luxon.
    pub(crate) fn date(zoned: Zoned) -> Self {
        Self::Date(Box::new(Moment::new(zoned)))
    }

    /// A count or place.
    pub(crate) fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }

    /// A value or undefined.
    pub(crate) fn or_undefined(value: Option<Self>) -> Self {
        value.unwrap_or(Self::Undefined)
    }

    /// Whether it is null or undefined.
    pub(crate) fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// The entries of a list, whatever kind of list it is.
    pub(crate) fn entries(&self) -> Option<Vec<Self>> {
        match self {
            Self::Array(entries) => Some(entries.iter().map(Self::of).collect()),
            Self::List(entries) => Some(entries.to_vec()),
            Self::Items(items) => Some(items.iter().map(Self::Item).collect()),
            Self::Found(found) => Some(found.groups.clone()),
            _ => None,
        }
    }

    /// The same, without a copy where the list is owned by nobody else.
    pub(crate) fn into_entries(self) -> Option<Vec<Self>> {
        match self {
            Self::List(entries) => {
                Some(Rc::try_unwrap(entries).map_or_else(|shared| shared.to_vec(), |list| list.entries))
            }
            other => other.entries(),
        }
    }

    /// How many entries a list has.
    pub(crate) fn length(&self) -> Option<usize> {
        match self {
            Self::Array(entries) => Some(entries.len()),
            Self::List(entries) => Some(entries.len()),
            Self::Items(items) => Some(items.len()),
            Self::Found(found) => Some(found.groups.len()),
            _ => None,
        }
    }

    /// An entry of a list.
    pub(crate) fn entry(&self, index: usize) -> Self {
        let found = match self {
            Self::Array(entries) => entries.get(index).map(Self::of),
            Self::List(entries) => entries.get(index).cloned(),
            Self::Items(items) => items.get(index).map(Self::Item),
            Self::Found(found) => found.groups.get(index).cloned(),
            _ => None,
        };
        Self::or_undefined(found)
    }

    /// How many bytes a clone copies: texts made here are owned, all else is
    /// borrowed or shared.
    pub(crate) fn copy_cost(&self) -> usize {
        match self {
            Self::Text(Cow::Owned(text)) => text.len(),
            _ => 0,
        }
    }

    /// The same for all entries of a list.
    pub(crate) fn entries_cost(&self) -> usize {
        match self {
            Self::List(entries) => entries.iter().map(Self::copy_cost).sum(),
            _ => 0,
        }
    }

    /// What it is, for messages: `the text "abc"`, `a list`, `nothing (undefined)`.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Undefined => "undefined".into(),
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => format!("the number {}", crate::convert::number_text(*number)),
            Self::Exact(number) => format!("the number {number}"),
            Self::Text(text) if text.chars().count() > 40 => {
                format!("the text \"{}…\"", text.chars().take(40).collect::<String>())
            }
            Self::Text(text) => format!("the text \"{text}\""),
            Self::Array(_) | Self::List(_) | Self::Items(_) | Self::Found(_) => "a list".into(),
            Self::Object(_) => "an object".into(),
            Self::Item(_) => "an item; its data is under `.json`".into(),
            Self::Date(_) => "a date".into(),
            Self::Invalid(_) => "an invalid date".into(),
            Self::Duration(_) => "a length of time".into(),
            Self::Interval(_) => "an interval".into(),
            Self::Regex(_) => "a regular expression".into(),
            Self::Function(_) => "a function".into(),
            Self::Input => "`$input`; its items are under `.all()` or `.first()`".into(),
            Self::NodeAt(node) => format!("the node `{}`; its data is under `.json`", node.0),
            Self::Nodes(_) => "`$node`; write `$node[\"Name\"]`".into(),
            Self::At(_) => "`$item(…)`; its data is under `.$json` or `.$node[\"Name\"].json`".into(),
            Self::Node(name) => format!("the node `{name}`; its items are under `.item`, `.all()` or `.first()`"),
            Self::Namespace(_) => "a group of functions".into(),
        }
    }

    /// What `typeof` says.
    pub(crate) fn type_of(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Bool(_) => "boolean",
            Self::Number(_) | Self::Exact(_) => "number",
            Self::Text(_) => "string",
            Self::Function(_) => "function",
            _ => "object",
        }
    }
}
