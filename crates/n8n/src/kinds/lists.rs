//! Nodes that shape lists of items: `aggregate`, `compareDatasets`, `filter`, `limit`,
//! `removeDuplicates`, `renameKeys`, `sort`, `splitOut`, `summarize`, and `itemLists`,
//! which was several of them before they were nodes of their own.

use super::branch::looseness;
use super::conditions::{by_type, combined, filter as conditions};
use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Value, json};

/// `itemLists`, versions 1 to 3.1.
pub(crate) fn item_lists(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["resource"]);
    match node.choice("operation", "splitOutItems") {
        "aggregateItems" | "concatenateItems" => aggregate(node, to),
        "limit" => limit(node, to),
        "removeDuplicates" => remove_duplicate_input(node, to),
        "sort" => sort(node, to),
        "summarize" => summarize(node, to),
        _ => split_out(node, to),
    }
}

/// `filter`, versions 1, 2 to 2.3.
pub(crate) fn filter(node: &Source<'_>, to: &mut Draft) {
    // What is discarded leaves nowhere there; a second output is that of errors.
    to.kind("filter");
    if !node.has_error_output() {
        to.outputs(["main", "discarded"]);
    }
    if node.version() < 2.0 {
        let is_any = node.choice("combineConditions", "AND") == "OR";
        to.set("conditions", combined(by_type(node, "conditions"), is_any));
    } else {
        let (is_loose, ignores_case) = looseness(node);
        conditions(node, "conditions", is_loose, ignores_case).set_on(to);
    }
}

/// `limit`.
pub(crate) fn limit(node: &Source<'_>, to: &mut Draft) {
    to.kind("limit").set_unless("count", node.value("maxItems", 1), 1);
    if node.choice("keep", "firstItems") == "lastItems" {
        to.set("keep", "last");
    }
}

/// `splitOut`.
pub(crate) fn split_out(node: &Source<'_>, to: &mut Draft) {
    to.kind("split_out").set("fields", node.text("fieldToSplitOut", ""));
    match node.choice("include", "noOtherFields") {
        "allOtherFields" => drop(to.set("include", "all")),
        "selectedOtherFields" => {
            let names = names(node, "fieldsToInclude");
            if !names.is_empty() {
                to.set("include", "selected").set("names", names);
            }
        }
        _ => {}
    }
    node.skip(&["fieldsToInclude"]);
    let options = node.group("options");
    to.set_unless("into", options.text("destinationFieldName", ""), "");
    to.set_unless("files", options.flag("includeBinary", false), false);
    dots(node, to);
}

/// `aggregate`.
pub(crate) fn aggregate(node: &Source<'_>, to: &mut Draft) {
    to.kind("aggregate");
    let options = node.group("options");
    if node.choice("aggregate", "aggregateIndividualFields") == "aggregateAllItemData" {
        to.set("mode", "items").set_unless("into", node.text("destinationFieldName", "data"), "data");
        match node.choice("include", "allFields") {
            "specifiedFields" => narrowed(to, "selected", names(node, "fieldsToInclude")),
            "allFieldsExcept" => narrowed(to, "except", names(node, "fieldsToExclude")),
            _ => {}
        }
    } else {
        let field = |entry: &Source<'_>| {
            let renames = entry.flag("renameField", false);
            let name = entry.text("outputFieldName", "");
            let field = entry.text("fieldToAggregate", "");
            if renames { json!({"field": field, "name": name}) } else { json!({"field": field}) }
        };
        let fields: Vec<Value> = node.entries("fieldsToAggregate.fieldToAggregate").iter().map(field).collect();
        let is_default = fields.is_empty() && !node.has("fieldsToAggregate");
        to.set("fields", if is_default { vec![json!({"field": ""})] } else { fields });
        to.set_unless("merge_lists", options.flag("mergeLists", false), false);
        to.set_unless("keep_missing", options.flag("keepMissing", false), false);
        dots(node, to);
    }
    to.set_unless("group_by", options.text("groupByFields", ""), "");
    let is_unique = options.flag("keepOnlyUnique", false);
    if options.flag("includeBinaries", false) {
        to.set("files", if is_unique { "unique" } else { "all" });
    }
    node.skip(&[
        "fieldsToInclude",
        "fieldsToExclude",
        "include",
        "destinationFieldName",
        "fieldsToAggregate",
        "options",
    ]);
}

