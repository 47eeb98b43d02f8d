//! Reads a value as JavaScript writes one: JSON whose names need no quotes, with
//! single quotes, commas at the end and comments. Nothing in it is performed.

use serde_json::{Map, Value};

/// How deep lists and objects may hang inside each other.
const DEPTH_MAXIMUM: usize = 100;

/// The value a text stands for; None if it is none.
pub fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.blank();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let after = match self.rest.get(..2) {
                Some("//") => self.rest.split_once('\n').map_or("", |(_, after)| after),
                Some("/*") => self.rest[2..].split_once("*/").map_or("", |(_, after)| after),
                _ => return,
            };
            self.rest = after;
        }
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// Whether this sign comes next, which is then passed.
    fn passes(&mut self, sign: char) -> bool {
        self.blank();
        let after = self.rest.strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH_MAXIMUM {
            return None;
        }
        self.blank();
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' | '\'' | '`' => self.text().map(Value::String),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.next()?;
        let mut fields = Map::new();
        while !self.passes('}') {
            let name = self.name()?;
            if !self.passes(':') {
                return None;
            }
            fields.insert(name, self.value(depth + 1)?);
            if !self.passes(',') {
                return self.passes('}').then_some(Value::Object(fields));
            }
        }
        Some(Value::Object(fields))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.next()?;
        let mut entries = Vec::new();
        while !self.passes(']') {
            entries.push(self.value(depth + 1)?);
            if !self.passes(',') {
                return self.passes(']').then_some(Value::Array(entries));
            }
        }
        Some(Value::Array(entries))
    }

    fn name(&mut self) -> Option<String> {
        self.blank();
        match self.rest.chars().next()? {
            '"' | '\'' => self.text(),
            _ => {
                let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
                let name = self.taken(is_part);
                (!name.is_empty()).then_some(name)
            }
        }
    }

    fn taken(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn word(&mut self) -> Option<Value> {
        let word = self.taken(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
        match word.as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" | "undefined" => Some(Value::Null),
            number if number.starts_with(|first: char| first.is_ascii_digit() || "-.".contains(first)) => {
                if let Ok(whole) = number.parse::<i64>() {
                    return Some(whole.into());
                }
                let is_plain = number.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
                let number = number.parse::<f64>().ok().filter(|_| is_plain)?;
                serde_json::Number::from_f64(number).map(Value::Number)
            }
            _ => None,
        }
    }

    fn text(&mut self) -> Option<String> {
        let quote = self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '\\' => self.escaped(&mut text)?,
                letter if letter == quote => return Some(text),
                // What would be put in is not known.
                '$' if quote == '`' && self.rest.starts_with('{') => return None,
                letter => text.push(letter),
            }
        }
    }

    fn escaped(&mut self, text: &mut String) -> Option<()> {
        let letter = match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let high = self.unit()?;
                let units = if (0xd800..0xdc00).contains(&high) && self.rest.starts_with("\\u") {
                    self.rest = &self.rest[2..];
                    vec![high, self.unit()?]
                } else {
                    vec![high]
                };
                text.push_str(&String::from_utf16_lossy(&units));
                return Some(());
            }
            // A line that goes on.
            '\n' => return Some(()),
            other => other,
        };
        text.push(letter);
        Some(())
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        u16::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_read_as_javascript_writes_them() {
        for (text, wanted) in [
            ("{city: 'Bonn', zip: \"53111\",}", json!({"city": "Bonn", "zip": "53111"})),
            (" [1, -2.5, 1e3, .5, ] ", json!([1, -2.5, 1000.0, 0.5])),
            ("{ a$_1: [true, null], // why\n 'b c': {} /* so */ }", json!({"a$_1": [true, null], "b c": {}})),
            (r"['it\'s', 'a\nb', '\u00e9\ud83d\ude00']", json!(["it's", "a\nb", "é😀"])),
            ("{1: `x`}", json!({"1": "x"})),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_would_have_to_be_performed_is_not_read() {
        for text in
            ["", "{", "{a}", "{a: b}", "{a: f()}", "{a: 1} x", "[,]", "`${1}`", "{a 1}", "'open", "1 + 1", "--1"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
    }
}
