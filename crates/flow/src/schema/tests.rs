//! Cases of the schema walk: a schema, a value, what is found.

use super::{Fault, check};
use serde_json::{Value, json};

/// Shows a finding in one line: `rules.0.value: must be a number, is a text`.
fn lines(schema: &Value, value: &Value) -> Vec<String> {
    let findings = check(schema, value).into_iter();
    let line = |path: String, fault: Fault| match fault {
        Fault::Missing => format!("{path}: missing"),
        Fault::Empty => format!("{path}: empty"),
        Fault::Unknown => format!("{path}: unknown"),
        Fault::Type { wanted, found } => format!("{path}: must be {wanted}, is {found}"),
        Fault::Choice { allowed } => format!("{path}: one of {allowed}"),
        Fault::Range { rule } => format!("{path}: must be {rule}"),
    };
    findings.map(|finding| line(finding.path, finding.fault)).collect()
}

/// Checks the value of one field `v` against its schema.
#[track_caller]
fn field(schema: Value, value: Value, expected: &[&str]) {
    let schema = json!({ "type": "object", "properties": { "v": schema } });
    assert_eq!(lines(&schema, &json!({ "v": value })), expected);
}

#[track_caller]
fn object(schema: &Value, value: Value, expected: &[&str]) {
    assert_eq!(lines(schema, &value), expected);
}

#[test]
fn types() {
    field(json!({"type": "string"}), json!("x"), &[]);
    field(json!({"type": "string"}), json!(1), &["v: must be a text, is a number"]);
    field(json!({"type": "integer"}), json!(3), &[]);
    field(json!({"type": "integer"}), json!(3.0), &[]);
    field(json!({"type": "integer"}), json!(3.5), &["v: must be a whole number, is a number"]);
    field(json!({"type": "number"}), json!("3"), &["v: must be a number, is a text"]);
    field(json!({"type": "boolean"}), json!("true"), &["v: must be true or false, is a text"]);
    field(json!({"type": ["string", "null"]}), json!(null), &[]);
    field(json!({"type": ["string", "null"]}), json!([]), &["v: must be a text, is a list"]);
    field(json!({"type": "object"}), json!(null), &["v: must be an object, is empty"]);
    field(json!(true), json!({"any": "thing"}), &[]);
    field(json!({}), json!([1, "two"]), &[]);
}

#[test]
fn choices() {
    field(json!({"enum": ["get", "post"]}), json!("post"), &[]);
    field(json!({"enum": ["get", "post"]}), json!("put"), &["v: one of `get`, `post`"]);
    field(json!({"const": 5}), json!(4), &["v: one of `5`"]);
    let documented = json!({"oneOf": [{"const": "a", "description": "A"}, {"const": "b"}, {"enum": ["c", "d"]}]});
    field(documented.clone(), json!("c"), &[]);
    field(documented, json!("x"), &["v: one of `a`, `b`, `c`, `d`"]);
    field(json!({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}), json!(null), &[]);
    field(json!({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}), json!("b"), &["v: one of `a`"]);
}

#[test]
fn the_variant_that_was_meant_is_the_one_that_is_named() {
    let schema = json!({"oneOf": [
        {"type": "object", "required": ["kind", "ms"], "properties": {"kind": {"const": "for"}, "ms": {"type": "integer"}}},
        {"type": "object", "required": ["kind", "at"], "properties": {"kind": {"const": "until"}, "at": {"type": "string"}}},
        {"type": "string"},
    ]});
    field(schema.clone(), json!({"kind": "until", "at": "noon"}), &[]);
    field(schema.clone(), json!({"kind": "until", "at": 5}), &["v.at: must be a text, is a number"]);
    field(schema.clone(), json!({"kind": "for"}), &["v.ms: missing"]);
    field(schema, json!("text"), &[]);
}

#[test]
fn bounds() {
    field(json!({"minimum": 1, "maximum": 5}), json!(0), &["v: must be at least 1"]);
    field(json!({"minimum": 1, "maximum": 5}), json!(6), &["v: must be at most 5"]);
    field(json!({"exclusiveMinimum": 0}), json!(0), &["v: must be more than 0"]);
    field(json!({"exclusiveMaximum": 1}), json!(1.0), &["v: must be less than 1"]);
    field(json!({"type": "string", "minLength": 1}), json!(""), &["v: must be filled in"]);
    field(json!({"type": "string", "minLength": 3}), json!("äö"), &["v: must be at least 3 characters long"]);
    field(json!({"type": "string", "maxLength": 2}), json!("äö"), &[]);
    field(json!({"type": "array", "minItems": 1}), json!([]), &["v: must be filled in"]);
    field(json!({"type": "array", "maxItems": 1}), json!([1, 2]), &["v: must be at most 1 entries long"]);
}

