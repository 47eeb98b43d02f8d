//! Mails as they travel (MIME), read into what people see of them.

use crate::FormatError;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// A mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// What it is about.
    pub subject: String,
    /// Who sent it.
    pub from: Vec<Person>,
    /// Who gets it.
    pub to: Vec<Person>,
    /// Who gets a copy.
    pub cc: Vec<Person>,
    /// Where answers go.
    pub reply_to: Vec<Person>,
    /// When it was written, ISO 8601.
    pub date: String,
    /// Its id, without angle brackets.
    pub message_id: String,
    /// The ids of the mails it answers.
    pub in_reply_to: Vec<String>,
    /// The ids of the conversation so far.
    pub references: Vec<String>,
    /// What it says, without layout.
    pub text: String,
    /// What it says with layout; empty if it has none.
    pub html: String,
    /// All header fields in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its files.
    pub files: Vec<File>,
}

/// Somebody with an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
}

/// A file of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its name; may be empty. Never a path.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// By what the text refers to it, without angle brackets; may be empty.
    pub content_id: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a mail. What is broken in it is left out; only what is no mail at all fails.
pub fn read(bytes: &[u8]) -> Result<Mail, FormatError> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| FormatError::new("This is not a mail.", "Look at where it comes from."))?;
    Ok(Mail {
        subject: message.subject().unwrap_or_default().to_owned(),
        from: people(message.from()),
        to: people(message.to()),
        cc: people(message.cc()),
        reply_to: people(message.reply_to()),
        date: message.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339()).unwrap_or_default(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        in_reply_to: ids(message.in_reply_to()),
        references: ids(message.references()),
        text: message.body_text(0).map(|text| text.into_owned()).unwrap_or_default(),
        html: html(&message),
        headers: headers(&message),
        files: files(&message),
    })
}

/// `Ada <ada@example.com>, bob@example.com`
pub fn listed(people: &[Person]) -> String {
    let one = |person: &Person| match person.name.as_str() {
        "" => person.address.clone(),
        name if name.contains([',', '"', '<', '>']) => {
            format!("\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), person.address)
        }
        name => format!("{name} <{}>", person.address),
    };
    people.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn people(address: Option<&Address<'_>>) -> Vec<Person> {
    let all = address.map(|address| address.iter()).into_iter().flatten();
    all.map(|one| Person {
        name: one.name.as_deref().unwrap_or_default().to_owned(),
        address: one.address.as_deref().unwrap_or_default().to_owned(),
    })
    .collect()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// The HTML, if there is any: the library makes some of plain text otherwise.
fn html(message: &Message<'_>) -> String {
    let mut bodies = message.html_bodies();
    let found = bodies.find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    found.unwrap_or_default()
}

fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    let unfolded = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
    message.headers_raw().map(|(name, value)| (name.trim().to_ascii_lowercase(), unfolded(value))).collect()
}

fn files(message: &Message<'_>) -> Vec<File> {
    let file = |part: &mail_parser::MessagePart<'_>| {
        let media_type = part.content_type().map_or_else(
            || "application/octet-stream".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_ascii_lowercase(),
        );
        let name = part.attachment_name().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        File {
            name: name.chars().filter(|letter| !letter.is_control()).collect(),
            media_type,
            content_id: part.content_id().unwrap_or_default().to_owned(),
            bytes: match &part.body {
                PartType::Message(inner) => inner.raw_message().to_vec(),
                _ => part.contents().to_vec(),
            },
        }
    };
    message.attachments().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: =?utf-8?q?Ad=C3=A9le?= <ada@example.com>\r\nTo: bob@example.org, Friends: eve@example.org;\r\n\
        Subject: =?iso-8859-1?B?R3L832U=?=\r\n and more\r\nDate: Fri, 2 Jan 2026 03:04:05 +0100\r\nMessage-ID: <1@example.com>\r\n\
        In-Reply-To: <0@example.com>\r\nReferences: <a@example.com> <0@example.com>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n\
        --y\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello =80\r\n\
        --y\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\r\n--y--\r\n\
        --x\r\nContent-Type: application/pdf; name=\"../../evil.pdf\"\r\nContent-Disposition: attachment\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--x--\r\n";

    #[test]
    fn a_mail_is_what_people_see_of_it() {
        let mail = read(MAIL.as_bytes()).unwrap();
        assert_eq!(mail.subject, "Grüße and more");
        assert_eq!(listed(&mail.from), "Adéle <ada@example.com>");
        assert_eq!(listed(&mail.to), "bob@example.org, eve@example.org");
        assert_eq!(mail.date, "2026-01-02T03:04:05+01:00");
        assert_eq!(
            (mail.message_id.as_str(), &mail.in_reply_to[..]),
            ("1@example.com", &["0@example.com".to_owned()][..])
        );
        assert_eq!(mail.references, ["a@example.com", "0@example.com"]);
        assert_eq!((mail.text.trim(), mail.html.trim()), ("Hello €", "<b>Hello</b>"));
        let [file] = &mail.files[..] else { panic!("wanted one file") };
        assert_eq!(
            (file.name.as_str(), file.media_type.as_str(), &file.bytes[..]),
            ("evil.pdf", "application/pdf", &b"%PDF"[..])
        );
        assert!(mail.headers.contains(&("message-id".into(), "<1@example.com>".into())), "{:?}", mail.headers);
    }

    #[test]
    fn what_is_missing_is_empty() {
        let mail = read(b"Subject: x\r\n\r\nplain\r\n").unwrap();
        assert_eq!((mail.text.trim(), mail.html.as_str(), mail.files.len()), ("plain", "", 0));
        assert_eq!((mail.date.as_str(), mail.from.len()), ("", 0));
        assert!(read(b"").is_err());
    }
}
