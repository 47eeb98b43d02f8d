//! What responses of the server say.

use imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode, Status};
use std::io::{Error, ErrorKind};

/// All that a command was answered.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub capabilities: Vec<String>,
    pub uid_validity: Option<u32>,
    pub uid_next: Option<u32>,
    pub found: Vec<u32>,
    pub mails: Vec<Mail>,
    /// Why the command was refused.
    pub refusal: Option<String>,
}

/// What is told of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mail {
    /// Its number in the mailbox.
    pub uid: u32,
    /// Its size in bytes.
    pub size_bytes: u32,
    /// When the server got it.
    pub received: String,
    /// Its flags, such as `\Seen`.
    pub flags: Vec<String>,
    /// The mail as it was written.
    pub text: Vec<u8>,
    /// Whether that came along.
    pub has_text: bool,
}

impl Answers {
    /// Takes a response; tells whether it is the last one, that of the command with this tag.
    pub(super) fn take(&mut self, response: &[u8], tag: &str) -> std::io::Result<bool> {
        let Ok((_, parsed)) = Response::parse(response) else {
            // What is new in the protocol and not for us is passed over, but not the end.
            let end = format!("{tag} ");
            if response.starts_with(end.as_bytes()) {
                return Err(Error::new(ErrorKind::InvalidData, "the server gives an answer that cannot be read"));
            }
            return Ok(false);
        };
        match parsed {
            Response::Done { tag: own, status, outcome } if own.0 == tag => {
                self.code(outcome.code.as_ref());
                if status != Status::Ok {
                    let words = outcome.information.map(|words| words.into_owned()).unwrap_or_default();
                    self.refusal = Some(words.chars().take(300).collect());
                }
                return Ok(true);
            }
            Response::Data { status: Status::Bye, .. } => {
                return Err(Error::new(ErrorKind::ConnectionAborted, "the server said good-bye"));
            }
            Response::Data { outcome, .. } => self.code(outcome.code.as_ref()),
            Response::Capabilities(all) => self.capabilities(&all),
            Response::MailboxData(MailboxDatum::Search(found)) => self.found.extend(found),
            Response::Fetch(_, attributes) => self.mails.push(mail(attributes)),
            _ => {}
        }
        Ok(false)
    }

    fn code(&mut self, code: Option<&ResponseCode<'_>>) {
        match code {
            Some(ResponseCode::UidValidity(number)) => self.uid_validity = Some(*number),
            Some(ResponseCode::UidNext(number)) => self.uid_next = Some(*number),
            Some(ResponseCode::Capabilities(all)) => self.capabilities(all),
            _ => {}
        }
    }

    fn capabilities(&mut self, all: &[Capability<'_>]) {
        let name = |capability: &Capability<'_>| match capability {
            Capability::Imap4rev1 => "IMAP4rev1".to_owned(),
            Capability::Auth(name) => format!("AUTH={name}"),
            Capability::Atom(name) => name.to_string(),
        };
        self.capabilities.extend(all.iter().map(name));
    }
}

fn mail(attributes: Vec<AttributeValue<'_>>) -> Mail {
    let mut mail = Mail::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => mail.uid = uid,
            AttributeValue::Rfc822Size(size_bytes) => mail.size_bytes = size_bytes,
            AttributeValue::InternalDate(date) => mail.received = date.into_owned(),
            AttributeValue::Flags(flags) => mail.flags = flags.into_iter().map(|flag| flag.into_owned()).collect(),
            AttributeValue::BodySection { data, .. } => {
                mail.text = data.map(|data| data.into_owned()).unwrap_or_default();
                mail.has_text = true;
            }
            _ => {}
        }
    }
    mail
}
