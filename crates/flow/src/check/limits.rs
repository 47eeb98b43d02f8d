//! Checks of the flow as a whole: format, size, name, time limits.

use super::nodes::{NAME_LENGTH_MOST, shortened};
use crate::document::{FORMAT, FORMAT_VERSION, Flow};
use crate::limits::{AT_ONCE_MOST, RATE_PER_LEAST_MS, RATE_PER_MOST_MS, RATE_RUNS_MOST};
use crate::problem::Problem;
use std::collections::HashSet;
use std::io;

/// The most nodes of a flow.
pub const NODES_MOST: usize = 5_000;
/// The most edges of a flow.
pub const EDGES_MOST: usize = 20_000;
/// The largest document, in bytes of its JSON.
pub const DOCUMENT_SIZE_MOST_BYTES: usize = 10 * 1024 * 1024;

/// Appends the problems of the flow's size and format. False: it is so far out
/// of bounds that nothing else is worth looking at.
pub(super) fn check_bounds(flow: &Flow, problems: &mut Vec<Problem>) -> bool {
    let before = problems.len();
    problems.extend(format_problem(flow));
    problems.extend(count_problem("nodes", flow.nodes.len(), NODES_MOST));
    problems.extend(count_problem("arrows", flow.edges.len(), EDGES_MOST));
    problems.extend(size_problem(flow));
    problems.len() == before
}

/// Appends the problems of the flow's name, settings and notes.
pub(super) fn check_settings(flow: &Flow, problems: &mut Vec<Problem>) {
    problems.extend(name_problem(flow));
    if flow.settings.timeout_ms == Some(0) {
        let message = "The flow has a time limit of 0, so no run could ever succeed.";
        problems.push(Problem::error(
            "flow_timeout_zero",
            message,
            "Set a longer time limit in the settings, or clear it.",
        ));
    }
    problems.extend(concurrency_problem(flow));
    problems.extend(rate_problem(flow));
    let mut ids = HashSet::new();
    for note in flow.notes.iter().filter(|note| !ids.insert(&note.id)) {
        let message = format!("Two notes have the id `{}`.", note.id);
        problems.push(Problem::error("note_id_duplicate", message, "Delete one of them and write it again."));
    }
}

fn concurrency_problem(flow: &Flow) -> Option<Problem> {
    let at_once = flow.settings.concurrency.as_ref()?.at_once;
    (!(1..=AT_ONCE_MOST).contains(&at_once)).then(|| {
        let message = format!("The flow allows {at_once} runs at once; it must be 1 to {AT_ONCE_MOST}.");
        Problem::error("flow_concurrency_out_of_bounds", message, "Change the limit in the settings, or clear it.")
    })
}

fn rate_problem(flow: &Flow) -> Option<Problem> {
    let rate = flow.settings.rate.as_ref()?;
    let hint = "Change the limit in the settings, or clear it.";
    if !(1..=RATE_RUNS_MOST).contains(&rate.runs) {
        let message = format!("The flow lets {} runs begin in a time; it must be 1 to {RATE_RUNS_MOST}.", rate.runs);
        return Some(Problem::error("flow_rate_out_of_bounds", message, hint));
    }
    (!(RATE_PER_LEAST_MS..=RATE_PER_MOST_MS).contains(&rate.per_ms)).then(|| {
        let message = "The time of the flow's rate must be one second to one day.";
        Problem::error("flow_rate_out_of_bounds", message, hint)
    })
}

fn format_problem(flow: &Flow) -> Option<Problem> {
    if flow.format != FORMAT {
        let message = format!("The document says it is a `{}`, not a `{FORMAT}`.", flow.format);
        return Some(Problem::error(
            "format_unknown",
            message,
            "Open it with the program it was made for, or import it.",
        ));
    }
    if flow.version == 0 || flow.version > FORMAT_VERSION {
        let message = format!(
            "The document is in version {} of the format; this server reads up to {FORMAT_VERSION}.",
            flow.version
        );
        return Some(Problem::error(
            "version_unknown",
            message,
            "Update the server, or export the flow from the newer one in an older version.",
        ));
    }
    None
}

fn count_problem(what: &str, count: usize, most: usize) -> Option<Problem> {
    (count > most).then(|| {
        let message = format!("The flow has {count} {what}; {most} is the most.");
        Problem::error("flow_too_large", message, "Split it into several flows that call each other.")
    })
}

fn size_problem(flow: &Flow) -> Option<Problem> {
    let mut size = Size(0);
    // Writing into a counter fails only where the document cannot be JSON at all;
    // then there is no size to complain about.
    serde_json::to_writer(&mut size, flow).ok()?;
    (size.0 > DOCUMENT_SIZE_MOST_BYTES).then(|| {
        let message = format!("The document has {} bytes; {DOCUMENT_SIZE_MOST_BYTES} is the most.", size.0);
        let hint = "Move large texts out of the nodes' parameters into a file or a request, or split the flow.";
        Problem::error("flow_too_large", message, hint)
    })
}

/// Counts the bytes written to it.
struct Size(usize);

impl io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn name_problem(flow: &Flow) -> Option<Problem> {
    if flow.name.trim().is_empty() {
        return Some(Problem::error(
            "flow_name_empty",
            "The flow has no name.",
            "Give it a name that says what it is for.",
        ));
    }
    (flow.name.chars().count() > NAME_LENGTH_MOST).then(|| {
        let message =
            format!("The flow's name “{}” is longer than {NAME_LENGTH_MOST} characters.", shortened(&flow.name));
        Problem::error("flow_name_long", message, "Shorten it and put the rest into the description.")
    })
}
