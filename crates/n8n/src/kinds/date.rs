//! `dateTime`, versions 1 and 2.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::Value;

/// `dateTime`.
pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("date_time");
    if node.version() < 2.0 { first_version(node, to) } else { second_version(node, to) }
}

fn second_version(node: &Source<'_>, to: &mut Draft) {
    let operation = node.choice("operation", "getCurrentDate");
    let options = node.group("options");
    match operation {
        "addToDate" | "subtractFromDate" => {
            to.set("mode", if operation == "addToDate" { "add" } else { "subtract" });
            to.set("date", node.value("magnitude", "")).set("amount", node.value("duration", 0));
            unit(node.choice("timeUnit", "days"), to);
            into(node, "newDate", to);
        }
        "extractDate" => {
            to.set("mode", "extract").set("date", node.value("date", ""));
            unit(node.choice("part", "month"), to);
            into(node, "datePart", to);
        }
        "formatDate" => format_date(node, &options, to),
        "roundDate" => {
            to.set("mode", "round").set("date", node.value("date", ""));
            if node.choice("mode", "roundDown") == "roundUp" {
                to.set("side", "up");
                unit(node.choice("to", "month"), to);
            } else {
                unit(node.choice("toNearest", "month"), to);
            }
            into(node, "roundedDate", to);
        }
        "getTimeBetweenDates" => {
            to.set("mode", "between").set("date", node.value("startDate", "")).set("until", node.value("endDate", ""));
            let chosen = node.raw("units").and_then(Value::as_array);
            let units = chosen.map(|units| units.iter().filter_map(Value::as_str).map(singular).collect::<Vec<_>>());
            to.set("units", units.unwrap_or_else(|| vec!["day".to_owned()]));
            to.set_unless("as_text", options.flag("isoString", false), false);
            into(node, "timeDifference", to);
        }
        _ => {
            to.set("mode", "now").set_unless("with_time", node.flag("includeTime", true), true);
            to.set_unless("zone", options.text("timezone", ""), "");
            into(node, "currentDate", to);
        }
    }
    to.set("keep", options.flag("includeInputFields", false));
    reads_as_there(node, operation, to);
    node.skip(&["notice"]);
}

fn format_date(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    to.set("mode", "format").set("date", node.value("date", ""));
    let format = match node.text("format", "MM/dd/yyyy").as_str() {
        "custom" => node.text("customFormat", ""),
        format => format.to_owned(),
    };
    node.skip(&["customFormat"]);
    to.set("format", format);
    to.set_unless("read_as", options.text("fromFormat", ""), "");
    if !options.flag("timezone", false) {
        // A date keeps its zone, a text only if it is ahead of UTC; all else comes out in UTC.
        let gives_date = node.peek("date").and_then(Value::as_str).is_some_and(gives_date);
        to.set("zone", "UTC").set("own_zone", if gives_date { "all" } else { "ahead" });
    }
    into(node, "formattedDate", to);
}

/// Whether an expression gives a date rather than a text.
fn gives_date(text: &str) -> bool {
    let signs = ["$now", "$today", "DateTime.", ".toDateTime(", ".setZone("];
    let written = [".toISO", ".toFormat", ".toString(", ".format("];
    signs.iter().any(|sign| text.contains(sign)) && !written.iter().any(|sign| text.contains(sign))
}

/// There dates without a zone are read in the zone of the server, which is UTC;
/// those of a given format in the zone of the workflow.
fn reads_as_there(node: &Source<'_>, operation: &str, to: &mut Draft) {
    let has_format = operation == "formatDate" && node.has("options.fromFormat");
    let in_utc = operation != "getCurrentDate" && !has_format;
    to.set_unless("read_zone", if in_utc { "UTC" } else { "" }, "");
}

fn into(node: &Source<'_>, default: &'static str, to: &mut Draft) {
    to.set("into", node.text("outputFieldName", default));
}

fn unit(name: &str, to: &mut Draft) {
    to.set_unless("unit", singular(name), "day");
}

