//! What starts a run: by hand, on an error, at a time, by a request, by another flow.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::Value;

/// `manualTrigger`, `start`, and in old files whatever was started by hand.
pub(crate) fn manual(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["notice"]);
    to.trigger("manual_trigger");
}

/// `errorTrigger`.
pub(crate) fn error(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["notice"]);
    to.trigger("error_trigger");
    let message = "The item of a failed run has other fields here: `run`, `flow`, `node` and `error`.";
    node.note("error_item", message, "Look at the expressions that read `$json.execution` and `$json.workflow`.");
}

/// `scheduleTrigger`: a list of intervals.
pub(crate) fn schedule(node: &Source<'_>, to: &mut Draft) {
    let entries = node.entries("rule.interval");
    let crons: Vec<String> =
        if entries.is_empty() { vec!["0 0 * * *".into()] } else { entries.iter().map(interval).collect() };
    set_crons(crons, to);
}

fn interval(entry: &Source<'_>) -> String {
    let number = |name: &str, default: f64| entry.number(name, default).max(0.0) as u64;
    let (hour, minute) = (number("triggerAtHour", 0.0), number("triggerAtMinute", 0.0));
    match entry.choice("field", "days") {
        "cronExpression" => entry.choice("expression", "0 0 * * *").trim().to_owned(),
        "seconds" => format!("{} * * * * *", every(number("secondsInterval", 30.0))),
        "minutes" => format!("{} * * * *", every(number("minutesInterval", 5.0))),
        "hours" => format!("{minute} {} * * *", every(number("hoursInterval", 1.0))),
        "weeks" => {
            if number("weeksInterval", 1.0) > 1 {
                let message = "It ran in every so many weeks; here it runs every week.";
                entry.changed("weeksInterval", message, "Add an If after it that looks at `$now.weekNumber`.");
            }
            let days: Vec<String> = match entry.raw("triggerAtDay") {
                Some(Value::Array(days)) => days.iter().map(crate::source::plain).collect(),
                _ => vec!["0".into()],
            };
            let days = if days.is_empty() { "*".to_owned() } else { days.join(",") };
            format!("{minute} {hour} * * {days}")
        }
        "months" => {
            let day = number("triggerAtDayOfMonth", 1.0).max(1);
            format!("{minute} {hour} {day} {} *", every(number("monthsInterval", 1.0)))
        }
        _ => format!("{minute} {hour} {} * *", every(number("daysInterval", 1.0))),
    }
}

fn every(count: u64) -> String {
    if count <= 1 { "*".to_owned() } else { format!("*/{count}") }
}

fn set_crons(crons: Vec<String>, to: &mut Draft) {
    to.trigger("schedule");
    let mut crons = crons.into_iter();
    to.set("cron", crons.next().unwrap_or_default());
    let more: Vec<String> = crons.collect();
    if !more.is_empty() {
        to.set("more", more);
    }
}

/// `cron`, which came before `scheduleTrigger`.
pub(crate) fn cron(node: &Source<'_>, to: &mut Draft) {
    let entries = node.entries("triggerTimes.item");
    let crons: Vec<String> =
        if entries.is_empty() { vec!["0 14 * * *".into()] } else { entries.iter().map(old_cron).collect() };
    set_crons(crons, to);
}

fn old_cron(entry: &Source<'_>) -> String {
    let number = |name: &str, default: f64| entry.number(name, default).max(0.0) as u64;
    let (hour, minute) = (number("hour", 14.0), number("minute", 0.0));
    match entry.choice("mode", "everyDay") {
        "everyMinute" => "* * * * *".to_owned(),
        "everyHour" => format!("{minute} * * * *"),
        "everyWeek" => format!("{minute} {hour} * * {}", number("weekday", 1.0)),
        "everyMonth" => format!("{minute} {hour} {} * *", number("dayOfMonth", 1.0).max(1)),
        "everyX" => match entry.choice("unit", "hours") {
            "minutes" => format!("{} * * * *", every(number("value", 2.0))),
            _ => format!("0 {} * * *", every(number("value", 2.0))),
        },
        "custom" => entry.choice("cronExpression", "* * * * * *").trim().to_owned(),
        _ => format!("{minute} {hour} * * *"),
    }
}

