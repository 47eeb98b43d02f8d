//! Our kinds as n8n's, where what one does is what the other does.

use super::{Made, back, hook, web};
use flow::Node;
use flow::kind::MAIN_PORT;
use serde_json::{Map, Value, json};

/// The node n8n has for it; None if there is none that does the same.
pub(super) fn made(node: &Node) -> Option<Made> {
    let get = |name: &str| node.parameters.get(name);
    let text = |name: &str, default: &str| get(name).map_or_else(|| default.into(), back);
    let (kind, version, parameters) = match node.kind.as_str() {
        "manual_trigger" => ("manualTrigger", 1.0, json!({})),
        "error_trigger" => ("errorTrigger", 1.0, json!({})),
        "sub_flow_trigger" => ("executeWorkflowTrigger", 1.1, json!({"inputSource": "passthrough"})),
        "schedule" => ("scheduleTrigger", 1.2, json!({"rule": {"interval": crons(node)}})),
        "webhook" => ("webhook", 2.0, hook::webhook(node)),
        "no_op" | "discard" => ("noOp", 1.0, json!({})),
        "stop_and_error" if get("object").is_some() => {
            ("stopAndError", 1.0, json!({"errorType": "errorObject", "errorObject": text("object", "{}")}))
        }
        "stop_and_error" => ("stopAndError", 1.0, json!({"errorMessage": text("message", "")})),
        "http_request" => ("httpRequest", web::REQUEST_VERSION, web::request(node)?),
        "graphql" => ("graphql", 1.1, web::graphql(node)?),
        "respond" => ("respondToWebhook", 1.4, web::respond(node)),
        "execution_data" => ("executionData", 1.0, web::execution_data(node)),
        "limit" => ("limit", 1.0, json!({"maxItems": get("count").map_or(1.into(), back)})),
        "for_each" => {
            ("splitInBatches", 3.0, json!({"batchSize": get("batch_size").cloned().unwrap_or(1.into()), "options": {}}))
        }
        "wait" if matches!(get("mode").and_then(Value::as_str), None | Some("duration")) => {
            let unit = get("unit").and_then(Value::as_str).unwrap_or("hours");
            ("wait", 1.1, json!({"amount": get("amount").map_or(1.into(), back), "unit": unit}))
        }
        "script" => {
            let is_each = get("mode").and_then(Value::as_str) == Some("each_item");
            let mode = if is_each { "runOnceForEachItem" } else { "runOnceForAllItems" };
            // Code is no template, so it stays as it is.
            ("code", 2.0, json!({"mode": mode, "jsCode": get("code").cloned().unwrap_or_default()}))
        }
        "set_fields" => ("set", 3.4, set(node)),
        "if" => ("if", 2.2, json!({"conditions": conditions(node, get("conditions")?)?, "options": {}})),
        "filter" => ("filter", 2.2, json!({"conditions": conditions(node, get("conditions")?)?, "options": {}})),
        "switch" => ("switch", 3.2, switch(node)?),
        "merge" if matches!(get("mode").and_then(Value::as_str), None | Some("append")) => {
            ("merge", 3.0, json!({"numberInputs": get("inputs").cloned().unwrap_or(2.into())}))
        }
        "merge" => ("merge", 3.0, merge(node)?),
        "imported_node" | "imported_trigger" => return original(node),
        _ => return None,
    };
    let Value::Object(parameters) = parameters else { return None };
    let outputs: Vec<String> = match node.kind.as_str() {
        "if" => vec!["true".into(), "false".into()],
        "switch" => {
            let count = get("rules").and_then(Value::as_array).map_or(0, Vec::len);
            (0..count).map(|place| format!("rule_{place}")).chain(["otherwise".to_owned()]).collect()
        }
        _ => vec![MAIN_PORT.into()],
    };
    Some(Made { kind: format!("n8n-nodes-base.{kind}"), version, parameters, outputs })
}

fn original(node: &Node) -> Option<Made> {
    let kind = node.parameters.get("title")?.as_str()?.to_owned();
    let count = node.parameters.get("outputs").and_then(Value::as_u64).unwrap_or(1);
    let outputs = (0..count).map(|place| format!("output_{place}")).collect();
    Some(Made { kind, version: 1.0, parameters: Map::new(), outputs })
}

/// The modes of a merge that are the same there.
fn merge(node: &Node) -> Option<Value> {
    let get = |name: &str| node.parameters.get(name);
    let is_plain = |known: &[&str]| {
        node.parameters.keys().all(|name| name == "mode" || name == "inputs" || known.contains(&name.as_str()))
    };
    let mut merge = json!({"numberInputs": get("inputs").cloned().unwrap_or(2.into())});
    match get("mode").and_then(Value::as_str)? {
        "choose" if is_plain(&["choice"]) => {
            merge["mode"] = "chooseBranch".into();
            merge["useDataOfInput"] = get("choice").cloned().unwrap_or(1.into());
        }
        "by_position" if is_plain(&["deep"]) => {
            merge["mode"] = "combine".into();
            merge["combineBy"] = "combineByPosition".into();
        }
        "combinations" if is_plain(&["deep"]) => {
            merge["mode"] = "combine".into();
            merge["combineBy"] = "combineAll".into();
        }
        "query" => {
            merge["mode"] = "combineBySql".into();
            merge["query"] = back(get("query")?);
        }
        _ => return None,
    }
    Some(merge)
}

