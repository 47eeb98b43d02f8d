//! XML to JSON.

use crate::FormatError;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// Larger texts are refused, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Deeper nesting is refused; JSON readers do not go much deeper.
const MOST_DEPTH: usize = 100;

/// How XML becomes JSON.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The name attributes stand under, if they are not merged.
    pub attribute_key: String,
    /// The name the text of an element stands under, where it has attributes or children too.
    pub text_key: String,
    /// Every element is a list, even if it comes once.
    pub always_lists: bool,
    /// The outermost element is in the result.
    pub keep_root: bool,
    /// Attributes are left out.
    pub ignore_attributes: bool,
    /// Attributes stand beside the elements, not under a name of their own.
    pub merge_attributes: bool,
    /// Runs of spaces in text become one.
    pub normalise: bool,
    /// Names of elements are in lower case.
    pub lower_case: bool,
    /// Spaces around text are left out.
    pub trim: bool,
}

impl Default for Parse {
    fn default() -> Self {
        Self {
            attribute_key: "$".into(),
            text_key: "_".into(),
            always_lists: false,
            keep_root: true,
            ignore_attributes: false,
            merge_attributes: true,
            normalise: false,
            lower_case: false,
            trim: false,
        }
    }
}

/// Reads XML; an empty text gives `null`.
pub fn to_json(xml: &str, how: &Parse) -> Result<Value, FormatError> {
    if xml.len() > MOST_BYTES {
        return Err(FormatError::too_large("The XML is too large", MOST_BYTES, "bytes"));
    }
    let xml = xml.trim_start_matches('\u{feff}');
    if xml.trim().is_empty() {
        return Ok(Value::Null);
    }
    let mut reader = Reader::from_str(xml);
    let mut reading = Reading { how, open: Vec::new(), result: None };
    loop {
        let event = reader.read_event().map_err(|error| at(reader.error_position(), xml, &error.to_string()))?;
        let position = reader.buffer_position();
        let done = matches!(event, Event::Eof);
        reading.take(event).map_err(|reason| at(position, xml, &reason))?;
        if done {
            return reading.result.ok_or_else(|| at(position, xml, "it has no element"));
        }
    }
}

/// An element that has not ended.
struct Element {
    name: String,
    fields: Map<String, Value>,
    text: String,
    has_data: bool,
}

struct Reading<'h> {
    how: &'h Parse,
    open: Vec<Element>,
    result: Option<Value>,
}

impl Reading<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.begin(&start),
            Event::Empty(start) => self.begin(&start).and_then(|()| self.end()),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(name) => {
                let name = name.decode().map_err(|error| error.to_string())?.into_owned();
                self.text(&entity(&name)?)
            }
            Event::CData(data) => {
                let data = data.decode().map_err(|error| error.to_string())?.into_owned();
                if let Some(element) = self.open.last_mut() {
                    element.has_data = true;
                }
                self.text(&data)
            }
            Event::Eof if !self.open.is_empty() => Err(format!("`{}` does not end", self.open[0].name)),
            // Declarations of entities are not read: they could grow without end.
            Event::Eof | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Ok(()),
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.open.is_empty() && self.result.is_some() {
            return Err("there is more than one outermost element".into());
        }
        if self.open.len() >= MOST_DEPTH {
            return Err(format!("elements are nested more than {MOST_DEPTH} deep"));
        }
        let name = self.name(&String::from_utf8_lossy(start.name().as_ref()));
        // The text comes first among the fields.
        let fields = Map::from_iter([(self.how.text_key.clone(), Value::Null)]);
        let mut element = Element { name, fields, text: String::new(), has_data: false };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            if self.how.ignore_attributes {
                continue;
            }
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = unescaped(&String::from_utf8_lossy(&attribute.value))?.into();
            if self.how.merge_attributes {
                self.add(&mut element.fields, name, value);
            } else {
                let attributes = element.fields.entry(self.how.attribute_key.clone());
                if let Value::Object(attributes) = attributes.or_insert_with(|| Value::Object(Map::new())) {
                    attributes.insert(name, value);
                }
            }
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(element) = self.open.pop() else { return Err("an element ends that did not begin".into()) };
        let name = element.name.clone();
        let value = self.value(element);
        match self.open.pop() {
            Some(mut parent) => {
                self.add(&mut parent.fields, name, value);
                self.open.push(parent);
            }
            None if self.how.keep_root => self.result = Some(Value::Object(Map::from_iter([(name, value)]))),
            None => self.result = Some(value),
        }
        Ok(())
    }

    /// The value of an element: a text if there is nothing else.
    fn value(&self, element: Element) -> Value {
        let Element { mut fields, mut text, has_data, .. } = element;
        let key = &self.how.text_key;
        if text.trim().is_empty() && !has_data {
            fields.shift_remove(key);
            return if fields.is_empty() { text.into() } else { fields.into() };
        }
        if self.how.trim {
            text = text.trim().to_owned();
        }
        if self.how.normalise {
            text = normalised(&text);
        }
        if fields.len() == 1 {
            return text.into();
        }
        fields.insert(key.clone(), text.into());
        fields.into()
    }

    /// Adds a field; one that is there already becomes a list.
    fn add(&self, fields: &mut Map<String, Value>, name: String, value: Value) {
        match fields.get_mut(&name) {
            None | Some(Value::Null) if self.how.always_lists => {
                fields.insert(name, Value::Array(vec![value]));
            }
            None | Some(Value::Null) => {
                fields.insert(name, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err("there is text outside of the outermost element".into()),
        }
        Ok(())
    }

    fn name(&self, name: &str) -> String {
        if self.how.lower_case { name.to_lowercase() } else { name.to_owned() }
    }
}

/// Two and more spaces become one.
fn normalised(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.trim().chars() {
        if letter.is_whitespace() {
            run.push(letter);
            continue;
        }
        result += if run.chars().nth(1).is_some() { " " } else { &run };
        run.clear();
        result.push(letter);
    }
    result
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').ok_or("an `&` has no `;`")?;
        result += before;
        result += &entity(name)?;
        rest = after;
    }
    Ok(result + rest)
}

