//! Addresses and mentions in running text.

use super::ToHtml;

/// The text as HTML, with bare addresses and mentions as links if wanted.
pub(super) fn linked(text: &str, how: &ToHtml) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len()).max(1);
        let end = if end < rest.len() && !rest.is_char_boundary(end) { rest.len() } else { end };
        let (word, after) = rest.split_at(end);
        html += &word_of(word, how);
        rest = after;
    }
    html
}

fn word_of(word: &str, how: &ToHtml) -> String {
    let is_address = ["http://", "https://", "ftp://", "www."].iter().any(|start| word.starts_with(start));
    if how.link_addresses && is_address && word.len() > 8 {
        let end = if how.exclude_punctuation {
            word.trim_end_matches(['.', '!', '?', '(', ')', ',', ';', ':'])
        } else {
            word
        };
        let target = if end.starts_with("www.") { format!("http://{end}") } else { end.to_owned() };
        return format!("{}{}</a>{}", open(&target, how), escaped(end), escaped(&word[end.len()..]));
    }
    if let Some(name) = word.strip_prefix('@').filter(|_| how.mentions) {
        let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').unwrap_or(name.len());
        if end > 0 {
            let target = how.mentions_link.replace("{u}", &name[..end]);
            return format!("{}@{}</a>{}", open(&target, how), &name[..end], escaped(&name[end..]));
        }
    }
    escaped(word)
}

/// The begin of a link.
pub(super) fn open(target: &str, how: &ToHtml) -> String {
    let window = if how.new_window { " rel=\"noopener noreferrer\" target=\"_blank\"" } else { "" };
    format!("<a href=\"{}\"{window}>", attribute(target))
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Text as the value of an attribute.
pub(super) fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
