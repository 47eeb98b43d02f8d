//! A parameter that names several fields.

use crate::error::NodeError;
use crate::field::Field;
use expression::Scope;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

/// Names of fields: a text with commas between, or a list. Expressions may give either.
#[derive(Clone, Debug, Default)]
pub struct Names(Vec<Field<Value>>);

impl Names {
    /// These names.
    pub fn of<const N: usize>(names: [&str; N]) -> Self {
        Self(names.into_iter().map(|name| Field::Fixed(Value::from(name))).collect())
    }

    /// The names for this item.
    pub fn get(&self, scope: &Scope<'_>) -> Result<Vec<String>, NodeError> {
        let mut names = Vec::new();
        for field in &self.0 {
            match field {
                Field::Fixed(value) => names.extend(value.as_str().map(str::to_owned)),
                Field::Expression(template) => add(&mut names, template.evaluate(scope)?)?,
            }
        }
        Ok(names)
    }

    /// Whether no name was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What an expression gave: a text with commas, or a list of texts.
fn add(names: &mut Vec<String>, value: Value) -> Result<(), NodeError> {
    match value {
        Value::Null => {}
        Value::String(text) => names.extend(split(&text)),
        Value::Array(entries) => entries.into_iter().try_for_each(|entry| match entry {
            Value::String(name) => {
                names.push(name);
                Ok(())
            }
            other => Err(no_name(&other)),
        })?,
        Value::Number(number) => names.push(number.to_string()),
        other => return Err(no_name(&other)),
    }
    Ok(())
}

fn no_name(value: &Value) -> NodeError {
    let shown: String = value.to_string().chars().take(60).collect();
    let message = format!("{shown} is no name of a field.");
    NodeError::permanent("name_invalid", message, "Give names as texts, with commas between.")
}

fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let field = |text: String| serde_json::from_value(Value::String(text)).map_err(D::Error::custom);
        let fields = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::String(text) if expression::Template::has_expression(&text) => vec![field(text)?],
            Value::String(text) => split(&text).map(field).collect::<Result<_, _>>()?,
            Value::Array(entries) => {
                let entry = |entry: Value| match entry {
                    Value::String(text) => field(text),
                    other => Err(D::Error::custom(format!("`{other}` is no name of a field"))),
                };
                entries.into_iter().map(entry).collect::<Result<_, _>>()?
            }
            other => return Err(D::Error::custom(format!("`{other}` names no fields"))),
        };
        Ok(Self(fields))
    }
}

/// As it was given; the schema needs it to say what a field starts with.
impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [] => "".serialize(serializer),
            fields => fields.serialize(serializer),
        }
    }
}

impl JsonSchema for Names {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "array"], "items": {"type": "string"}, "x-widget": "text", "x-expression": true})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_a_text_or_a_list() {
        for (given, expected) in [
            (json!("a, b.c ,,d"), vec!["a", "b.c", "d"]),
            (json!(["a", "b, c"]), vec!["a", "b, c"]),
            (json!(""), vec![]),
            (json!(null), vec![]),
        ] {
            let names: Names = serde_json::from_value(given).unwrap();
            let fixed: Vec<&str> = names.0.iter().filter_map(|field| field.fixed()?.as_str()).collect();
            assert_eq!(fixed, expected);
        }
        assert!(serde_json::from_value::<Names>(json!([1])).is_err());
        assert!(serde_json::from_value::<Names>(json!({})).is_err());
    }
}
