//! Says in one line what changed: the note of a version nobody wrote one for.

use super::{Change, ChangeKind, Subject};

/// How many things of a sort are named; more are counted.
const NAMED_MOST: usize = 3;

/// One line on what changed, such as `Added Wait; changed Send email (subject)`.
pub fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "No changes".to_owned();
    }
    let parts = [
        nodes("added", changes, ChangeKind::Added),
        nodes("removed", changes, ChangeKind::Removed),
        changed_nodes(changes),
        count("arrow", changes, |change| change.what == Subject::Edge).map(|count| format!("{count} changed")),
        settings(changes),
        notes(changes),
    ];
    let meaning: Vec<String> = parts.into_iter().flatten().collect();
    if meaning.is_empty() { "Layout only".to_owned() } else { sentence(&meaning.join("; ")) }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn of(changes: &[Change], what: Subject, kind: ChangeKind) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |change| change.what == what && change.kind == kind)
}

fn nodes(verb: &str, changes: &[Change], kind: ChangeKind) -> Option<String> {
    let names: Vec<String> = of(changes, Subject::Node, kind).map(|change| change.name.clone()).collect();
    named(names, "node").map(|names| format!("{verb} {names}"))
}

fn changed_nodes(changes: &[Change]) -> Option<String> {
    let names =
        of(changes, Subject::Node, ChangeKind::Changed).map(|change| format!("{} ({})", change.name, details(change)));
    named(names.collect(), "node").map(|names| format!("changed {names}"))
}

/// The fields that changed, by the last word of their path people would know.
fn details(change: &Change) -> String {
    let mut words: Vec<&str> = change.fields.iter().map(|field| word(&field.path)).collect();
    words.dedup();
    let shown = words.iter().take(NAMED_MOST).copied().collect::<Vec<_>>().join(", ");
    if words.len() > NAMED_MOST { format!("{shown} …") } else { shown.replace('_', " ") }
}

fn word(path: &str) -> &str {
    let path = path.strip_prefix("parameters.").unwrap_or(path);
    path.split('.').next().unwrap_or(path)
}

fn settings(changes: &[Change]) -> Option<String> {
    let names: Vec<String> =
        of(changes, Subject::Setting, ChangeKind::Changed).map(|change| change.name.clone()).collect();
    named(names, "setting").map(|names| format!("set {names}"))
}

fn notes(changes: &[Change]) -> Option<String> {
    count("note", changes, |change| change.what == Subject::Note && change.kind != ChangeKind::Moved)
        .map(|count| format!("{count} changed"))
}

fn named(names: Vec<String>, thing: &str) -> Option<String> {
    match names.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] if names.len() <= NAMED_MOST => Some(format!("{} and {last}", first.join(", "))),
        _ => Some(format!("{} {thing}s", names.len())),
    }
}

fn count(thing: &str, changes: &[Change], pick: impl Fn(&Change) -> bool) -> Option<String> {
    match changes.iter().filter(|change| pick(change)).count() {
        0 => None,
        1 => Some(format!("1 {thing}")),
        many => Some(format!("{many} {thing}s")),
    }
}
