//! Puts a mail together. Pure: what it gives depends on what goes in, the
//! boundaries between the parts apart.

use super::html_text::text_of;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use node_sdk::NodeError;
use node_sdk::flow::Timestamp;
use std::time::{Duration, SystemTime};

/// What a mail is made of.
pub struct Parts {
    /// The sender.
    pub from: Mailbox,
    /// The recipients everybody sees.
    pub to: Vec<Mailbox>,
    /// Those who get a copy.
    pub cc: Vec<Mailbox>,
    /// Those who get one that nobody sees.
    pub bcc: Vec<Mailbox>,
    /// Where answers go.
    pub reply_to: Vec<Mailbox>,
    /// The subject.
    pub subject: String,
    /// The text for readers that show no HTML.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The files.
    pub attachments: Vec<File>,
    /// Further header fields.
    pub headers: Vec<(String, String)>,
    /// What tells the mail from all others; the same when it is sent again.
    pub key: String,
    /// When it is sent.
    pub now: Timestamp,
}

/// A file that goes along.
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A mail goes to this many at most; more is a mailing, one item each.
const MOST_RECIPIENTS: usize = 100;

/// Puts the mail together.
pub fn build(parts: Parts) -> Result<Message, NodeError> {
    check_recipients(&parts)?;
    let mut builder = Message::builder()
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(parts.now.0).unwrap_or(0)))
        .message_id(Some(message_id(&parts.key, parts.from.email.domain())))
        .subject(one_line(&parts.subject))
        .raw_header(header("X-Towpath-Key", &parts.key)?)
        .from(parts.from.clone());
    builder = parts.to.iter().cloned().fold(builder, MessageBuilder::to);
    builder = parts.cc.iter().cloned().fold(builder, MessageBuilder::cc);
    builder = parts.bcc.iter().cloned().fold(builder, MessageBuilder::bcc);
    builder = parts.reply_to.iter().cloned().fold(builder, MessageBuilder::reply_to);
    for (name, value) in &parts.headers {
        builder = builder.raw_header(header(name, value)?);
    }
    let message = match (body(&parts)?, parts.attachments.is_empty()) {
        (Content::Single(part), true) => builder.singlepart(part),
        (Content::Several(part), true) => builder.multipart(part),
        (Content::Single(part), false) => {
            builder.multipart(attach(MultiPart::mixed().singlepart(part), parts.attachments)?)
        }
        (Content::Several(part), false) => {
            builder.multipart(attach(MultiPart::mixed().multipart(part), parts.attachments)?)
        }
    };
    message.map_err(|error| {
        let message = format!("The mail cannot be put together: {error}.");
        NodeError::permanent("mail_invalid", message, "Check sender, recipients and header fields.")
    })
}

fn check_recipients(parts: &Parts) -> Result<(), NodeError> {
    match parts.to.len() + parts.cc.len() + parts.bcc.len() {
        _ if parts.to.is_empty() => {
            let message = "The mail has no recipient.";
            Err(NodeError::permanent("parameter_missing", message, "Fill in to whom it goes.").at("to"))
        }
        count if count > MOST_RECIPIENTS => {
            let message = format!("The mail has {count} recipients; {MOST_RECIPIENTS} are the most.");
            let hint = "Send one mail for each: make an item of each recipient before this node.";
            Err(NodeError::permanent("too_many_recipients", message, hint).at("to"))
        }
        _ => Ok(()),
    }
}

enum Content {
    Single(SinglePart),
    Several(MultiPart),
}

/// Text alone, or HTML with its text.
fn body(parts: &Parts) -> Result<Content, NodeError> {
    let plain = |text: &str| SinglePart::plain(text.to_owned());
    match (parts.text.trim().is_empty(), parts.html.trim().is_empty()) {
        (true, true) => {
            let message = "The mail is empty.";
            Err(NodeError::permanent("parameter_missing", message, "Fill in its text or its HTML.").at("html"))
        }
        (false, true) => Ok(Content::Single(plain(&parts.text))),
        (is_without_text, false) => {
            let text = if is_without_text { text_of(&parts.html) } else { parts.text.clone() };
            let html = SinglePart::html(parts.html.clone());
            Ok(Content::Several(MultiPart::alternative().singlepart(plain(&text)).singlepart(html)))
        }
    }
}

