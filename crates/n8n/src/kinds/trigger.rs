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
    to.trigger("schedule").set("in_words", true);
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

/// `executeWorkflowTrigger`: another flow calls this one.
pub(crate) fn called(node: &Source<'_>, to: &mut Draft) {
    to.trigger("sub_flow_trigger");
    node.skip(&["notice", "events", "inputSource", "jsonExample", "workflowInputs", "outdatedVersionWarning"]);
}
