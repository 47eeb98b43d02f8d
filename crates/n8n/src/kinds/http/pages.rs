//! How the pages of an answer are asked for.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// The most pages of one answer.
const PAGES_MOST: f64 = 1_000.0;

pub(super) fn map(pagination: &Source<'_>, to: &mut Draft) {
    let mut pages = Map::new();
    match pagination.choice("paginationMode", "updateAParameterInEachRequest") {
        "responseContainsNextURL" => {
            pages.insert("mode".into(), "next_url".into());
            pages.insert("next_url".into(), pagination.text("nextURL", "").into());
        }
        "updateAParameterInEachRequest" => {
            let changes: Value = pagination.entries("parameters.parameters").iter().map(change).collect();
            pages.insert("mode".into(), "change".into());
            pages.insert("changes".into(), changes);
        }
        _ => {
            let kept = ["nextURL", "parameters", "paginationCompleteWhen", "statusCodesWhenComplete"];
            pagination.skip(&kept);
            return pagination.skip(&["completeExpression", "limitPagesFetched", "maxRequests", "requestInterval"]);
        }
    }
    match pagination.choice("paginationCompleteWhen", "responseIsEmpty") {
        "receiveSpecificStatusCodes" => {
            pages.insert("until".into(), "status".into());
            pages.insert("statuses".into(), pagination.text("statusCodesWhenComplete", "").into());
        }
        "other" => {
            pages.insert("until".into(), "condition".into());
            pages.insert("condition".into(), pagination.text("completeExpression", "").into());
        }
        _ => {}
    }
    let is_limited = pagination.flag("limitPagesFetched", false);
    let most = if is_limited { pagination.number("maxRequests", 100.0) } else { PAGES_MOST };
    pages.insert("most".into(), json!(most.clamp(1.0, PAGES_MOST) as u64));
    let pause_ms = pagination.number("requestInterval", 0.0).clamp(0.0, 60_000.0) as u64;
    if pause_ms > 0 {
        pages.insert("pause_ms".into(), pause_ms.into());
    }
    pagination.skip(&["webhookNotice", "maxRequests", "nextURL", "parameters", "statusCodesWhenComplete"]);
    pagination.skip(&["completeExpression"]);
    to.set("pages", pages);
}

fn change(entry: &Source<'_>) -> Value {
    let place = match entry.choice("type", "qs") {
        "qs" => "query",
        other => other,
    };
    json!({"place": place, "name": entry.text("name", ""), "value": entry.value("value", "")})
}