fn entity(name: &str) -> Result<String, String> {
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        },
        None => return resolve_html5_entity(name).map(str::to_owned).ok_or_else(|| format!("`&{name};` is not known")),
    };
    number.and_then(char::from_u32).map(String::from).ok_or_else(|| format!("`&{name};` is no letter"))
}

fn at(position: u64, xml: &str, reason: &str) -> FormatError {
    let position = usize::try_from(position).unwrap_or(usize::MAX).min(xml.len());
    let line = xml.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count() + 1;
    FormatError::new(format!("The text is not XML: {reason}, in line {line}."), "Correct the text, or take it as HTML.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads() {
        let usual = Parse::default;
        let apart = || Parse { merge_attributes: false, ..Parse::default() };
        for (xml, how, expected) in [
            ("<a>1</a>", usual(), json!({"a": "1"})),
            ("<a/>", usual(), json!({"a": ""})),
            ("<a> </a>", usual(), json!({"a": " "})),
            ("<a><b>1</b>\n<b>2</b><c/></a>", usual(), json!({"a": {"b": ["1", "2"], "c": ""}})),
            ("<a id='7' n='&lt;&eacute;'>x</a>", usual(), json!({"a": {"_": "x", "id": "7", "n": "<é"}})),
            ("<a id='7'>x</a>", apart(), json!({"a": {"_": "x", "$": {"id": "7"}}})),
            ("<a id='7'><id>8</id></a>", usual(), json!({"a": {"id": ["7", "8"]}})),
            ("<a id='7'/>", Parse { ignore_attributes: true, ..usual() }, json!({"a": ""})),
            ("<a id='7'><b/></a>", Parse { always_lists: true, ..usual() }, json!({"a": {"id": ["7"], "b": [""]}})),
            ("<a><b>1</b></a>", Parse { keep_root: false, ..usual() }, json!({"b": "1"})),
            ("<A><B>1</B></A>", Parse { lower_case: true, ..usual() }, json!({"a": {"b": "1"}})),
            ("<a> x  y </a>", usual(), json!({"a": " x  y "})),
            ("<a> x  y </a>", Parse { trim: true, ..usual() }, json!({"a": "x  y"})),
            ("<a> x \n y </a>", Parse { normalise: true, ..usual() }, json!({"a": "x y"})),
            ("<a><![CDATA[ <b> ]]>&amp;&#65;&#x42;</a>", usual(), json!({"a": " <b> &AB"})),
            ("<a>x<b>1</b>y</a>", usual(), json!({"a": {"_": "xy", "b": "1"}})),
            ("\u{feff}<?xml version='1.0'?><!-- c --><n:a xmlns:n='u'/>", usual(), json!({"n:a": {"xmlns:n": "u"}})),
            (" ", usual(), json!(null)),
        ] {
            let got = to_json(xml, &how).unwrap();
            assert_eq!(got.to_string(), expected.to_string(), "{xml}");
        }
    }

    #[test]
    fn refuses() {
        let deep = "<a>".repeat(101);
        let bomb = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        for (xml, reason) in [
            ("<a>\n<b></a>", "in line 2."),
            ("<a>", "`a` does not end"),
            ("<a/><b/>", "more than one outermost element"),
            ("text", "text outside"),
            ("<a>&nosuch;</a>", "`&nosuch;` is not known"),
            (bomb, "`&c;` is not known"),
            (&deep, "more than 100 deep"),
        ] {
            let error = to_json(xml, &Parse::default()).unwrap_err();
            assert!(error.message.contains(reason), "{xml}: {error}");
        }
    }
}
