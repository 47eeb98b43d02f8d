//! Numbers that JSON programs round: whole ones beyond 2^53 and decimals with many digits.

use serde_json::{Number, Value};

/// Whole numbers up to here are exact in every JSON program.
const EXACT_MOST: i128 = 1 << 53;
/// Decimals of so many digits come back from a float as they were.
const EXACT_DIGITS: usize = 15;

/// What becomes of whole numbers of 64 bits and of decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LargeNumbers {
    /// Numbers where every program reads them exactly, else texts.
    #[default]
    Exact,
    /// Always texts.
    Text,
    /// Always numbers, rounded where need be.
    Number,
}

impl LargeNumbers {
    /// A whole number of 64 bits.
    pub(crate) fn whole(self, number: i128) -> Value {
        let is_exact = (-EXACT_MOST..=EXACT_MOST).contains(&number);
        match self {
            Self::Text => number.to_string().into(),
            Self::Exact if !is_exact => number.to_string().into(),
            Self::Exact | Self::Number => as_number(number),
        }
    }

    /// A decimal, given as its text.
    pub(crate) fn decimal(self, text: String) -> Value {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let number = || text.parse::<f64>().ok().filter(|number| number.is_finite());
        match self {
            Self::Text => text.into(),
            Self::Exact if digits > EXACT_DIGITS => text.into(),
            Self::Exact | Self::Number => match number() {
                Some(number) if number.fract() == 0.0 && number.abs() < EXACT_MOST as f64 => (number as i64).into(),
                Some(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
                // `NaN` and `Infinity` are no JSON.
                None => text.into(),
            },
        }
    }
}

fn as_number(number: i128) -> Value {
    i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).unwrap_or(Value::Null)
}

/// A float; what is no number is a text.
pub(crate) fn float(number: f64) -> Value {
    Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_stay_exact_unless_told_otherwise() {
        use LargeNumbers::{Exact, Number, Text};
        for (number, exact, text, as_number) in [
            (7, json!(7), json!("7"), json!(7)),
            (1 << 53, json!(9_007_199_254_740_992_i64), json!("9007199254740992"), json!(9_007_199_254_740_992_i64)),
            ((1 << 53) + 1, json!("9007199254740993"), json!("9007199254740993"), json!(9_007_199_254_740_993_i64)),
        ] {
            assert_eq!((Exact.whole(number), Text.whole(number), Number.whole(number)), (exact, text, as_number));
        }
        for (decimal, exact, as_number) in [
            ("12.50", json!(12.5), json!(12.5)),
            ("3.00", json!(3), json!(3)),
            ("0.1234567890123456789", json!("0.1234567890123456789"), json!(0.123_456_789_012_345_68)),
            ("NaN", json!("NaN"), json!("NaN")),
        ] {
            let got = (Exact.decimal(decimal.into()), Number.decimal(decimal.into()));
            assert_eq!(got, (exact, as_number), "{decimal}");
            assert_eq!(Text.decimal(decimal.into()), json!(decimal));
        }
    }
}
