//! Conditions: the filter value of newer nodes, and the comparisons by type of older ones.

use crate::source::Source;
use serde_json::{Map, Value, json};

/// Conditions as our nodes take them.
pub(crate) struct Mapped {
    pub conditions: Value,
    pub ignore_case: bool,
    pub strict_types: bool,
}

impl Mapped {
    /// Sets the parameters `conditions`, `ignore_case` and `strict_types` of ours.
    pub fn set_on(self, to: &mut crate::draft::Draft) {
        to.set("conditions", self.conditions);
        to.set_unless("ignore_case", self.ignore_case, false).set_unless("strict_types", self.strict_types, false);
    }
}

/// A filter value: `{options, conditions, combinator}`. `is_loose` and
/// `ignores_case` are what the node's own options say, should the value not.
pub(crate) fn filter(node: &Source<'_>, path: &str, is_loose: bool, ignores_case: bool) -> Mapped {
    let filter = node.group(path);
    let options = filter.group("options");
    options.skip(&["leftValue"]);
    // The first version of these values took a text for true unless it is empty.
    let is_first = options.number("version", 1.0) < 2.0;
    let is_strict = match options.raw("typeValidation").and_then(Value::as_str) {
        Some("strict") => true,
        Some("loose") => false,
        _ => !is_loose,
    };
    let ignore_case = match options.raw("caseSensitive").and_then(Value::as_bool) {
        Some(case_sensitive) => !case_sensitive,
        None => ignores_case,
    };
    let is_any = filter.choice("combinator", "and") == "or";
    let conditions: Vec<Value> =
        filter.entries("conditions").iter().map(|entry| condition(entry, is_first && !is_strict)).collect();
    Mapped { conditions: combined(conditions, is_any), ignore_case, strict_types: is_strict }
}

/// Conditions taken together. None at all hold if all must, and not if any must.
pub(crate) fn combined(conditions: Vec<Value>, is_any: bool) -> Value {
    let conditions = if conditions.is_empty() { vec![always(!is_any)] } else { conditions };
    let mut combined = Map::new();
    if is_any {
        combined.insert("combine".into(), "or".into());
    }
    combined.insert("conditions".into(), conditions.into());
    Value::Object(combined)
}

fn always(holds: bool) -> Value {
    json!({"left": holds, "operator": "is_true"})
}

fn condition(entry: &Source<'_>, by_emptiness: bool) -> Value {
    entry.skip(&["id", "rightValue", "operator.name", "operator.singleValue", "operator.rightType"]);
    let operator = entry.group("operator");
    let (kind, operation) = (operator.choice("type", "string"), operator.choice("operation", ""));
    let Some(ours) = operator_of(kind, operation) else {
        let message = format!("The comparison `{kind}: {operation}` is unknown to n8n too; it never holds.");
        entry.changed("operator", message, "Choose the comparison that was meant.");
        return always(false);
    };
    let mut mapped = Map::new();
    mapped.insert("left".into(), entry.value("leftValue", Value::Null));
    mapped.insert("operator".into(), ours.into());
    if !is_unary(ours) {
        mapped.insert("right".into(), entry.value("rightValue", Value::Null));
    }
    let is_by_emptiness = by_emptiness && matches!(ours, "is_true" | "is_false");
    mapped.insert("as".into(), if is_by_emptiness { "plain" } else { taken_for(kind) }.into());
    Value::Object(mapped)
}

fn taken_for(kind: &str) -> &'static str {
    match kind {
        "string" => "text",
        "number" => "number",
        "dateTime" => "date",
        "boolean" => "boolean",
        "array" => "list",
        "object" => "object",
        _ => "plain",
    }
}

fn is_unary(operator: &str) -> bool {
    matches!(operator, "exists" | "does_not_exist" | "is_empty" | "is_not_empty" | "is_true" | "is_false")
}

