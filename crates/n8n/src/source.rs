//! What a mapper sees of n8n's node: its parameters, typed, with their defaults,
//! and with their expressions converted.
//!
//! n8n stores only what differs from the default of the node's version, so every
//! getter takes the default. What no getter asked for is reported as a field that
//! was not taken over; so nothing is lost silently.

use crate::report::{Finding, Weight};
use crate::text::{self, is_expression};
use crate::workflow::Node;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// n8n's node, or an entry of one of its collections.
pub(crate) struct Source<'a> {
    node: &'a Node,
    fields: Option<&'a Map<String, Value>>,
    /// The path of `fields` within the parameters, with a dot at its end.
    prefix: String,
    seen: &'a Seen,
}

/// What mappers asked for and found.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    paths: RefCell<BTreeSet<String>>,
    findings: RefCell<Vec<Finding>>,
    expressions: RefCell<usize>,
    unsupported: RefCell<usize>,
}

impl Seen {
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }

    /// How many expressions there were, and how many use what does not exist here.
    pub fn expressions(&self) -> (usize, usize) {
        (*self.expressions.borrow(), *self.unsupported.borrow())
    }
}

impl<'a> Source<'a> {
    pub fn new(node: &'a Node, seen: &'a Seen) -> Self {
        Self { node, fields: Some(&node.parameters), prefix: String::new(), seen }
    }

    /// The version of n8n's node, such as 3.4.
    pub fn version(&self) -> f64 {
        self.node.version
    }

    /// Whether failed items leave at an output of their own.
    pub fn has_error_output(&self) -> bool {
        crate::convert::has_error_output(self.node)
    }

