//! Walks a value along its JSON Schema, for the part of the language that kinds
//! use, with findings a person understands.
//!
//! Own and small on purpose: a general validator knows nothing of expressions
//! (`x-expression`) or of fields another field hides (`x-show`), and words its
//! errors for programmers.

mod keyword;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use std::cell::Cell;

/// How deep `$ref` and nesting are followed; a schema that refers to itself ends here.
const DEPTH_MOST: usize = 64;
/// How many steps a walk takes: choices within choices could take it for ever.
/// What lies beyond is left to the node, which reads its parameters itself.
const STEPS_MOST: usize = 100_000;

/// Something a value does against its schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// Where, as a path with dots: `rules.0.value`.
    pub(crate) path: String,
    /// What people call it.
    pub(crate) label: String,
    /// Whether an expression would be accepted there.
    pub(crate) expression: bool,
    /// What is wrong.
    pub(crate) fault: Fault,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Required and not there.
    Missing,
    /// Required and an empty text; may be meant.
    Empty,
    /// Of another type.
    Type {
        /// Such as `a number`.
        wanted: String,
        /// Such as `a text`.
        found: &'static str,
    },
    /// Not one of the values to choose from.
    Choice {
        /// The values, with commas.
        allowed: String,
    },
    /// Too large, too small, too long, too short.
    Range {
        /// Such as `at most 20`.
        rule: String,
    },
    /// A name the schema does not know.
    Unknown,
}

/// Everything a value does against its schema.
pub(crate) fn check(schema: &Value, value: &Value) -> Vec<Finding> {
    let steps = Cell::new(0);
    let mut walk = Walk { root: schema, findings: Vec::new(), steps: &steps };
    let place = Place { path: String::new(), label: String::new(), depth: 0, expression: false };
    walk.value(schema, value, &place);
    walk.findings
}

struct Walk<'a> {
    root: &'a Value,
    findings: Vec<Finding>,
    steps: &'a Cell<usize>,
}

/// Where the walk is.
#[derive(Clone)]
struct Place {
    path: String,
    label: String,
    depth: usize,
    expression: bool,
}

impl Place {
    fn child(&self, key: &str, label: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { path, label: label.to_owned(), depth: self.depth + 1, expression: false }
    }

    fn deeper(&self, expression: bool) -> Self {
        Self { depth: self.depth + 1, expression: self.expression || expression, ..self.clone() }
    }
}

impl<'a> Walk<'a> {
    fn found(&mut self, place: &Place, fault: Fault) {
        let (path, label) = (place.path.clone(), place.label.clone());
        self.findings.push(Finding { path, label, expression: place.expression, fault });
    }