fn attach(mut mail: MultiPart, files: Vec<File>) -> Result<MultiPart, NodeError> {
    for file in files {
        let binary = || ContentType::parse("application/octet-stream");
        let media_type = ContentType::parse(&file.media_type).or_else(|_| binary()).map_err(|error| {
            NodeError::permanent(
                "mail_invalid",
                format!("The media type of `{}` cannot be read: {error}.", file.name),
                "",
            )
        })?;
        // Base 64 whatever it holds: other packings may change the ends of lines.
        let body = Body::new_with_encoding(file.bytes, ContentTransferEncoding::Base64).map_err(|_| {
            NodeError::permanent("mail_invalid", format!("The file `{}` cannot be packed.", file.name), "")
        })?;
        mail = mail.singlepart(Attachment::new(file_name(&file.name)).body(body, media_type));
    }
    Ok(mail)
}

/// A file name without path and without what could end the header it stands in.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !letter.is_control() && *letter != '"').collect();
    if clean.trim().is_empty() { "file".into() } else { clean }
}

/// The Message-ID: the same for the same key, so that a mail that is sent twice
/// after a crash is one mail for whoever reads it.
pub fn message_id(key: &str, domain: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, key.as_bytes());
    let hex: String = digest.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<{hex}@{domain}>")
}

/// A header field that cannot end early and does not take the place of one of ours.
fn header(name: &str, value: &str) -> Result<HeaderValue, NodeError> {
    const OURS: &[&str] = &[
        "bcc",
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "return-path",
        "subject",
        "to",
    ];
    let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    if !is_token || value.chars().any(|letter| letter.is_control() && letter != '\t') {
        let message = format!("The header field `{}` cannot be sent.", name.escape_default());
        let hint = "Names hold letters, digits and hyphens; values hold no line break.";
        return Err(NodeError::permanent("header_invalid", message, hint).at("headers"));
    }
    if OURS.contains(&name.to_ascii_lowercase().as_str()) {
        let message = format!("The header field `{name}` is set by the node itself.");
        return Err(NodeError::permanent(
            "header_invalid",
            message,
            "Use the parameter of that name, if there is one.",
        )
        .at("headers"));
    }
    let invalid = |_| NodeError::permanent("header_invalid", format!("`{name}` is no header field."), "").at("headers");
    Ok(HeaderValue::new(HeaderName::new_from_ascii(name.to_owned()).map_err(invalid)?, value.to_owned()))
}

