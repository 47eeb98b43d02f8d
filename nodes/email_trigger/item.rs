//! The item of a mail.

use crate::catalog::imap::Mail as Fetched;
use crate::files::format_error;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use formats::mail::{self, Mail, Person, listed};
use node_sdk::flow::Item;
use node_sdk::{NodeError, binary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What the item looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// # Its parts
    #[default]
    Parts,
    /// # Texts and addresses
    ///
    /// `textPlain`, `textHtml` and addresses as texts, as flows brought from n8n expect it.
    Simple,
    /// # With lists of addresses
    ///
    /// Addresses as `text` and `value`, and `textAsHtml`, as flows brought from n8n expect it.
    Resolved,
    /// # As it was written
    ///
    /// In `raw`, base 64.
    Raw,
}

/// The item of a mail. With a `prefix` its files come along.
pub fn item(fetched: &Fetched, shape: Shape, prefix: Option<&str>, mailbox: &str) -> Result<Item, NodeError> {
    if shape == Shape::Raw {
        return Ok(Item::new(json!({"raw": BASE64_STANDARD.encode(&fetched.text)})));
    }
    let mail = mail::read(&fetched.text).map_err(format_error)?;
    let mut item = Item::new(match shape {
        Shape::Simple => simple(&mail, fetched),
        Shape::Resolved => resolved(&mail, fetched),
        Shape::Parts | Shape::Raw => parts(&mail, fetched, mailbox),
    });
    let Some(prefix) = prefix else { return Ok(item) };
    for (number, file) in mail.files.iter().enumerate() {
        let name = if file.name.is_empty() { format!("file-{number}") } else { file.name.clone() };
        item.binary.insert(format!("{prefix}{number}"), binary::of(&file.bytes, name, &file.media_type)?);
    }
    Ok(item)
}

fn parts(mail: &Mail, fetched: &Fetched, mailbox: &str) -> Value {
    let people = |people: &[Person]| {
        people.iter().map(|one| json!({"name": one.name, "address": one.address})).collect::<Vec<_>>()
    };
    let mut fields = json!({
        "subject": mail.subject,
        "from": people(&mail.from).into_iter().next(),
        "to": people(&mail.to),
        "cc": people(&mail.cc),
        "reply_to": people(&mail.reply_to),
        "date": mail.date,
        "text": mail.text,
        "html": mail.html,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": mail.references,
        "headers": headers(mail),
        "mailbox": mailbox,
        "uid": fetched.uid,
        "size_bytes": fetched.size_bytes,
    });
    if is_cut(fetched) {
        fields["is_too_large"] = true.into();
    }
    fields
}

fn is_cut(fetched: &Fetched) -> bool {
    fetched.size_bytes as usize > super::MOST_BYTES as usize
}

fn simple(mail: &Mail, fetched: &Fetched) -> Value {
    json!({
        "textHtml": mail.html,
        "textPlain": mail.text,
        "metadata": headers(mail),
        "attributes": {"uid": fetched.uid},
        "from": listed(&mail.from),
        "to": listed(&mail.to),
        "cc": listed(&mail.cc),
        "subject": mail.subject,
        "date": first_header(mail, "date"),
    })
}

fn resolved(mail: &Mail, fetched: &Fetched) -> Value {
    let address = |people: &[Person]| {
        let value: Vec<Value> = people.iter().map(|one| json!({"address": one.address, "name": one.name})).collect();
        json!({"value": value, "text": listed(people)})
    };
    let mut fields = json!({
        "headers": headers(mail),
        "html": mail.html,
        "text": mail.text,
        "textAsHtml": as_html(&mail.text),
        "subject": mail.subject,
        "date": mail.date,
        "from": address(&mail.from),
        "to": address(&mail.to),
        "messageId": format!("<{}>", mail.message_id),
        "attributes": {"uid": fetched.uid},
    });
    if !mail.cc.is_empty() {
        fields["cc"] = address(&mail.cc);
    }
    fields
}

/// Fields by name; of several of the same name the first counts for texts, all are listed.
fn headers(mail: &Mail) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in &mail.headers {
        match fields.get_mut(name) {
            Some(Value::Array(list)) => list.push(value.clone().into()),
            Some(first) => *first = json!([first.take(), value]),
            None => drop(fields.insert(name.clone(), value.clone().into())),
        }
    }
    fields
}

fn first_header(mail: &Mail, wanted: &str) -> String {
    mail.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn as_html(text: &str) -> String {
    let escaped = text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: Vec<String> = escaped
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(|part| format!("<p>{}</p>", part.replace('\n', "<br/>")))
        .collect();
    paragraphs.concat()
}
