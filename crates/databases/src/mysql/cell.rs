//! Columns of MySQL as JSON, and JSON as parameters.

use crate::LargeNumbers;
use crate::number::float;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mysql_async::consts::ColumnType;
use mysql_async::{Column, Value as Cell};
use serde_json::Value;

/// The number of the character set that stands for bytes.
const BINARY: u16 = 63;

/// A JSON value as a parameter.
pub(super) fn parameter(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::NULL,
        Value::Bool(truth) => Cell::Int(i64::from(*truth)),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Cell::Int(whole),
            (None, Some(whole)) => Cell::UInt(whole),
            (None, None) => Cell::Double(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Cell::Bytes(text.clone().into_bytes()),
        other => Cell::Bytes(other.to_string().into_bytes()),
    }
}

/// How much a value takes up.
pub(super) fn size_bytes(cell: &Cell) -> usize {
    match cell {
        Cell::Bytes(bytes) => bytes.len(),
        _ => 8,
    }
}

/// A column as JSON. Without parameters everything comes as text, with them in its own type.
pub(super) fn value(column: &Column, cell: Cell, numbers: LargeNumbers) -> Value {
    use ColumnType::{
        MYSQL_TYPE_BIT as Bit, MYSQL_TYPE_DECIMAL as OldDecimal, MYSQL_TYPE_DOUBLE as Double,
        MYSQL_TYPE_FLOAT as Float, MYSQL_TYPE_INT24 as Medium, MYSQL_TYPE_JSON as Json, MYSQL_TYPE_LONG as Long,
        MYSQL_TYPE_LONGLONG as LongLong, MYSQL_TYPE_NEWDECIMAL as Decimal, MYSQL_TYPE_SHORT as Short,
        MYSQL_TYPE_TINY as Tiny, MYSQL_TYPE_YEAR as Year,
    };
    let kind = column.column_type();
    match cell {
        Cell::NULL => Value::Null,
        Cell::Int(number) => numbers.whole(number.into()),
        Cell::UInt(number) => numbers_of(kind, number, numbers),
        // By way of its text, so that 0.1 stays 0.1.
        Cell::Float(number) => number.to_string().parse().map(float).unwrap_or(Value::Null),
        Cell::Double(number) => float(number),
        Cell::Date(year, month, day, hour, minute, second, fraction) => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            if kind == ColumnType::MYSQL_TYPE_DATE {
                return date.into();
            }
            let zone = zone(kind);
            format!("{date}T{hour:02}:{minute:02}:{second:02}{}{zone}", digits(fraction)).into()
        }
        Cell::Time(is_negative, days, hours, minutes, seconds, fraction) => {
            let sign = if is_negative { "-" } else { "" };
            let hours = days * 24 + u32::from(hours);
            format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{}", digits(fraction)).into()
        }
        Cell::Bytes(bytes) => match kind {
            Bit => {
                let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
                numbers.whole(number.into())
            }
            Tiny | Short | Medium | Long | LongLong | Year => whole(&bytes, numbers),
            Float | Double => text(bytes).as_str().and_then(|text| text.parse().ok()).map_or(Value::Null, float),
            Decimal | OldDecimal => numbers.decimal(String::from_utf8_lossy(&bytes).into_owned()),
            Json => serde_json::from_slice(&bytes).unwrap_or_else(|_| text(bytes)),
            kind if is_moment(kind) => moment(&String::from_utf8_lossy(&bytes), zone(kind)).into(),
            _ if column.character_set() == BINARY && !is_time(kind) => BASE64_STANDARD.encode(&bytes).into(),
            _ => text(bytes),
        },
    }
}

fn numbers_of(kind: ColumnType, number: u64, numbers: LargeNumbers) -> Value {
    let is_large = kind == ColumnType::MYSQL_TYPE_LONGLONG;
    if is_large { numbers.whole(number.into()) } else { number.into() }
}

fn whole(bytes: &[u8], numbers: LargeNumbers) -> Value {
    let number = String::from_utf8_lossy(bytes).parse::<i128>();
    number.map_or(Value::Null, |number| numbers.whole(number))
}

fn text(bytes: Vec<u8>) -> Value {
    match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => BASE64_STANDARD.encode(error.into_bytes()).into(),
    }
}

fn is_moment(kind: ColumnType) -> bool {
    use ColumnType::{MYSQL_TYPE_DATETIME, MYSQL_TYPE_DATETIME2, MYSQL_TYPE_TIMESTAMP, MYSQL_TYPE_TIMESTAMP2};
    matches!(kind, MYSQL_TYPE_DATETIME | MYSQL_TYPE_DATETIME2 | MYSQL_TYPE_TIMESTAMP | MYSQL_TYPE_TIMESTAMP2)
}

fn is_time(kind: ColumnType) -> bool {
    use ColumnType::{MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE, MYSQL_TYPE_TIME, MYSQL_TYPE_TIME2};
    matches!(kind, MYSQL_TYPE_DATE | MYSQL_TYPE_NEWDATE | MYSQL_TYPE_TIME | MYSQL_TYPE_TIME2)
}

/// Timestamps are kept in UTC, and sessions are in UTC; other moments have no zone.
fn zone(kind: ColumnType) -> &'static str {
    use ColumnType::{MYSQL_TYPE_TIMESTAMP, MYSQL_TYPE_TIMESTAMP2};
    if matches!(kind, MYSQL_TYPE_TIMESTAMP | MYSQL_TYPE_TIMESTAMP2) { "Z" } else { "" }
}

/// `2026-01-02 03:04:05.600` as ISO 8601.
fn moment(text: &str, zone: &str) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    format!("{}{zone}", text.replacen(' ', "T", 1))
}

fn digits(fraction: u32) -> String {
    if fraction == 0 {
        return String::new();
    }
    format!(".{fraction:06}").trim_end_matches('0').to_owned()
}
