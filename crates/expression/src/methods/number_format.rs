//! Numbers as people of a country write them, by the options of `Intl.NumberFormat`.

use super::Arguments;
use crate::convert::number_text;
use crate::eval::fields_of;
use crate::value::{Fields, Val};

/// How a country writes numbers.
struct Country {
    group: char,
    point: char,
    /// Whether four digits stand together.
    spares_four: bool,
    /// What stands between a number and the sign after it; None: the sign is before.
    after: Option<&'static str>,
    /// What stands between a sign before it and the number.
    before: &'static str,
    /// What stands before the percent sign.
    percent: &'static str,
}

const NARROW: &str = "\u{202f}";
const FIXED: &str = "\u{a0}";

fn country(tag: &str) -> Country {
    let base = Country { group: ',', point: '.', spares_four: false, after: None, before: "", percent: "" };
    let european = Country { group: '.', point: ',', after: Some(FIXED), ..base };
    let blanks = Country { group: '\u{a0}', point: ',', after: Some(FIXED), ..european };
    match (tag.get(..2).unwrap_or_default().to_ascii_lowercase().as_str(), tag) {
        (_, "de-CH") => Country { group: '’', point: '.', before: FIXED, after: None, percent: "", ..base },
        (_, "de-AT") => Country { group: '\u{a0}', point: ',', before: FIXED, after: None, percent: FIXED, ..base },
        (_, "pt-PT") => Country { spares_four: true, ..blanks },
        ("de" | "da", _) => Country { percent: FIXED, ..european },
        ("id" | "tr" | "el", _) => european,
        ("es", _) => Country { spares_four: true, percent: FIXED, ..european },
        ("it", _) => Country { spares_four: true, ..european },
        ("pt" | "nl", _) => Country { after: None, before: FIXED, ..european },
        ("fr", _) => Country { group: '\u{202f}', percent: NARROW, ..blanks },
        ("pl", _) => Country { spares_four: true, ..blanks },
        ("sv" | "nb" | "no" | "fi" | "cs" | "ru" | "uk" | "sk" | "hu" | "bg", _) => {
            Country { percent: FIXED, ..blanks }
        }
        _ => base,
    }
}

/// Which digits are written.
struct Digits {
    least: usize,
    most: usize,
    whole: usize,
    significant: Option<usize>,
}

/// `toLocaleString` and `format`: a language and options.
pub(super) fn formatted(number: f64, arguments: &Arguments<'_>) -> String {
    let tag = match arguments.get(0) {
        Val::Text(tag) => tag.to_string(),
        list if list.length().is_some_and(|length| length > 0) => list.entry(0).to_text().into_owned(),
        _ => "en-US".to_owned(),
    };
    let options = fields_of(arguments.get(1));
    let text = |name: &str| match options.as_ref().map(|options| options.get(name)) {
        Some(Val::Text(text)) => text.into_owned(),
        _ => String::new(),
    };
    let (style, currency) = (text("style"), text("currency").to_ascii_uppercase());
    if number.is_nan() {
        return "NaN".into();
    }
    let country = country(&tag);
    let is_compact = text("notation") == "compact";
    let scaled = if style == "percent" { number * 100.0 } else { number };
    let (scaled, ending) = if is_compact { compact(scaled) } else { (scaled, "") };
    let digits = digits_of(options.as_ref(), &style, &currency, is_compact, scaled);
    let groups = !matches!(options.as_ref().map(|options| options.get("useGrouping")), Some(Val::Bool(false)));
    let plain = digits_text(scaled.abs(), &digits, &country, groups) + ending;
    let sign = if number < 0.0 && plain.chars().any(|digit| ('1'..='9').contains(&digit)) { "-" } else { "" };
    match style.as_str() {
        "percent" => format!("{sign}{plain}{}%", country.percent),
        "currency" if !currency.is_empty() => {
            let symbol = symbol(&currency, &tag, &text("currencyDisplay"));
            with_symbol(sign, &plain, &symbol, &country)
        }
        "unit" => format!("{sign}{plain} {}", short_unit(&text("unit"))),
        _ => format!("{sign}{plain}"),
    }
}

fn with_symbol(sign: &str, plain: &str, symbol: &str, country: &Country) -> String {
    match country.after {
        Some(between) => format!("{sign}{plain}{between}{symbol}"),
        None if symbol.len() == 3 && symbol.is_ascii() && country.before.is_empty() => {
            format!("{sign}{symbol}{FIXED}{plain}")
        }
        None => format!("{sign}{symbol}{}{plain}", country.before),
    }
}

fn short_unit(unit: &str) -> &str {
    match unit {
        "kilometer" => "km",
        "meter" => "m",
        "centimeter" => "cm",
        "kilogram" => "kg",
        "gram" => "g",
        "liter" => "L",
        "celsius" => "°C",
        "hour" => "hr",
        "minute" => "min",
        "second" => "sec",
        other => other,
    }
}