fn singular(name: &str) -> String {
    name.trim_end_matches('s').to_owned()
}

/// Version 1: a field is added to each item, and formats are those of Moment.
fn first_version(node: &Source<'_>, to: &mut Draft) {
    to.set("date", node.value("value", "")).set("into", node.text("dataPropertyName", "data"));
    let options = node.group("options");
    to.set_unless("read_as", luxon(&options.text("fromFormat", "")), "");
    if node.choice("action", "format") == "calculate" {
        let adds = node.choice("operation", "add") == "add";
        to.set("mode", if adds { "add" } else { "subtract" }).set("amount", node.value("duration", 0));
        unit(node.choice("timeUnit", "days"), to);
        to.set("read_zone", "UTC").set("zone", "UTC");
        return;
    }
    to.set("format", luxon(&node.text("toFormat", "MM/DD/YYYY")));
    node.skip(&["custom"]);
    let (from, until) = (options.text("fromTimezone", ""), options.text("toTimezone", ""));
    if from.is_empty() && until.is_empty() {
        to.set("read_zone", "UTC").set("zone", "UTC");
    } else {
        to.set_unless("read_zone", from, "").set_unless("zone", until, "");
    }
}

/// Tokens of Moment and what Luxon calls them, the longer ones first.
const TOKENS: &[(&str, &str)] = &[
    ("YYYY", "yyyy"),
    ("YY", "yy"),
    ("Y", "y"),
    ("GGGG", "kkkk"),
    ("gggg", "kkkk"),
    ("GG", "kk"),
    ("gg", "kk"),
    ("DDDD", "ooo"),
    ("DDD", "o"),
    ("DD", "dd"),
    ("Do", "d"),
    ("D", "d"),
    ("dddd", "EEEE"),
    ("ddd", "EEE"),
    ("dd", "EEE"),
    ("d", "E"),
    ("E", "E"),
    ("e", "E"),
    ("Mo", "M"),
    ("WW", "WW"),
    ("ww", "WW"),
    ("W", "W"),
    ("w", "W"),
    ("A", "a"),
    ("a", "a"),
    ("kk", "HH"),
    ("k", "H"),
    ("ZZ", "ZZZ"),
    ("Z", "ZZ"),
    ("SSSSSS", "SSS"),
    ("SSS", "SSS"),
    ("SS", "uu"),
    ("S", "uuu"),
    ("LTS", "h:mm:ss a"),
    ("LT", "h:mm a"),
    ("LLLL", "EEEE, MMMM d, yyyy h:mm a"),
    ("LLL", "MMMM d, yyyy h:mm a"),
    ("LL", "MMMM d, yyyy"),
    ("L", "MM/dd/yyyy"),
    ("Q", "q"),
];

/// A format of Moment in the tokens of Luxon. Expressions in it stay as they are.
fn luxon(format: &str) -> String {
    let mut translated = String::new();
    let mut rest = format;
    while let Some(letter) = rest.chars().next() {
        if let Some((inside, after)) = rest.strip_prefix("{{").and_then(|tail| tail.split_once("}}")) {
            translated += &format!("{{{{{inside}}}}}");
            rest = after;
        } else if let Some((literal, after)) = rest.strip_prefix('[').and_then(|tail| tail.split_once(']')) {
            translated += &format!("'{literal}'");
            rest = after;
        } else if let Some((token, ours)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
            translated += ours;
            rest = &rest[token.len()..];
        } else {
            translated.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    translated
}

#[cfg(test)]
mod tests {
    #[test]
    fn formats_of_moment_become_those_of_luxon() {
        for (moment, luxon) in [
            ("MM/DD/YYYY", "MM/dd/yyyy"),
            ("YYYY-MM-DD[T]HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ss.SSSZZ"),
            ("dddd, MMMM D YY h:mm A", "EEEE, MMMM d yy h:mm a"),
            ("X", "X"),
            ("x", "x"),
            ("{{ $json.YYYY }} DD", "{{ $json.YYYY }} dd"),
        ] {
            assert_eq!(super::luxon(moment), luxon);
        }
    }
}
