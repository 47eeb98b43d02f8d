//! The methods of numbers.

use super::Arguments;
use super::number_format;
use crate::convert::number_text;
use crate::eval::{Eval, Evaluator, fault, refusal};
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
        "toExponential" if !number.is_finite() => Val::text(number_text(number)),
        "toExponential" if !arguments.has(0) => {
            let text = format!("{number:e}");
            Val::text(if text.contains("e-") { text } else { text.replacen('e', "e+", 1) })
        }
        "toExponential" => Val::text(exponential(number, digits(arguments, 6)?)),
        "toString" if arguments.has(0) => Val::text(in_radix(number, arguments.whole_or(0, 10))?),
        "toLocaleString" | "format" => Val::text(number_format::formatted(number, arguments)),
        "round" => Val::Number(fixed(number, digits(arguments, 0)?).parse().unwrap_or(number)),
        "floor" => Val::Number(number.floor()),
        "ceil" => Val::Number(number.ceil()),
        "abs" => Val::Number(number.abs()),
        "isEven" | "isOdd" if number.fract() != 0.0 || !number.is_finite() => {
            return Err(refusal(format!("`{name}` needs a whole number."), "Round it first, with `.round()`."));
        }
        "isEven" => Val::Bool(number % 2.0 == 0.0),
        "isOdd" => Val::Bool((number % 2.0).abs() == 1.0),
        "isEmpty" => Val::Bool(!value.truthy()),
        "isNotEmpty" => Val::Bool(value.truthy()),
        "isInteger" => Val::Bool(number.fract() == 0.0),
        "toInt" => Val::Number(fixed(number, 0).parse().unwrap_or(number)),
        "toBoolean" => Val::Bool(number != 0.0),
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

/// `toFixed`: the nearest, and where two are as near the larger, as the float lies.
pub(super) fn fixed(number: f64, digits: usize) -> String {
    if !number.is_finite() || number.abs() >= 1e21 {
        return number_text(number);
    }
    let text = if is_tie(number, digits) {
        // The even one may have been chosen; a little more leads to the larger.
        let nudged = number.abs() * (1.0 + f64::EPSILON);
        format!("{}{nudged:.digits$}", if number < 0.0 { "-" } else { "" })
    } else {
        format!("{number:.digits$}")
    };
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero && number == 0.0 { text.replace('-', "") } else { text }
}

/// Digits enough to tell a tie: a float has 17 that count.
const TIE_DIGITS: usize = 30;

/// Whether a float lies in the very middle between two numbers of so many digits.
fn is_tie(number: f64, digits: usize) -> bool {
    ends_in_a_tie(&format!("{:.*}", digits + TIE_DIGITS, number.abs()))
}

/// Whether the last [`TIE_DIGITS`] of a written number are a five and zeros.
fn ends_in_a_tie(exact: &str) -> bool {
    let tail = &exact[exact.len().saturating_sub(TIE_DIGITS)..];
    tail.starts_with('5') && tail[1..].bytes().all(|byte| byte == b'0')
}

/// `toPrecision`: so many digits that count, with an exponent where it is shorter.
fn precise(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return number_text(number);
    }
    let text = exponential(number, digits - 1);
    // Of the rounded number: 99.9 with two digits is 1.0e+2.
    let exponent = text.rsplit('e').next().and_then(|exponent| exponent.parse().ok()).unwrap_or(0_i64);
    match usize::try_from(digits as i64 - 1 - exponent) {
        Ok(decimals) if exponent >= -6 => fixed(number, decimals),
        _ => text,
    }
}

/// `toExponential`: rounded as [`fixed`] does, but away from zero on both sides.
fn exponential(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return number_text(number);
    }
    let exact = format!("{:.*e}", digits + TIE_DIGITS, number.abs());
    let is_tie = exact.split('e').next().is_some_and(ends_in_a_tie);
    let nudged = if is_tie { number.abs() * (1.0 + f64::EPSILON) } else { number.abs() };
    let text = format!("{}{nudged:.digits$e}", if number < 0.0 { "-" } else { "" });
    if text.contains("e-") { text } else { text.replacen('e', "e+", 1) }
}

fn in_radix<'a>(number: f64, radix: i64) -> Eval<'a, String> {
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix));
    let radix =
        radix.ok_or_else(|| fault("The base must be between 2 and 36.", "Write for example `.toString(16)`."))?;
    if radix == 10 || !number.is_finite() {
        return Ok(number_text(number));
    }
    let (digits, carries) = fraction_digits(number.abs(), radix);
    let mut rest = number.abs().trunc() as u128 + u128::from(carries);
    let mut letters = Vec::new();
    while rest > 0 || letters.is_empty() {
        letters.extend(char::from_digit((rest % u128::from(radix)) as u32, radix));
        rest /= u128::from(radix);
    }
    letters.extend((number < 0.0).then_some('-'));
    let mut text: String = letters.into_iter().rev().collect();
    if !digits.is_empty() {
        text.push('.');
        text.extend(digits.into_iter().filter_map(|digit| char::from_digit(digit, radix)));
    }
    Ok(text)
}

/// The digits behind the point: as many as tell the float from its neighbours, the last
/// one rounded. Also whether the rounding reaches the number before the point.
fn fraction_digits(number: f64, radix: u32) -> (Vec<u32>, bool) {
    let base = f64::from(radix);
    let mut fraction = number.fract();
    let mut doubt = (0.5 * (number.next_up() - number)).max(f64::from_bits(1));
    let mut digits = Vec::new();
    while fraction >= doubt {
        (fraction, doubt) = (fraction * base, doubt * base);
        let digit = fraction.trunc();
        digits.push(digit as u32);
        fraction -= digit;
        let rounds_up = fraction > 0.5 || (fraction == 0.5 && digit % 2.0 == 1.0);
        if rounds_up && fraction + doubt > 1.0 {
            while digits.last().is_some_and(|last| last + 1 == radix) {
                digits.pop();
            }
            return match digits.last_mut() {
                Some(last) => {
                    *last += 1;
                    (digits, false)
                }
                None => (digits, true),
            };
        }
    }
    (digits, false)
}