    fn value(&mut self, schema: &'a Value, value: &Value, place: &Place) {
        let Some(schema) = schema.as_object() else { return };
        self.steps.set(self.steps.get() + 1);
        if place.depth > DEPTH_MOST || self.steps.get() > STEPS_MOST {
            return;
        }
        let expression = is_true(schema, "x-expression");
        if expression && is_expression(value) {
            return;
        }
        let place = place.deeper(expression);
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|name| self.resolve(name)) {
            self.value(target, value, &place);
        }
        for part in list(schema, "allOf") {
            self.value(part, value, &place);
        }
        self.choice(schema, value, &place);
        if let Some(fault) = keyword::fault(schema, value) {
            return self.found(&place, fault);
        }
        match value {
            Value::Object(fields) => self.object(schema, fields, &place),
            Value::Array(entries) => self.array(schema, entries, &place),
            _ => {}
        }
    }

    fn resolve(&self, reference: &str) -> Option<&'a Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    fn array(&mut self, schema: &'a Map<String, Value>, entries: &[Value], place: &Place) {
        let Some(items) = schema.get("items") else { return };
        for (index, entry) in entries.iter().enumerate() {
            let label = format!("{}, entry {}", place.label, index + 1);
            self.value(items, entry, &place.child(&index.to_string(), &label));
        }
    }

    fn object(&mut self, schema: &'a Map<String, Value>, fields: &Map<String, Value>, place: &Place) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if shown(property, properties, fields) {
                let required = list(schema, "required").iter().any(|wanted| wanted == name);
                self.property(property, fields.get(name), required, &place.child(name, title(property, name)));
            }
        }
        let is_known = |name: &String| properties.is_some_and(|properties| properties.contains_key(name));
        for (name, value) in fields.iter().filter(|(name, _)| !is_known(name)) {
            let child = place.child(name, name);
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => self.found(&child, Fault::Unknown),
                Some(other) => self.value(other, value, &child),
                None => {}
            }
        }
    }

    fn property(&mut self, schema: &'a Value, value: Option<&Value>, required: bool, place: &Place) {
        match value {
            None if required => self.found(place, Fault::Missing),
            None => {}
            Some(Value::Null) if required && !self.fits(schema, &Value::Null) => self.found(place, Fault::Missing),
            Some(Value::String(text))
                if required && text.trim().is_empty() && self.fits(schema, &Value::String(text.clone())) =>
            {
                self.found(place, Fault::Empty);
            }
            Some(value) => self.value(schema, value, place),
        }
    }

    /// `oneOf` and `anyOf`: some branch must fit. If none does, the findings are
    /// those of the branch that was probably meant.
    fn choice(&mut self, schema: &'a Map<String, Value>, value: &Value, place: &Place) {
        let branches: Vec<&'a Value> = list(schema, "oneOf").iter().chain(list(schema, "anyOf")).collect();
        if branches.is_empty() {
            return;
        }
        let attempts: Vec<Vec<Finding>> = branches.iter().map(|branch| self.attempt(branch, value, place)).collect();
        if attempts.iter().any(|findings| is_fit(findings)) {
            return;
        }
        if let Some(allowed) = keyword::constants(&branches) {
            return self.found(place, Fault::Choice { allowed });
        }
        let meant = attempts.into_iter().zip(branches).filter(|(_, branch)| !is_null_only(branch));
        let closest = meant.map(|(findings, _)| findings).min_by_key(|findings| distance(findings, place));
        self.findings.extend(closest.unwrap_or_default());
    }

    fn fits(&self, schema: &'a Value, value: &Value) -> bool {
        let place = Place { path: String::new(), label: String::new(), depth: 0, expression: false };
        is_fit(&self.attempt(schema, value, &place))
    }

    fn attempt(&self, schema: &'a Value, value: &Value, place: &Place) -> Vec<Finding> {
        let mut walk = Walk { root: self.root, findings: Vec::new(), steps: self.steps };
        walk.value(schema, value, place);
        walk.findings
    }
}

fn is_fit(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.fault == Fault::Empty)
}

/// The branch that makes a field optional; never the one that was meant.
fn is_null_only(branch: &Value) -> bool {
    branch.get("type").is_some_and(|name| name == "null")
}

/// How far a branch is from fitting: a wrong type or tag here is worse than
/// anything wrong further inside.
fn distance(findings: &[Finding], place: &Place) -> (bool, usize, usize) {
    let here = findings.iter().any(|finding| finding.path == place.path);
    let choices = findings.iter().filter(|finding| matches!(finding.fault, Fault::Choice { .. })).count();
    (here, choices, findings.len())
}

/// Whether `x-show` lets a field be seen: each sibling it names, or that
/// sibling's default, has one of the values.
fn shown(property: &Value, properties: Option<&Map<String, Value>>, fields: &Map<String, Value>) -> bool {
    let Some(conditions) = property.get("x-show").and_then(Value::as_object) else { return true };
    conditions.iter().all(|(sibling, allowed)| {
        let default = || properties?.get(sibling)?.get("default");
        let value = fields.get(sibling).or_else(default).unwrap_or(&Value::Null);
        allowed.as_array().is_some_and(|allowed| allowed.contains(value))
    })
}

fn title<'a>(property: &'a Value, name: &'a str) -> &'a str {
    property.get("title").and_then(Value::as_str).unwrap_or(name)
}

fn is_true(schema: &Map<String, Value>, key: &str) -> bool {
    schema.get(key) == Some(&Value::Bool(true))
}

fn is_expression(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains("{{"))
}

fn list<'a>(schema: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
