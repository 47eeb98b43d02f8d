//! What an expression can use, for editors and for the reference: one table.

use serde::Serialize;

/// A name, function or method of expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Usable {
    /// What it belongs to: `root`, `function`, `text`, `list`, `object`, `number`,
    /// `boolean`, `date`, `duration`, `interval`, `pattern` or `node`.
    pub of: &'static str,
    /// Its name alone.
    pub name: &'static str,
    /// As it is written, with arguments.
    pub call: &'static str,
    /// What it gives.
    pub about: &'static str,
}

/// All that an expression can use, the parts of a kind together.
pub fn usable() -> Vec<Usable> {
    let lines = include_str!("reference.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
}

fn read(line: &'static str) -> Option<Usable> {
    let (of, rest) = line.split_once(" | ")?;
    let (call, about) = rest.split_once(" | ")?;
    let end = call.find(['(', '[']).unwrap_or(call.len());
    Some(Usable { of, name: &call[..end], call, about })
}
