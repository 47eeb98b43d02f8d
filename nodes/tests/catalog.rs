//! What every node kind must keep: its cases run, and its panel, palette entry
//! and docs are complete.

use node_sdk::Kind;
use node_sdk::cases;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder(kind: &Kind) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(&kind.descriptor.spec.name)
}

/// Runs `check` for every kind and reports all that failed together.
fn each_kind(check: impl Fn(&Kind) -> Result<(), String>) {
    let catalog = nodes::catalog();
    assert!(!catalog.kinds().is_empty());
    let failures: Vec<String> = catalog
        .kinds()
        .iter()
        .filter_map(|kind| check(kind).err().map(|failure| format!("{}: {failure}", kind.descriptor.spec.name)))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn ensure(holds: bool, failure: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(failure.into()) }
}

#[test]
fn cases_give_what_they_say() {
    let catalog = nodes::catalog();
    let sandbox = sandbox::Sandbox::new();
    each_kind(|kind| {
        let count = cases::run_folder(&catalog, Some(&sandbox), &folder(kind))?;
        ensure(count >= 2, format!("has {count} cases, wanted at least 2"))
    });
}

#[test]
fn names_are_unique_snake_case_and_the_folder() {
    let catalog = nodes::catalog();
    each_kind(|kind| {
        let name = &kind.descriptor.spec.name;
        let is_snake_case =
            name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit());
        ensure(is_snake_case, "is not snake case")?;
        ensure(folder(kind).join("mod.rs").is_file(), "has no folder of its name")?;
        let same = catalog.kinds().iter().filter(|other| other.descriptor.spec.name == *name);
        ensure(same.count() == 1, "is there twice")
    });
}

#[test]
fn palette_entries_are_complete() {
    each_kind(|kind| {
        let descriptor = &kind.descriptor;
        ensure(!descriptor.title.is_empty(), "the doc comment has no `# Title`")?;
        ensure(descriptor.summary.ends_with('.'), format!("the summary is no sentence: {:?}", descriptor.summary))?;
        ensure(descriptor.summary.len() <= 120, "the summary is longer than 120 letters")?;
        ensure(descriptor.docs.len() > descriptor.summary.len(), "the docs say no more than the summary")?;
        ensure(!descriptor.keywords.is_empty(), "has no keywords")?;
        ensure(descriptor.timeout_ms > 0, "has no timeout")
    });
}

#[test]
fn icons_are_small_and_take_the_colour_of_the_text() {
    each_kind(|kind| {
        let icon = kind.descriptor.icon;
        ensure(icon.starts_with("<svg ") && icon.trim_end().ends_with("</svg>"), "the icon is no svg")?;
        ensure(icon.contains("viewBox=\"0 0 24 24\""), "the icon is not drawn on 24 × 24")?;
        ensure(icon.contains("currentColor"), "the icon does not use currentColor")?;
        ensure(icon.len() <= 2_000, "the icon is over 2,000 bytes")?;
        let active = ["<script", "href", "<foreignObject", "<style", "url(", " on"];
        let found = active.iter().find(|part| icon.contains(**part));
        ensure(found.is_none(), format!("the icon holds {found:?}"))
    });
}

#[test]
fn every_parameter_is_titled_and_explained() {
    each_kind(|kind| {
        let parameters = &kind.descriptor.spec.parameters;
        ensure(parameters["additionalProperties"] == false, "the parameters need #[serde(deny_unknown_fields)]")?;
        explained("", parameters)
    });
    for credential in nodes::catalog().credentials() {
        explained(credential.name(), &credential.parameters()).unwrap();
    }
}

fn explained(path: &str, schema: &Value) -> Result<(), String> {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        let text = |word: &str| property[word].as_str().unwrap_or_default();
        ensure(!text("title").is_empty(), format!("`{path}` has no title"))?;
        ensure(
            property.get("const").is_some() || !text("description").is_empty(),
            format!("`{path}` has no doc comment"),
        )?;
        explained(&path, property)?;
    }
    for word in ["items", "anyOf", "oneOf", "allOf", "additionalProperties"] {
        match &schema[word] {
            Value::Array(schemas) => schemas.iter().try_for_each(|schema| explained(path, schema))?,
            Value::Object(_) => explained(path, &schema[word])?,
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn widgets_are_ones_the_panel_knows() {
    const KNOWN: &[&str] = &[
        "text",
        "multiline",
        "code",
        "html",
        "mail",
        "beside",
        "expression",
        "select",
        "switch",
        "number",
        "duration",
        "datetime",
        "time_zone",
        "cron",
        "key_value",
        "list",
        "conditions",
        "json",
        "email",
        "phone",
        "media_list",
        "flow",
        "password",
        "copy",
        "request_url",
        "sms",
        "sql",
    ];
    each_kind(|kind| {
        unknown_widget(&kind.descriptor.spec.parameters, KNOWN)
            .map_or(Ok(()), |widget| Err(format!("no widget {widget}")))
    });
}

fn unknown_widget<'a>(schema: &'a Value, known: &[&str]) -> Option<&'a str> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("x-widget").and_then(Value::as_str).filter(|widget| !known.contains(widget));
            own.or_else(|| fields.values().find_map(|field| unknown_widget(field, known)))
        }
        Value::Array(entries) => entries.iter().find_map(|entry| unknown_widget(entry, known)),
        _ => None,
    }
}

#[test]
fn defaults_are_read_by_the_node_itself() {
    each_kind(|kind| {
        let properties = kind.descriptor.spec.parameters["properties"].as_object().cloned().unwrap_or_default();
        for (name, property) in &properties {
            let Some(default) = property.get("default") else {
                continue;
            };
            let parameters = [(name.clone(), default.clone())].into_iter().collect();
            let Err(error) = (kind.prepare)(&parameters) else {
                continue;
            };
            let is_other = error.parameter.as_deref() != Some(name.as_str());
            ensure(is_other, format!("the default of `{name}` is refused: {}", error.message))?;
        }
        Ok(())
    });
}
