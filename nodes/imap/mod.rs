//! A connection to a mail server that keeps mail: as much of IMAP (RFC 3501, 9051) as
//! it takes to find mails, fetch them, and mark, move or delete them.

mod answer;
mod stream;

pub(crate) use answer::Mail;

use crate::catalog::credentials::imap::Imap;
use crate::catalog::credentials::smtp::Security;
use answer::Answers;
use node_sdk::{NodeError, Services};
use std::future::Future;
use std::time::Duration;
use stream::Line;
use tokio::time::timeout;

/// Connecting, agreeing on keys and signing in may take this long each.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The answer to a command may take this long.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// A connection that is signed in.
pub(crate) struct Connection {
    line: Line,
    host: String,
    number: u32,
    capabilities: Vec<String>,
}

/// A mailbox that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// Changes when the numbers of mails lose their meaning.
    pub uid_validity: u32,
    /// The number the next mail will get, where the server tells.
    pub uid_next: Option<u32>,
}

impl Connection {
    /// Connects, encrypts and signs in.
    pub(crate) async fn open(server: &Imap, services: &dyn Services) -> Result<Self, NodeError> {
        let host = server.host.trim().to_owned();
        let port = match (server.port, server.security) {
            (0, Security::Tls) => 993,
            (0, _) => 143,
            (port, _) => port,
        };
        let addresses = services.resolve(&host, port).await?;
        let roots = services.http().extra_roots();
        let line = in_time(&host, "connecting", CONNECT_TIMEOUT, Line::connect(&addresses)).await?;
        let mut connection = Self { line, host, number: 0, capabilities: Vec::new() };
        if server.security == Security::Tls {
            connection.encrypt(roots).await?;
        }
        connection.greeting().await?;
        if server.security == Security::Starttls {
            connection.ask_for_capabilities().await?;
            if !connection.can("STARTTLS") {
                let message = format!("The mail server `{}` does not offer STARTTLS.", connection.host);
                let hint = "Choose TLS with port 993 in the credential, or ask your mail provider.";
                return Err(NodeError::permanent("tls_failed", message, hint));
            }
            connection.command("STARTTLS", &[]).await?;
            connection.encrypt(roots).await?;
        }
        connection.sign_in(server).await?;
        connection.ask_for_capabilities().await?;
        Ok(connection)
    }

    async fn encrypt(&mut self, roots: &[Vec<u8>]) -> Result<(), NodeError> {
        let host = self.host.clone();
        match timeout(CONNECT_TIMEOUT, self.line.encrypt(&host, roots)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                let message = format!("No trusted connection to the mail server `{host}`: {error}.");
                let hint = "Check host, port and encryption; the certificate must be valid for the host.";
                Err(NodeError::permanent("tls_failed", message, hint))
            }
            Err(_) => Err(too_late(&host, "encrypting")),
        }
    }

    async fn greeting(&mut self) -> Result<(), NodeError> {
        let host = self.host.clone();
        let greeting = in_time(&host, "greeting", CONNECT_TIMEOUT, self.line.response()).await?;
        if greeting.to_ascii_uppercase().starts_with(b"* OK") {
            Ok(())
        } else {
            Err(refused(&host, "greeting", &words(&greeting)))
        }
    }

    async fn sign_in(&mut self, server: &Imap) -> Result<(), NodeError> {
        let login = [quoted(&server.user)?, quoted(&server.password)?];
        self.command("LOGIN", &[&login[0], &login[1]]).await.map(|_| ()).map_err(|error| match error.code {
            "mail_refused" => NodeError {
                code: "not_allowed",
                hint: "Check user and password in the credential; some providers want a password made for programs."
                    .into(),
                ..error
            },
            _ => error,
        })
    }

    async fn ask_for_capabilities(&mut self) -> Result<(), NodeError> {
        self.capabilities = self.command("CAPABILITY", &[]).await?.capabilities;
        Ok(())
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known.eq_ignore_ascii_case(capability))
    }

    /// Opens a mailbox.
    pub(crate) async fn select(&mut self, mailbox: &str) -> Result<Mailbox, NodeError> {
        let name = quoted(&utf7(mailbox))?;
        let answers = self.command("SELECT", &[&name]).await.map_err(|error| match error.code {
            "mail_refused" => NodeError { code: "mailbox_missing", ..error }.at("mailbox"),
            _ => error,
        })?;
        let uid_validity = answers.uid_validity.ok_or_else(|| {
            let message = format!("The mail server `{}` does not tell by which numbers mails stay known.", self.host);
            NodeError::permanent("mail_unsupported", message, "Use a server that speaks IMAP 4 revision 1.")
        })?;
        Ok(Mailbox { uid_validity, uid_next: answers.uid_next })
    }

    /// The numbers of the mails that match, in order.
    pub(crate) async fn search(&mut self, criteria: &str) -> Result<Vec<u32>, NodeError> {
        let mut found = self.command("UID SEARCH", &[criteria]).await?.found;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// A mail with its text, or with its header fields alone if it is larger than this;
    /// None if it is gone. It stays unread.
    pub(crate) async fn fetch(&mut self, uid: u32, most_bytes: u32) -> Result<Option<Mail>, NodeError> {
        let sizes = self.command("UID FETCH", &[&uid.to_string(), "(UID RFC822.SIZE)"]).await?.mails;
        let is_large = sizes.iter().any(|mail| mail.uid == uid && mail.size_bytes > most_bytes);
        let what = match is_large {
            true => "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])",
            false => "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])",
        };
        let mails = self.command("UID FETCH", &[&uid.to_string(), what]).await?.mails;
        Ok(mails.into_iter().find(|mail| mail.uid == uid && mail.has_text))
    }

    /// Marks mails as read.
    pub(crate) async fn mark_read(&mut self, uids: &str) -> Result<(), NodeError> {
        self.command("UID STORE", &[uids, "+FLAGS.SILENT (\\Seen)"]).await.map(|_| ())
    }

    /// Deletes mails for good. Where the server cannot delete single ones, only those
    /// marked are removed, which are ours and those somebody else had marked.
    pub(crate) async fn delete(&mut self, uids: &str) -> Result<(), NodeError> {
        self.command("UID STORE", &[uids, "+FLAGS.SILENT (\\Deleted)"]).await?;
        if self.can("UIDPLUS") {
            self.command("UID EXPUNGE", &[uids]).await.map(|_| ())
        } else {
            self.command("EXPUNGE", &[]).await.map(|_| ())
        }
    }

    /// Moves mails to another mailbox.
    pub(crate) async fn move_to(&mut self, uids: &str, mailbox: &str) -> Result<(), NodeError> {
        let name = quoted(&utf7(mailbox))?;
        if self.can("MOVE") {
            return self.command("UID MOVE", &[uids, &name]).await.map(|_| ());
        }
        self.command("UID COPY", &[uids, &name]).await?;
        self.delete(uids).await
    }

    /// Says good-bye. What becomes of it matters to nobody.
    pub(crate) async fn close(mut self) {
        let _ = timeout(Duration::from_secs(2), self.line.send("a LOGOUT\r\n")).await;
    }

    async fn command(&mut self, name: &str, arguments: &[&str]) -> Result<Answers, NodeError> {
        self.number += 1;
        let tag = format!("a{}", self.number);
        let mut text = format!("{tag} {name}");
        for argument in arguments {
            text.push(' ');
            text += argument;
        }
        text += "\r\n";
        let host = self.host.clone();
        let line = &mut self.line;
        let talk = async {
            line.send(&text).await?;
            let mut answers = Answers::default();
            loop {
                let response = line.response().await?;
                if answers.take(&response, &tag)? {
                    return Ok(answers);
                }
            }
        };
        let answers = in_time(&host, name, COMMAND_TIMEOUT, talk).await?;
        match &answers.refusal {
            Some(reason) => Err(refused(&host, name, reason)),
            None => Ok(answers),
        }
    }
}

