//! The methods of objects.

use super::Arguments;
use crate::eval::{Eval, Evaluator, Stop, refusal};
use crate::functions::encode_component;
use crate::value::{Fields, Val};
use serde_json::{Map, Value};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    fields: &Fields<'a>,
    name: &str,
    arguments: &Arguments<'a>,
) -> Eval<'a, Option<Val<'a>>> {
    let weight = Val::Object(fields.clone()).weight();
    Ok(Some(match name {
        "hasField" => Val::Bool(fields.contains_key(&*arguments.text(0))),
        "keys" => Val::list(fields.keys().map(|name| Val::text(name.clone())).collect()),
        "values" => {
            evaluator.spend_bytes(weight)?;
            Val::list(fields.entries().into_iter().map(|(_, value)| value).collect())
        }
        "removeField" => {
            evaluator.spend_bytes(weight)?;
            let removed = arguments.text(0);
            keep(fields, |name, _| *name != *removed)
        }
        "removeFieldsContaining" | "keepFieldsContaining" => {
            evaluator.spend_bytes(weight)?;
            let Val::Text(part) = arguments.get(0) else { return Err(no_part(name)) };
            if part.is_empty() {
                return Err(no_part(name));
            }
            let contains = |value: &Value| value.as_str().is_some_and(|text| text.contains(part.as_ref()));
            keep(fields, |_, value| contains(value) == name.starts_with("keep"))
        }
        "compact" => {
            evaluator.spend_bytes(weight)?;
            Val::object(super::sets::compacted(&Value::Object((**fields).clone())))
        }
        "merge" => {
            evaluator.spend_bytes(weight + arguments.get(0).weight())?;
            match crate::eval::fields_of(arguments.get(0)) {
                Some(more) => Val::object(super::sets::completed(fields, &more)),
                None => Val::Object(fields.clone()),
            }
        }
        "urlEncodeFields" => Val::text(url_encoded(fields)),
        "urlEncode" => Val::text(query_of(fields)),
        "toInt" | "toFloat" | "toBoolean" | "toDateTime" => Val::Undefined,
        _ => return Ok(None),
    }))
}

fn no_part(name: &str) -> Stop {
    refusal(format!("`{name}` needs a text that is looked for."), format!("Write for example `.{name}('test')`."))
}

/// The fields as the query of an address, as a form writes it.
fn query_of(fields: &Map<String, Value>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        query.append_pair(name, &Val::of(value).to_plain_text());
    }
    query.finish()
}

fn keep<'a>(fields: &Fields<'a>, wanted: impl Fn(&String, &Value) -> bool) -> Val<'a> {
    let kept: Map<_, _> = fields
        .iter()
        .filter(|(name, value)| wanted(name, value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Val::object(kept)
}

fn url_encoded(fields: &Map<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| {
        format!("{}={}", encode_component(name, true), encode_component(&Val::of(value).to_part(), true))
    };
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}
