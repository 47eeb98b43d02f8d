//! Columns of PostgreSQL as JSON. They come in the database's binary form.

use crate::LargeNumbers;
use crate::calendar;
use crate::number::float;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};
use std::error::Error;
use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};
use tokio_postgres::types::{Field, FromSql, Kind, Type};

/// Microseconds before 1 January 2000 since 1 January 1970.
const TO_2000: i64 = calendar::DAYS_TO_2000 * 86_400_000_000;
/// Lists within lists go no deeper in PostgreSQL.
const MOST_DIMENSIONS: i32 = 6;

/// What stands in a column, before it is decided what becomes of large numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Value(Value),
    Whole(i64),
    Decimal(String),
    List(Vec<Cell>),
    Fields(Vec<(String, Cell)>),
}

type Failure = Box<dyn Error + Sync + Send>;

impl Cell {
    /// The cell as JSON.
    pub(super) fn value(self, numbers: LargeNumbers) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Whole(number) => numbers.whole(number.into()),
            Self::Decimal(text) => numbers.decimal(text),
            Self::List(cells) => cells.into_iter().map(|cell| cell.value(numbers)).collect(),
            Self::Fields(fields) => {
                let fields = fields.into_iter().map(|(name, cell)| (name, cell.value(numbers)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }

    fn text(text: impl Into<String>) -> Self {
        Self::Value(Value::String(text.into()))
    }
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        read(kind, raw)
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self::Value(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn read(kind: &Type, raw: &[u8]) -> Result<Cell, Failure> {
    match kind.kind() {
        Kind::Array(element) => list(element, raw),
        Kind::Domain(inner) => read(inner, raw),
        Kind::Enum(_) => Ok(Cell::text(utf8(raw)?)),
        Kind::Composite(fields) => composite(fields, raw),
        Kind::Range(inner) => range(inner, raw),
        _ => scalar(kind, &mut Bytes(raw)),
    }
}

fn scalar(kind: &Type, bytes: &mut Bytes<'_>) -> Result<Cell, Failure> {
    Ok(match *kind {
        Type::BOOL => Cell::Value((bytes.array::<1>()? != [0]).into()),
        Type::INT2 => Cell::Value(i16::from_be_bytes(bytes.array()?).into()),
        Type::INT4 => Cell::Value(bytes.int()?.into()),
        Type::INT8 => Cell::Whole(bytes.long()?),
        Type::OID | Type::XID | Type::CID | Type::REGCLASS | Type::REGTYPE | Type::REGPROC => {
            Cell::Value(u32::from_be_bytes(bytes.array()?).into())
        }
        Type::FLOAT4 => {
            // By way of its text, so that 0.1 stays 0.1.
            let number = f32::from_be_bytes(bytes.array()?).to_string();
            Cell::Value(number.parse().map(float).unwrap_or(Value::Null))
        }
        Type::FLOAT8 => Cell::Value(float(f64::from_be_bytes(bytes.array()?))),
        Type::NUMERIC => Cell::Decimal(numeric(bytes)?),
        Type::MONEY => {
            let cents = bytes.long()?;
            let sign = if cents < 0 { "-" } else { "" };
            Cell::Decimal(format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100))
        }
        Type::JSON => Cell::Value(serde_json::from_slice(bytes.0)?),
        Type::JSONB => Cell::Value(serde_json::from_slice(bytes.0.get(1..).unwrap_or_default())?),
        Type::BYTEA => Cell::text(BASE64_STANDARD.encode(bytes.0)),
        Type::UUID => Cell::text(uuid(bytes.array()?)),
        Type::DATE => Cell::text(match bytes.int()? {
            i32::MAX => "infinity".to_owned(),
            i32::MIN => "-infinity".to_owned(),
            days => calendar::date(i64::from(days) + calendar::DAYS_TO_2000),
        }),
        Type::TIME => Cell::text(calendar::time(bytes.long()?)),
        Type::TIMETZ => {
            let time = calendar::time(bytes.long()?);
            Cell::text(format!("{time}{}", zone(-bytes.int()?)))
        }
        Type::TIMESTAMP => Cell::text(moment(bytes.long()?, "")),
        Type::TIMESTAMPTZ => Cell::text(moment(bytes.long()?, "Z")),
        Type::INTERVAL => {
            let (microseconds, days, months) = (bytes.long()?, bytes.int()?, bytes.int()?);
            Cell::text(calendar::duration(months.into(), days.into(), microseconds))
        }
        Type::INET | Type::CIDR => Cell::text(address(bytes)?),
        Type::MACADDR | Type::MACADDR8 => {
            let parts: Vec<String> = bytes.0.iter().map(|byte| format!("{byte:02x}")).collect();
            Cell::text(parts.join(":"))
        }
        Type::BIT | Type::VARBIT => {
            let count = usize::try_from(bytes.int()?)?;
            let bit = |place: usize| bytes.0.get(place / 8).is_some_and(|byte| byte >> (7 - place % 8) & 1 == 1);
            Cell::text((0..count).map(|place| if bit(place) { '1' } else { '0' }).collect::<String>())
        }
        Type::POINT => {
            let (x, y) = (f64::from_be_bytes(bytes.array()?), f64::from_be_bytes(bytes.array()?));
            Cell::Fields(vec![("x".into(), Cell::Value(float(x))), ("y".into(), Cell::Value(float(y)))])
        }
        Type::VOID => Cell::Value(Value::Null),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::CHAR | Type::UNKNOWN | Type::XML => {
            Cell::text(utf8(bytes.0)?)
        }
        _ if kind.name() == "citext" => Cell::text(utf8(bytes.0)?),
        _ => {
            let name = kind.name();
            return Err(format!("its type is `{name}`; ask for it as text, with `::text` behind the column").into());
        }
    })
}

/// Digits of four decimals each, a sign, and where the point stands.
fn numeric(bytes: &mut Bytes<'_>) -> Result<String, Failure> {
    let count = usize::try_from(bytes.short()?)?;
    let weight = i32::from(bytes.short()?);
    let sign = u16::from_be_bytes(bytes.array()?);
    let scale = usize::try_from(bytes.short()?)?;
    match sign {
        0xC000 => return Ok("NaN".into()),
        0xD000 => return Ok("Infinity".into()),
        0xF000 => return Ok("-Infinity".into()),
        _ => {}
    }
    let digits: Vec<i16> = (0..count).map(|_| bytes.short()).collect::<Result<_, _>>()?;
    let digit = |place: i32| usize::try_from(place).ok().and_then(|place| digits.get(place)).copied().unwrap_or(0);
    let mut whole = String::new();
    for place in 0..=weight {
        // Writing to a String cannot fail.
        let _ = write!(whole, "{:04}", digit(place));
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let mut fraction = String::new();
    let mut place = weight + 1;
    while fraction.len() < scale {
        let _ = write!(fraction, "{:04}", if place < 0 { 0 } else { digit(place) });
        place += 1;
    }
    fraction.truncate(scale);
    let sign = if sign == 0x4000 { "-" } else { "" };
    Ok(if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

fn moment(microseconds: i64, zone: &str) -> String {
    match microseconds {
        i64::MAX => "infinity".into(),
        i64::MIN => "-infinity".into(),
        microseconds => format!("{}{zone}", calendar::date_time(microseconds.saturating_add(TO_2000))),
    }
}

fn zone(seconds_east: i32) -> String {
    let sign = if seconds_east < 0 { '-' } else { '+' };
    let minutes = seconds_east.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn uuid(bytes: [u8; 16]) -> String {
    let mut text = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&place) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Family, bits of the network, whether it is one, and the address.
fn address(bytes: &mut Bytes<'_>) -> Result<String, Failure> {
    let [_, bits, is_network, length] = bytes.array()?;
    let (address, all) = match length {
        4 => (Ipv4Addr::from(bytes.array::<4>()?).to_string(), 32),
        _ => (Ipv6Addr::from(bytes.array::<16>()?).to_string(), 128),
    };
    Ok(if is_network == 0 && bits == all { address } else { format!("{address}/{bits}") })
}

fn list(element: &Type, raw: &[u8]) -> Result<Cell, Failure> {
    let mut bytes = Bytes(raw);
    let dimensions = bytes.int()?;
    if !(0..=MOST_DIMENSIONS).contains(&dimensions) {
        return Err("a list has too many dimensions".into());
    }
    let (_flags, _oid) = (bytes.int()?, bytes.int()?);
    let mut lengths = Vec::new();
    for _ in 0..dimensions {
        lengths.push(usize::try_from(bytes.int()?)?);
        let _first_index = bytes.int()?;
    }
    if lengths.is_empty() {
        return Ok(Cell::List(Vec::new()));
    }
    part(element, &lengths, &mut bytes)
}

fn part(element: &Type, lengths: &[usize], bytes: &mut Bytes<'_>) -> Result<Cell, Failure> {
    let [length, inner @ ..] = lengths else { return sized(element, bytes) };
    (0..*length).map(|_| part(element, inner, bytes)).collect::<Result<_, _>>().map(Cell::List)
}

/// A value with its length before it; -1 for NULL.
fn sized(kind: &Type, bytes: &mut Bytes<'_>) -> Result<Cell, Failure> {
    match usize::try_from(bytes.int()?) {
        Ok(length) => read(kind, bytes.take(length)?),
        Err(_) => Ok(Cell::Value(Value::Null)),
    }
}

fn composite(fields: &[Field], raw: &[u8]) -> Result<Cell, Failure> {
    let mut bytes = Bytes(raw);
    let _count = bytes.int()?;
    let mut cells = Vec::new();
    for field in fields {
        let _oid = bytes.int()?;
        cells.push((field.name().to_owned(), sized(field.type_(), &mut bytes)?));
    }
    Ok(Cell::Fields(cells))
}

/// `[1,5)`, as PostgreSQL writes it.
fn range(inner: &Type, raw: &[u8]) -> Result<Cell, Failure> {
    const EMPTY: u8 = 1;
    const FROM_INCLUDED: u8 = 2;
    const TO_INCLUDED: u8 = 4;
    const NO_FROM: u8 = 8;
    const NO_TO: u8 = 16;
    let mut bytes = Bytes(raw);
    let [flags] = bytes.array()?;
    if flags & EMPTY != 0 {
        return Ok(Cell::text("empty"));
    }
    let mut bound = |is_open: bool| {
        if is_open {
            return Ok(String::new());
        }
        sized(inner, &mut bytes).map(|cell| match cell.value(LargeNumbers::Text) {
            Value::String(text) => text,
            other => other.to_string(),
        })
    };
    let (from, to) = (bound(flags & NO_FROM != 0)?, bound(flags & NO_TO != 0)?);
    let open = if flags & FROM_INCLUDED != 0 { '[' } else { '(' };
    let close = if flags & TO_INCLUDED != 0 { ']' } else { ')' };
    Ok(Cell::text(format!("{open}{from},{to}{close}")))
}

fn utf8(raw: &[u8]) -> Result<&str, Failure> {
    Ok(std::str::from_utf8(raw)?)
}

/// What is left to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Failure> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or("it is shorter than its type")?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        Ok(self.take(N)?.try_into()?)
    }

    fn short(&mut self) -> Result<i16, Failure> {
        Ok(i16::from_be_bytes(self.array()?))
    }

    fn int(&mut self) -> Result<i32, Failure> {
        Ok(i32::from_be_bytes(self.array()?))
    }

    fn long(&mut self) -> Result<i64, Failure> {
        Ok(i64::from_be_bytes(self.array()?))
    }
}
