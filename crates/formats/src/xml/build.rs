//! JSON to XML.

use crate::FormatError;
use serde_json::{Map, Value};

/// Deeper nesting is refused.
const MOST_DEPTH: usize = 200;

/// How JSON becomes XML.
#[derive(Clone, Debug)]
pub struct Build {
    /// The field whose fields are attributes.
    pub attribute_key: String,
    /// The field that is the text of the element.
    pub text_key: String,
    /// Texts with `&`, `<` or `>` stand in CDATA sections.
    pub data_sections: bool,
    /// The line `<?xml … ?>` is left out.
    pub headless: bool,
    /// The outermost element. `None`: the one field, or `root` if there are several.
    pub root: Option<String>,
}

impl Default for Build {
    fn default() -> Self {
        Self { attribute_key: "$".into(), text_key: "_".into(), data_sections: false, headless: false, root: None }
    }
}

/// Writes XML with an indentation of two spaces.
pub fn to_xml(json: &Value, how: &Build) -> Result<String, FormatError> {
    let (name, content) = match (json, &how.root) {
        (Value::Object(fields), None) if fields.len() == 1 => fields.iter().next().unwrap_or((&how.text_key, json)),
        (_, root) => (root.as_ref().unwrap_or(&ROOT), json),
    };
    let mut writing = Writing { how, xml: String::new() };
    if !how.headless {
        writing.xml += "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    }
    writing.element(name, &Element::of(content, how), 0)?;
    Ok(writing.xml)
}

static ROOT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "root".into());

/// What stands in an element.
#[derive(Default)]
struct Element<'a> {
    attributes: Vec<(&'a str, String)>,
    children: Vec<Child<'a>>,
}

enum Child<'a> {
    Text(String),
    Element(&'a str, Element<'a>),
}

impl<'a> Element<'a> {
    fn of(value: &'a Value, how: &Build) -> Self {
        let mut element = Self::default();
        element.add(value, how, 0);
        element
    }

    fn add(&mut self, value: &'a Value, how: &Build, depth: usize) {
        // What is deeper is refused when it is written.
        if depth > MOST_DEPTH {
            return;
        }
        match value {
            Value::Null => {}
            Value::Object(fields) => self.add_fields(fields, how, depth),
            // A list where an object should be: what its entries hold stands side by side.
            Value::Array(entries) => entries.iter().filter_map(Value::as_object).for_each(|fields| {
                fields.iter().for_each(|(name, value)| self.add_child(name, value, how, depth));
            }),
            text => self.children.push(Child::Text(plain(text))),
        }
    }

    fn add_fields(&mut self, fields: &'a Map<String, Value>, how: &Build, depth: usize) {
        for (name, value) in fields {
            match value {
                Value::Object(attributes) if *name == how.attribute_key => {
                    self.attributes.extend(attributes.iter().map(|(name, value)| (name.as_str(), plain(value))));
                }
                _ if *name == how.attribute_key => {}
                _ if *name == how.text_key => self.children.push(Child::Text(plain(value))),
                Value::Array(entries) => {
                    entries.iter().for_each(|entry| self.add_child(name, entry, how, depth));
                }
                value => self.add_child(name, value, how, depth),
            }
        }
    }

    fn add_child(&mut self, name: &'a str, value: &'a Value, how: &Build, depth: usize) {
        let mut child = Self::default();
        child.add(value, how, depth + 1);
        self.children.push(Child::Element(name, child));
    }
}

struct Writing<'h> {
    how: &'h Build,
    xml: String,
}

