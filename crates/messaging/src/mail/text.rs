//! A mail for those who look at no HTML: the same words, without looks.

use super::{Block, Line, List, Mail};

/// The text of a mail.
pub(super) fn of(mail: &Mail) -> String {
    let parts: Vec<String> = mail.blocks.iter().filter_map(block).collect();
    parts.join("\n\n")
}

fn block(block: &Block) -> Option<String> {
    let text = match block {
        Block::Heading { text, .. } => text.trim().to_owned(),
        Block::Text { lines: given, .. } => lines(given),
        Block::Button { label, url, .. } => leading(label.trim(), url.trim()),
        Block::Image { alt, link, .. } => match (alt.trim(), link.trim()) {
            ("", "") => String::new(),
            (alt, "") => format!("[{alt}]"),
            (alt, link) => leading(alt, link),
        },
        Block::Divider {} => "-".repeat(24),
        Block::Spacer { .. } => String::new(),
        Block::Columns { columns } => {
            let blocks = columns.iter().flat_map(|column| &column.blocks);
            blocks.filter_map(self::block).collect::<Vec<_>>().join("\n\n")
        }
        Block::Footer { lines: given, unsubscribe_label, unsubscribe_url } => {
            let unsubscribe = match unsubscribe_url.trim() {
                "" => String::new(),
                url => leading(unsubscribe_label.trim(), url),
            };
            [lines(given), unsubscribe].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Paragraphs stand apart, entries of one list below each other.
fn lines(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut before = None;
    let mut number = 0;
    for line in lines {
        number = if line.list == List::Number { number + 1 } else { 0 };
        let said = words(line);
        if said.is_empty() && line.list == List::None {
            continue;
        }
        if let Some(before) = before {
            text.push_str(if before == line.list && before != List::None { "\n" } else { "\n\n" });
        }
        match line.list {
            List::None => {}
            List::Bullet => text.push_str("- "),
            List::Number => text.push_str(&format!("{number}. ")),
        }
        text.push_str(&said);
        before = Some(line.list);
    }
    text
}

fn words(line: &Line) -> String {
    let mut text = String::new();
    for (index, span) in line.spans.iter().enumerate() {
        text.push_str(&span.text);
        let link = span.link.trim();
        // A link whose words have several looks is told once, after the last of them.
        let goes_on = line.spans.get(index + 1).is_some_and(|next| next.link.trim() == link);
        let bare = link.trim_start_matches("mailto:").trim_start_matches("tel:");
        if !link.is_empty() && !goes_on && span.text.trim() != bare {
            text.push_str(&format!(" ({bare})"));
        }
    }
    text.trim().to_owned()
}

fn leading(words: &str, address: &str) -> String {
    let bare = address.trim_start_matches("mailto:").trim_start_matches("tel:");
    if words.is_empty() { bare.to_owned() } else { format!("{words}: {bare}") }
}