#[test]
fn lists_and_objects() {
    let rules = json!({"type": "array", "items": {"type": "object", "required": ["value"], "properties": {"value": {"type": "number"}}}});
    field(rules.clone(), json!([{"value": 1}, {"value": 2}]), &[]);
    field(
        rules,
        json!([{"value": 1}, {}, {"value": "x"}]),
        &["v.1.value: missing", "v.2.value: must be a number, is a text"],
    );
    let closed = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
    field(closed.clone(), json!({"a": 1}), &[]);
    field(closed, json!({"b": 1}), &["v.b: unknown"]);
    field(json!({"additionalProperties": {"type": "string"}}), json!({"b": 1}), &["v.b: must be a text, is a number"]);
}

#[test]
fn references_and_parts() {
    let schema = json!({
        "type": "object",
        "properties": {"v": {"$ref": "#/$defs/Group", "description": "d"}, "w": {"allOf": [{"type": "string"}, {"minLength": 2}]}},
        "$defs": {"Group": {"type": "object", "required": ["any"], "properties": {"any": {"type": "array", "items": {"$ref": "#/$defs/Group"}}}}},
    });
    object(
        &schema,
        json!({"v": {"any": [{"any": []}, {}]}, "w": "x"}),
        &["v.any.1.any: missing", "w: must be at least 2 characters long"],
    );
    object(&schema, json!({"w": "xx"}), &[]);
}

#[test]
fn a_schema_that_refers_to_itself_comes_to_an_end() {
    let schema = json!({"$ref": "#"});
    object(&schema, json!({}), &[]);
    let both = json!({"anyOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/x"}], "$defs": {"x": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}});
    object(&both, json!(1), &[]);
}

#[test]
fn expressions_stand_for_any_value_where_they_may() {
    let number = json!({"type": "integer", "x-expression": true, "minimum": 1});
    field(number.clone(), json!("{{ $json.n }}"), &[]);
    field(number.clone(), json!("5"), &["v: must be a whole number, is a text"]);
    field(number, json!(0), &["v: must be at least 1"]);
    field(json!({"type": "integer"}), json!("{{ $json.n }}"), &["v: must be a whole number, is a text"]);
    field(json!({"anyOf": [{"type": "integer", "x-expression": true}, {"type": "null"}]}), json!("{{ 1 }}"), &[]);
    let by_reference = json!({
        "type": "object", "required": ["v"],
        "properties": {"v": {"$ref": "#/$defs/Mode", "x-expression": true}},
        "$defs": {"Mode": {"enum": ["a", "b"]}},
    });
    object(&by_reference, json!({"v": "{{ $json.mode }}"}), &[]);
    object(&by_reference, json!({"v": "c"}), &["v: one of `a`, `b`"]);
}

#[test]
fn required_fields() {
    let schema = json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}}});
    object(&schema, json!({"a": "x", "b": null}), &[]);
    object(&schema, json!({}), &["a: missing", "b: missing"]);
    object(&schema, json!({"a": null, "b": " "}), &["a: missing", "b: empty"]);
    let filled = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "minLength": 1}}});
    object(&filled, json!({"a": ""}), &["a: must be filled in"]);
}

#[test]
fn hidden_fields_are_not_looked_at() {
    let schema = json!({
        "type": "object",
        "required": ["mode", "text", "html"],
        "properties": {
            "mode": {"enum": ["text", "html", "both"], "default": "text"},
            "text": {"type": "string", "x-show": {"mode": ["text", "both"]}},
            "html": {"type": "string", "x-show": {"mode": ["html", "both"]}},
        },
    });
    object(&schema, json!({"mode": "text", "text": "x"}), &[]);
    object(&schema, json!({"mode": "html", "text": 5}), &["html: missing"]);
    object(&schema, json!({"mode": "both"}), &["text: missing", "html: missing"]);
    object(&schema, json!({"text": "by default"}), &["mode: missing"]);
}