impl Writing<'_> {
    fn element(&mut self, name: &str, element: &Element<'_>, depth: usize) -> Result<(), FormatError> {
        if depth > MOST_DEPTH {
            let message = format!("The data is nested more than {MOST_DEPTH} deep.");
            return Err(FormatError::new(message, "Leave out what is not needed."));
        }
        self.begin_line(depth);
        self.xml += &format!("<{}", checked(name)?);
        for (name, value) in &element.attributes {
            self.xml += &format!(" {}=\"{}\"", checked(name)?, escaped(value, true));
        }
        let is_empty = |child: &Child<'_>| matches!(child, Child::Text(text) if text.is_empty());
        match &element.children[..] {
            children if children.iter().all(is_empty) => self.xml += "/>",
            [Child::Text(text)] => self.xml += &format!(">{}</{name}>", self.text(text)),
            children => {
                self.xml.push('>');
                for child in children {
                    self.child(child, depth + 1)?;
                }
                self.begin_line(depth);
                self.xml += &format!("</{name}>");
            }
        }
        Ok(())
    }

    fn child(&mut self, child: &Child<'_>, depth: usize) -> Result<(), FormatError> {
        match child {
            Child::Element(name, element) => self.element(name, element, depth)?,
            Child::Text(text) => {
                self.begin_line(depth);
                self.xml += &self.text(text);
            }
        }
        Ok(())
    }

    fn begin_line(&mut self, depth: usize) {
        if !self.xml.is_empty() && !self.xml.ends_with('\n') {
            self.xml.push('\n');
        }
        self.xml += &"  ".repeat(depth);
    }

    fn text(&self, text: &str) -> String {
        if self.how.data_sections && text.contains(['&', '<', '>']) {
            return format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"));
        }
        escaped(text, false)
    }
}

/// A name that can stand in a tag. Anything else could break out of it.
fn checked(name: &str) -> Result<&str, FormatError> {
    let fits = |letter: char| letter.is_alphanumeric() || "_-.:".contains(letter) || !letter.is_ascii();
    let begins_well = !name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == '.');
    if !name.is_empty() && name.chars().all(fits) && begins_well {
        return Ok(name);
    }
    let message = format!("`{name}` cannot be the name of an XML element or attribute.");
    Err(FormatError::new(message, "Rename the field: letters, digits, `_`, `-` and `.`, and a letter first."))
}

fn escaped(text: &str, in_attribute: bool) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => result += "&amp;",
            '<' => result += "&lt;",
            '>' if !in_attribute => result += "&gt;",
            '"' if in_attribute => result += "&quot;",
            '\t' if in_attribute => result += "&#x9;",
            '\n' if in_attribute => result += "&#xA;",
            '\r' => result += "&#xD;",
            // XML has no way to write other control letters.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {}
            other => result.push(other),
        }
    }
    result
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes() {
        let usual = || Build { headless: true, ..Build::default() };
        for (json, how, expected) in [
            (
                json!({"a": 1}),
                Build::default(),
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<a>1</a>",
            ),
            (json!({"a": 1, "b": "x"}), usual(), "<root>\n  <a>1</a>\n  <b>x</b>\n</root>"),
            (json!({"a": 1}), Build { root: Some("r".into()), ..usual() }, "<r>\n  <a>1</a>\n</r>"),
            (
                json!({"a": {"$": {"id": 7, "q": "\"<\n"}, "_": "x"}}),
                usual(),
                "<a id=\"7\" q=\"&quot;&lt;&#xA;\">x</a>",
            ),
            (
                json!({"a": {"b": [1, "2", {"c": null}]}}),
                usual(),
                "<a>\n  <b>1</b>\n  <b>2</b>\n  <b>\n    <c/>\n  </b>\n</a>",
            ),
            (json!({"a": {"_": "t", "b": ""}}), usual(), "<a>\n  t\n  <b/>\n</a>"),
            (json!({"a": "1 < 2 & 3"}), usual(), "<a>1 &lt; 2 &amp; 3</a>"),
            (json!({"a": "<]]>"}), Build { data_sections: true, ..usual() }, "<a><![CDATA[<]]]]><![CDATA[>]]></a>"),
            (json!({}), usual(), "<root/>"),
            (json!({"a": true, "n": null}), usual(), "<root>\n  <a>true</a>\n  <n/>\n</root>"),
        ] {
            assert_eq!(to_xml(&json, &how).unwrap(), expected);
        }
        for name in ["a b", "1a", "", "a><b", "-a"] {
            let mut fields = Map::new();
            fields.insert(name.into(), json!(1));
            assert!(to_xml(&fields.into(), &Build::default()).is_err(), "{name}");
        }
    }
}