fn digits_of(options: Option<&Fields<'_>>, style: &str, currency: &str, is_compact: bool, number: f64) -> Digits {
    let option = |name: &str| {
        let number = options.map(|options| options.get(name).to_number());
        number.filter(|digits| (0.0..=100.0).contains(digits)).map(|digits| digits as usize)
    };
    let (least, most) = match (style, currency) {
        ("currency", "JPY" | "KRW" | "VND" | "CLP" | "ISK") => (0, 0),
        ("currency", _) => (2, 2),
        ("percent", _) => (0, 0),
        _ => (0, 3),
    };
    let asked = (option("minimumFractionDigits"), option("maximumFractionDigits"));
    let (least, most) = match asked {
        (Some(least), Some(most)) => (least.min(most), most),
        (Some(asked), None) => (asked, most.max(asked)),
        (None, Some(asked)) => (least.min(asked), asked),
        (None, None) if is_compact => (0, usize::from(number.abs() < 100.0 && number.abs().fract() >= 0.05)),
        (None, None) => (least, most),
    };
    Digits {
        least,
        most,
        whole: option("minimumIntegerDigits").unwrap_or(1),
        significant: option("maximumSignificantDigits").filter(|digits| *digits > 0),
    }
}

/// 1,234,567 as 1.2 million.
fn compact(number: f64) -> (f64, &'static str) {
    match number.abs() {
        size if size >= 1e12 => (number / 1e12, "T"),
        size if size >= 1e9 => (number / 1e9, "B"),
        size if size >= 1e6 => (number / 1e6, "M"),
        size if size >= 1e3 => (number / 1e3, "K"),
        _ => (number, ""),
    }
}

fn symbol(currency: &str, tag: &str, display: &str) -> String {
    let is_american = tag == "en-US" || tag.starts_with("de") || tag == "en-IN" || tag.starts_with("ja");
    match (currency, display) {
        (code, "code") => code.to_owned(),
        ("USD", "narrowSymbol") => "$".to_owned(),
        ("EUR", _) if tag == "de-CH" => "EUR".to_owned(),
        ("EUR", _) => "€".to_owned(),
        ("USD", _) if is_american => "$".to_owned(),
        ("USD", _) if tag.starts_with("fr") => "$US".to_owned(),
        ("USD", _) if tag.starts_with("it") || tag.starts_with("pl") => "USD".to_owned(),
        ("USD", _) => "US$".to_owned(),
        ("GBP", _) if tag.starts_with("fr") => "£GB".to_owned(),
        ("GBP", _) if tag.starts_with("es") || tag.starts_with("pl") || tag.starts_with("sv") => "GBP".to_owned(),
        ("GBP", _) => "£".to_owned(),
        ("JPY", _) if tag.starts_with("ja") => "￥".to_owned(),
        ("JPY", _) => "¥".to_owned(),
        ("INR", _) => "₹".to_owned(),
        ("BRL", _) => "R$".to_owned(),
        ("KRW", _) => "₩".to_owned(),
        ("CNY", _) => "CN¥".to_owned(),
        ("CAD", _) => "CA$".to_owned(),
        ("AUD", _) => "A$".to_owned(),
        ("PLN", _) if tag.starts_with("pl") => "zł".to_owned(),
        ("SEK" | "NOK" | "DKK", _) if tag.starts_with("sv") || tag.starts_with("nb") => "kr".to_owned(),
        (code, _) => code.to_owned(),
    }
}

fn digits_text(number: f64, digits: &Digits, country: &Country, groups: bool) -> String {
    if number.is_infinite() {
        return "∞".into();
    }
    let text = match digits.significant {
        Some(significant) => significant_text(number, significant),
        None => rounded_text(number, digits.most),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() > digits.least && fraction.ends_with('0') {
        fraction.pop();
    }
    while fraction.len() < digits.least && digits.significant.is_none() {
        fraction.push('0');
    }
    let whole = format!("{whole:0>width$}", width = digits.whole);
    let grouped = groups && !(country.spares_four && whole.len() <= 4);
    let mut result = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if grouped && place > 0 && (whole.len() - place) % 3 == 0 {
            result.push(country.group);
        }
        result.push(digit);
    }
    if !fraction.is_empty() {
        result.push(country.point);
        result.push_str(&fraction);
    }
    result
}

fn significant_text(number: f64, digits: usize) -> String {
    if number == 0.0 {
        return "0".into();
    }
    let exponent = number.log10().floor() as i32;
    let places = digits as i32 - 1 - exponent;
    if places >= 0 {
        return rounded_text(number, places as usize);
    }
    let scale = 10f64.powi(-places);
    number_text((number / scale).round() * scale)
}

/// Rounded half up as the number is written, not as the float lies: 1.005 is 1.01.
fn rounded_text(number: f64, most: usize) -> String {
    let written = format!("{number}");
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let rounds_up = fraction.as_bytes().get(most).is_some_and(|digit| *digit >= b'5');
    let kept: String = whole.chars().chain(fraction.chars().take(most)).collect();
    let digits = if rounds_up { incremented(&kept) } else { kept };
    let places = fraction.len().min(most);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// Decimal digits, one more.
fn incremented(digits: &str) -> String {
    let mut bytes = digits.as_bytes().to_vec();
    for byte in bytes.iter_mut().rev() {
        if *byte < b'9' {
            *byte += 1;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        *byte = b'0';
    }
    format!("1{}", String::from_utf8_lossy(&bytes))
}
