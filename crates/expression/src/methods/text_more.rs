//! Methods of texts that JavaScript does not have: finding addresses, changing
//! the case of words, encodings, hashes, dates.

use super::{Arguments, text_address, text_case, text_markdown, text_money};
use crate::convert;
use crate::date::{self, Locale};
use crate::error::Fault;
use crate::eval::{Eval, Evaluator, refusal};
use crate::functions::{decode, encode_component, parse_float, parse_int};
use crate::value::Val;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use md5::Digest;

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let found = |found: Option<&str>| Val::or_undefined(found.map(Val::text));
    Ok(Some(match name {
        "toTitleCase" => Val::text(text_case::title(text)),
        "toSentenceCase" => Val::text(text_case::sentence(text)),
        "toSnakeCase" => Val::text(text_case::snake(text)),
        "snakeCase" => Val::text(text_case::words(text).join("_")),
        "camelCase" => Val::text(camel(text)),
        "toNumber" | "toFloat" | "toDecimalNumber" | "toInt" | "toWholeNumber" => to_number(text, name, arguments)?,
        "toBoolean" => Val::Bool(!matches!(text.to_lowercase().as_str(), "" | "false" | "0" | "no")),
        "toDateTime" | "toDate" => to_date(evaluator, text, name, arguments)?,
        "isNumeric" => Val::Bool(is_numeric(text)),
        "isEmail" => Val::Bool(text_address::is_email(text)),
        "extractEmail" => found(text_address::email_in(text)),
        "isUrl" => Val::Bool(text_address::is_url(text)),
        "extractUrl" => found(text_address::url_in(text)),
        "extractUrlPath" => Val::or_undefined(text_address::path_of(text).map(Val::text)),
        "isDomain" => Val::Bool(text_address::is_domain(text)),
        "extractDomain" => found(text_address::domain_of(text)),
        "isBlank" => Val::Bool(text.trim().is_empty()),
        "isNotBlank" => Val::Bool(!text.trim().is_empty()),
        "length" => Val::count(super::text::length(text)),
        _ => return encode(evaluator, text, name, arguments),
    }))
}

/// Methods that write the text in another way.
fn encode<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    evaluator.spend_bytes(text.len() * 3)?;
    let is_whole = arguments.get(0).truthy();
    Ok(Some(match name {
        "removeTags" => Val::text(without_tags(text)),
        "removeMarkdown" => {
            evaluator.spend_steps(text.len())?;
            Val::text(text_markdown::without_markdown(text))
        }
        "replaceSpecialChars" | "removeAccents" => {
            Val::text(deunicode::deunicode_with_tofu(text, "?").trim_end_matches('\0').to_owned())
        }
        "urlEncode" => Val::text(encode_component(text, !is_whole)),
        "urlDecode" => Val::text(decode(text, !is_whole)?),
        "base64Encode" => Val::text(STANDARD.encode(text)),
        "base64Decode" => Val::text(from_base64(text)),
        "hash" => Val::text(hash(text, &arguments.text_or(0, "md5").to_lowercase())?),
        "parseJson" => parse_json(evaluator, text)?,
        "quote" => {
            let mark = arguments.text_or(0, "\"");
            let escaped = text.replace('\\', "\\\\").replace(&*mark, &format!("\\{mark}"));
            Val::text(format!("{mark}{escaped}{mark}"))
        }
        _ => return Ok(None),
    }))
}

fn camel(text: &str) -> String {
    let words = text_case::words(text);
    let rest = words.iter().skip(1).map(|word| text_case::capitalised(word)).collect::<String>();
    words.first().cloned().unwrap_or_default() + &rest
}

fn to_number<'a>(text: &str, name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let plain = text_money::without_signs(text);
    let number = match name {
        "toInt" | "toWholeNumber" => parse_int(&plain, arguments.whole_or(0, 0)),
        "toFloat" | "toDecimalNumber" if text.contains(',') => f64::NAN,
        "toFloat" | "toDecimalNumber" => parse_float(&plain),
        _ => convert::text_number(&plain),
    };
    if number.is_nan() {
        let message = format!("The text \"{}\" is not a number.", text.chars().take(40).collect::<String>());
        return Err(refusal(message, "Remove what is not a digit, for example with `.replace(/[^0-9.]/g, '')`."));
    }
    Ok(Val::Number(number))
}

fn is_numeric(text: &str) -> bool {
    !text.contains(' ') && !convert::text_number(text).is_nan() && !parse_float(text).is_nan()
}

fn to_date<'a>(evaluator: &Evaluator<'a>, text: &str, name: &str, arguments: &Arguments<'a>) -> Eval<'a> {
    let zone = date::zone_of(evaluator.scope.world)?;
    if name == "toDate" {
        return date::plain_from(evaluator, &Arguments(vec![Val::text(text)]));
    }
    let form = arguments.text_or(0, "");
    match &*form {
        "" => date::parse(text, &zone).map(Val::date).ok_or_else(|| date::unreadable(text)),
        "ms" | "s" | "us" | "excel" => super::dates::from_number(evaluator, convert::text_number(text), &form),
        pattern => match date::parse_as(text, pattern, &date::now(evaluator.scope.world)?, false, Locale::ENGLISH) {
            Ok(zoned) => Ok(Val::date(zoned)),
            Err(stop) => Err(stop.of(Fault::Value)),
        },
    }
}

fn parse_json<'a>(evaluator: &mut Evaluator<'a>, text: &str) -> Eval<'a> {
    crate::functions::parse_json(evaluator, text).map_err(|stop| stop.of(Fault::Data))
}

/// Without what stands between `<` and `>`; a tag with no end goes to the end.
fn without_tags(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        result.push_str(&rest[..start]);
        rest = rest[start..].find('>').map_or("", |length| &rest[start + length + 1..]);
    }
    result + rest
}

/// Undoes base 64, also in the letters of addresses and with other signs in between.
fn from_base64(text: &str) -> String {
    let kept = |letter: char| match letter {
        '-' => Some('+'),
        '_' => Some('/'),
        letter if letter.is_ascii_alphanumeric() || letter == '+' || letter == '/' => Some(letter),
        _ => None,
    };
    let mut letters: String = text.chars().filter_map(kept).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    let bytes = STANDARD_NO_PAD.decode(&letters).or_else(|_| {
        // Bits that are left over at the end are no fault.
        letters.pop();
        letters.truncate(letters.len() / 4 * 4);
        STANDARD_NO_PAD.decode(&letters)
    });
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

fn hash<'a>(text: &str, algorithm: &str) -> Eval<'a, String> {
    Ok(match algorithm {
        "base64" => STANDARD.encode(text),
        "md5" => hex(&md5::Md5::digest(text)),
        "sha1" => hex(&sha1::Sha1::digest(text)),
        "sha224" => hex(&sha2::Sha224::digest(text)),
        "sha256" => hex(&sha2::Sha256::digest(text)),
        "sha384" => hex(&sha2::Sha384::digest(text)),
        "sha512" => hex(&sha2::Sha512::digest(text)),
        "sha3" => hex(&sha3::Sha3_512::digest(text)),
        _ => {
            let hint = "There are md5, sha1, sha224, sha256, sha384, sha512, sha3 and base64.";
            return Err(refusal(format!("There is no hash `{algorithm}`."), hint));
        }
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
