//! Addresses as people write them: a text with commas, or a list.

use lettre::message::{Mailbox, Mailboxes};
use node_sdk::NodeError;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;

/// Addresses as given: each text may hold several, parted by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients(pub Vec<String>);

impl Recipients {
    /// The addresses, read. `parameter` is named if one is wrong.
    pub fn mailboxes(&self, parameter: &str) -> Result<Vec<Mailbox>, NodeError> {
        let mut mailboxes = Vec::new();
        for text in self.0.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            mailboxes.extend(parse(text).ok_or_else(|| invalid(text, parameter))?);
        }
        Ok(mailboxes)
    }
}

/// The one address of a parameter such as `from`.
pub fn mailbox(text: &str, parameter: &str) -> Result<Mailbox, NodeError> {
    let mut mailboxes = Recipients(vec![text.to_owned()]).mailboxes(parameter)?.into_iter();
    match (mailboxes.next(), mailboxes.next()) {
        (Some(mailbox), None) => Ok(mailbox),
        _ => Err(invalid(text, parameter)),
    }
}

fn parse(text: &str) -> Option<Vec<Mailbox>> {
    // A line break has no place in an address, and would be one in a header.
    if text.chars().any(char::is_control) {
        return None;
    }
    let list = text.trim_end_matches([',', ';', ' ']);
    let mailboxes = list.parse::<Mailboxes>().ok().or_else(|| split(list))?;
    let mailboxes: Vec<Mailbox> = mailboxes.into_iter().collect();
    let is_real =
        |mailbox: &Mailbox| mailbox.email.domain().contains(['.', '[']) || mailbox.email.domain() == "localhost";
    (!mailboxes.is_empty() && mailboxes.iter().all(is_real)).then_some(mailboxes)
}

/// Reads what people write without quotes: `Ada L. <ada@example.com>; bob@example.com`.
fn split(list: &str) -> Option<Mailboxes> {
    let one = |part: &str| match part.trim().strip_suffix('>').and_then(|part| part.rsplit_once('<')) {
        Some((name, address)) => {
            let name = name.trim().trim_matches('"').trim();
            let is_plain = !name.contains(['"', '<', '>', '\\']);
            let name = (!name.is_empty()).then(|| name.to_owned());
            address.trim().parse().ok().filter(|_| is_plain).map(|address| Mailbox::new(name, address))
        }
        None => part.trim().parse().ok().map(|address| Mailbox::new(None, address)),
    };
    list.split([',', ';']).filter(|part| !part.trim().is_empty()).map(one).collect()
}

fn invalid(text: &str, parameter: &str) -> NodeError {
    let message = format!("`{}` is not an email address.", text.escape_default());
    let hint = "Write it like ada@example.com or Ada <ada@example.com>; several are parted by commas.";
    NodeError::permanent("address_invalid", message, hint).at(parameter)
}

impl<'de> Deserialize<'de> for Recipients {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = |value: Value| match value {
            Value::String(text) => Ok(text),
            Value::Null => Ok(String::new()),
            _ => Err(D::Error::custom("wanted an email address or a list of them")),
        };
        match Value::deserialize(deserializer)? {
            Value::Array(values) => values.into_iter().map(entry).collect::<Result<_, _>>().map(Self),
            value => entry(value).map(|text| Self(vec![text])),
        }
    }
}

impl JsonSchema for Recipients {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Recipients".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "array"], "items": {"type": "string"}, "x-widget": "text"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Vec<String>, String> {
        let recipients: Recipients = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let mailboxes = recipients.mailboxes("to").map_err(|error| error.message)?;
        Ok(mailboxes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn reads_addresses_as_people_write_them() {
        for (given, expected) in [
            (json!("ada@example.com"), vec!["ada@example.com"]),
            (json!(" ada@example.com , bob@example.com, "), vec!["ada@example.com", "bob@example.com"]),
            (json!("ada@example.com; bob@example.com"), vec!["ada@example.com", "bob@example.com"]),
            (json!(["ada@example.com", "", null, "b@x.org, c@x.org"]), vec!["ada@example.com", "b@x.org", "c@x.org"]),
            (json!("Ada <ada@example.com>"), vec!["Ada <ada@example.com>"]),
            (json!("\"Lovelace, Ada\" <ada@example.com>"), vec!["\"Lovelace, Ada\" <ada@example.com>"]),
            (json!("Ada L. <ada@example.com>"), vec!["\"Ada L.\" <ada@example.com>"]),
            (json!("Jürgen Müller <j@example.com>"), vec!["Jürgen Müller <j@example.com>"]),
            (json!("a.b+c@sub.example.co.uk"), vec!["a.b+c@sub.example.co.uk"]),
            (json!(null), vec![]),
            (json!(""), vec![]),
        ] {
            assert_eq!(read(given.clone()), Ok(expected.into_iter().map(str::to_owned).collect()), "{given}");
        }
    }

    #[test]
    fn refuses_what_is_no_address() {
        for given in [
            json!("ada"),
            json!("ada@"),
            json!("@example.com"),
            json!("ada@example"),
            json!("ada example.com"),
            json!("ada@example.com\r\nBcc: eve@example.com"),
            json!("Ada\nBcc: eve@example.com <ada@example.com>"),
            json!("ada@example.com\0"),
            json!("ada@exa mple.com"),
            json!("ada@example.com>, <eve@example.com"),
            json!(["ada@example.com", "eve"]),
            json!(7),
            json!({"email": "ada@example.com"}),
        ] {
            assert!(read(given.clone()).is_err(), "{given} gave {:?}", read(given.clone()));
        }
    }

    #[test]
    fn wants_one_sender() {
        assert!(mailbox("Ada <ada@example.com>", "from").is_ok());
        for text in ["", "ada@example.com, bob@example.com"] {
            assert_eq!(mailbox(text, "from").unwrap_err().parameter.as_deref(), Some("from"));
        }
    }
}