fn operator_of(kind: &str, operation: &str) -> Option<&'static str> {
    Some(match (kind, operation) {
        (_, "exists") => "exists",
        (_, "notExists") => "does_not_exist",
        (_, "empty") => "is_empty",
        (_, "notEmpty") => "is_not_empty",
        ("string" | "number" | "dateTime" | "boolean", "equals") => "equals",
        ("string" | "number" | "dateTime" | "boolean", "notEquals") => "not_equals",
        ("string" | "array", "contains") => "contains",
        ("string" | "array", "notContains") => "not_contains",
        ("string", "startsWith") => "starts_with",
        ("string", "notStartsWith") => "not_starts_with",
        ("string", "endsWith") => "ends_with",
        ("string", "notEndsWith") => "not_ends_with",
        ("string", "regex") => "matches",
        ("string", "notRegex") => "not_matches",
        ("number", "gt") => "greater",
        ("number", "gte") => "greater_or_equal",
        ("number", "lt") => "less",
        ("number", "lte") => "less_or_equal",
        ("dateTime", "after") => "after",
        ("dateTime", "before") => "before",
        ("dateTime", "afterOrEquals") => "not_before",
        ("dateTime", "beforeOrEquals") => "not_after",
        ("boolean", "true") => "is_true",
        ("boolean", "false") => "is_false",
        ("array", "lengthEquals") => "as_long_as",
        ("array", "lengthNotEquals") => "not_as_long_as",
        ("array", "lengthGt") => "longer_than",
        ("array", "lengthLt") => "shorter_than",
        ("array", "lengthGte") => "at_least_as_long_as",
        ("array", "lengthLte") => "at_most_as_long_as",
        _ => return None,
    })
}

/// Comparisons of older nodes, `{boolean: [...], dateTime: [...], number: [...],
/// string: [...]}`, which compare the way JavaScript does.
pub(crate) fn by_type(node: &Source<'_>, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for kind in ["boolean", "dateTime", "number", "string"] {
        for entry in node.entries(&format!("{path}.{kind}")) {
            let left = entry.value("value1", default_of(kind));
            all.push(old(&entry, kind, left));
        }
    }
    all
}

/// One comparison of an older node; its right side and operation stand in `entry`.
pub(crate) fn old(entry: &Source<'_>, kind: &str, left: Value) -> Value {
    let operation = entry.choice("operation", default_operation(kind));
    let right = entry.value("value2", default_of(kind));
    let Some(ours) = old_operator(operation) else {
        entry.changed("operation", format!("The comparison `{operation}` is unknown; it never holds."), "Choose one.");
        return always(false);
    };
    let taken_for = if kind == "dateTime" { "date" } else { "plain" };
    if is_unary(ours) {
        json!({"left": left, "operator": ours, "as": taken_for})
    } else {
        json!({"left": left, "operator": ours, "right": right, "as": taken_for})
    }
}

fn default_of(kind: &str) -> Value {
    match kind {
        "boolean" => false.into(),
        "number" => 0.into(),
        _ => "".into(),
    }
}

fn default_operation(kind: &str) -> &'static str {
    match kind {
        "dateTime" => "after",
        "number" => "smaller",
        _ => "equal",
    }
}

fn old_operator(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "equal" => "equals",
        "notEqual" => "not_equals",
        "larger" => "greater",
        "largerEqual" => "greater_or_equal",
        "smaller" => "less",
        "smallerEqual" => "less_or_equal",
        "after" => "after",
        "before" => "before",
        "contains" => "contains",
        "notContains" => "not_contains",
        "startsWith" => "starts_with",
        "notStartsWith" => "not_starts_with",
        "endsWith" => "ends_with",
        "notEndsWith" => "not_ends_with",
        "isEmpty" => "is_empty",
        "isNotEmpty" => "is_not_empty",
        "regex" => "matches",
        "notRegex" => "not_matches",
        _ => return None,
    })
}
