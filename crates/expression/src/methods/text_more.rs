//! Methods of texts that JavaScript does not have: finding addresses, changing
//! the case of words, encodings, dates.

use super::Arguments;
use crate::convert;
use crate::date;
use crate::eval::{Eval, Evaluator, fault, refusal};
use crate::functions::{decode_component, encode_component};
use crate::value::Val;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let found = |found: Option<&str>| Val::or_undefined(found.map(Val::text));
    Ok(Some(match name {
        "toTitleCase" => Val::text(title_case(text)),
        "toSentenceCase" => Val::text(capitalised(&text.to_lowercase())),
        "toSnakeCase" | "snakeCase" => Val::text(words(text).join("_")),
        "camelCase" => {
            let words = words(text);
            let rest = words.iter().skip(1).map(|word| capitalised(word)).collect::<String>();
            Val::text(words.first().cloned().unwrap_or_default() + &rest)
        }
        "toNumber" | "toFloat" | "toInt" => to_number(text, name)?,
        "toBoolean" => {
            Val::Bool(!matches!(text.trim().to_lowercase().as_str(), "" | "false" | "0" | "no" | "off" | "null"))
        }
        "toDateTime" => to_date(evaluator, text)?,
        "isNumeric" => Val::Bool(!text.trim().is_empty() && !convert::text_number(text).is_nan()),
        "isEmail" => Val::Bool(email_in(text).is_some_and(|found| found == text)),
        "extractEmail" => found(email_in(text)),
        "isUrl" => Val::Bool(url_in(text).is_some_and(|found| found == text)),
        "extractUrl" => found(url_in(text)),
        "isDomain" => Val::Bool(is_domain(text)),
        "extractDomain" => found(domain_of(text)),
        "removeTags" => Val::text(without_tags(text)),
        "urlEncode" => Val::text(encode_component(text, true)),
        "urlDecode" => Val::text(decode_component(text)?),
        "base64Encode" => Val::text(STANDARD.encode(text)),
        "base64Decode" => Val::text(from_base64(text).ok_or_else(|| {
            fault("The text is not base 64.", "Base 64 holds letters, digits, `+`, `/` and `=` at its end.")
        })?),
        "parseJson" => crate::functions::parse_json(evaluator, text)?,
        "quote" => {
            let mark = arguments.text_or(0, "\"");
            Val::text(format!("{mark}{}{mark}", text.replace(&*mark, &format!("\\{mark}"))))
        }
        _ => return Ok(None),
    }))
}

fn to_number<'a>(text: &str, name: &str) -> Eval<'a> {
    let number = convert::text_number(text);
    if number.is_nan() || text.trim().is_empty() {
        let message = format!("The text \"{}\" is not a number.", text.chars().take(40).collect::<String>());
        return Err(refusal(message, "Remove what is not a digit, for example with `.replace(/[^0-9.]/g, '')`."));
    }
    Ok(Val::Number(if name == "toInt" { number.trunc() } else { number }))
}

fn to_date<'a>(evaluator: &Evaluator<'a>, text: &str) -> Eval<'a> {
    let zone = date::zone_of(evaluator.scope.world)?;
    date::parse(text, &zone).map(Val::date).ok_or_else(|| date::unreadable(text))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn title_case(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at_start = true;
    for letter in text.chars() {
        if at_start {
            result.extend(letter.to_uppercase())
        } else {
            result.extend(letter.to_lowercase())
        }
        at_start = letter.is_whitespace() || letter == '-';
    }
    result
}

/// The words of `some text`, `someText` or `some-text`, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for letter in text.chars() {
        let is_part = letter.is_alphanumeric();
        if !is_part || (after_lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        after_lower = letter.is_lowercase() || letter.is_numeric();
        if is_part && let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn email_in(text: &str) -> Option<&str> {
    let is_local = |letter: char| letter.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(letter);
    let is_host = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == '-';
    text.match_indices('@').find_map(|(at, _)| {
        let start = text[..at]
            .rfind(|letter| !is_local(letter))
            .map_or(0, |place| place + text[place..].chars().next().map_or(1, char::len_utf8));
        let end = text[at + 1..].find(|letter| !is_host(letter)).map_or(text.len(), |length| at + 1 + length);
        let host = text[at + 1..end].trim_end_matches(['.', '-']);
        (start < at && is_domain(host)).then(|| &text[start..at + 1 + host.len()])
    })
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let last_is_word =
        text.rsplit('.').next().is_some_and(|last| last.len() >= 2 && !last.chars().all(char::is_numeric));
    text.contains('.') && text.len() <= 253 && last_is_word && text.split('.').all(is_label)
}

fn url_in(text: &str) -> Option<&str> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let rest = &text[start..];
    let end = rest.find(|letter: char| letter.is_whitespace() || "<>\"'`".contains(letter)).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', '!', ')', ']']);
    let host = url.split("://").nth(1)?;
    (!host.is_empty()).then_some(url)
}

fn domain_of(text: &str) -> Option<&str> {
    let host = match (url_in(text), email_in(text)) {
        (Some(url), _) => url.split("://").nth(1)?,
        (None, Some(email)) => email.rsplit('@').next()?,
        (None, None) => text.trim(),
    };
    let end = host.find(['/', '?', '#', ':']).unwrap_or(host.len());
    let domain = &host[..end];
    let domain = domain.rsplit('@').next().unwrap_or(domain);
    is_domain(domain).then_some(domain)
}

fn without_tags(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        result.push_str(&rest[..start]);
        match rest[start..].find('>') {
            Some(length) => rest = &rest[start + length + 1..],
            None => {
                result.push_str(&rest[start..]);
                rest = "";
            }
        }
    }
    result + rest
}

fn from_base64(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
