//! A connection to a mail server: opened to a vetted address, used for several
//! mails one after the other.
//!
//! The commands of a mail are given one by one, because what a broken
//! connection means depends on how far they got: until the text is on its way
//! nothing was sent, from then on nobody knows.

use crate::catalog::credentials::smtp::{Security, Smtp};
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use node_sdk::answer::excerpt;
use node_sdk::{NodeError, Services};
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;

/// Trying one address of the server may take this long.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(5);
/// Connecting, agreeing on keys and signing in may take this long each.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The answer to a command may take this long.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
/// The answer to a whole mail may take this long: some servers look for viruses first.
const MAIL_TIMEOUT: Duration = Duration::from_secs(120);

/// A connection to a mail server that is signed in.
pub struct Connection {
    smtp: AsyncSmtpConnection,
    host: String,
    is_broken: bool,
}

/// What became of the recipients of a mail that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Those the server took the mail for.
    pub accepted: Vec<String>,
    /// Those it refused, with its words.
    pub rejected: Vec<(String, String)>,
}

impl Connection {
    /// Connects, encrypts and signs in.
    pub async fn open(server: &Smtp, services: &dyn Services) -> Result<Self, NodeError> {
        let host = server.host.trim().to_owned();
        let addresses = services.resolve(&host, server.port).await?;
        let hello = ClientId::default();
        let tls = || tls_parameters(&host, services.http().extra_roots());
        let implicit = if server.security == Security::Tls { Some(tls()?) } else { None };
        let connecting =
            AsyncSmtpConnection::connect_tokio1(&addresses[..], Some(ADDRESS_TIMEOUT), &hello, implicit, None);
        let smtp = before(&host, "connecting", CONNECT_TIMEOUT, connecting).await?;
        let mut connection = Self { smtp, host: host.clone(), is_broken: false };
        if server.security == Security::Starttls {
            connection.start_tls(tls()?, &hello).await?;
        }
        if !server.user.is_empty() {
            connection.sign_in(server).await?;
        }
        Ok(connection)
    }

    async fn start_tls(&mut self, tls: TlsParameters, hello: &ClientId) -> Result<(), NodeError> {
        if !self.smtp.can_starttls() {
            let message = format!("The mail server `{}` does not offer STARTTLS.", self.host);
            let hint = "Choose TLS with port 465 in the credential, or ask your mail provider.";
            return Err(NodeError::permanent("tls_failed", message, hint));
        }
        before(&self.host, "encrypting", CONNECT_TIMEOUT, self.smtp.starttls(tls, hello)).await
    }

    async fn sign_in(&mut self, server: &Smtp) -> Result<(), NodeError> {
        const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];
        if self.smtp.server_info().get_auth_mechanism(MECHANISMS).is_none() {
            let message = format!("The mail server `{}` offers no way to sign in with a password.", self.host);
            let hint = "Check port and encryption in the credential, or empty its user if none is needed.";
            return Err(NodeError::permanent("not_allowed", message, hint));
        }
        let credentials = Credentials::new(server.user.clone(), server.password.clone());
        let signing_in = self.smtp.auth(MECHANISMS, &credentials);
        before(&self.host, "signing in", CONNECT_TIMEOUT, signing_in).await.map(|_| ()).map_err(|error| {
            match error.code {
                "mail_refused" => NodeError {
                    code: "not_allowed",
                    hint: "Check user and password in the credential.".into(),
                    ..error
                },
                _ => error,
            }
        })
    }

    /// Asks the server whether it is still there.
    pub async fn check(&mut self) -> Result<(), NodeError> {
        before(&self.host, "asking", COMMAND_TIMEOUT, self.smtp.command(Noop)).await.map(|_| ())
    }

    /// Hands a mail over. Recipients the server refuses for good are left out as
    /// long as one is left; if it asks to come back later for one of them,
    /// nothing is sent.
    pub async fn send(&mut self, envelope: &Envelope, mail: &[u8]) -> Result<Delivery, NodeError> {
        let result = self.send_parts(envelope, mail).await;
        if let Err(error) = &result {
            let is_answer = matches!(error.code, "mail_refused" | "mail_deferred");
            // What was begun is taken back, so that the next mail finds a fresh connection.
            self.is_broken =
                !is_answer || !matches!(timeout(COMMAND_TIMEOUT, self.smtp.command(Rset)).await, Ok(Ok(_)));
        }
        result
    }

    /// Whether it can take no further mail.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    async fn send_parts(&mut self, envelope: &Envelope, mail: &[u8]) -> Result<Delivery, NodeError> {
        let options = self.mail_options(envelope, mail)?;
        let from = Mail::new(envelope.from().cloned(), options);
        before(&self.host, "naming the sender", COMMAND_TIMEOUT, self.smtp.command(from)).await?;
        let mut delivery = Delivery::default();
        for address in envelope.to() {
            match self.name_recipient(address).await {
                Ok(()) => delivery.accepted.push(address.to_string()),
                Err(error) if error.code == "mail_refused" && envelope.to().len() > 1 => {
                    delivery.rejected.push((address.to_string(), error.message));
                }
                Err(error) => return Err(error),
            }
        }
        if delivery.accepted.is_empty() {
            let message = delivery.rejected.into_iter().map(|(_, reason)| reason).collect::<Vec<_>>().join(" ");
            return Err(
                NodeError::permanent("mail_refused", message, "Check the addresses of the recipients.").at("to")
            );
        }
        before(&self.host, "announcing the text", COMMAND_TIMEOUT, self.smtp.command(Data)).await?;
        self.send_text(mail).await.map(|()| delivery)
    }

    async fn name_recipient(&mut self, address: &Address) -> Result<(), NodeError> {
        let recipient = Rcpt::new(address.clone(), Vec::new());
        let what = format!("naming the recipient `{address}`");
        before(&self.host, &what, COMMAND_TIMEOUT, self.smtp.command(recipient)).await.map(|_| ())
    }

    /// From the first byte of the text on, silence means doubt.
    async fn send_text(&mut self, mail: &[u8]) -> Result<(), NodeError> {
        let doubt = |reason: String| {
            let message =
                format!("The connection to the mail server `{}` broke while it took the mail: {reason}.", self.host);
            let hint = "Look whether the mail arrived. Sent again, it carries the same Message-ID.";
            NodeError::in_doubt("no_answer", message, hint)
        };
        match timeout(MAIL_TIMEOUT, self.smtp.message(mail)).await {
            Err(_) => Err(doubt("it did not answer in time".into())),
            Ok(Err(error)) if error.status().is_none() => Err(doubt(error.to_string())),
            Ok(Err(error)) => Err(refused(&self.host, "taking the mail", &error)),
            Ok(Ok(_)) => Ok(()),
        }
    }

    fn mail_options(&self, envelope: &Envelope, mail: &[u8]) -> Result<Vec<MailParameter>, NodeError> {
        let mut options = Vec::new();
        let mut addresses = envelope.from().into_iter().chain(envelope.to());
        if addresses.any(|address| !address.to_string().is_ascii()) {
            if !self.smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
                let message = format!("The mail server `{}` takes no addresses with letters like é or ü.", self.host);
                return Err(NodeError::permanent(
                    "mail_refused",
                    message,
                    "Use another address or another mail server.",
                )
                .at("to"));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !mail.is_ascii() && self.smtp.server_info().supports_feature(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(options)
    }

    /// Says good-bye. What becomes of it matters to nobody.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_secs(2), self.smtp.quit()).await;
    }
}

