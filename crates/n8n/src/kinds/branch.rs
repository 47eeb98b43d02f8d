//! `if` (1, 2 to 2.2) and `switch` (1, 2, 3 to 3.2).

use super::conditions::{by_type, combined, filter, old};
use crate::draft::Draft;
use crate::source::Source;
use crate::wire::NOWHERE;
use serde_json::{Value, json};

/// `if`.
pub(crate) fn r#if(node: &Source<'_>, to: &mut Draft) {
    to.kind("if").outputs(["true", "false"]);
    if node.version() < 2.0 {
        let is_any = node.choice("combineOperation", "all") == "any";
        to.set("conditions", combined(by_type(node, "conditions"), is_any));
    } else {
        let (is_loose, ignores_case) = looseness(node);
        filter(node, "conditions", is_loose, ignores_case).set_on(to);
    }
}

/// What the node's own options say of types and case.
pub(crate) fn looseness(node: &Source<'_>) -> (bool, bool) {
    let options = node.group("options");
    let is_loose = node.flag("looseTypeValidation", false) || options.flag("looseTypeValidation", false);
    (is_loose, options.flag("ignoreCase", false))
}

/// `switch`.
pub(crate) fn switch(node: &Source<'_>, to: &mut Draft) {
    to.kind("switch");
    let is_expression = node.choice("mode", "rules") == "expression";
    match (is_expression, node.version()) {
        (true, version) => by_number(node, version, to),
        (false, version) if version < 3.0 => by_old_rules(node, version, to),
        (false, _) => by_rules(node, to),
    }
}

/// An expression gives the number of the output: a rule for each number.
fn by_number(node: &Source<'_>, version: f64, to: &mut Draft) {
    let count = match version {
        version if version < 2.0 => 4.0,
        version if version < 3.0 => node.number("outputsAmount", 4.0),
        _ => node.number("numberOutputs", 4.0),
    };
    let count = count.clamp(1.0, 63.0) as usize;
    let number = node.value("output", 0);
    let rule = |place: usize| {
        let condition = json!({"left": number, "operator": "equals", "right": place, "as": "number"});
        json!({"label": place.to_string(), "conditions": combined(vec![condition], false)})
    };
    node.skip(&["rules", "options", "looseTypeValidation", "dataType", "value1", "fallbackOutput", "notice"]);
    to.set("rules", (0..count).map(rule).collect::<Vec<_>>()).set("must_hold", true);
    to.outputs((0..count).map(|place| format!("rule_{place}")));
}

/// Versions 1 and 2: one value is compared with one of each rule.
fn by_old_rules(node: &Source<'_>, version: f64, to: &mut Draft) {
    let kind = node.choice("dataType", "number");
    let default: Value = match kind {
        "boolean" => false.into(),
        "number" => 0.into(),
        _ => "".into(),
    };
    let value = node.value("value1", default);
    // Where each output is: in version 1 several rules may lead to the same one.
    let mut outputs: Vec<Option<usize>> = vec![None; if version < 2.0 { 4 } else { 0 }];
    let mut rules = Vec::new();
    for (place, entry) in node.entries("rules.rules").iter().enumerate().take(63) {
        let mut rule = json!({"conditions": combined(vec![old(entry, kind, value.clone())], false)});
        if version < 2.0 {
            let output = entry.number("output", 0.0).clamp(0.0, 3.0) as usize;
            match outputs[output] {
                Some(first) => rule["leaves_with"] = (first + 1).into(),
                None => outputs[output] = Some(place),
            }
        } else {
            entry.skip(&["output"]);
            rule["label"] = entry.text("outputKey", "").into();
            outputs.push(Some(place));
        }
        rules.push(rule);
    }
    let fallback = node.number("fallbackOutput", -1.0);
    node.skip(&["output", "outputsAmount", "numberOutputs"]);
    finish(rules, &outputs, usize::try_from(fallback as i64).ok(), to);
}

/// Sets the rules and names the outputs. `fallback` is the output of what no rule holds for.
fn finish(mut rules: Vec<Value>, outputs: &[Option<usize>], fallback: Option<usize>, to: &mut Draft) {
    if rules.is_empty() {
        rules.push(json!({"conditions": combined(Vec::new(), true)}));
    }
    let port = |(output, rule): (usize, &Option<usize>)| match rule {
        Some(rule) => format!("rule_{rule}"),
        None if Some(output) == fallback => "otherwise".to_owned(),
        // Nothing ever leaves at an output without a rule.
        None => NOWHERE.to_owned(),
    };
    to.outputs(outputs.iter().enumerate().map(port).collect::<Vec<_>>());
    if let Some(rule) = fallback.and_then(|output| outputs.get(output).copied().flatten()) {
        to.set("otherwise", rule + 1);
    }
    to.set("rules", rules);
}

/// Version 3 and later: conditions for each output.
fn by_rules(node: &Source<'_>, to: &mut Draft) {
    let (is_loose, ignores_case) = looseness(node);
    let options = node.group("options");
    let (mut ignore_case, mut strict_types) = (false, false);
    let mut rules = Vec::new();
    let entries = if node.has("rules.values") { node.entries("rules.values") } else { node.entries("rules.rules") };
    for entry in entries.iter().take(63) {
        let mapped = filter(entry, "conditions", is_loose, ignores_case);
        ignore_case |= mapped.ignore_case;
        strict_types |= mapped.strict_types;
        let renames = entry.flag("renameOutput", false);
        let label = entry.text("outputKey", "");
        let label = if renames { label } else { String::new() };
        rules.push(json!({"label": label, "conditions": mapped.conditions}));
    }
    let mut outputs: Vec<Option<usize>> = (0..rules.len()).map(Some).collect();
    let fallback = match options.raw("fallbackOutput") {
        Some(Value::String(text)) if text == "extra" || text == "last" => {
            outputs.push(None);
            Some(rules.len())
        }
        Some(Value::String(text)) => text.parse().ok(),
        Some(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        None => None,
    };
    options.skip(&["renameFallbackOutput"]);
    node.skip(&["numberOutputs", "output"]);
    if options.flag("allMatchingOutputs", false) {
        to.set("take", "all");
    }
    to.set_unless("ignore_case", ignore_case, false).set_unless("strict_types", strict_types, false);
    finish(rules, &outputs, fallback, to);
}
