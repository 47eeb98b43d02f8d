//! The OpenAPI document: fresh, complete, consistent.

use serde_json::Value;
use std::collections::HashSet;
use std::path::Path;

/// `UPDATE=1` writes the file anew.
#[test]
fn the_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let fresh = format!("{:#}\n", api::document());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == fresh, "run this test with UPDATE=1");
}

#[test]
fn every_route_is_in_it_with_its_problems() {
    let document = api::document();
    for (method, path, _) in api::permissions() {
        let entry = &document["paths"][path.replace("{*", "{")];
        let method = if method == "any" { "post" } else { method };
        let responses = entry[method]["responses"].as_object();
        let responses = responses.unwrap_or_else(|| panic!("{method} {path} is missing"));
        let has_problem = responses["500"]["content"]["application/problem+json"].is_object();
        assert!(has_problem, "{method} {path} has no problems");
    }
}

#[test]
fn operations_have_names_of_their_own() {
    let document = api::document();
    let mut names = HashSet::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name.clone()), "{name} comes twice");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = api::document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference}"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
