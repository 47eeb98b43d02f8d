//! `code` (1, 2), `function` and `functionItem`.

use crate::draft::Draft;
use crate::source::Source;

/// What n8n puts into a new Code node.
const DEFAULT_CODE: &str = "// Loop over input items and add a new field called 'myNewField' to the JSON of each one\nfor (const item of $input.all()) {\n  item.json.myNewField = 1;\n}\n\nreturn $input.all();";

/// `code`.
pub(crate) fn code(node: &Source<'_>, to: &mut Draft) {
    to.kind("script");
    let is_each = node.choice("mode", "runOnceForAllItems") == "runOnceForEachItem";
    to.set_unless("mode", if is_each { "each_item" } else { "all_items" }, "all_items");
    let language = node.choice("language", "javaScript");
    if language != "javaScript" {
        let message = "The code is written in Python, which does not run here.";
        node.lost("language", message, "Write it in JavaScript; the original is kept in the block.");
        to.is_unknown = true;
        return;
    }
    to.set("code", source_text(node, "jsCode", DEFAULT_CODE));
    node.skip(&["notice", "pythonCode"]);
}

/// `function`: all items at once.
pub(crate) fn function(node: &Source<'_>, to: &mut Draft) {
    to.kind("script").set("code", source_text(node, "functionCode", "return items;"));
    node.skip(&["notice"]);
}

/// `functionItem`: the data of one item under the name `item`.
pub(crate) fn function_item(node: &Source<'_>, to: &mut Draft) {
    let code = source_text(node, "functionCode", "return item;");
    // On the first line, so that errors name the line people see.
    to.kind("script").set("mode", "each_item").set("code", format!("let item = $json; {code}"));
    node.skip(&["notice"]);
}

/// Code is never a template: braces are braces.
fn source_text(node: &Source<'_>, path: &str, default: &str) -> String {
    node.raw(path).and_then(|value| value.as_str()).unwrap_or(default).to_owned()
}