    /// The id of its address, if it has one.
    pub fn webhook_id(&self) -> Option<&'a str> {
        self.node.raw.get("webhookId").and_then(Value::as_str).filter(|id| !id.is_empty())
    }

    /// Whether it held another workflow, which stands in it now.
    pub fn holds(&self) -> bool {
        self.node.holds
    }

    /// What n8n calls the kind, without the package: `set`.
    pub fn kind(&self) -> &'a str {
        self.node.kind.rsplit('.').next().unwrap_or_default()
    }

    /// The value at a path with dots, as it stands in the file.
    pub fn raw(&self, path: &str) -> Option<&'a Value> {
        let found = self.peek(path)?;
        self.seen.paths.borrow_mut().insert(format!("{}{path}", self.prefix));
        Some(found)
    }

    /// As `raw`, but the field does not count as taken over.
    pub fn peek(&self, path: &str) -> Option<&'a Value> {
        let mut parts = path.split('.');
        let first = self.fields?.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }

    /// Whether the file has a value here.
    pub fn has(&self, path: &str) -> bool {
        self.peek(path).is_some_and(|value| !value.is_null())
    }

    /// Takes note that fields need no counterpart here.
    pub fn skip(&self, paths: &[&str]) {
        for path in paths {
            let _ = self.raw(path);
        }
    }

    /// A text that may hold expressions, as a template of ours. Resource locators
    /// give their value.
    pub fn text(&self, path: &str, default: &str) -> String {
        match self.raw(path).map(located) {
            None | Some(Value::Null) => default.to_owned(),
            Some(Value::String(text)) => self.converted(path, text),
            Some(other) => text::literal(&plain(other)),
        }
    }

    /// Any value; texts in it become templates of ours, however deep.
    pub fn value(&self, path: &str, default: impl Into<Value>) -> Value {
        match self.raw(path).map(located) {
            None => default.into(),
            Some(value) => self.deep(path, value),
        }
    }

    /// A fixed choice. Here a choice cannot be an expression.
    pub fn choice(&self, path: &str, default: &'a str) -> &'a str {
        match self.fixed(path) {
            Some(Fixed::Text(text)) => text,
            _ => default,
        }
    }

    /// A fixed yes or no.
    pub fn flag(&self, path: &str, default: bool) -> bool {
        match self.fixed(path) {
            Some(Fixed::Other(Value::Bool(flag))) => *flag,
            Some(Fixed::Text(text)) => text == "true",
            _ => default,
        }
    }

    /// A fixed number.
    pub fn number(&self, path: &str, default: f64) -> f64 {
        let number = match self.fixed(path) {
            Some(Fixed::Text(text)) => text.trim().parse().ok(),
            Some(Fixed::Other(value)) => value.as_f64(),
            None => None,
        };
        number.filter(|number: &f64| number.is_finite()).unwrap_or(default)
    }

    /// A part of the parameters, such as `options`.
    pub fn group(&self, path: &str) -> Source<'a> {
        let fields = self.peek(path).and_then(Value::as_object);
        Source { fields, prefix: format!("{}{path}.", self.prefix), ..*self }
    }

    /// The entries of a collection, such as `values.string`: a list, or a lone object.
    pub fn entries(&self, path: &str) -> Vec<Source<'a>> {
        let entry = |(place, value): (usize, &'a Value)| {
            let prefix = format!("{}{path}.{place}.", self.prefix);
            Some(Source { fields: Some(value.as_object()?), prefix, ..*self })
        };
        match self.raw_part(path) {
            Some(Value::Array(entries)) => entries.iter().enumerate().filter_map(entry).collect(),
            Some(value) => entry((0, value)).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Texts given as a list, or in one text with commas between.
    pub fn names(&self, path: &str) -> Vec<String> {
        let names: Vec<String> = match self.raw(path).map(located) {
            Some(Value::Array(entries)) => entries.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(text)) if is_expression(text) => vec![self.converted(path, text)],
            Some(Value::String(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
            _ => Vec::new(),
        };
        names.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// Reports that this field could not be taken over.
    pub fn lost(&self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.seen.paths.borrow_mut().insert(format!("{}{path}", self.prefix));
        self.find(
            Finding::of_flow(Weight::Blocking, "field_unmapped", message, hint).at(format!("{}{path}", self.prefix)),
        );
    }

    /// Reports that this field works otherwise here.
    pub fn changed(&self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.seen.paths.borrow_mut().insert(format!("{}{path}", self.prefix));
        self.find(
            Finding::of_flow(Weight::Changed, "field_changed", message, hint).at(format!("{}{path}", self.prefix)),
        );
    }

    /// Reports something to choose or to look at.
    pub fn note(&self, code: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.find(Finding::of_flow(Weight::Note, code, message, hint));
    }

    /// Converts a text that is not at a path of its own, such as a part of another.
    pub fn converted(&self, path: &str, text: &str) -> String {
        // Each version is a kind of its own here, so it is known.
        let versioned =
            text.contains("$nodeVersion").then(|| text.replace("$nodeVersion", &self.version().to_string()));
        let converted = text::convert(versioned.as_deref().unwrap_or(text));
        *self.seen.expressions.borrow_mut() += converted.expressions;
        for (name, hint) in &converted.unsupported {
            *self.seen.unsupported.borrow_mut() += 1;
            let message = format!("The expression uses `{name}`, which does not exist here.");
            let finding = Finding::of_flow(Weight::Blocking, "expression_unsupported", message, *hint);
            self.find(finding.at(format!("{}{path}", self.prefix)));
        }
        converted.text
    }

    /// The parameters nobody asked for.
    pub fn report_unread(&self) {
        let paths = self.seen.paths.borrow().clone();
        for (name, value) in self.fields.into_iter().flatten() {
            self.report_unread_at(name, value, &paths);
        }
    }

    fn report_unread_at(&self, path: &str, value: &Value, seen: &BTreeSet<String>) {
        if seen.contains(path) || is_nothing(value) {
            return;
        }
        let inside = format!("{path}.");
        let was_looked_into = seen.iter().any(|seen| seen.starts_with(&inside));
        match value {
            Value::Object(fields) if was_looked_into => {
                fields.iter().for_each(|(name, value)| self.report_unread_at(&format!("{inside}{name}"), value, seen));
            }
            Value::Array(entries) if was_looked_into => {
                let places = entries.iter().enumerate();
                places.for_each(|(place, value)| self.report_unread_at(&format!("{inside}{place}"), value, seen));
            }
            _ => {
                let message = format!("The setting `{path}` has no counterpart here; it was {}.", shown(value));
                let hint = "Look whether the block does what you need without it.";
                self.find(Finding::of_flow(Weight::Changed, "field_unmapped", message, hint).at(path));
            }
        }
    }

    fn find(&self, finding: Finding) {
        self.seen.findings.borrow_mut().push(finding);
    }

    fn fixed(&self, path: &str) -> Option<Fixed<'a>> {
        let value = self.raw(path).map(located)?;
        match value {
            Value::Null => None,
            Value::String(text) if !is_expression(text) => Some(Fixed::Text(text)),
            Value::String(text) => {
                let literal = literal(text);
                if literal.is_none() {
                    let message = format!(
                        "`{path}` is an expression in n8n; here it must be a fixed choice, and is the default."
                    );
                    self.lost(path, message, "Choose the value in the block, or branch with If and use two blocks.");
                }
                literal.map(Fixed::Text)
            }
            other => Some(Fixed::Other(other)),
        }
    }

    fn deep(&self, path: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.converted(path, text)),
            Value::Array(entries) => entries.iter().map(|entry| self.deep(path, entry)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), self.deep(path, value))).collect())
            }
            other => other.clone(),
        }
    }

    /// A collection counts as looked into even if it is empty.
    fn raw_part(&self, path: &str) -> Option<&'a Value> {
        let found = self.peek(path)?;
        if found.as_array().is_some_and(Vec::is_empty) {
            self.seen.paths.borrow_mut().insert(format!("{}{path}", self.prefix));
        }
        Some(found)
    }
}

