//! `html` 1 to 1.2, `htmlExtract`, `xml` and `markdown`.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// `html`: extract, template, table.
pub(crate) fn html(node: &Source<'_>, to: &mut Draft) {
    to.kind("html");
    match node.choice("operation", "generateHtmlTemplate") {
        "extractHtmlContent" => {
            let take = if node.version() > 1.1 { "plain_text" } else { "text" };
            extract(node, to, take, false);
        }
        "convertToHtmlTable" => table(node, to),
        _ => template(node, to),
    }
}

/// `htmlExtract`, which came before `html`.
pub(crate) fn html_extract(node: &Source<'_>, to: &mut Draft) {
    extract(node, to.kind("html"), "text", true);
}

fn extract(node: &Source<'_>, to: &mut Draft, text: &str, trims: bool) {
    if node.choice("sourceData", "json") == "binary" {
        to.set("source", "file");
    }
    let field = node.text("dataPropertyName", "data");
    to.set_unless("field", field, "data");
    let entry = |entry: &Source<'_>| {
        let take = match entry.choice("returnValue", "text") {
            "text" => text,
            other => other,
        };
        let mut value = Map::new();
        value.insert("name".into(), entry.text("key", "").into());
        value.insert("selector".into(), entry.text("cssSelector", "").into());
        value.insert("take".into(), take.into());
        let (attribute, skip) = (entry.text("attribute", ""), entry.text("skipSelectors", ""));
        if take == "attribute" {
            value.insert("attribute".into(), attribute.into());
        }
        if take == "plain_text" && !skip.is_empty() {
            value.insert("skip".into(), skip.into());
        }
        if entry.flag("returnArray", false) {
            value.insert("list".into(), true.into());
        }
        Value::Object(value)
    };
    let entries = node.entries("extractionValues.values");
    to.set("values", entries.iter().map(entry).collect::<Value>());
    to.set_unless("trim", node.flag("options.trimValues", trims), true);
    to.set_unless("clean_up", node.flag("options.cleanUpText", false), false);
}

fn template(node: &Source<'_>, to: &mut Draft) {
    to.set("operation", "template");
    // Expressions stand in braces here, without the sign that marks them elsewhere.
    let html = match node.raw("html").and_then(Value::as_str) {
        Some(html) if html.starts_with('=') => node.converted("html", html),
        Some(html) => node.converted("html", &format!("={html}")),
        None => String::new(),
    };
    to.set("html", html);
}

fn table(node: &Source<'_>, to: &mut Draft) {
    let options = node.group("options");
    let mut table = Map::new();
    table.insert("raw".into(), true.into());
    if options.flag("customStyling", false) {
        table.insert("styled".into(), false.into());
    }
    if options.flag("capitalize", false) {
        table.insert("capitals".into(), true.into());
    }
    for (theirs, ours) in [
        ("caption", "caption"),
        ("tableAttributes", "table_attributes"),
        ("headerAttributes", "head_attributes"),
        ("rowAttributes", "row_attributes"),
        ("cellAttributes", "cell_attributes"),
    ] {
        let text = options.text(theirs, "");
        if !text.is_empty() {
            table.insert(ours.into(), text.into());
        }
    }
    to.set("operation", "table").set("table", table);
}

/// `xml`: both ways.
pub(crate) fn xml(node: &Source<'_>, to: &mut Draft) {
    to.kind("xml");
    let field = node.text("dataPropertyName", "data");
    to.set_unless("field", field, "data");
    let options = node.group("options");
    let mut how = Map::new();
    for (theirs, ours, default) in [("attrkey", "attribute_key", "$"), ("charkey", "text_key", "_")] {
        let name = options.text(theirs, default);
        if name != default {
            how.insert(ours.into(), name.into());
        }
    }
    let is_writing = node.choice("mode", "xmlToJson") == "jsonToxml";
    let flags: &[(&str, &str, bool)] = if is_writing {
        &[("cdata", "data_sections", false), ("headless", "headless", false)]
    } else {
        &[
            ("explicitArray", "always_lists", false),
            ("explicitRoot", "keep_root", true),
            ("ignoreAttrs", "ignore_attributes", false),
            ("mergeAttrs", "merge_attributes", true),
            ("normalize", "normalise", false),
            ("normalizeTags", "lower_case", false),
            ("trim", "trim", false),
        ]
    };
    for (theirs, ours, default) in flags {
        let flag = options.flag(theirs, *default);
        if flag != *default {
            how.insert((*ours).into(), flag.into());
        }
    }
    if is_writing {
        let root = options.text("rootName", "root");
        if root != "root" {
            how.insert("root".into(), root.into());
        }
        // Letters outside of the first plane are always written as they are.
        options.skip(&["allowSurrogateChars"]);
        to.set("operation", "write");
    }
    if !how.is_empty() {
        to.set(if is_writing { "writing" } else { "reading" }, how);
    }
}