/// Which fields are gathered; all of them where none is named.
fn narrowed(to: &mut Draft, keep: &str, names: Vec<String>) {
    if !names.is_empty() {
        to.set("keep", keep).set("names", names);
    }
}

/// `summarize`, versions 1 and 1.1.
pub(crate) fn summarize(node: &Source<'_>, to: &mut Draft) {
    let field = |entry: &Source<'_>| {
        let how = entry.choice("aggregation", "count");
        let mut field = json!({"how": measure(how), "field": entry.text("field", "")});
        let includes_empty = entry.flag("includeEmpty", false);
        let separator = match entry.text("separateBy", ",").as_str() {
            "other" => entry.text("customSeparator", ""),
            separator => separator.to_owned(),
        };
        entry.skip(&["customSeparator"]);
        if matches!(how, "append" | "concatenate" | "count" | "countUnique") && includes_empty {
            field["include_empty"] = true.into();
        }
        if how == "concatenate" {
            field["separator"] = separator.into();
        }
        field
    };
    let fields: Vec<Value> = node.entries("fieldsToSummarize.values").iter().map(field).collect();
    to.kind("summarise").set("fields", fields);
    to.set_unless("split_by", node.text("fieldsToSplitBy", ""), "");
    let options = node.group("options");
    if options.choice("outputFormat", "separateItems") == "singleItem" {
        to.set("output", "one");
    }
    to.set_unless("skip_empty_splits", options.flag("skipEmptySplitFields", false), false);
    let goes_on = options.flag("continueIfFieldNotFound", false);
    let is_first = node.kind() == "summarize" && node.version() < 1.1 || node.kind() == "itemLists";
    to.set_unless("fail_if_missing", is_first && !goes_on, false);
    to.set_unless("groups_as_text", is_first, false);
    dots(node, to);
}

fn measure(how: &str) -> &'static str {
    match how {
        "append" => "append",
        "average" => "average",
        "concatenate" => "concatenate",
        "countUnique" => "count_unique",
        "max" => "max",
        "min" => "min",
        "sum" => "sum",
        _ => "count",
    }
}

/// `sort`.
pub(crate) fn sort(node: &Source<'_>, to: &mut Draft) {
    to.kind("sort");
    match node.choice("type", "simple") {
        "random" => drop(to.set("mode", "random")),
        "code" => {
            // Code is no text with expressions: its braces are its own.
            let code = node.raw("code").and_then(Value::as_str).unwrap_or_default();
            to.set("mode", "code").set("code", code);
        }
        _ => {
            let field = |entry: &Source<'_>| {
                let mut field = json!({"field": entry.text("fieldName", "")});
                if entry.choice("order", "ascending") == "descending" {
                    field["order"] = "descending".into();
                }
                field
            };
            to.set("fields", node.entries("sortFieldsUi.sortField").iter().map(field).collect::<Vec<_>>());
            dots(node, to);
        }
    }
    node.skip(&["code", "sortFieldsUi", "options"]);
}

/// `removeDuplicates`, versions 1, 1.1 and 2.
pub(crate) fn remove_duplicates(node: &Source<'_>, to: &mut Draft) {
    match node.choice("operation", "removeDuplicateInputItems") {
        "removeItemsSeenInPreviousExecutions" => remove_seen(node, to),
        "clearDeduplicationHistory" => {
            to.kind("remove_seen").set("operation", "clear");
            seen_scope(node, to);
            node.skip(&["mode"]);
        }
        _ => remove_duplicate_input(node, to),
    }
}

/// What earlier runs had leaves at the second output.
fn remove_seen(node: &Source<'_>, to: &mut Draft) {
    to.kind("remove_seen").outputs(["main", "discarded"]);
    let (compare, field) = match node.choice("logic", "removeItemsWithAlreadySeenKeyValues") {
        "removeItemsUpToStoredIncrementalKey" => ("higher", "incrementalDedupeField"),
        "removeItemsUpToStoredDate" => ("later", "dateDedupeField"),
        _ => ("value", "dedupeField"),
    };
    to.set_unless("compare", compare, "value").set("value", node.value(field, ""));
    to.set_unless("history", node.number("options.historySize", 10_000.0) as u64, 10_000);
    seen_scope(node, to);
    node.skip(&["dedupeField", "incrementalDedupeField", "dateDedupeField"]);
}

fn seen_scope(node: &Source<'_>, to: &mut Draft) {
    if node.choice("options.scope", "node") == "workflow" {
        to.set("scope", "flow");
    }
}

