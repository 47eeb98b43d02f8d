//! `merge`: version 1 with its own modes, 2 and 2.1, 3 to 3.2.

use crate::draft::Draft;
use crate::source::Source;
use flow::document::JoinRule;
use serde_json::{Value, json};

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("merge");
    let inputs = if node.version() < 3.0 { 2.0 } else { node.number("numberInputs", 2.0).clamp(2.0, 16.0) };
    let inputs = inputs as usize;
    to.set_unless("inputs", inputs, 2).inputs((0..inputs).map(|place| format!("in_{place}")));
    let mode = node.choice("mode", "append");
    if node.version() < 2.0 {
        return first_version(node, mode, to);
    }
    match mode {
        "append" => {}
        "chooseBranch" => choose(node, to),
        "combineBySql" => by_sql(node, to),
        _ => combine(node, to),
    }
    // What other modes had set stays in the file.
    let others = [
        "combineBy",
        "combinationMode",
        "joinMode",
        "outputDataFrom",
        "advanced",
        "fieldsToMatchString",
        "mergeByFields",
        "chooseBranchMode",
        "output",
        "useDataOfInput",
        "query",
        "options",
        "numberInputs",
    ];
    node.skip(&others);
}

fn choose(node: &Source<'_>, to: &mut Draft) {
    to.join(JoinRule::AllRequired);
    let output = node.choice("output", if node.version() < 3.0 { "input1" } else { "specifiedInput" });
    match output {
        "empty" => to.set("mode", "wait"),
        "input2" => to.set("mode", "choose").set("choice", 2),
        "specifiedInput" => {
            let input = node.number("useDataOfInput", 1.0).max(1.0) as u64;
            to.set("mode", "choose").set_unless("choice", input, 1)
        }
        _ => to.set("mode", "choose"),
    };
}

fn by_sql(node: &Source<'_>, to: &mut Draft) {
    let query = node.text("query", "SELECT * FROM input1 LEFT JOIN input2 ON input1.name = input2.id");
    to.set("mode", "query").set("query", query).set("tells_empty", true);
}

fn combine(node: &Source<'_>, to: &mut Draft) {
    let by = match node.raw("combineBy").or(node.raw("combinationMode")).and_then(Value::as_str) {
        Some("combineByPosition" | "mergeByPosition") => "position",
        Some("combineAll" | "multiplex") => "all",
        Some("combineByFields" | "mergeByFields") | None => "fields",
        Some(_) => "fields",
    };
    match by {
        "position" => {
            to.set("mode", "by_position");
            to.set_unless("keep_unpaired", node.flag("options.includeUnpaired", false), false);
            to.set_unless("lone_passes", node.version() < 3.0, false);
        }
        "all" => {
            to.set("mode", "combinations");
            node.skip(&["options.fuzzyCompare"]);
        }
        _ => by_fields(node, to),
    }
    clash(node, by == "position", to);
}

fn by_fields(node: &Source<'_>, to: &mut Draft) {
    let is_short = node.version() >= 3.0 && !node.flag("advanced", false);
    let keys: Vec<Value> = if is_short {
        node.names("fieldsToMatchString").into_iter().map(|name| json!({"first": name})).collect()
    } else {
        let key = |entry: &Source<'_>| json!({"first": entry.text("field1", ""), "others": entry.text("field2", "")});
        node.entries("mergeByFields.values").iter().map(key).collect()
    };
    to.set("mode", "by_key").set("keys", keys).set("pairs_first", true);
    let options = node.group("options");
    to.set("compare", if options.flag("fuzzyCompare", false) { "alike" } else { "same" });
    to.set_unless("dots", !options.flag("disableDotNotation", false), true);
    if options.choice("multipleMatches", "all") == "first" {
        to.set("matches", "first");
    }
    let from = node.choice("outputDataFrom", "both");
    let gives = match from {
        "input1" => "first",
        "input2" => "second",
        _ => "both",
    };
    match node.choice("joinMode", "keepMatches") {
        "keepNonMatches" => match from {
            "input1" => to.set("join", "without"),
            "input2" => to.set("join", "without_right"),
            _ => to.set("join", "without_any").set("source_field", "_source"),
        },
        "keepEverything" => to.set("join", "outer").set_unless("pairs", gives, "both"),
        "enrichInput1" => to.set("join", "left"),
        "enrichInput2" => to.set("join", "right"),
        _ => to.set_unless("pairs", gives, "both"),
    };
}

/// Whose value counts where items have fields of the same name; objects are merged
/// inside unless the file says otherwise.
fn clash(node: &Source<'_>, by_position: bool, to: &mut Draft) {
    let values = node.group("options.clashHandling.values");
    let default = if node.choice("joinMode", "") == "enrichInput2" { "preferInput1" } else { "preferLast" };
    let resolve = values.choice("resolveClash", default);
    let preferred = resolve.strip_prefix("preferInput").and_then(|number| number.parse::<u64>().ok());
    match (resolve, preferred) {
        ("addSuffix", _) => to.set("clash", "suffix"),
        (_, Some(number)) if by_position && node.version() >= 3.0 => to.set("clash", "chosen").set("preferred", number),
        (_, Some(1)) => to.set("clash", "first"),
        _ => to,
    };
    to.set("deep", values.choice("mergeMode", "deepMerge") == "deepMerge");
    to.set_unless("keep_filled", values.flag("overrideEmpty", false), false);
}

/// Version 1.
fn first_version(node: &Source<'_>, mode: &str, to: &mut Draft) {
    match mode {
        "append" => {}
        "multiplex" => drop(to.set("mode", "combinations")),
        "wait" => drop(to.set("mode", "wait")),
        "passThrough" => {
            let choice = if node.choice("output", "input1") == "input2" { 2 } else { 1 };
            to.set("mode", "choose").set_unless("choice", choice, 1);
        }
        "mergeByIndex" => {
            to.set("mode", "by_position");
            match node.choice("join", "left") {
                "inner" => to,
                "outer" => to.set("keep_unpaired", true),
                _ => to.set("join", "left"),
            };
        }
        "keepKeyMatches" => drop(first_version_keys(node, to).set("pairs", "first")),
        "removeKeyMatches" => drop(first_version_keys(node, to).set("join", "without")),
        "mergeByKey" => {
            first_version_keys(node, to).set("join", "left");
            match node.choice("overwrite", "always") {
                "always" => {}
                "undefined" => drop(to.set("clash", "first")),
                _ => node.changed(
                    "overwrite",
                    "Fields of input 2 were taken where input 1 had them blank; here they are taken always.",
                    "Look at the fields both inputs have.",
                ),
            }
        }
        other => {
            let message = format!("The mode `{other}` does not exist here.");
            node.lost("mode", message, "Choose the mode that does what you need.");
            to.is_unknown = true;
        }
    }
    node.skip(&["output", "join", "overwrite", "propertyName1", "propertyName2"]);
}

fn first_version_keys<'a>(node: &Source<'_>, to: &'a mut Draft) -> &'a mut Draft {
    let key = json!({"first": node.text("propertyName1", ""), "others": node.text("propertyName2", "")});
    // Of several partners the last one was kept.
    to.set("mode", "by_key").set("keys", vec![key]).set("matches", "last")
}