/// `markdown`: both ways.
pub(crate) fn markdown(node: &Source<'_>, to: &mut Draft) {
    to.kind("markdown");
    let destination = node.text("destinationKey", "data");
    to.set_unless("destination", destination, "data");
    if node.choice("mode", "htmlToMarkdown") == "markdownToHtml" {
        let markdown = node.text("markdown", "");
        to.set("operation", "to_html").set("markdown", markdown);
        node.skip(&["html"]);
        to_html(&node.group("options"), to);
    } else {
        let html = node.text("html", "");
        to.set("operation", "to_markdown").set("html", html);
        node.skip(&["markdown"]);
        to_markdown(&node.group("options"), to);
    }
}

/// Choices that do not exist here: their default there, and what is so here.
const OTHERWISE: &[(&str, bool, &str)] = &[
    ("emoji", false, "Names such as `:smile:` became pictures; here they stay texts."),
    ("ghCodeBlocks", true, "Code between fences was no code; here it is."),
    ("literalMidWordAsterisks", false, "Asterisks within words were kept; here they emphasise."),
    ("parseImgDimensions", false, "Images could have a size behind their address; here it is not read."),
    ("smartIndentationFix", false, "Indentation that all lines share was left out; here it makes code."),
];

fn to_html(options: &Source<'_>, to: &mut Draft) {
    let mut how = Map::new();
    for (theirs, ours, default) in [
        ("openLinksInNewWindow", "new_window", false),
        ("simplifiedAutoLink", "link_addresses", false),
        ("completeHTMLDocument", "whole_document", false),
        ("customizedHeaderId", "own_heading_ids", false),
        ("excludeTrailingPunctuationFromURLs", "exclude_punctuation", false),
        ("ghCompatibleHeaderId", "dashed_heading_ids", false),
        ("ghMentions", "mentions", false),
        ("tasklists", "task_lists", false),
        ("requireSpaceBeforeHeadingText", "space_before_heading", false),
        ("rawHeaderId", "raw_heading_ids", false),
        ("rawPrefixHeaderId", "raw_heading_prefix", false),
        ("simpleLineBreaks", "line_breaks", false),
        ("strikethrough", "strikethrough", false),
        ("tablesHeaderId", "table_heading_ids", false),
        ("tables", "tables", false),
        ("noHeaderId", "no_heading_ids", false),
    ] {
        let flag = options.flag(theirs, default);
        if flag != default {
            how.insert(ours.into(), flag.into());
        }
    }
    for (name, default, message) in OTHERWISE {
        if options.flag(name, *default) != *default {
            options.changed(name, *message, "Look at what the block gives.");
        }
    }
    // It is so here, whatever is chosen.
    options.skip(&[
        "backslashEscapesHTMLTags",
        "disableForced4SpacesIndentedSublists",
        "encodeEmails",
        "literalMidWordUnderscores",
        "splitAdjacentBlockquotes",
    ]);
    let level = options.number("headerLevelStart", 1.0);
    if level != 1.0 {
        how.insert("first_heading".into(), json!(level.clamp(1.0, 6.0) as u64));
    }
    for (theirs, ours, default) in
        [("ghMentionsLink", "mentions_link", "https://github.com/{u}"), ("prefixHeaderId", "heading_prefix", "")]
    {
        let text = options.text(theirs, default);
        if text != default {
            how.insert(ours.into(), text.into());
        }
    }
    if !how.is_empty() {
        to.set("html_options", how);
    }
}

fn to_markdown(options: &Source<'_>, to: &mut Draft) {
    let mut how = Map::new();
    for (theirs, ours, default) in [
        ("bulletMarker", "bullet", "*"),
        ("codeFence", "fence", "```"),
        ("emDelimiter", "emphasis", "_"),
        ("strongDelimiter", "strong", "**"),
        ("ignore", "ignore", ""),
        ("blockElements", "blocks", ""),
    ] {
        let text = options.text(theirs, default);
        if text != default {
            how.insert(ours.into(), text.into());
        }
    }
    for (theirs, ours) in [("keepDataImages", "keep_data_images"), ("useLinkReferenceDefinitions", "links_below")] {
        if options.flag(theirs, false) {
            how.insert(ours.into(), true.into());
        }
    }
    if options.choice("codeBlockStyle", "fence") == "indented" {
        how.insert("indented_code".into(), true.into());
    }
    let lines = options.number("maxConsecutiveNewlines", 3.0);
    if lines != 3.0 {
        how.insert("most_line_breaks".into(), json!(lines.clamp(1.0, 20.0) as u64));
    }
    let replacement =
        |entry: &Source<'_>| json!({"pattern": entry.text("pattern", ""), "by": entry.text("replacement", "")});
    let entries = options.entries("textReplace.values");
    if !entries.is_empty() {
        how.insert("replace".into(), entries.iter().map(replacement).collect());
    }
    for (theirs, ours) in [("globalEscape", "escape"), ("lineStartEscape", "escape_line_start")] {
        if let Some(entry) = options.entries(&format!("{theirs}.value")).first() {
            how.insert(ours.into(), replacement(entry));
        }
    }
    if !how.is_empty() {
        to.set("markdown_options", how);
    }
}
