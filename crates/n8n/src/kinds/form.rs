//! Forms: `formTrigger`, which begins a run, and `form`, a further page or the end.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// `formTrigger`.
pub(crate) fn trigger(node: &Source<'_>, to: &mut Draft) {
    to.trigger("form_trigger");
    to.set("title", fixed(node, "formTitle", "Form"));
    to.set_unless("description", fixed(node, "formDescription", ""), "");
    to.set("fields", fields(node, "formFields.values", fixed));
    let path = [node.choice("path", ""), node.choice("options.path", "")].into_iter().find(|path| !path.is_empty());
    to.set("path", path.unwrap_or_default().trim_matches('/'));
    to.set("button", fixed(node, "options.buttonLabel", "Submit"));
    match node.choice("authentication", "none") {
        "none" => {}
        "basicAuth" => drop(to.set("verify", "basic")),
        other => {
            let message = format!("People cannot prove who they are by `{other}` here.");
            node.lost("authentication", message, "Choose “Who has user and password”.");
        }
    }
    match node.choice("responseMode", "onReceived") {
        "onReceived" => {}
        "responseNode" => {
            to.set("respond", "run");
            let message = "What a Respond says is not shown after a form here.";
            node.changed("responseMode", message, "End the form with a “Form page” that shows the end.");
        }
        _ => drop(to.set("respond", "run")),
    }
    let given = node.group("options.respondWithOptions.values");
    if given.choice("respondWith", "text") == "redirect" {
        to.set("end", "redirect").set("end_redirect", fixed(&given, "redirectUrl", ""));
    } else {
        let text = ["formSubmittedText"].map(|name| fixed(&given, name, ""));
        let old = fixed(node, "options.formSubmittedText", "");
        let text = text.into_iter().chain([old]).find(|text| !text.is_empty());
        to.set_unless("end_message", text.unwrap_or_default(), "");
    }
    given.skip(&["redirectUrl", "formSubmittedText"]);
    looks(node);
    node.skip(&["options.useWorkflowTimezone", "options.ignoreBots", "webhookNotice"]);
}

/// `form`.
pub(crate) fn page(node: &Source<'_>, to: &mut Draft) {
    to.kind("form_page");
    let text = |node: &Source<'_>, path: &str, default: &str| node.text(path, default);
    if node.choice("operation", "page") == "completion" {
        return ending(node, to);
    }
    to.set("title", node.text("options.formTitle", ""));
    to.set_unless("description", node.text("options.formDescription", ""), "");
    to.set("button", node.text("options.buttonLabel", "Submit"));
    if node.choice("defineForm", "fields") == "json" {
        to.set("fields", from_json(node));
    } else {
        to.set("fields", fields(node, "formFields.values", text));
    }
    if node.flag("limitWaitTime", false) {
        super::flow_control::limit(node, to);
    }
    node.skip(&["limitType", "resumeAmount", "resumeUnit", "maxDateAndTime", "jsonOutput", "formFields"]);
    looks(node);
}

/// `wait` that shows a form.
pub(crate) fn wait(node: &Source<'_>, to: &mut Draft) {
    to.kind("form_page");
    let text = |node: &Source<'_>, path: &str, default: &str| node.text(path, default);
    to.set("title", node.text("formTitle", "Form"));
    to.set_unless("description", node.text("formDescription", ""), "");
    to.set("button", node.text("options.buttonLabel", "Submit"));
    to.set("fields", fields(node, "formFields.values", text));
    if node.choice("incomingAuthentication", "none") != "none" {
        let message = "People proved who they are; here the address itself is the secret, and works once.";
        node.changed("incomingAuthentication", message, "Give the address only to whoever shall fill the form in.");
    }
    if node.flag("limitWaitTime", false) {
        super::flow_control::limit(node, to);
    }
    node.skip(&["resume", "responseMode", "options.respondWithOptions", "options.formSubmittedText", "webhookNotice"]);
    node.skip(&["limitType", "resumeAmount", "resumeUnit", "options.webhookSuffix", "maxDateAndTime"]);
    looks(node);
}

fn ending(node: &Source<'_>, to: &mut Draft) {
    to.set("mode", "end");
    match node.choice("respondWith", "text") {
        "redirect" => drop(to.set("redirect", node.text("redirectUrl", ""))),
        "text" => {
            to.set("title", node.text("completionTitle", ""));
            to.set_unless("description", node.text("completionMessage", ""), "");
        }
        other => {
            let message = format!("The end of a form shows a title and a message here, and not `{other}`.");
            node.lost("respondWith", message, "Write title and message in the block.");
            node.skip(&["responseText", "inputDataFieldName"]);
        }
    }
    node.skip(&["redirectUrl", "completionTitle", "completionMessage", "options.formTitle"]);
    looks(node);
}

/// What concerns the looks of a page.
fn looks(node: &Source<'_>) {
    if node.has("options.customCss") {
        node.lost(
            "options.customCss",
            "Forms have no style sheets of their own here.",
            "Leave it, or say so to whoever asked for it.",
        );
    }
    node.skip(&["options.appendAttribution", "options.customCss", "formSubmittedNotice"]);
}

