//! Keeps opened secrets out of what a step gives: results and errors are searched
//! for them before anything is written down or shown.

use flow::{Item, Items};
use node_sdk::{Credential, NodeError, Output};
use serde_json::Value;

const MASK: &str = "[secret]";

/// The result with every opened secret masked.
pub(crate) fn result(result: Result<Output, NodeError>, opened: &[Credential]) -> Result<Output, NodeError> {
    let secrets: Vec<String> = opened.iter().flat_map(Credential::secrets).flat_map(|secret| forms(&secret)).collect();
    if secrets.is_empty() {
        return result;
    }
    match result {
        Ok(mut output) => {
            output.ports = output.ports.into_iter().map(|(port, items)| (port, self::items(items, &secrets))).collect();
            Ok(output)
        }
        Err(mut error) => {
            error.message = text(&error.message, &secrets).unwrap_or(error.message);
            error.hint = text(&error.hint, &secrets).unwrap_or(error.hint);
            Err(error)
        }
    }
}

/// A secret as it is, and as base 64 and in URLs.
fn forms(secret: &str) -> Vec<String> {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
    let percent: String = secret
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let mut forms = vec![secret.to_owned(), base64, percent];
    forms.dedup();
    forms
}

fn items(items: Items, secrets: &[String]) -> Items {
    let is_clean = items.iter().all(|item| !holds(&item.json, secrets));
    if is_clean {
        return items;
    }
    items
        .into_vec()
        .into_iter()
        .map(|item| Item { json: value(item.json.into_value(), secrets).into(), ..item })
        .collect()
}

fn holds(value: &Value, secrets: &[String]) -> bool {
    match value {
        Value::String(text) => secrets.iter().any(|secret| text.contains(secret)),
        Value::Array(list) => list.iter().any(|value| holds(value, secrets)),
        Value::Object(map) => {
            map.iter().any(|(key, value)| holds(value, secrets) || secrets.iter().any(|secret| key.contains(secret)))
        }
        _ => false,
    }
}

fn value(value: Value, secrets: &[String]) -> Value {
    match value {
        Value::String(plain) => Value::String(text(&plain, secrets).unwrap_or(plain)),
        Value::Array(list) => list.into_iter().map(|value| self::value(value, secrets)).collect(),
        Value::Object(map) => {
            let masked =
                map.into_iter().map(|(key, value)| (text(&key, secrets).unwrap_or(key), self::value(value, secrets)));
            Value::Object(masked.collect())
        }
        other => other,
    }
}

/// The masked text, if it held a secret.
fn text(plain: &str, secrets: &[String]) -> Option<String> {
    let found = secrets.iter().any(|secret| plain.contains(secret));
    found.then(|| secrets.iter().fold(plain.to_owned(), |text, secret| text.replace(secret, MASK)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn opened() -> Vec<Credential> {
        let fields = json!({"password": "p@ss word", "host": "mx"});
        vec![Credential::new("smtp", "cred", fields.as_object().unwrap().clone())]
    }

    #[test]
    fn masks_a_secret_in_every_form_and_place() {
        let given = json!({"a": "x p@ss word y", "b": ["cEBzcyB3b3Jk"], "c": {"d": "u=p%40ss%20word"}, "p@ss word": 1, "ok": "mx"});
        let output = result(Ok(Output::main(Items::one(given))), &opened()).unwrap();
        let expected =
            json!({"a": "x [secret] y", "b": ["[secret]"], "c": {"d": "u=[secret]"}, "[secret]": 1, "ok": "mx"});
        assert_eq!(output.ports[0].1[0].json, expected);
        let error = result(Err(NodeError::permanent("x", "bad p@ss word", "")), &opened()).unwrap_err();
        assert_eq!(error.message, "bad [secret]");
    }

    #[test]
    fn leaves_a_clean_list_shared() {
        let list = Items::one(json!({"a": 1}));
        let output = result(Ok(Output::main(list.clone())), &opened()).unwrap();
        assert!(output.ports[0].1.same_list(&list));
    }
}