/// A subject is one line; what was a line break becomes a space.
fn one_line(text: &str) -> String {
    let is_break = |letter: char| letter.is_control();
    text.split(is_break).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        Parts {
            from: "Towpath <hello@example.com>".parse().unwrap(),
            to: vec!["ada@example.org".parse().unwrap()],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: "Hello".into(),
            text: String::new(),
            html: "<p>Hello Ada</p>".into(),
            attachments: Vec::new(),
            headers: Vec::new(),
            key: "run_1/node_1/0/0/0".into(),
            now: Timestamp(1_767_225_600_000),
        }
    }

    fn sent(parts: Parts) -> String {
        String::from_utf8(build(parts).unwrap().formatted()).unwrap()
    }

    /// The header fields, unfolded.
    fn head(parts: Parts) -> Vec<String> {
        let mail = sent(parts);
        let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn writes_the_header_fields() {
        let head = head(Parts {
            cc: vec!["Bob <bob@example.org>".parse().unwrap()],
            bcc: vec!["eve@example.org".parse().unwrap()],
            reply_to: vec!["help@example.com".parse().unwrap()],
            headers: vec![("List-Unsubscribe".into(), "<https://example.com/u>".into())],
            ..parts()
        });
        for field in [
            "From: Towpath <hello@example.com>",
            "To: ada@example.org",
            "Cc: Bob <bob@example.org>",
            "Reply-To: help@example.com",
            "Subject: Hello",
            "Date: Thu, 01 Jan 2026 00:00:00 +0000",
            "X-Towpath-Key: run_1/node_1/0/0/0",
            "List-Unsubscribe: <https://example.com/u>",
            "MIME-Version: 1.0",
        ] {
            assert!(head.iter().any(|line| line == field), "{field} in {head:#?}");
        }
        assert!(!head.iter().any(|line| line.contains("eve@")), "{head:#?}");
    }

    #[test]
    fn hidden_recipients_are_recipients() {
        let message = build(Parts { bcc: vec!["eve@example.org".parse().unwrap()], ..parts() }).unwrap();
        let to: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["ada@example.org", "eve@example.org"]);
    }

    #[test]
    fn the_message_id_depends_on_key_and_domain_alone() {
        let id = |key, domain| message_id(key, domain);
        assert_eq!(id("a", "x.org"), id("a", "x.org"));
        assert_ne!(id("a", "x.org"), id("b", "x.org"));
        assert_eq!(id("a", "x.org"), "<ca978112ca1bbdcafac231b39a23dc4d@x.org>");
        let field = format!("Message-ID: {}", id("run_1/node_1/0/0/0", "example.com"));
        assert!(head(parts()).contains(&field));
    }

    #[test]
    fn nothing_breaks_out_of_the_head() {
        let evil = "x\r\nBcc: eve@example.org\r\n\r\nbody";
        let head = head(Parts { subject: evil.into(), ..parts() });
        assert!(head.contains(&"Subject: x Bcc: eve@example.org body".to_owned()), "{head:#?}");
        for (name, value) in
            [("X-A", evil), ("X-A\r\nBcc", "x"), ("X-A: b", "x"), ("", "x"), ("Ü", "x"), ("X-A", "a\0b")]
        {
            let headers = vec![(name.to_owned(), value.to_owned())];
            assert_eq!(build(Parts { headers, ..parts() }).unwrap_err().code, "header_invalid", "{name}");
        }
        for name in ["From", "to", "BCC", "Content-Type", "Message-ID", "Subject"] {
            let headers = vec![(name.to_owned(), "x".to_owned())];
            assert_eq!(build(Parts { headers, ..parts() }).unwrap_err().code, "header_invalid", "{name}");
        }
        let file = File {
            name: "a\"\r\nX-Evil: 1\r\n.txt".into(),
            media_type: "text/plain\r\nX-Evil: 2".into(),
            bytes: b"x".to_vec(),
        };
        let mail = sent(Parts { attachments: vec![file], ..parts() });
        assert!(!mail.contains("\r\nX-Evil") && !mail.contains("\nX-Evil"), "{mail}");
    }

    #[test]
    fn html_comes_with_its_text() {
        let mail = sent(parts());
        assert!(mail.contains("multipart/alternative"), "{mail}");
        let (text, html) = (mail.find("\r\nHello Ada\r\n").unwrap(), mail.find("<p>Hello Ada</p>").unwrap());
        assert!(text < html, "the part to prefer comes last: {mail}");
        let own = sent(Parts { text: "My own".into(), ..parts() });
        assert!(own.contains("\r\nMy own\r\n") && !own.contains("\r\nHello Ada\r\n"), "{own}");
        let plain = sent(Parts { text: "Only text".into(), html: " ".into(), ..parts() });
        assert!(plain.contains("text/plain") && !plain.contains("multipart"), "{plain}");
    }

    #[test]
    fn files_go_along() {
        let file =
            |name: &str| File { name: name.into(), media_type: "application/pdf".into(), bytes: vec![0, 1, 2, 255] };
        let mail = sent(Parts { attachments: vec![file("a.pdf"), file("../../Grüße.pdf")], ..parts() });
        assert!(mail.contains("multipart/mixed") && mail.contains("multipart/alternative"), "{mail}");
        assert!(mail.contains("filename=\"a.pdf\"") && mail.contains("AAEC/w=="), "{mail}");
        assert!(!mail.contains(".."), "{mail}");
    }

    #[test]
    fn letters_outside_of_ascii_are_packed() {
        let mail = sent(Parts { subject: "Grüße 🚀".into(), text: "Ünï".into(), ..parts() });
        assert!(mail.is_ascii(), "{mail}");
        assert!(mail.contains("Subject: =?utf-8?b?"), "{mail}");
    }

    #[test]
    fn refuses_a_mail_to_nobody_a_mail_to_all_and_an_empty_one() {
        let error = |parts| build(parts).unwrap_err();
        assert_eq!(error(Parts { to: Vec::new(), ..parts() }).parameter.as_deref(), Some("to"));
        let many = vec!["ada@example.org".parse().unwrap(); 101];
        assert_eq!(error(Parts { to: many, ..parts() }).code, "too_many_recipients");
        assert_eq!(error(Parts { html: String::new(), ..parts() }).parameter.as_deref(), Some("html"));
    }
}