async fn in_time<T>(
    host: &str,
    what: &str,
    limit: Duration,
    step: impl Future<Output = std::io::Result<T>>,
) -> Result<T, NodeError> {
    match timeout(limit, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            let message = format!("No connection to the mail server `{host}` ({}): {error}.", what.to_lowercase());
            let hint = "It is tried again. If it stays so, check host, port and encryption.";
            Err(NodeError::transient("connect_failed", message, hint))
        }
        Err(_) => Err(too_late(host, what)),
    }
}

fn too_late(host: &str, what: &str) -> NodeError {
    let message = format!("The mail server `{host}` did not answer in time ({}).", what.to_lowercase());
    NodeError::transient("timeout", message, "It is tried again. If it stays so, check host, port and encryption.")
}

fn refused(host: &str, what: &str, reason: &str) -> NodeError {
    let message =
        format!("The mail server `{host}` said no ({}): {}.", what.to_lowercase(), reason.trim_end_matches('.'));
    NodeError::permanent("mail_refused", message, "Correct what the server complains about.")
}

fn words(response: &[u8]) -> String {
    node_sdk::answer::excerpt(response)
}

/// A text as the protocol quotes it.
fn quoted(text: &str) -> Result<String, NodeError> {
    if text.chars().any(|letter| letter.is_control()) || !text.is_ascii() {
        let message = "A name or password has letters that a mail server does not take here.";
        return Err(NodeError::permanent("mail_text_invalid", message, "Use letters from A to Z, digits and signs."));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The name of a mailbox as the protocol writes letters like é (RFC 3501, 5.1.3).
fn utf7(name: &str) -> String {
    use base64::Engine;
    let engine = base64::engine::GeneralPurpose::new(
        &base64::alphabet::IMAP_MUTF7,
        base64::engine::GeneralPurposeConfig::new().with_encode_padding(false),
    );
    let mut text = String::new();
    let mut foreign: Vec<u8> = Vec::new();
    let flush = |text: &mut String, foreign: &mut Vec<u8>| {
        if !foreign.is_empty() {
            *text += &format!("&{}-", engine.encode(&*foreign));
            foreign.clear();
        }
    };
    for letter in name.chars() {
        match letter {
            '&' => {
                flush(&mut text, &mut foreign);
                text += "&-";
            }
            ' '..='~' => {
                flush(&mut text, &mut foreign);
                text.push(letter);
            }
            _ => {
                let mut units = [0; 2];
                foreign.extend(letter.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
            }
        }
    }
    flush(&mut text, &mut foreign);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_for_the_protocol() {
        assert_eq!(utf7("INBOX"), "INBOX");
        assert_eq!(utf7("Entwürfe & mehr"), "Entw&APw-rfe &- mehr");
        assert_eq!(utf7("台北"), "&U,BTFw-");
        assert_eq!(quoted("a\"b\\c").unwrap(), "\"a\\\"b\\\\c\"");
        assert!(quoted("a\r\nb LOGOUT").is_err());
    }
}
