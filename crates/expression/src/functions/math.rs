//! The functions of `Math`.

use crate::methods::Arguments;
use crate::value::Val;

/// The smallest or largest of the arguments; lists among them count by their entries.
pub(super) fn extreme_of_all<'a>(arguments: &Arguments<'a>, largest: bool) -> Val<'a> {
    let numbers = arguments.0.iter().flat_map(|argument| argument.entries().unwrap_or_else(|| vec![argument.clone()]));
    Val::Number(extreme(numbers.map(|value| value.to_number()), largest))
}

/// The smallest or largest number; NaN if one is none.
pub(crate) fn extreme(numbers: impl Iterator<Item = f64>, largest: bool) -> f64 {
    let start = if largest { f64::NEG_INFINITY } else { f64::INFINITY };
    numbers.fold(start, |best, number| match (best.is_nan() || number.is_nan(), largest) {
        (true, _) => f64::NAN,
        (false, true) => best.max(number),
        (false, false) => best.min(number),
    })
}

/// `Math.name(…)`; None if there is no such function.
pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<f64> {
    let number = arguments.number_or(0, f64::NAN);
    let other = arguments.number_or(1, f64::NAN);
    let numbers = || arguments.0.iter().map(|value| value.to_number());
    Some(match name {
        "abs" => number.abs(),
        "acos" => number.acos(),
        "acosh" => number.acosh(),
        "asin" => number.asin(),
        "asinh" => number.asinh(),
        "atan" => number.atan(),
        "atan2" => number.atan2(other),
        "atanh" => number.atanh(),
        "cbrt" => number.cbrt(),
        "ceil" => number.ceil(),
        "clz32" => f64::from(whole(number).leading_zeros()),
        "cos" => number.cos(),
        "cosh" => number.cosh(),
        "exp" => number.exp(),
        "expm1" => number.exp_m1(),
        "floor" => number.floor(),
        "fround" => f64::from(number as f32),
        "hypot" => numbers().map(|number| number.powi(2)).sum::<f64>().sqrt(),
        "imul" => f64::from((whole(number) as i32).wrapping_mul(whole(other) as i32)),
        "log" => number.ln(),
        "log10" => number.log10(),
        "log1p" => number.ln_1p(),
        "log2" => number.log2(),
        "max" => extreme(numbers(), true),
        "min" => extreme(numbers(), false),
        "pow" => power(number, other),
        // JavaScript rounds halves up, also below zero.
        "round" if number.fract() == 0.0 => number,
        "round" if number - number.floor() < 0.5 => number.floor(),
        "round" => number.floor() + 1.0,
        "sign" if number == 0.0 || number.is_nan() => number,
        "sign" => number.signum(),
        "sin" => number.sin(),
        "sinh" => number.sinh(),
        "sqrt" => number.sqrt(),
        "tan" => number.tan(),
        "tanh" => number.tanh(),
        "trunc" => number.trunc(),
        _ => return None,
    })
}

/// `**`: one to the power of what is no number, or of infinity, is no number.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) { f64::NAN } else { base.powf(exponent) }
}

/// The 32 bits JavaScript takes for work on bits.
fn whole(number: f64) -> u32 {
    if number.is_finite() { (number.trunc() % 4_294_967_296.0) as i64 as u32 } else { 0 }
}