/// `interval`.
pub(crate) fn interval_trigger(node: &Source<'_>, to: &mut Draft) {
    let count = node.number("interval", 1.0).max(1.0) as u64;
    let cron = match node.choice("unit", "seconds") {
        "minutes" => format!("{} * * * *", every(count)),
        "hours" => format!("0 {} * * *", every(count)),
        _ => format!("{} * * * * *", every(count)),
    };
    set_crons(vec![cron], to);
}

/// `webhook`.
pub(crate) fn webhook(node: &Source<'_>, to: &mut Draft) {
    to.trigger("webhook").set("item", "envelope");
    let path = node.choice("path", "").trim_matches('/').to_owned();
    if path.contains(':') || path.contains(' ') {
        node.changed(
            "path",
            "Addresses have no variable parts here; the path was left out.",
            "Read the part from the query.",
        );
    } else {
        to.set("path", path);
    }
    let methods = match node.raw("httpMethod") {
        Some(Value::Array(methods)) => methods.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(method)) => vec![method.clone()],
        _ => vec!["GET".to_owned()],
    };
    to.set("methods", methods);
    let slot = match node.choice("authentication", "none") {
        "none" => None,
        "basicAuth" => Some("basic"),
        "headerAuth" => Some("header"),
        other => {
            node.lost(
                "authentication",
                format!("Callers cannot prove who they are by `{other}` here."),
                "Choose another way.",
            );
            None
        }
    };
    if let Some(slot) = slot {
        to.set("verify", slot);
    }
    answers(node, to);
    node.skip(&[
        "multipleMethods",
        "options.rawBody",
        "options.binaryPropertyName",
        "options.binaryData",
        "options.noResponseBody",
    ]);
}

fn answers(node: &Source<'_>, to: &mut Draft) {
    match node.choice("responseMode", "onReceived") {
        "onReceived" => {
            to.set("respond", "accepted");
            at_once(node, to);
        }
        "lastNode" => {
            let message = "The caller got what the last node gave; here that is said by a Respond.";
            node.changed("responseMode", message, "Add a Respond after the last block.");
        }
        _ => {}
    }
    node.skip(&["responseCode", "responseData", "options.responseCode", "options.responseData"]);
    node.skip(&["responseBinaryPropertyName", "webhookNotice", "webhookStreamingNotice"]);
}

/// What a caller gets who does not wait for the run.
fn at_once(node: &Source<'_>, to: &mut Draft) {
    let code = ["options.responseCode.values.responseCode", "options.responseCode", "responseCode"];
    let code = code.iter().map(|path| node.peek(path).and_then(Value::as_f64)).find_map(|code| code).unwrap_or(200.0);
    let code = match node.peek("options.responseCode.values.customCode").and_then(Value::as_f64) {
        Some(own) => own,
        None => code,
    };
    to.set("reply_status", if (200.0..=599.0).contains(&code) { code as u16 } else { 200 });
    let text = node.value("options.responseData", "");
    match text.as_str() {
        Some(text) if text.contains("{{") => {
            let message = "What a caller gets at once holds expressions there, which see nothing of the run anyway.";
            node.changed("options.responseData", message, "Write the text itself, or add a Respond.");
        }
        Some("") if !node.flag("options.noResponseBody", false) => {
            to.set("reply_text", "{\"message\":\"Workflow was started\"}")
                .set("reply_content_type", "application/json");
        }
        Some(text) => drop(to.set_unless("reply_text", text, "")),
        None => drop(to.set("reply_text", text.to_string()).set("reply_content_type", "application/json")),
    }
}

/// `executeWorkflowTrigger`: another flow calls this one.
pub(crate) fn called(node: &Source<'_>, to: &mut Draft) {
    to.trigger("sub_flow_trigger");
    node.skip(&["notice", "events", "inputSource", "jsonExample", "workflowInputs", "outdatedVersionWarning"]);
}