fn crons(node: &Node) -> Value {
    let more = node.parameters.get("more").and_then(Value::as_array).into_iter().flatten();
    let all = node.parameters.get("cron").into_iter().chain(more);
    all.map(|cron| json!({"field": "cronExpression", "expression": cron})).collect()
}

fn set(node: &Node) -> Value {
    let get = |name: &str| node.parameters.get(name);
    let mut set = json!({"options": {}});
    if get("mode").and_then(Value::as_str) == Some("json") {
        set["mode"] = "raw".into();
        set["jsonOutput"] = get("json").map(back).unwrap_or_default();
    } else {
        let fields = get("fields").and_then(Value::as_array).into_iter().flatten().enumerate();
        let assignments = fields.map(|(place, field)| {
            let kind = match field["type"].as_str() {
                Some("number" | "number_if_one") => "number",
                Some("boolean" | "truth") => "boolean",
                Some("list") => "array",
                Some("object") => "object",
                _ => "string",
            };
            json!({"id": place.to_string(), "name": back(&field["name"]), "value": back(&field["value"]), "type": kind})
        });
        set["assignments"] = json!({"assignments": assignments.collect::<Vec<_>>()});
    }
    let names = match get("names") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        Some(Value::String(names)) => names.clone(),
        _ => String::new(),
    };
    let include = match get("keep").and_then(Value::as_str) {
        Some("none") => return set,
        Some("selected") => "selected",
        Some("except") => "except",
        _ => "all",
    };
    set["includeOtherFields"] = true.into();
    set["include"] = include.into();
    if include == "selected" {
        set["includeFields"] = names.into();
    } else if include == "except" {
        set["excludeFields"] = names.into();
    }
    set
}

fn switch(node: &Node) -> Option<Value> {
    let rules = node.parameters.get("rules")?.as_array()?;
    let rule = |rule: &Value| {
        let label = rule["label"].as_str().unwrap_or_default();
        let conditions = conditions(node, &rule["conditions"])?;
        Some(json!({"conditions": conditions, "renameOutput": !label.is_empty(), "outputKey": label}))
    };
    let values = rules.iter().map(rule).collect::<Option<Vec<_>>>()?;
    let takes_all = node.parameters.get("take").and_then(Value::as_str) == Some("all");
    Some(json!({
        "rules": {"values": values}, "options": {"fallbackOutput": "extra", "allMatchingOutputs": takes_all},
    }))
}

fn conditions(node: &Node, value: &Value) -> Option<Value> {
    let flag = |name: &str| node.parameters.get(name).and_then(Value::as_bool).unwrap_or(false);
    let list = value.get("conditions")?.as_array()?.iter().enumerate();
    let conditions = list.map(|(place, one)| {
        let (kind, operation) = operator(one)?;
        Some(json!({
            "id": place.to_string(), "leftValue": back(&one["left"]), "rightValue": back(&one["right"]),
            "operator": {"type": kind, "operation": operation},
        }))
    });
    let combinator = if value["combine"] == "or" { "or" } else { "and" };
    Some(json!({
        "options": {
            "caseSensitive": !flag("ignore_case"), "leftValue": "", "version": 2,
            "typeValidation": if flag("strict_types") { "strict" } else { "loose" },
        },
        "conditions": conditions.collect::<Option<Vec<_>>>()?, "combinator": combinator,
    }))
}

/// The type and the name of a comparison there; None if there is none.
fn operator(condition: &Value) -> Option<(&'static str, &'static str)> {
    let ours = condition["operator"].as_str()?;
    let taken_for = match condition["as"].as_str().unwrap_or("any") {
        "number" => "number",
        "date" => "dateTime",
        "boolean" => "boolean",
        "list" => "array",
        "object" => "object",
        _ => match ours {
            "greater" | "greater_or_equal" | "less" | "less_or_equal" => "number",
            "after" | "before" | "not_before" | "not_after" => "dateTime",
            "is_true" | "is_false" => "boolean",
            "longer_than" | "shorter_than" | "as_long_as" | "at_least_as_long_as" | "at_most_as_long_as" => "array",
            _ => "string",
        },
    };
    let operation = match ours {
        "equals" => "equals",
        "not_equals" => "notEquals",
        "exists" => "exists",
        "does_not_exist" => "notExists",
        "is_empty" => "empty",
        "is_not_empty" => "notEmpty",
        "contains" => "contains",
        "not_contains" => "notContains",
        "starts_with" => "startsWith",
        "not_starts_with" => "notStartsWith",
        "ends_with" => "endsWith",
        "not_ends_with" => "notEndsWith",
        "matches" => "regex",
        "not_matches" => "notRegex",
        "greater" => "gt",
        "greater_or_equal" => "gte",
        "less" => "lt",
        "less_or_equal" => "lte",
        "after" => "after",
        "before" => "before",
        "not_before" => "afterOrEquals",
        "not_after" => "beforeOrEquals",
        "is_true" => "true",
        "is_false" => "false",
        "as_long_as" => "lengthEquals",
        "not_as_long_as" => "lengthNotEquals",
        "longer_than" => "lengthGt",
        "shorter_than" => "lengthLt",
        "at_least_as_long_as" => "lengthGte",
        "at_most_as_long_as" => "lengthLte",
        _ => return None,
    };
    Some((taken_for, operation))
}
