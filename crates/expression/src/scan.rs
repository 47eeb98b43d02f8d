//! Finds where a piece of JavaScript ends that the native reader does not know:
//! at the first `}}` outside of texts, comments and brackets. Also finds the nodes
//! it names.

use crate::parse::NodeName;

/// The place of the closing braces of the expression that starts at `from`.
/// JavaScript that cannot be followed ends at the first `}}` there is.
pub(crate) fn end_of(source: &str, from: usize) -> Option<usize> {
    let mut scan = Scan { bytes: source.as_bytes(), at: from, last: b'(', depth: 0 };
    scan.code(true).or_else(|| source[from..].find("}}").map(|found| from + found))
}

/// The nodes that a piece of JavaScript names as `$('Name')` or `$node["Name"]`.
pub(crate) fn node_names(source: &str, from: usize, end: usize) -> Vec<NodeName> {
    let code = &source[from..end];
    let mut names = Vec::new();
    for opening in ["$(", "$node["] {
        for (found, _) in code.match_indices(opening) {
            let start = found + opening.len();
            let Some(quote @ ('"' | '\'' | '`')) = code[start..].chars().next() else { continue };
            let Some(length) = code[start + 1..].find(quote) else { continue };
            let name = code[start + 1..start + 1 + length].to_owned();
            names.push(NodeName { name, start: from + start, end: from + start + length + 2 });
        }
    }
    names
}

/// How deep texts in backticks may hang inside each other.
const DEPTH_MAXIMUM: usize = 40;

struct Scan<'s> {
    bytes: &'s [u8],
    at: usize,
    /// The last byte that was no blank: it says whether `/` divides.
    last: u8,
    /// How many texts in backticks are open.
    depth: usize,
}

impl Scan<'_> {
    /// Reads on to the end of the expression, or of a `${…}` in a text.
    fn code(&mut self, is_outermost: bool) -> Option<usize> {
        let mut brackets: Vec<u8> = Vec::new();
        loop {
            let byte = *self.bytes.get(self.at)?;
            match byte {
                b'}' if brackets.is_empty() => {
                    let is_end = !is_outermost || self.bytes.get(self.at + 1) == Some(&b'}');
                    return is_end.then_some(self.at);
                }
                b'(' | b'[' | b'{' => brackets.push(byte),
                b')' | b']' | b'}' => {
                    brackets.pop().filter(|open| matches!((open, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}')))?;
                }
                b'"' | b'\'' => self.text(byte)?,
                b'`' => self.template()?,
                b'/' => self.slash()?,
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                self.last = byte;
            }
            self.at += 1;
        }
    }

    /// To the closing quote.
    fn text(&mut self, quote: u8) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' => return None,
                byte if byte == quote => return Some(()),
                _ => {}
            }
        }
    }

    /// To the closing backtick, over the expressions inside.
    fn template(&mut self) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'`' => return Some(()),
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') && self.depth < DEPTH_MAXIMUM => {
                    self.at += 2;
                    self.depth += 1;
                    self.code(false)?;
                    self.depth -= 1;
                }
                _ => {}
            }
        }
    }

    /// Over a comment or a regular expression; a division is left as it is.
    fn slash(&mut self) -> Option<()> {
        match self.bytes.get(self.at + 1)? {
            b'/' => self.at += self.bytes[self.at..].iter().position(|byte| *byte == b'\n')?,
            b'*' => self.at += self.bytes[self.at..].windows(2).position(|pair| pair == b"*/")? + 1,
            _ if b"(,=:[!&|?{};+-*%<>~^".contains(&self.last) => self.regex()?,
            _ => {}
        }
        Some(())
    }

    fn regex(&mut self) -> Option<()> {
        let mut in_class = false;
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' => return None,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return Some(()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn braces_in_texts_and_brackets_do_not_end_it() {
        let cases = [
            ("a }} b", "a "),
            ("{ a: { b: 1 }} }}", "{ a: { b: 1 }} "),
            ("'}}' + \"}}\" }}", "'}}' + \"}}\" "),
            ("`}} ${ { a: '}}' }.a } }}` }}", "`}} ${ { a: '}}' }.a } }}` "),
            ("(() => { if (a) { return 1 }})() }}", "(() => { if (a) { return 1 }})() "),
            ("/}}/.test(a) / 2 }}", "/}}/.test(a) / 2 "),
            ("a /* }} */ }}", "a /* }} */ "),
            ("broken ( }}", "broken ( "),
            ("it's }}", "it's "),
        ];
        for (source, wanted) in cases {
            let end = end_of(source, 0).unwrap();
            assert_eq!(&source[..end], wanted);
        }
        assert_eq!(end_of("no end", 0), None);
    }
}
