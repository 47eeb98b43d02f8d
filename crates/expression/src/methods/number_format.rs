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
    minus: &'static str,
    /// Whether a minus stands between the sign of a currency and the number.
    sign_inside: bool,
    /// Whether the groups before the last one have two digits, as in India.
    in_pairs: bool,
}

const NARROW: &str = "\u{202f}";
const FIXED: &str = "\u{a0}";

fn country(tag: &str) -> Country {
    let base = Country {
        group: ',',
        point: '.',
        spares_four: false,
        after: None,
        before: "",
        percent: "",
        minus: "-",
        sign_inside: false,
        in_pairs: false,
    };
    let european = Country { group: '.', point: ',', after: Some(FIXED), ..base };
    let blanks = Country { group: '\u{a0}', point: ',', after: Some(FIXED), ..european };
    match (tag.get(..2).unwrap_or_default().to_ascii_lowercase().as_str(), tag) {
        (_, "de-CH") => Country { group: '\'', point: '.', before: FIXED, after: None, percent: "", ..base },
        (_, "de-AT") => Country { group: '\u{a0}', point: ',', before: FIXED, after: None, percent: FIXED, ..base },
        (_, "pt-PT") => Country { spares_four: true, ..blanks },
        ("de" | "da", _) => Country { percent: FIXED, ..european },
        ("id" | "tr", _) => Country { after: None, ..european },
        ("el" | "vi", _) => european,
        ("ro", _) => Country { percent: FIXED, ..european },
        ("hr", _) => Country { percent: FIXED, minus: "−", ..european },
        ("es", "es-MX" | "es-US" | "es-419") => base,
        ("es", _) => Country { spares_four: true, percent: FIXED, ..european },
        ("it", _) => Country { spares_four: true, ..european },
        ("pt", _) => Country { after: None, before: FIXED, ..european },
        ("nl", _) => Country { after: None, before: FIXED, sign_inside: true, ..european },
        ("fr", "fr-CA") => Country { percent: FIXED, ..blanks },
        ("fr", "fr-CH") => Country { group: '\u{202f}', ..blanks },
        ("fr", _) => Country { group: '\u{202f}', percent: FIXED, ..blanks },
        ("pl", _) => Country { spares_four: true, ..blanks },
        (_, "en-IN") | ("hi", _) => Country { in_pairs: true, ..base },
        ("sv" | "nb" | "no" | "fi", _) => Country { percent: FIXED, minus: "−", ..blanks },
        ("cs" | "ru" | "sk", _) => Country { percent: FIXED, ..blanks },
        ("uk", _) => blanks,
        ("hu" | "bg", _) => Country { spares_four: true, ..blanks },
        ("et", _) => Country { spares_four: true, minus: "−", ..blanks },
        _ => base,
    }
}

/// How the country writes amounts of money, where that is another way.
fn of_money(country: Country, tag: &str) -> Country {
    match tag {
        "de-AT" => Country { group: '.', ..country },
        "fr-CH" => Country { point: '.', ..country },
        _ => country,
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
    let country = match style.as_str() {
        "currency" => of_money(country(&tag), &tag),
        _ => country(&tag),
    };
    let notation = text("notation");
    let is_compact = notation == "compact";
    let scaled = if style == "percent" { number * 100.0 } else { number };
    let (scaled, ending) = match notation.as_str() {
        "compact" => compact(scaled, &tag, text("compactDisplay") == "long"),
        "scientific" => scientific(scaled),
        _ => (scaled, String::new()),
    };
    let digits = digits_of(options.as_ref(), &style, &currency, is_compact, scaled);
    let groups = !matches!(options.as_ref().map(|options| options.get("useGrouping")), Some(Val::Bool(false)));
    let plain = digits_text(scaled.abs(), &digits, &country, groups && !is_compact) + &ending;
    let sign = sign(number, &plain, &text("signDisplay"), &country);
    match style.as_str() {
        "percent" if tag.starts_with("tr") => format!("{sign}%{plain}"),
        "percent" => format!("{sign}{plain}{}%", country.percent),
        "currency" if text("currencyDisplay") == "name" && tag.starts_with("en") => {
            format!("{sign}{plain} {}", currency_name(&currency, &plain))
        }
        "currency" if !currency.is_empty() => {
            let symbol = symbol(&currency, &tag, &text("currencyDisplay"));
            with_symbol(sign, &plain, &symbol, &country)
        }
        "unit" => {
            let unit = unit(&text("unit"), &text("unitDisplay"), &plain);
            format!("{sign}{plain}{}", if tag.starts_with("fr") { unit.replace(' ', NARROW) } else { unit })
        }
        _ => format!("{sign}{plain}"),
    }
}

fn with_symbol(sign: &str, plain: &str, symbol: &str, country: &Country) -> String {
    match country.after {
        Some(between) => format!("{sign}{plain}{between}{symbol}"),
        None if symbol.bytes().all(|byte| byte.is_ascii_uppercase()) && country.before.is_empty() => {
            format!("{sign}{symbol}{FIXED}{plain}")
        }
        None if country.sign_inside => format!("{symbol}{}{sign}{plain}", country.before),
        None => format!("{sign}{symbol}{}{plain}", country.before),
    }
}

/// A number alone, in the way of a language.
pub(crate) fn localized(number: f64, tag: &str) -> String {
    formatted(number, &Arguments(vec![Val::text(tag)]))
}

/// What stands in front of a number for its sign.
fn sign(number: f64, plain: &str, display: &str, country: &Country) -> &'static str {
    let is_zero = !plain.chars().any(|digit| ('1'..='9').contains(&digit) || digit == '∞');
    match (display, number < 0.0) {
        ("never", _) => "",
        ("exceptZero", _) if is_zero => "",
        (_, true) if !is_zero => country.minus,
        ("always" | "exceptZero", false) => "+",
        _ => "",
    }
}