fn tls_parameters(host: &str, extra_roots: &[Vec<u8>]) -> Result<TlsParameters, NodeError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    for pem in extra_roots {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|error| tls_failed(host, &error))?);
    }
    builder.build_rustls().map_err(|error| tls_failed(host, &error))
}

/// Awaits a step before the text is on its way: whatever happens, nothing was sent.
async fn before<T>(
    host: &str,
    what: &str,
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, NodeError> {
    match timeout(limit, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(refused(host, what, &error)),
        Err(_) => {
            let message = format!("The mail server `{host}` did not answer in time ({what}).");
            Err(NodeError::transient(
                "timeout",
                message,
                "It is tried again. If it stays so, check host, port and encryption.",
            ))
        }
    }
}

/// What a failure means that left nothing in doubt.
fn refused(host: &str, what: &str, error: &Error) -> NodeError {
    let words = words(error);
    if is_about_tls(error) {
        return tls_failed(host, error);
    }
    let answered = format!("The mail server `{host}` said no ({what}): {words}.");
    if error.is_permanent() {
        return NodeError::permanent("mail_refused", answered, "Correct what the server complains about.");
    }
    if error.is_transient() {
        return NodeError::transient(
            "mail_deferred",
            answered,
            "The server asks to come back later; it is tried again.",
        );
    }
    let message = format!("No connection to the mail server `{host}` ({what}): {words}.");
    NodeError::transient(
        "connect_failed",
        message,
        "It is tried again. If it stays so, check host, port and encryption.",
    )
}

fn tls_failed(host: &str, error: &Error) -> NodeError {
    let message = format!("No trusted connection to the mail server `{host}`: {}.", words(error));
    NodeError::permanent(
        "tls_failed",
        message,
        "Check host, port and encryption; the certificate must be valid for the host.",
    )
}

/// Whether the other side could not prove that it is the host, or speaks no TLS.
/// The library files some of these under the connection.
fn is_about_tls(error: &Error) -> bool {
    error.is_tls() || causes(error).any(|cause| cause.is::<rustls::Error>())
}

/// The innermost cause: the server's or the operating system's words.
fn words(error: &Error) -> String {
    let cause = causes(error).last().map(ToString::to_string).unwrap_or_default();
    let code = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    format!("{code}{}", excerpt(cause.as_bytes()).trim_end_matches('.'))
}

/// The error and what caused it. An `io::Error` hides the error it was made
/// from behind its own source, so it is opened.
fn causes(error: &Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |cause| cause_of(*cause))
}

fn cause_of<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static)),
        None => error.source(),
    }
}
