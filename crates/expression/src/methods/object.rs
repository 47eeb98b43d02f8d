//! The methods of objects.

use super::Arguments;
use crate::eval::{Eval, Evaluator};
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
            let part = arguments.text(0);
            let contains = |value: &Value| value.as_str().is_some_and(|text| text.contains(&*part));
            keep(fields, |_, value| contains(value) == name.starts_with("keep"))
        }
        "compact" => {
            evaluator.spend_bytes(weight)?;
            keep(fields, |_, value| !super::is_empty(&Val::of(value)))
        }
        "merge" => {
            evaluator.spend_bytes(weight + arguments.get(0).weight())?;
            let mut merged = (**fields).clone();
            if let Some(more) = crate::eval::fields_of(arguments.get(0)) {
                for (name, value) in more.iter() {
                    merged.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            Val::object(merged)
        }
        "urlEncodeFields" => Val::text(url_encoded(fields)),
        "toObject" => Val::Object(fields.clone()),
        "as" => fields.get(arguments.text(0).as_ref()),
        _ => return Ok(None),
    }))
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
