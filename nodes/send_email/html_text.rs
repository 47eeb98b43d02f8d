//! The text of a mail for readers that show no HTML.
//!
//! A mail without such a part is often taken for spam. This is no HTML parser:
//! what it gives is read, never interpreted.

/// The text of an HTML document: blocks become lines, links show their address.
pub fn text_of(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        writer.text(&rest[..start]);
        rest = read_markup(&mut writer, &rest[start..]);
    }
    writer.text(rest);
    writer.finish()
}

/// Reads what begins with `<` and gives what follows it.
fn read_markup<'a>(writer: &mut Writer, rest: &'a str) -> &'a str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let is_tag =
        rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!' | '?'));
    if !is_tag {
        writer.text("<");
        return &rest[1..];
    }
    let end = tag_end(rest);
    let tag = rest[1..end].trim_end_matches('>');
    let after = &rest[end..];
    let name = tag.split(|letter: char| letter.is_whitespace()).next().unwrap_or_default();
    let name = name.trim_end_matches('/').to_ascii_lowercase();
    writer.tag(&name, tag);
    match name.as_str() {
        "script" | "style" | "head" | "title" | "template" => after_element(after, &name),
        _ => after,
    }
}

/// Where the tag ends; a `>` in quotes is part of it.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (index, letter) in rest.char_indices() {
        match (quote, letter) {
            (None, '>') => return index + 1,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// What follows the end of an element whose content is not shown.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let is_end = |(start, _): &(usize, &str)| {
        let found = rest.as_bytes().get(start + 2..start + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    match rest.match_indices("</").find(is_end) {
        Some((start, _)) => &rest[start + tag_end(&rest[start..])..],
        None => "",
    }
}

/// Puts the text together: white space is one space, blocks are lines.
#[derive(Default)]
struct Writer {
    text: String,
    /// Line breaks to write before the next word.
    breaks: usize,
    needs_space: bool,
    /// Address of the link that is open, and where its text begins.
    link: Option<(String, usize)>,
}

impl Writer {
    fn text(&mut self, raw: &str) {
        let decoded = decode(raw);
        for part in decoded.split_inclusive(is_space) {
            let word = part.trim_end_matches(is_space);
            if !word.is_empty() {
                self.word(word);
            }
            self.needs_space |= word.len() < part.len();
        }
    }

    fn word(&mut self, word: &str) {
        if self.breaks > 0 {
            if !self.text.is_empty() {
                self.text.extend(std::iter::repeat_n('\n', self.breaks));
            }
        } else if self.needs_space && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        (self.breaks, self.needs_space) = (0, false);
        self.text.push_str(word);
    }

    fn tag(&mut self, name: &str, tag: &str) {
        match name {
            "br" => self.breaks = (self.breaks + 1).min(2),
            "li" => {
                self.break_lines(1);
                self.word("-");
                self.needs_space = true;
            }
            "p" | "/p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6"
            | "ul" | "/ul" | "ol" | "/ol" | "table" | "/table" | "blockquote" | "/blockquote" | "hr" => {
                self.break_lines(2)
            }
            "div" | "/div" | "tr" | "/tr" | "/li" | "section" | "/section" | "header" | "/header" | "footer"
            | "/footer" => self.break_lines(1),
            "td" | "th" => self.needs_space = true,
            "img" => {
                if let Some(text) = attribute(tag, "alt") {
                    self.text(&text);
                }
            }
            "a" => self.link = attribute(tag, "href").map(|address| (decode(&address), self.text.len())),
            "/a" => self.end_link(),
            _ => {}
        }
    }

    fn break_lines(&mut self, count: usize) {
        self.breaks = self.breaks.max(count);
    }

    /// Writes the address after the text of a link, unless the text is the address.
    fn end_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let shown = self.text.get(start..).unwrap_or_default().trim();
        let is_outside = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
        let bare = address.trim_start_matches("mailto:").trim_start_matches("tel:");
        if is_outside && !shown.is_empty() && shown != bare && !address.contains(is_space) {
            self.needs_space = true;
            self.word(&format!("({bare})"));
        }
    }

    fn finish(self) -> String {
        self.text
    }
}

/// HTML's white space; a hard space (U+00A0) is a letter.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let found = lower.match_indices(name).find(|(index, _)| lower[..*index].ends_with(is_space))?.0;
    let value = tag[found + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(is_space).next()?,
    };
    Some(value.to_owned())
}

/// Puts letters in place of their names: `&amp;`, `&#8364;`, `&#x20AC;`.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let named = rest[1..].split_once(';').and_then(|(name, after)| Some((letter(name)?, after)));
        match named {
            Some((letter, after)) => {
                decoded.push(letter);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn letter(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| !letter.is_control());
    }
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("euro", '€'),
        ("pound", '£'),
        ("yen", '¥'),
        ("cent", '¢'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("hellip", '…'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("middot", '·'),
        ("bull", '•'),
        ("times", '×'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("bdquo", '„'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("Auml", 'Ä'),
        ("Ouml", 'Ö'),
        ("Uuml", 'Ü'),
        ("szlig", 'ß'),
        ("agrave", 'à'),
        ("aacute", 'á'),
        ("acirc", 'â'),
        ("ccedil", 'ç'),
        ("egrave", 'è'),
        ("eacute", 'é'),
        ("ecirc", 'ê'),
        ("iacute", 'í'),
        ("ntilde", 'ñ'),
        ("oacute", 'ó'),
        ("uacute", 'ú'),
        ("deg", '°'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_a_reader_would_see() {
        for (html, text) in [
            ("Hello", "Hello"),
            ("", ""),
            ("<p>Hello <b>Ada</b>,</p>\n<p>welcome!</p>", "Hello Ada,\n\nwelcome!"),
            ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"),
            ("<div>a</div><div>b</div>", "a\nb"),
            ("  a \n\t b  ", "a b"),
            ("<ul><li>one</li><li>two</li></ul>after", "- one\n- two\n\nafter"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<a href=\"https://x.example/?a=1&amp;b=2\">Shop</a>.", "Shop (https://x.example/?a=1&b=2)."),
            ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
            ("<a href=mailto:a@x.example>a@x.example</a>", "a@x.example"),
            ("<a href=\"#top\">up</a>", "up"),
            ("<a href=\"https://x.example\"><img alt=\"Logo\" src=x></a>", "Logo (https://x.example)"),
            ("<head><title>t</title><style>p{}</style></head><body>b</body>", "b"),
            ("a<script>if (1 < 2) alert('</p>')</script>b", "ab"),
            ("a<!-- <p>no</p> -->b", "ab"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("&lt;b&gt; &euro;&#8364;&#x20AC; &amp;amp; &nope; &", "<b> €€€ &amp; &nope; &"),
            ("<p title=\"a > b\">c</p>", "c"),
            ("<p>open", "open"),
            ("text <", "text <"),
            ("<", "<"),
            ("<style>never closed", ""),
            ("Grüße<P>Ä</P>", "Grüße\n\nÄ"),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }
}
