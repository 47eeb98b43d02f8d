//! Ids of headings, made of their text.

use super::ToHtml;
use std::collections::HashMap;

/// Makes ids and keeps them apart.
#[derive(Default)]
pub(super) struct Ids(HashMap<String, usize>);

impl Ids {
    /// The text of a heading without an id of its own, and its id.
    pub fn of<'t>(&mut self, text: &'t str, how: &ToHtml) -> (&'t str, String) {
        let own = how.own_heading_ids.then(|| own_id(text)).flatten();
        let (shown, source) = own.unwrap_or((text, text));
        let prefix = how.heading_prefix.as_str();
        let (inside, outside) = if how.raw_heading_prefix { ("", prefix) } else { (prefix, "") };
        let id = format!("{outside}{}", plain(&format!("{inside}{source}"), how));
        let count = self.0.entry(id.clone()).or_insert(0);
        *count += 1;
        (shown, if *count == 1 { id } else { format!("{id}-{}", *count - 1) })
    }
}

/// `Title {id}` → `Title`, `id`.
fn own_id(text: &str) -> Option<(&str, &str)> {
    let (before, id) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    (!id.is_empty()).then(|| (before.trim_end(), id))
}

fn plain(text: &str, how: &ToHtml) -> String {
    const DROPPED: &str = "&+$,/:;=?@\"#{}|^~[]`\\*)(%.!'<>";
    let text = text.to_lowercase();
    if how.dashed_heading_ids {
        return text.replace(' ', "-").chars().filter(|letter| !DROPPED.contains(*letter)).collect();
    }
    if how.raw_heading_ids {
        return text.replace([' ', '"', '\''], "-");
    }
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}