/// A unit with the blank before it.
fn unit(unit: &str, display: &str, plain: &str) -> String {
    let plural = if plain == "1" { "" } else { "s" };
    let short = match unit {
        _ if display == "long" => return format!(" {unit}{plural}"),
        "kilometer" => "km",
        "meter" => "m",
        "centimeter" => "cm",
        "millimeter" => "mm",
        "mile" => "mi",
        "kilogram" => "kg",
        "gram" => "g",
        "pound" => "lb",
        "liter" => "L",
        "celsius" => return "°C".into(),
        "fahrenheit" => return "°F".into(),
        "percent" => return "%".into(),
        "kilometer-per-hour" => "km/h",
        "mile-per-hour" => "mph",
        "byte" => "byte",
        "kilobyte" => "kB",
        "megabyte" => "MB",
        "gigabyte" => "GB",
        "terabyte" => "TB",
        "year" => return format!(" yr{plural}"),
        "quarter" => return format!(" qtr{plural}"),
        "month" => return format!(" mth{plural}"),
        "week" => return format!(" wk{plural}"),
        "day" => return format!(" day{plural}"),
        "hour" => "hr",
        "minute" => "min",
        "second" => "sec",
        "millisecond" => "ms",
        other => other,
    };
    if display == "narrow" { short.to_owned() } else { format!(" {short}") }
}

/// The name of a currency in English.
fn currency_name(code: &str, plain: &str) -> String {
    let (one, many) = match code {
        "USD" => ("US dollar", "US dollars"),
        "EUR" => ("euro", "euros"),
        "GBP" => ("British pound", "British pounds"),
        "JPY" => ("Japanese yen", "Japanese yen"),
        "INR" => ("Indian rupee", "Indian rupees"),
        "BRL" => ("Brazilian real", "Brazilian reals"),
        "CAD" => ("Canadian dollar", "Canadian dollars"),
        "AUD" => ("Australian dollar", "Australian dollars"),
        "CHF" => ("Swiss franc", "Swiss francs"),
        "CNY" => ("Chinese yuan", "Chinese yuan"),
        "MXN" => ("Mexican peso", "Mexican pesos"),
        _ => return code.to_owned(),
    };
    if plain == "1" { one } else { many }.to_owned()
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
    let small = (is_compact && asked == (None, None) && number.abs() < 1.0).then_some(2);
    let (least, most) = match asked {
        (Some(least), Some(most)) => (least.min(most), most),
        (Some(asked), None) => (asked, most.max(asked)),
        (None, Some(asked)) => (least.min(asked), asked),
        // Two digits are enough, and all that stand before the point.
        (None, None) if is_compact => (0, usize::from(number.abs() < 9.95)),
        (None, None) => (least, most),
    };
    Digits {
        least,
        most,
        whole: option("minimumIntegerDigits").unwrap_or(1),
        significant: option("maximumSignificantDigits").filter(|digits| *digits > 0).or(small),
    }
}