/// A value that does not depend on an item.
enum Fixed<'a> {
    Text(&'a str),
    Other(&'a Value),
}

/// What an expression gives that is nothing but a number, a truth or a text in quotes.
fn literal(text: &str) -> Option<&str> {
    let text = text.strip_prefix('=')?;
    if !text.contains("{{") {
        return Some(text);
    }
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let is_bare = inside == "true" || inside == "false" || inside.parse::<f64>().is_ok();
    let quoted = ['"', '\''].iter().find_map(|quote| inside.strip_prefix(*quote)?.strip_suffix(*quote));
    let is_plain = |text: &&str| !text.contains(['"', '\'', '\\']);
    if is_bare { Some(inside) } else { quoted.filter(is_plain) }
}

/// The value of a resource locator, any other value as it is.
pub(crate) fn located(value: &Value) -> &Value {
    match value.get("__rl") {
        Some(Value::Bool(true)) => value.get("value").unwrap_or(&Value::Null),
        _ => value,
    }
}

/// A value as text.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.iter().all(is_nothing),
        Value::Object(fields) => fields.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    let start: String = text.chars().take(60).collect();
    if start.len() < text.len() { format!("`{start}…`") } else { format!("`{start}`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn node(parameters: Value) -> Node {
        let Value::Object(parameters) = parameters else { unreachable!("parameters are an object") };
        Node { parameters, ..Node::default() }
    }

    #[test]
    fn getters_take_defaults_and_convert() {
        let node = node(json!({
            "a": "={{ $json.x }}", "rl": {"__rl": true, "mode": "id", "value": "=x{{ 1 }}"}, "n": "5", "off": false,
            "list": "a, b,,c", "deep": {"k": ["={{ 1 }}", "{{"]},
        }));
        let seen = Seen::default();
        let source = Source::new(&node, &seen);
        assert_eq!(source.text("a", ""), "{{ $json.x }}");
        assert_eq!(source.text("rl", ""), "x{{ 1 }}");
        assert_eq!(source.text("missing", "default"), "default");
        assert_eq!(source.number("n", 1.0), 5.0);
        assert!(!source.flag("off", true));
        assert_eq!(source.names("list"), ["a", "b", "c"]);
        assert_eq!(source.value("deep", json!(null)), json!({"k": ["{{ 1 }}", "\\{{"]}));
        source.report_unread();
        assert_eq!(seen.expressions(), (3, 0));
        assert_eq!(seen.into_findings(), []);
    }

    #[test]
    fn what_nobody_asked_for_is_reported() {
        let node =
            node(json!({"options": {"known": 1, "odd": true, "empty": {}}, "rest": [{"a": 1, "b": 2}], "more": 3}));
        let seen = Seen::default();
        let source = Source::new(&node, &seen);
        source.group("options").number("known", 0.0);
        source.entries("rest")[0].number("a", 0.0);
        source.choice("options.missing", "");
        source.report_unread();
        let fields: Vec<_> = seen.into_findings().into_iter().filter_map(|finding| finding.field).collect();
        assert_eq!(fields, ["options.odd", "rest.0.b", "more"]);
    }

    #[test]
    fn a_choice_by_expression_is_the_default_and_told() {
        let node = node(json!({"mode": "={{ $json.mode }}"}));
        let seen = Seen::default();
        assert_eq!(Source::new(&node, &seen).choice("mode", "append"), "append");
        assert_eq!(seen.into_findings()[0].code, "field_unmapped");
    }

    #[test]
    fn a_choice_by_an_expression_without_names_is_known() {
        let node = node(json!({"mode": "={{ 'combine' }}", "on": "={{ true }}", "n": "={{ 10 }}", "plain": "=append"}));
        let seen = Seen::default();
        let source = Source::new(&node, &seen);
        assert_eq!((source.choice("mode", ""), source.choice("plain", "")), ("combine", "append"));
        assert_eq!((source.flag("on", false), source.number("n", 1.0)), (true, 10.0));
        assert_eq!(seen.into_findings(), []);
    }
}
