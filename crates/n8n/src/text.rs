//! Texts of parameters: n8n's `=…` becomes our text with expressions, any other
//! text keeps its braces as they are.

/// Names that only exist in n8n, with what to do about them.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("$fromAI", "Give the value by hand, or let an earlier block make it."),
    ("$evaluateExpression", "Write the expression itself."),
    ("$rawParameter", "Write the value of the parameter itself."),
    ("$parameter", "The parameters of this block have other names here: write the value itself."),
    ("$resumeWebhookUrl", "Let the block Wait be completed through the API."),
    ("$resumeFormUrl", "Let the block Wait be completed through the API."),
    ("$agentInfo", "Write the text itself."),
    ("$secrets", "Use a credential."),
    ("$tool", "Give the value by hand."),
    ("$self", "Keep the value in a variable."),
];

/// Old names and what they are called now.
const RENAMED: &[(&str, &str)] = &[("$position", "$itemIndex"), ("$data", "$json")];

/// A text as one of our templates.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Converted {
    /// The template.
    pub text: String,
    /// How many expressions it holds.
    pub expressions: usize,
    /// Names in them that do not exist here, with what to do.
    pub unsupported: Vec<(&'static str, &'static str)>,
}

/// Converts the text of a parameter.
pub(crate) fn convert(text: &str) -> Converted {
    match text.strip_prefix('=') {
        Some(template) => expressions(template),
        None => Converted { text: literal(text), expressions: 0, unsupported: Vec::new() },
    }
}

/// A text in which braces are only braces.
pub(crate) fn literal(text: &str) -> String {
    text.replace("{{", "\\{{")
}

/// A template of ours as n8n writes it.
pub(crate) fn back(text: &str) -> String {
    let is_template = text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('\\'));
    if is_template { format!("={text}") } else { text.replace("\\{{", "{{") }
}

/// Whether a text is an expression in n8n's files.
pub(crate) fn is_expression(text: &str) -> bool {
    text.starts_with('=')
}

fn expressions(template: &str) -> Converted {
    let mut converted =
        Converted { text: String::with_capacity(template.len()), expressions: 0, unsupported: Vec::new() };
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let (before, code) = (&rest[..start], &rest[start + 2..]);
        converted.text.push_str(before);
        converted.text.push_str("{{");
        if before.ends_with('\\') {
            rest = code;
            continue;
        }
        let end = end_of(code);
        converted.expressions += 1;
        // Nothing between the braces gives nothing.
        let inside = if code[..end].trim().is_empty() { " undefined " } else { &code[..end] };
        code_of(inside, &mut converted);
        rest = &code[end..];
        match rest.strip_prefix("}}") {
            Some(after) => {
                converted.text.push_str("}}");
                rest = after;
            }
            // n8n takes an expression without an end for one that ends with the text.
            None => converted.text.push_str(" }}"),
        }
    }
    converted.text.push_str(rest);
    converted
}

/// The place of the closing braces; those in quotes and of objects do not count
/// as long as others follow.
fn end_of(code: &str) -> usize {
    let mut depth = 0_usize;
    let mut pieces = Pieces::new(code);
    while let Some((start, piece)) = pieces.next_piece() {
        let Piece::Code(text) = piece else { continue };
        for (at, letter) in text.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 && code[start + at..].starts_with("}}") => return start + at,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    // Quotes or braces that are not closed: the first pair counts, as it does in n8n.
    code.find("}}").unwrap_or(code.len())
}

/// Takes over the code of one expression with old names replaced.
fn code_of(code: &str, converted: &mut Converted) {
    let mut pieces = Pieces::new(code);
    while let Some((_, piece)) = pieces.next_piece() {
        match piece {
            Piece::Quoted(text) => converted.text.push_str(text),
            Piece::Code(text) => names(text, converted),
        }
    }
}

fn names(mut text: &str, converted: &mut Converted) {
    while let Some(start) = text.find('$') {
        let name_end = text[start + 1..].find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let end = name_end.map_or(text.len(), |length| start + 1 + length);
        let name = &text[start..end];
        // `a.$data` is a field, `a$data` a name of its own.
        let is_root = !text[..start].trim_end().ends_with('.') && !text[..start].ends_with(is_name_part);
        converted.text.push_str(&text[..start]);
        let renamed = RENAMED.iter().find(|(old, _)| is_root && *old == name);
        converted.text.push_str(renamed.map_or(name, |(_, new)| new));
        if let Some(found) = UNSUPPORTED.iter().find(|(unsupported, _)| is_root && *unsupported == name)
            && !converted.unsupported.contains(found)
        {
            converted.unsupported.push(*found);
        }
        text = &text[end..];
    }
    converted.text.push_str(text);
}

fn is_name_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

enum Piece<'a> {
    Code(&'a str),
    Quoted(&'a str),
}

/// Cuts code into what stands in quotes and what does not. Texts in backticks
/// count as code, since they hold expressions of their own.
struct Pieces<'a> {
    code: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    fn new(code: &'a str) -> Self {
        Self { code, at: 0 }
    }

    fn next_piece(&mut self) -> Option<(usize, Piece<'a>)> {
        let (start, rest) = (self.at, &self.code[self.at..]);
        let first = rest.chars().next()?;
        if let ('"' | '\'', Some(length)) = (first, quoted_length(rest, first)) {
            self.at += length;
            return Some((start, Piece::Quoted(&rest[..length])));
        }
        let next = rest[first.len_utf8()..].find(['"', '\'']).map_or(rest.len(), |found| found + first.len_utf8());
        self.at += next;
        Some((start, Piece::Code(&rest[..next])))
    }
}

/// How long the quoted text is, with its quotes; None if it has no end.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_templates() {
        for (text, expected) in [
            ("plain", "plain"),
            ("with {{ braces }}", "with \\{{ braces }}"),
            ("=plain", "plain"),
            ("={{ $json.a }}", "{{ $json.a }}"),
            ("={{$json[\"a\"]}}", "{{$json[\"a\"]}}"),
            ("=a {{ 1 }} b {{ 2 }}", "a {{ 1 }} b {{ 2 }}"),
            ("={{ $data.a + $position }}", "{{ $json.a + $itemIndex }}"),
            ("={{ '$data' + x.$data }}", "{{ '$data' + x.$data }}"),
            ("={{ { a: { b: 1 }} }}", "{{ { a: { b: 1 }} }}"),
            ("={{ '}}' }}", "{{ '}}' }}"),
            ("={{ $json.a", "{{ $json.a }}"),
            ("=a{{ }}b", "a{{ undefined }}b"),
            ("={{ it's }} x", "{{ it's }} x"),
            ("=\\{{ no }}", "\\{{ no }}"),
            ("=", ""),
            ("={{ \"ü\" }}é", "{{ \"ü\" }}é"),
        ] {
            assert_eq!(convert(text).text, expected, "{text}");
        }
    }

    #[test]
    fn templates_go_back() {
        for text in ["plain", "with {{ braces }}", "={{ $json.a }}", "=a {{ 1 }} b"] {
            assert_eq!(back(&convert(text).text), text);
        }
    }

    #[test]
    fn names_that_do_not_exist_here_are_told() {
        let converted = convert("={{ $fromAI('a') + $json.$fromAI + '$fromAI' }} {{ $fromAI('b') }}");
        assert_eq!(converted.unsupported.len(), 1);
        assert_eq!((converted.unsupported[0].0, converted.expressions), ("$fromAI", 2));
    }
}
