//! Answers what QuickJS asks about the run: items, nodes, names in scope. Only
//! what is asked for crosses the border, as JSON.

use crate::{address, digest, native};
use expression::Scope;
use flow::{Item, Items};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::io::Write;

/// What one run may ask about.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Its source.
    pub(crate) source: &'a str,
    /// What it sees.
    pub(crate) scope: Scope<'a>,
    /// Whether it is a script, not an expression.
    pub(crate) is_script: bool,
}

/// The questions, numbered as in `prelude/host.js`.
#[derive(Clone, Copy)]
enum Question {
    Source,
    Index,
    InputCount,
    InputPart,
    NodeExists,
    NodeCount,
    NodePart,
    PairedPart,
    Global,
    Zone,
    Offset,
    Package,
    Parameters,
    Native,
    Digest,
    Address,
    Keep,
}

impl Question {
    const ALL: [Self; 17] = [
        Self::Source,
        Self::Index,
        Self::InputCount,
        Self::InputPart,
        Self::NodeExists,
        Self::NodeCount,
        Self::NodePart,
        Self::PairedPart,
        Self::Global,
        Self::Zone,
        Self::Offset,
        Self::Package,
        Self::Parameters,
        Self::Native,
        Self::Digest,
        Self::Address,
        Self::Keep,
    ];
}

/// Writes the answer; false where it is `undefined`. What cannot be asked is undefined too.
pub(crate) fn write(asked: &Asked<'_>, question: i32, name: &str, numbers: (i32, i32), to: &mut Vec<u8>) -> bool {
    let question = usize::try_from(question).ok().and_then(|number| Question::ALL.get(number));
    question.and_then(|question| answer(asked, *question, name, numbers, to)).is_some()
}

fn answer(
    asked: &Asked<'_>,
    question: Question,
    name: &str,
    (first, second): (i32, i32),
    to: &mut Vec<u8>,
) -> Option<()> {
    let Scope { world, items, index } = asked.scope;
    match question {
        Question::Source => text(asked.source, to),
        Question::Index => number(index, to),
        Question::InputCount => number(items.len(), to),
        Question::InputPart => part(items.get(place(first)?)?, second, asked.is_script, to),
        Question::NodeExists => world.has_node(name).then_some(()),
        Question::NodeCount => number(items_of(asked, name, first)?.len(), to),
        Question::NodePart => {
            // The port and the part in one number.
            let item = items_of(asked, name, second >> 1)?.get(place(first)?)?;
            part(item, second & 1, asked.is_script, to)
        }
        Question::PairedPart => part(world.paired_item(name, place(first)?)?, second, asked.is_script, to),
        Question::Global => value(&world.global(name)?, to),
        Question::Zone => text(world.time_zone(), to),
        Question::Offset => offset_of(name, to),
        Question::Package => text(crate::packages::source(name)?, to),
        Question::Parameters => value(&world.node_parameters(name)?, to),
        Question::Native => native::evaluate(world, name, to),
        Question::Digest => digest::write(name, to),
        Question::Address => address::write(name, to),
        Question::Keep => keep(asked, name, to),
    }
}

/// `name value`: a value for later runs; the answer is why it is refused, or empty.
fn keep(asked: &Asked<'_>, name: &str, to: &mut Vec<u8>) -> Option<()> {
    let (name, value) = name.split_once(' ')?;
    let kept = asked.scope.world.keep(name, serde_json::from_str(value).ok()?);
    text(&kept.err().unwrap_or_default(), to)
}

fn items_of<'a>(asked: &Asked<'a>, name: &str, port: i32) -> Option<&'a Items> {
    asked.scope.world.node_items(name, u16::try_from(port).ok()?)
}

/// The data of an item (0) or its files (1).
fn part(item: &Item, part: i32, with_data: bool, to: &mut Vec<u8>) -> Option<()> {
    if part == 0 { value(&item.json, to) } else { value(&files(item, with_data), to) }
}

fn files(item: &Item, with_data: bool) -> Value {
    let describe = |file: &flow::item::Binary| {
        let mut described =
            json!({"fileName": file.file_name, "mimeType": file.media_type, "fileSize": file.size_bytes});
        if with_data {
            described["data"] = Value::from(&*file.data);
        }
        described
    };
    Value::Object(item.binary.iter().map(|(name, file)| (name.clone(), describe(file))).collect())
}

/// `zone milliseconds`: the minutes by which the zone is ahead of UTC then.
fn offset_of(name: &str, to: &mut Vec<u8>) -> Option<()> {
    let (zone, milliseconds) = name.split_once(' ')?;
    write!(to, "{}", offset_minutes(zone, milliseconds.parse().ok()?)?).ok()
}

/// The minutes by which a zone is ahead of UTC at a time.
pub(crate) fn offset_minutes(zone: &str, milliseconds: f64) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    // JavaScript's dates reach further than ours; beyond, the rules of the edge hold.
    let (least, most) = (Timestamp::MIN.as_millisecond() as f64, Timestamp::MAX.as_millisecond() as f64);
    let time = Timestamp::from_millisecond(milliseconds.clamp(least, most) as i64).ok()?;
    Some(zone.to_offset(time).seconds().div_euclid(60))
}

fn place(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}

fn text(text: &str, to: &mut Vec<u8>) -> Option<()> {
    to.extend_from_slice(text.as_bytes());
    Some(())
}

fn number(number: usize, to: &mut Vec<u8>) -> Option<()> {
    write!(to, "{number}").ok()
}

fn value(value: &Value, to: &mut Vec<u8>) -> Option<()> {
    serde_json::to_writer(to, value).ok()
}
