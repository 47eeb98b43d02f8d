//! JSON values as parameters. They travel as texts, which the database reads as
//! whatever type it wants in that place.

use crate::number;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::BytesMut;
use serde_json::{Number, Value};
use std::error::Error;
use std::fmt::Write;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type};

/// A value to be bound.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub &'a Value);

/// A value that cannot be what the database wants.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unfit(String);

impl ToSql for Parameter<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if self.0.is_null() {
            return Ok(IsNull::Yes);
        }
        out.extend_from_slice(text(self.0, kind)?.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(kind, out)
    }
}

/// A value as the database reads it.
fn text(value: &Value, kind: &Type) -> Result<String, Unfit> {
    if let Kind::Domain(inner) = kind.kind() {
        return text(value, inner);
    }
    if let (Kind::Array(element), Value::Array(values)) = (kind.kind(), value) {
        return list(values, element);
    }
    if *kind == Type::JSON || *kind == Type::JSONB {
        return Ok(json(value));
    }
    if *kind == Type::BYTEA {
        return bytes(value);
    }
    Ok(match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => plain(number),
        other => other.to_string(),
    })
}

/// Texts that are JSON lists or objects are taken as such, as other programs do.
fn json(value: &Value) -> String {
    match value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => text.clone(),
        other => other.to_string(),
    }
}

fn bytes(value: &Value) -> Result<String, Unfit> {
    let wrong = || Unfit("bytes are given as a text in base 64, or in hexadecimal digits after `\\x`".to_owned());
    let Value::String(text) = value else { return Err(wrong()) };
    if text.starts_with("\\x") {
        return Ok(text.clone());
    }
    let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| wrong())?;
    let mut hexadecimal = String::with_capacity(2 + 2 * bytes.len());
    hexadecimal.push_str("\\x");
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    Ok(hexadecimal)
}

/// `{1,"a \"b\"",NULL,{2}}`
fn list(values: &[Value], element: &Type) -> Result<String, Unfit> {
    let mut literal = String::from("{");
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            literal.push(',');
        }
        match value {
            Value::Null => literal.push_str("NULL"),
            Value::Array(inner) if *element != Type::JSON && *element != Type::JSONB => {
                literal.push_str(&list(inner, element)?);
            }
            value => {
                let escaped = text(value, element)?.replace('\\', "\\\\").replace('"', "\\\"");
                let _ = write!(literal, "\"{escaped}\"");
            }
        }
    }
    literal.push('}');
    Ok(literal)
}

/// Whole numbers without an empty fraction: the database takes `5.0` for no integer.
fn plain(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => format!("{float:.0}"),
        Some(float) if number.is_f64() => number::float(float).to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_written_as_the_type_wants_them() {
        for (value, kind, expected) in [
            (json!("x"), Type::TEXT, "x"),
            (json!(5.0), Type::INT4, "5"),
            (json!(0.1), Type::NUMERIC, "0.1"),
            (json!(true), Type::BOOL, "true"),
            (json!({"a": 1}), Type::JSONB, "{\"a\":1}"),
            (json!("{\"a\":1}"), Type::JSONB, "{\"a\":1}"),
            (json!("a"), Type::JSON, "\"a\""),
            (json!([1, 2]), Type::JSON, "[1,2]"),
            (json!([1, null, "a\"b\\"]), Type::TEXT_ARRAY, "{\"1\",NULL,\"a\\\"b\\\\\"}"),
            (json!([[1], [2]]), Type::INT4_ARRAY, "{{\"1\"},{\"2\"}}"),
            (json!("{1,2}"), Type::INT4_ARRAY, "{1,2}"),
            (json!({"a": 1}), Type::TEXT, "{\"a\":1}"),
            (json!("AP8="), Type::BYTEA, "\\x00ff"),
            (json!("\\x00"), Type::BYTEA, "\\x00"),
        ] {
            assert_eq!(text(&value, &kind).unwrap(), expected, "{value} as {kind}");
        }
        assert!(text(&json!("ä"), &Type::BYTEA).is_err());
        assert!(text(&json!(1), &Type::BYTEA).is_err());
    }
}
