//! What people enter into a form: read, checked, and as an item.
//!
//! Nothing is taken from the browser's own checks: whatever is posted is looked at as
//! if a stranger's program had sent it.

use crate::hooks::multipart::{self, Form};
use crate::problem::Problem;
use flow::form::{Field, Kind, Page};
use flow::item::Binary;
use flow::{Item, Timestamp};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The field with the sealed token.
pub(crate) const TOKEN: &str = "token";
/// A field people do not see: who fills it in is a machine.
pub(crate) const TRAP: &str = "website";

/// The name of a field in the page.
pub(crate) fn input_name(index: usize) -> String {
    format!("f{index}")
}

/// What was posted, unchecked.
#[derive(Default)]
pub(crate) struct Posted(Form);

/// A field that is not right.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Its place.
    pub index: usize,
    /// What is wrong.
    pub message: String,
}

/// What was entered, and is right.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    values: Map<String, Value>,
    files: BTreeMap<String, Binary>,
}

impl Posted {
    /// Reads a body.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            return Ok(Self(Form { fields: crate::hooks::item::pairs(body), ..Form::default() }));
        }
        multipart::read(content_type, body).map(Self).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "not_multipart", "What was sent cannot be read.")
                .hint("Send it again.")
        })
    }

    /// What stands in a page at first: the authors' values, or those of the address by
    /// the names of the fields.
    pub(crate) fn prefilled(page: &Page, query: &str) -> Self {
        let given = crate::hooks::item::pairs(query.as_bytes());
        let mut form = Form::default();
        for (index, field) in page.fields.iter().enumerate() {
            let is_secret = matches!(field.kind, Kind::Password | Kind::File);
            let value = given.get(field.item_name()).or_else(|| given.get(field.label.as_str())).filter(|_| !is_secret);
            let own = || (!field.value.is_empty()).then(|| Value::String(field.value.clone()));
            if let Some(value) = value.cloned().or_else(own) {
                form.fields.insert(input_name(index), value);
            }
        }
        Self(form)
    }

    /// The sealed token.
    pub(crate) fn token(&self) -> &str {
        self.0.fields.get(TOKEN).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a field was filled in that people do not see.
    pub(crate) fn is_of_a_machine(&self) -> bool {
        self.0.fields.get(TRAP).is_some_and(|value| value.as_str() != Some(""))
    }

    /// The texts that were given for a field.
    pub(crate) fn texts(&self, index: usize) -> Vec<&str> {
        match self.0.fields.get(&input_name(index)) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The files that were given for a field, in order.
    fn files(&self, index: usize) -> Vec<&Binary> {
        let name = input_name(index);
        let further = (1..).map(|number| format!("{name}_{number}"));
        std::iter::once(name.clone()).chain(further).map_while(|name| self.0.files.get(&name)).collect()
    }
}

/// Checks what was posted against the page.
pub(crate) fn check(page: &Page, posted: &Posted) -> Result<Entries, Vec<Wrong>> {
    let (mut entries, mut wrong) = (Entries::default(), Vec::new());
    for (index, field) in page.fields.iter().enumerate() {
        let outcome = match field.kind {
            Kind::File => entries.take_files(field, &posted.files(index)),
            _ => value(field, &posted.texts(index)).map(|value| {
                entries.values.insert(field.item_name().to_owned(), value);
            }),
        };
        if let Err(message) = outcome {
            wrong.push(Wrong { index, message });
        }
    }
    if wrong.is_empty() { Ok(entries) } else { Err(wrong) }
}

/// The value of a field that takes no file.
fn value(field: &Field, texts: &[&str]) -> Result<Value, String> {
    let is_list = field.kind == Kind::Checkboxes || field.kind == Kind::Dropdown && field.multiple;
    if is_list {
        return chosen(field, texts);
    }
    let text = texts.first().copied().unwrap_or_default();
    // A password may begin with a blank.
    let text = if field.kind == Kind::Password { text } else { text.trim() };
    if text.is_empty() {
        return match (field.required, field.kind) {
            (true, Kind::Dropdown | Kind::Radio) => Err("Choose one.".into()),
            (true, _) => Err("Fill this in.".into()),
            (false, Kind::Number | Kind::Date | Kind::Dropdown | Kind::Radio) => Ok(Value::Null),
            (false, _) => Ok("".into()),
        };
    }
    match field.kind {
        Kind::Number => number(text).ok_or_else(|| "Enter a number, such as 12 or 3.5.".into()),
        Kind::Email if !is_email(text) => Err("Enter an email address, such as name@example.org.".into()),
        Kind::Date if text.parse::<jiff::civil::Date>().is_err() || text.len() != 10 => {
            Err("Enter a date: year, month and day, such as 2026-01-31.".into())
        }
        Kind::Dropdown | Kind::Radio if !field.options.iter().any(|option| option.trim() == text) => {
            Err("Choose one of the list.".into())
        }
        // Browsers send line breaks as two letters.
        Kind::LongText => Ok(text.replace("\r\n", "\n").into()),
        _ => Ok(text.into()),
    }
}

fn chosen(field: &Field, texts: &[&str]) -> Result<Value, String> {
    let texts: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    if texts.iter().any(|text| !field.options.iter().any(|option| option.trim() == *text)) {
        return Err("Choose from the list.".into());
    }
    if texts.is_empty() && field.required {
        return Err("Choose at least one.".into());
    }
    Ok(json!(texts))
}

fn number(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    // JSON has no number that is none.
    text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number)
}