/// A text of a trigger, which sees nothing of a run.
fn fixed(node: &Source<'_>, path: &str, default: &str) -> String {
    match node.raw(path) {
        Some(Value::String(text)) if text.starts_with('=') && text.contains("{{") => {
            node.lost(
                path,
                "The texts of a form that begins a run hold no expressions here.",
                "Write the text itself.",
            );
            default.to_owned()
        }
        Some(Value::String(text)) => text.strip_prefix('=').unwrap_or(text).to_owned(),
        Some(Value::Null) | None => default.to_owned(),
        Some(other) => crate::source::plain(other),
    }
}

type ReadText = fn(&Source<'_>, &str, &str) -> String;

fn fields(node: &Source<'_>, path: &str, text: ReadText) -> Vec<Value> {
    node.entries(path).iter().filter_map(|entry| field(entry, text)).collect()
}

/// A field; None for what is no field here.
fn field(entry: &Source<'_>, text: ReadText) -> Option<Value> {
    let kind = entry.choice("fieldType", "text");
    if kind == "html" {
        entry.lost("html", "Markup between the fields of a form is not shown here.", "Say it in the description.");
        entry.skip(&["html", "elementName"]);
        return None;
    }
    let mut field = named(entry, kind, text);
    field.insert("kind".into(), our_kind(entry, kind).into());
    let is_several = entry.flag("multiselect", false) || kind == "file" && entry.flag("multipleFiles", true);
    for (name, holds) in [("required", entry.flag("requiredField", false)), ("multiple", is_several)] {
        if holds {
            field.insert(name.into(), true.into());
        }
    }
    for (given, name) in [("placeholder", "placeholder"), ("defaultValue", "value"), ("acceptFileTypes", "accept")] {
        let value = text(entry, given, "");
        if !value.is_empty() {
            field.insert(name.into(), value.into());
        }
    }
    let options: Vec<String> =
        entry.entries("fieldOptions.values").iter().map(|option| text(option, "option", "")).collect();
    if !options.is_empty() {
        field.insert("options".into(), json!(options));
    }
    if !matches!(entry.choice("formatDate", ""), "" | "yyyy-mm-dd" | "YYYY-MM-DD") {
        let message = "A date comes as year-month-day here.";
        entry.changed("formatDate", message, "Use “Date and time” to write it otherwise.");
    }
    entry.skip(&["multipleFiles", "fieldValue", "fieldName", "elementName", "html"]);
    entry.skip(&["limitSelection", "numberOfSelections", "minSelections", "maxSelections"]);
    Some(Value::Object(field))
}

/// A field with its label and the name of its value; of a hidden one, with the value.
fn named(entry: &Source<'_>, kind: &str, text: ReadText) -> Map<String, Value> {
    let (label, name) = (text(entry, "fieldLabel", ""), text(entry, "fieldName", ""));
    let mut field = Map::new();
    if kind == "hiddenField" {
        field.insert("label".into(), if name.is_empty() { label } else { name }.into());
        field.insert("value".into(), text(entry, "fieldValue", "").into());
        return field;
    }
    field.insert("label".into(), label.into());
    if !name.is_empty() {
        field.insert("name".into(), name.into());
    }
    field
}

fn our_kind<'a>(entry: &Source<'_>, kind: &'a str) -> &'a str {
    match kind {
        "textarea" => "long_text",
        "checkbox" => "checkboxes",
        "hiddenField" => "hidden",
        "text" | "number" | "email" | "date" | "dropdown" | "radio" | "file" | "password" => kind,
        other => {
            let message = format!("There is no field of the kind `{other}` here; it takes a text.");
            entry.changed("fieldType", message, "Choose another kind.");
            "text"
        }
    }
}

/// The fields of a page that are written as JSON.
fn from_json(node: &Source<'_>) -> Vec<Value> {
    let written = match node.raw("jsonOutput") {
        Some(Value::String(text)) if !text.starts_with('=') => serde_json::from_str(text).unwrap_or_default(),
        Some(value @ Value::Array(_)) => value.clone(),
        _ => Value::Null,
    };
    let Value::Array(entries) = written else {
        let message = "The fields of the page are made by an expression, which cannot be taken over.";
        node.lost("jsonOutput", message, "Write the fields in the block.");
        return Vec::new();
    };
    entries.iter().filter_map(plain_field).collect()
}

fn plain_field(entry: &Value) -> Option<Value> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let kind = match text("fieldType") {
        "html" => return None,
        "textarea" => "long_text",
        "checkbox" => "checkboxes",
        "hiddenField" => "hidden",
        kind @ ("number" | "email" | "date" | "dropdown" | "radio" | "file" | "password") => kind,
        _ => "text",
    };
    let label = if text("fieldLabel").is_empty() { text("fieldName") } else { text("fieldLabel") };
    let mut field = json!({"label": label, "kind": kind});
    if entry.get("requiredField").and_then(Value::as_bool).unwrap_or(false) {
        field["required"] = true.into();
    }
    for (given, name) in [("placeholder", "placeholder"), ("defaultValue", "value"), ("fieldValue", "value")] {
        if !text(given).is_empty() {
            field[name] = text(given).into();
        }
    }
    let options = entry["fieldOptions"]["values"].as_array();
    if let Some(options) = options {
        field["options"] = options.iter().map(|option| option["option"].clone()).collect();
    }
    Some(field)
}
