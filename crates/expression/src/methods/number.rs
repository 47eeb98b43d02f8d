//! The methods of numbers.

use super::Arguments;
use crate::convert::number_text;
use crate::eval::{Eval, Evaluator, fault};
use crate::value::Val;

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    value: &Val<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let number = value.to_number();
    Ok(Some(match name {
        "toFixed" => Val::text(fixed(number, digits(arguments, 0)?)),
        "toPrecision" if arguments.has(0) => Val::text(precise(number, digits(arguments, 6)?.max(1))),
        "toExponential" => Val::text(exponential(number, digits(arguments, 6)?)),
        "toString" if arguments.has(0) => Val::text(in_radix(number, arguments.whole_or(0, 10))?),
        "toLocaleString" | "format" => Val::text(grouped(number, arguments)),
        "round" => Val::Number(rounded(number, arguments.whole_or(0, 0))),
        "floor" => Val::Number(number.floor()),
        "ceil" => Val::Number(number.ceil()),
        "abs" => Val::Number(number.abs()),
        "isEven" => Val::Bool(number % 2.0 == 0.0),
        "isOdd" => Val::Bool((number % 2.0).abs() == 1.0),
        "isInteger" => Val::Bool(number.fract() == 0.0),
        "toInt" => Val::Number(number.trunc()),
        "toFloat" => Val::Number(number),
        "toDateTime" => super::dates::from_number(evaluator, number, &arguments.text_or(0, "ms"))?,
        _ => return Ok(None),
    }))
}

fn digits<'a>(arguments: &Arguments<'a>, otherwise: i64) -> Eval<'a, usize> {
    let digits = arguments.whole_or(0, otherwise);
    usize::try_from(digits)
        .ok()
        .filter(|digits| *digits <= 100)
        .ok_or_else(|| fault("The number of digits must be between 0 and 100.", "Write for example `.toFixed(2)`."))
}

/// Half goes away from zero, also where the float lies a little below the half
/// (1.005): people expect what they see.
pub(crate) fn rounded(number: f64, digits: i64) -> f64 {
    let scale = 10f64.powi(digits.clamp(-300, 300) as i32);
    let scaled = number * scale;
    if !scaled.is_finite() {
        return number;
    }
    let nudged = scaled + scaled.signum() * scaled.abs() * f64::EPSILON;
    nudged.round() / scale
}

fn fixed(number: f64, digits: usize) -> String {
    if !number.is_finite() || number.abs() >= 1e21 {
        return number_text(number);
    }
    format!("{number:.digits$}")
}

fn precise(number: f64, digits: usize) -> String {
    if !number.is_finite() || number == 0.0 {
        return number_text(number);
    }
    let exponent = number.abs().log10().floor() as i64;
    if exponent < -6 || exponent >= digits as i64 {
        return exponential(number, digits - 1);
    }
    format!("{number:.*}", (digits as i64 - 1 - exponent).max(0) as usize)
}

fn exponential(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$e}");
    if text.contains("e-") { text } else { text.replacen('e', "e+", 1) }
}

fn in_radix<'a>(number: f64, radix: i64) -> Eval<'a, String> {
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix));
    let radix =
        radix.ok_or_else(|| fault("The base must be between 2 and 36.", "Write for example `.toString(16)`."))?;
    if radix == 10 || !number.is_finite() {
        return Ok(number_text(number));
    }
    let mut rest = number.abs().trunc() as u128;
    let mut letters = Vec::new();
    while rest > 0 || letters.is_empty() {
        letters.extend(char::from_digit((rest % u128::from(radix)) as u32, radix));
        rest /= u128::from(radix);
    }
    letters.extend((number < 0.0).then_some('-'));
    Ok(letters.into_iter().rev().collect())
}

/// 1234567.891 as `1,234,567.891`; with a locale of Europe in their way.
fn grouped(number: f64, arguments: &Arguments<'_>) -> String {
    if !number.is_finite() {
        return number_text(number);
    }
    let options = crate::eval::fields_of(arguments.get(1));
    let option = |name: &str| {
        options.as_ref().map(|fields| fields.get(name).to_number()).filter(|digits| (0.0..=20.0).contains(digits))
    };
    let least = option("minimumFractionDigits").unwrap_or(0.0) as usize;
    let most = option("maximumFractionDigits").map_or(least.max(3), |digits| digits as usize).max(least);
    let locale = arguments.text_or(0, "en-US").to_lowercase();
    let (group, point) = match locale.get(..2).unwrap_or_default() {
        "de" | "es" | "it" | "nl" | "pt" | "tr" | "id" | "da" => ('.', ','),
        "fr" | "pl" | "cs" | "sv" | "nb" | "fi" | "ru" | "uk" => ('\u{a0}', ','),
        _ => (',', '.'),
    };
    let text = format!("{:.most$}", rounded(number, most as i64).abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let mut result: String = if number < 0.0 { "-".into() } else { String::new() };
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            result.push(group);
        }
        result.push(digit);
    }
    if !fraction.is_empty() {
        result.push(point);
        result.push_str(&fraction);
    }
    result
}