fn is_email(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '@');
    text.split_once('@').is_some_and(|(user, host)| is_part(user) && is_part(host))
}

impl Entries {
    fn take_files(&mut self, field: &Field, files: &[&Binary]) -> Result<(), String> {
        if files.is_empty() && field.required {
            return Err("Choose a file.".into());
        }
        if files.len() > 1 && !field.multiple {
            return Err("Choose one file only.".into());
        }
        if let Some(file) = files.iter().find(|file| !is_accepted(&field.accept, file)) {
            return Err(format!("“{}” is not of a kind that is taken here: {}.", file.file_name, field.accept.trim()));
        }
        let name: String = field.item_name().chars().map(|letter| if is_word(letter) { letter } else { '_' }).collect();
        let told =
            |file: &&Binary| json!({"filename": file.file_name, "mimetype": file.media_type, "size": file.size_bytes});
        let told: Vec<Value> = files.iter().map(told).collect();
        for (place, file) in files.iter().enumerate() {
            let name = if field.multiple { format!("{name}_{place}") } else { name.clone() };
            self.files.insert(name, (*file).clone());
        }
        let value = if field.multiple { Value::Array(told) } else { told.into_iter().next().unwrap_or_default() };
        self.values.insert(field.item_name().to_owned(), value);
        Ok(())
    }

    /// The item: the values by their names, and when and how they were sent.
    pub(crate) fn into_item(self, at: Timestamp, time_zone: &str, is_test: bool) -> Item {
        let mut fields = self.values;
        fields.insert("submittedAt".into(), iso(at, time_zone).into());
        fields.insert("formMode".into(), if is_test { "test" } else { "production" }.into());
        Item { binary: self.files, ..Item::new(Value::Object(fields)) }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a file is of one of these kinds: `.pdf, image/*, text/plain`.
fn is_accepted(accept: &str, file: &Binary) -> bool {
    let (file_name, media_type) = (file.file_name.to_lowercase(), file.media_type.to_lowercase());
    let mut kinds = accept.split(',').map(|kind| kind.trim().to_lowercase()).filter(|kind| !kind.is_empty()).peekable();
    kinds.peek().is_none()
        || kinds.any(|kind| match kind.strip_suffix("/*") {
            Some(group) => media_type.split('/').next() == Some(group),
            None if kind.contains('/') => media_type == kind,
            None => file_name.ends_with(&format!(".{}", kind.trim_start_matches('.'))),
        })
}

/// The time in a zone, such as `2026-01-31T10:00:00.000+01:00`.
fn iso(at: Timestamp, time_zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone);
    time.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// What makes two posts the same.
pub(crate) fn fingerprint(body: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, body).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind, required: bool) -> Field {
        let options = vec!["A".into(), "B".into()];
        Field { label: "Field".into(), kind, required, options, ..Field::default() }
    }

    fn posted(texts: &[&str]) -> Posted {
        let mut form = Form::default();
        form.fields.insert("f0".into(), json!(texts));
        Posted(form)
    }

    fn outcome(field: Field, texts: &[&str]) -> Option<Value> {
        let page = Page { fields: vec![field], ..Page::default() };
        check(&page, &posted(texts)).ok().map(|mut entries| entries.values.remove("Field").unwrap())
    }