/// 1,234,567 as 1.2 million, and what stands behind it.
fn compact(number: f64, tag: &str, is_long: bool) -> (f64, String) {
    let words: [&str; 4] = match (tag.get(..2).unwrap_or_default(), is_long) {
        ("de", false) => ["", "\u{a0}Mio.", "\u{a0}Mrd.", "\u{a0}Bio."],
        ("fr", false) => ["\u{a0}k", "\u{a0}M", "\u{a0}Md", "\u{a0}Bn"],
        ("es", false) => ["\u{a0}mil", "\u{a0}M", "", "\u{a0}B"],
        ("pt", false) => ["\u{a0}mil", "\u{a0}mi", "\u{a0}bi", "\u{a0}tri"],
        ("it", false) => ["K", "\u{a0}Mln", "\u{a0}Mrd", "\u{a0}Bln"],
        ("nl", false) => ["K", "\u{a0}mln.", "\u{a0}mld.", "\u{a0}bln."],
        ("en", false) if tag == "en-GB" => ["k", "m", "bn", "tn"],
        ("sv", false) => ["\u{a0}tn", "\u{a0}mn", "\u{a0}md", "\u{a0}bn"],
        ("en", true) => [" thousand", " million", " billion", " trillion"],
        ("de", true) => ["\u{a0}Tausend", "\u{a0}Millionen", "\u{a0}Milliarden", "\u{a0}Billionen"],
        _ => ["K", "M", "B", "T"],
    };
    // What rounds up to the next word has it.
    let size = number.abs() * 1.000_5;
    let steps = [(1e12, 3), (1e9, 2), (1e6, 1), (1e3, 0)];
    let step = steps.into_iter().find(|(limit, place)| size >= *limit && !words[*place].is_empty());
    step.map_or_else(|| (number, String::new()), |(limit, place)| (number / limit, words[place].to_owned()))
}

/// 1,234,567 as 1.235E6.
fn scientific(number: f64) -> (f64, String) {
    let written = format!("{number:e}");
    let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    (digits.parse().unwrap_or(number), format!("E{exponent}"))
}

fn symbol(currency: &str, tag: &str, display: &str) -> String {
    let language = tag.get(..2).unwrap_or_default();
    let is_american = tag == "en-US"
        || matches!(language, "el" | "tr" | "et" | "fi" | "hi" | "he")
        || tag.starts_with("de")
        || tag == "en-IN"
        || tag.starts_with("ja");
    match (currency, display) {
        (code, "code") => code.to_owned(),
        ("USD", "narrowSymbol") => "$".to_owned(),
        ("EUR", _) if tag == "de-CH" => "EUR".to_owned(),
        ("EUR", _) if matches!(language, "hu" | "uk" | "ro") || tag == "es-MX" => "EUR".to_owned(),
        ("EUR", _) => "€".to_owned(),
        ("USD", _) if tag == "fr-CA" => "$\u{a0}US".to_owned(),
        ("USD", _) if matches!(language, "hu" | "uk" | "ro" | "hr" | "nb" | "sk") || tag == "es-MX" => "USD".to_owned(),
        ("USD", _) if language == "bg" => "щ.д.".to_owned(),
        ("USD", _) if is_american || tag.starts_with("ru") => "$".to_owned(),
        ("USD", _) if tag.starts_with("fr") => "$US".to_owned(),
        ("USD", _) if tag.starts_with("it") || tag.starts_with("pl") => "USD".to_owned(),
        ("USD", _) => "US$".to_owned(),
        ("GBP", _) if tag.starts_with("fr") => "£GB".to_owned(),
        ("GBP", _) if tag.starts_with("es") || tag.starts_with("pl") || tag.starts_with("sv") => "GBP".to_owned(),
        ("GBP", _) => "£".to_owned(),
        ("JPY", _) if tag.starts_with("ja") => "￥".to_owned(),
        ("JPY", _) if ["en-GB", "en-IN", "nl"].iter().any(|start| tag.starts_with(start)) => "JP¥".to_owned(),
        ("JPY" | "INR", _) if ["es", "it", "pl", "sv"].iter().any(|start| tag.starts_with(start)) => {
            currency.to_owned()
        }
        ("JPY", _) if tag.starts_with("fr") => "JPY".to_owned(),
        ("JPY", _) => "¥".to_owned(),
        ("INR", _) => "₹".to_owned(),
        ("BRL", _) if tag.starts_with("it") || tag.starts_with("es") => "BRL".to_owned(),
        ("BRL", _) if tag.starts_with("sv") => "BR$".to_owned(),
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
        if grouped && place > 0 && is_boundary(whole.len() - place, country) {
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

/// Whether a group begins where so many digits are left.
fn is_boundary(left: usize, country: &Country) -> bool {
    if country.in_pairs { left == 3 || (left > 3 && (left - 3).is_multiple_of(2)) } else { left.is_multiple_of(3) }
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