fn remove_duplicate_input(node: &Source<'_>, to: &mut Draft) {
    // What was there already leaves nowhere.
    to.kind("remove_duplicates").outputs(["main"]);
    match node.choice("compare", "allFields") {
        "allFieldsExcept" => drop(to.set("compare", "except").set("names", names(node, "fieldsToExclude"))),
        "selectedFields" => drop(to.set("compare", "selected").set("names", names(node, "fieldsToCompare"))),
        _ => {}
    }
    node.skip(&["fieldsToExclude", "fieldsToCompare"]);
    to.set_unless("only_compared", node.flag("options.removeOtherFields", false), false);
    let passes_null_over = node.kind() == "removeDuplicates" && node.version() > 1.0;
    to.set("uneven", if passes_null_over { "fail" } else { "fail_on_null" });
    dots(node, to);
}

/// `renameKeys`.
pub(crate) fn rename_keys(node: &Source<'_>, to: &mut Draft) {
    let field = |entry: &Source<'_>| json!({"from": entry.text("currentKey", ""), "to": entry.text("newKey", "")});
    let fields: Vec<Value> = node.entries("keys.key").iter().map(field).collect();
    let pattern = |entry: &Source<'_>| {
        entry.skip(&["regExNotice"]);
        let mut pattern =
            json!({"pattern": entry.text("searchRegex", ""), "replacement": entry.text("replaceRegex", "")});
        let options = entry.group("options");
        if options.flag("caseInsensitive", false) {
            pattern["ignore_case"] = true.into();
        }
        let depth = options.number("depth", -1.0) as i64;
        if depth != -1 {
            pattern["depth"] = depth.into();
        }
        pattern
    };
    let patterns = node.entries("additionalOptions.regexReplacement.replacements");
    let patterns: Vec<Value> = patterns.iter().map(pattern).collect();
    to.kind("rename_fields").set_unless("fields", fields, Vec::<Value>::new());
    to.set_unless("patterns", patterns, Vec::<Value>::new());
}

/// `compareDatasets`, versions 1, 2 to 2.3.
pub(crate) fn compare_datasets(node: &Source<'_>, to: &mut Draft) {
    to.kind("compare").inputs(["a", "b"]).outputs(["only_a", "same", "different", "only_b"]);
    let key = |entry: &Source<'_>| {
        let (first, second) = (entry.text("field1", ""), entry.text("field2", ""));
        if first == second { json!({"first": first}) } else { json!({"first": first, "second": second}) }
    };
    to.set("keys", node.entries("mergeByFields.values").iter().map(key).collect::<Vec<_>>());
    let default = if node.version() <= 2.0 { "preferInput2" } else { "includeBoth" };
    let resolve = match (node.choice("resolve", default), node.choice("preferWhenMix", "input1")) {
        ("preferInput1", _) => "a",
        ("preferInput2", _) => "b",
        ("mix", "input2") => "mix_b",
        ("mix", _) => "mix_a",
        _ => "both",
    };
    to.set_unless("resolve", resolve, "both");
    let except = node.text("exceptWhenMix", "");
    if resolve.starts_with("mix") {
        to.set_unless("except", except, "");
    }
    node.skip(&["infoBox"]);
    let options = node.group("options");
    let is_fuzzy =
        if node.version() < 2.0 { options.flag("fuzzyCompare", false) } else { node.flag("fuzzyCompare", false) };
    if is_fuzzy {
        to.set("likeness", if node.version() < 2.0 { "alike" } else { "alike_with_zero" });
    }
    if options.choice("multipleMatches", "first") == "all" {
        to.set("matches", "all");
    }
    to.set_unless("skip", options.text("skipFields", ""), "");
    to.set_unless("labels", if node.version() < 2.0 { "numbers" } else { "letters" }, "letters");
    to.set_unless("fail_if_missing", node.version() < 2.2, false);
    dots(node, to);
}

fn dots(node: &Source<'_>, to: &mut Draft) {
    to.set_unless("dots", !node.flag("options.disableDotNotation", false), true);
}

/// Names of fields: a text with commas, or in old versions a list of entries.
fn names(node: &Source<'_>, path: &str) -> Vec<String> {
    let entries = node.entries(&format!("{path}.fields"));
    if entries.is_empty() {
        return node.names(path);
    }
    entries.iter().map(|entry| entry.text("fieldName", "")).filter(|name| !name.is_empty()).collect()
}
