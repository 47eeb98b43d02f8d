//! Functions of one row.

use super::Fault;
use node_sdk::values::{as_number, number, text_of};
use serde_json::Value;

/// What a function gives; None is undefined.
pub(super) fn call(name: &str, arguments: Vec<Option<Value>>) -> Result<Option<Value>, Fault> {
    let filled = |place: usize| arguments.get(place).and_then(Option::as_ref).filter(|value| !value.is_null());
    let text = |place: usize| filled(place).map(|value| text_of(value).into_owned());
    let amount = |place: usize| filled(place).map(|value| as_number(Some(value)));
    let numeric = |work: fn(f64) -> f64| amount(0).map(|value| number(work(value)));
    Ok(match name {
        "UPPER" | "UCASE" => text(0).map(|text| text.to_uppercase().into()),
        "LOWER" | "LCASE" => text(0).map(|text| text.to_lowercase().into()),
        "TRIM" => text(0).map(|text| text.trim().into()),
        "LTRIM" => text(0).map(|text| text.trim_start().into()),
        "RTRIM" => text(0).map(|text| text.trim_end().into()),
        "LEN" | "LENGTH" => text(0).map(|text| text.encode_utf16().count().into()),
        "REVERSE" => text(0).map(|text| text.chars().rev().collect::<String>().into()),
        "CONCAT" => Some((0..arguments.len()).filter_map(text).collect::<String>().into()),
        "CONCAT_WS" => {
            let parts: Vec<String> = (1..arguments.len()).filter_map(text).collect();
            Some(parts.join(&text(0).unwrap_or_default()).into())
        }
        "REPLACE" => {
            text(0).map(|found| found.replace(&text(1).unwrap_or_default(), &text(2).unwrap_or_default()).into())
        }
        "SUBSTRING" | "SUBSTR" | "MID" => text(0).map(|found| part(&found, amount(1), amount(2)).into()),
        "LEFT" => text(0).map(|found| part(&found, Some(1.0), amount(1)).into()),
        "RIGHT" => text(0).map(|found| {
            let count = amount(1).unwrap_or(0.0).max(0.0) as usize;
            let letters = found.chars().count();
            found.chars().skip(letters.saturating_sub(count)).collect::<String>().into()
        }),
        "ABS" => numeric(f64::abs),
        "CEIL" | "CEILING" => numeric(f64::ceil),
        "FLOOR" => numeric(f64::floor),
        "SQRT" => numeric(f64::sqrt),
        "EXP" => numeric(f64::exp),
        "LOG" => numeric(f64::ln),
        "POWER" | "POW" => amount(0).zip(amount(1)).map(|(base, exponent)| number(base.powf(exponent))),
        "ROUND" => amount(0).map(|value| {
            let scale = 10_f64.powf(amount(1).unwrap_or(0.0));
            // As JavaScript does: halves go up.
            number((value * scale + 0.5).floor() / scale)
        }),
        "COALESCE" | "IFNULL" | "NVL" | "ISNULL" => (0..arguments.len()).find_map(filled).cloned(),
        "NULLIF" => filled(0).filter(|value| !super::compare::is_equal(Some(value), filled(1))).cloned(),
        "IIF" | "IF" => {
            let holds = filled(0).is_some_and(|value| *value != false && *value != 0 && *value != "");
            arguments.get(if holds { 1 } else { 2 }).cloned().flatten()
        }
        "GREATEST" => (0..arguments.len()).filter_map(amount).reduce(f64::max).map(number),
        "LEAST" => (0..arguments.len()).filter_map(amount).reduce(f64::min).map(number),
        "CAST" | "CONVERT" => cast(filled(0), &text(1).unwrap_or_default()),
        _ => return Err(Fault::new(format!("There is no function `{name}`."))),
    })
}

/// So many letters from a place on, which counts from 1.
fn part(text: &str, from: Option<f64>, count: Option<f64>) -> String {
    let skipped = (from.unwrap_or(1.0) - 1.0).max(0.0) as usize;
    text.chars().skip(skipped).take(count.map_or(usize::MAX, |count| count.max(0.0) as usize)).collect()
}

fn cast(value: Option<&Value>, wanted: &str) -> Option<Value> {
    let value = value?;
    Some(match wanted.to_ascii_uppercase().as_str() {
        "STRING" | "VARCHAR" | "CHAR" | "TEXT" | "NVARCHAR" => text_of(value).into_owned().into(),
        "INT" | "INTEGER" | "BIGINT" => number(as_number(Some(value)).trunc()),
        "NUMBER" | "FLOAT" | "DOUBLE" | "DECIMAL" | "NUMERIC" | "REAL" => number(as_number(Some(value))),
        "BOOLEAN" | "BOOL" => (*value == true || *value == "true" || *value == 1).into(),
        _ => value.clone(),
    })
}
