//! Tables in Markdown.

use super::name;
use ego_tree::NodeRef;
use scraper::node::Node;

/// The rows of a table, not of those within it.
pub(super) fn rows(table: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    let mut rows = Vec::new();
    for child in table.children() {
        match name(child) {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(child.children().filter(|row| name(*row) == "tr")),
            _ => {}
        }
    }
    rows
}

/// The table as text, its columns in line; the first row is the heading.
pub(super) fn text(rows: &[Vec<String>]) -> Option<String> {
    let count = rows.iter().map(Vec::len).max().filter(|count| *count > 0)?;
    let cell = |row: &'_ Vec<String>, place: usize| row.get(place).cloned().unwrap_or_default();
    let width = |place| rows.iter().map(|row| cell(row, place).chars().count()).max().unwrap_or(0).max(1);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let padded =
        |row: &Vec<String>| (0..count).map(|place| format!("{:1$}", cell(row, place), widths[place])).collect();
    let mut lines: Vec<String> = rows.iter().map(|row| line(padded(row))).collect();
    lines.insert(1, line(widths.iter().map(|width| "-".repeat(*width)).collect()));
    Some(lines.join("\n"))
}
