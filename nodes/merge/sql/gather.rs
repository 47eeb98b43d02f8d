//! Functions over all rows of a group.

use super::Fault;
use super::compare::is_equal;
use super::query::Expr;
use super::run::Sight;
use node_sdk::values::{as_number, is_less, number, text_of};
use serde_json::Value;

const NAMES: &[&str] =
    &["COUNT", "SUM", "AVG", "MIN", "MAX", "FIRST", "LAST", "ARRAY", "GROUP_CONCAT", "MEDIAN", "STDEV", "VAR"];

/// Whether a function looks at all rows of a group.
pub(super) fn is_gathering(name: &str) -> bool {
    NAMES.contains(&name)
}

/// What a function gives for the group.
pub(super) fn gathered(
    sight: &Sight<'_>,
    name: &str,
    arguments: &[Expr],
    distinct: bool,
) -> Result<Option<Value>, Fault> {
    let Some(argument) = arguments.first() else { return Err(Fault::new(format!("`{name}` needs a value."))) };
    let Some(group) = sight.group else { return sight.value(argument) };
    let mut values: Vec<Value> = Vec::new();
    for row in group {
        let value = sight.at(row).value(argument)?;
        let keeps_null = name == "ARRAY";
        let value = value.filter(|value| keeps_null || !value.is_null());
        values
            .extend(value.filter(|value| !distinct || !values.iter().any(|other| is_equal(Some(other), Some(value)))));
    }
    Ok(of_values(name, values))
}

fn of_values(name: &str, values: Vec<Value>) -> Option<Value> {
    let numbers =
        || values.iter().map(|value| as_number(Some(value))).filter(|number| !number.is_nan()).collect::<Vec<_>>();
    match name {
        "COUNT" => Some(values.len().into()),
        "SUM" => (!values.is_empty()).then(|| number(numbers().iter().sum())),
        "AVG" => mean(&numbers()).map(number),
        "MIN" => values.into_iter().reduce(|one, other| if is_less(Some(&other), Some(&one)) { other } else { one }),
        "MAX" => values.into_iter().reduce(|one, other| if is_less(Some(&one), Some(&other)) { other } else { one }),
        "FIRST" => values.into_iter().next(),
        "LAST" => values.into_iter().next_back(),
        "ARRAY" => Some(values.into()),
        "GROUP_CONCAT" => Some(values.iter().map(|value| text_of(value)).collect::<Vec<_>>().join(",").into()),
        "MEDIAN" => median(numbers()).map(number),
        "VAR" => variance(&numbers()).map(number),
        _ => variance(&numbers()).map(|variance| number(variance.sqrt())),
    }
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    Some(if numbers.len() % 2 == 1 { upper } else { (numbers[middle - 1] + upper) / 2.0 })
}

/// That of a sample.
fn variance(numbers: &[f64]) -> Option<f64> {
    let mean = mean(numbers).filter(|_| numbers.len() > 1)?;
    Some(numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / (numbers.len() - 1) as f64)
}