    #[test]
    fn values_are_read_by_the_kind_of_their_field() {
        for (kind, texts, expected) in [
            (Kind::Text, &[" a "][..], Some(json!("a"))),
            (Kind::Text, &[], None),
            (Kind::LongText, &["a\r\nb"], Some(json!("a\nb"))),
            (Kind::Number, &["7"], Some(json!(7))),
            (Kind::Number, &["-7.5"], Some(json!(-7.5))),
            (Kind::Number, &["seven"], None),
            (Kind::Number, &["NaN"], None),
            (Kind::Email, &["a@b.example"], Some(json!("a@b.example"))),
            (Kind::Email, &["a@b@c.example"], None),
            (Kind::Email, &["a b@c.example"], None),
            (Kind::Date, &["2026-01-31"], Some(json!("2026-01-31"))),
            (Kind::Date, &["2026-02-30"], None),
            (Kind::Date, &["31.01.2026"], None),
            (Kind::Dropdown, &["A"], Some(json!("A"))),
            (Kind::Dropdown, &["C"], None),
            (Kind::Radio, &["B"], Some(json!("B"))),
            (Kind::Checkboxes, &["A", "B"], Some(json!(["A", "B"]))),
            (Kind::Checkboxes, &["A", "C"], None),
            (Kind::Checkboxes, &[], None),
            (Kind::Password, &[" a "], Some(json!(" a "))),
            (Kind::Hidden, &["a"], Some(json!("a"))),
            (Kind::File, &["a"], None),
        ] {
            assert_eq!(outcome(field(kind, true), texts), expected, "{kind:?} {texts:?}");
        }
    }

    #[test]
    fn what_is_not_required_may_be_left_out() {
        for (kind, expected) in [
            (Kind::Text, json!("")),
            (Kind::Number, Value::Null),
            (Kind::Date, Value::Null),
            (Kind::Dropdown, Value::Null),
            (Kind::Checkboxes, json!([])),
            (Kind::File, Value::Null),
        ] {
            assert_eq!(outcome(field(kind, false), &[""]), Some(expected), "{kind:?}");
        }
        let several = Field { multiple: true, ..field(Kind::Dropdown, false) };
        assert_eq!(outcome(several, &["B"]), Some(json!(["B"])));
    }

    #[test]
    fn files_are_files_of_the_item() {
        let file = |name: &str, media_type: &str| Binary {
            file_name: name.into(),
            media_type: media_type.into(),
            size_bytes: 2,
            data: "aGk=".into(),
        };
        let own = Field { label: "Your CV!".into(), accept: ".pdf, image/*".into(), ..field(Kind::File, true) };
        let page = Page { fields: vec![own.clone()], ..Page::default() };
        let mut form = Form::default();
        form.files.insert("f0".into(), file("a.PDF", "application/octet-stream"));
        let item = check(&page, &Posted(form)).unwrap().into_item(Timestamp(0), "Europe/Berlin", false);
        assert_eq!(item.binary.keys().collect::<Vec<_>>(), ["Your_CV_"]);
        assert_eq!(
            Value::from(item.json),
            json!({
                "Your CV!": {"filename": "a.PDF", "mimetype": "application/octet-stream", "size": 2},
                "submittedAt": "1970-01-01T01:00:00.000+01:00", "formMode": "production",
            })
        );
        for (name, media_type, is_taken) in [("a.png", "image/png", true), ("a.exe", "text/plain", false)] {
            let mut form = Form::default();
            form.files.insert("f0".into(), file(name, media_type));
            assert_eq!(check(&page, &Posted(form)).is_ok(), is_taken, "{name}");
        }
        let mut form = Form::default();
        form.files.insert("f0".into(), file("a.png", "image/png"));
        form.files.insert("f0_1".into(), file("b.png", "image/png"));
        let several = Page { fields: vec![Field { multiple: true, ..own }], ..Page::default() };
        assert!(check(&page, &Posted(form)).is_err(), "one file only");
        let mut form = Form::default();
        form.files.insert("f0".into(), file("a.png", "image/png"));
        form.files.insert("f0_1".into(), file("b.png", "image/png"));
        let item = check(&several, &Posted(form)).unwrap().into_item(Timestamp(0), "UTC", true);
        assert_eq!(item.binary.keys().collect::<Vec<_>>(), ["Your_CV__0", "Your_CV__1"]);
        assert_eq!(item.json["Your CV!"][1]["filename"], "b.png");
    }
}
