//! Sends one mail for each item over a mail server.

pub mod connection;
mod content;
mod html_text;
mod message;
mod recipients;

use crate::catalog::credentials::smtp::Smtp;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use connection::{Connection, Delivery};
use content::{Content, Design};
use lettre::Message as Mail;
use message::{File, Parts};
use node_sdk::each::{OnItemError, Pace, each, extended_item, failed_item, of_item};
use node_sdk::expression::Scope;
use node_sdk::flow::Item;
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, Kind, Message, MessageFields, MessagePreview, NodeError, Output, Pairs,
    Remembered, async_trait, heavy,
};
use recipients::{Recipients, mailbox};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

/// # Send email
///
/// Sends one mail for each item over your mail server.
///
/// Compose the mail of blocks, or bring your own HTML or text. A composed mail is sent as HTML that holds in mail
/// programs, on small screens and in the dark, together with a text of the same words. What items bring along is always
/// text in it: it cannot become a link or a picture.
///
/// All mails are put together before the first one is sent, so a missing address or an unreadable field sends none.
///
/// Every item goes on with two more fields: `message_id`, by which mail programs know the mail, and `accepted`, the
/// recipients the server took it for. Recipients it refused stand in `rejected`; if it refuses all of them, the node
/// fails.
///
/// The same step always gives the same Message-ID. Should a mail go out twice after a crash, most mailboxes show it
/// once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendEmail {
    /// Who gets the mail. Several addresses are parted by commas; all of them see each other.
    #[schemars(extend("x-placeholder" = "{{ $json.email }}"))]
    to: Field<Recipients>,
    /// What the mail is about.
    subject: Field<String>,
    /// # Mail
    ///
    /// The mail, composed of blocks. Empty: the HTML or the text below is sent.
    #[serde(default)]
    #[schemars(extend("x-widget" = "mail"))]
    design: Option<Design>,
    /// # HTML
    ///
    /// The mail as it is shown, if you bring your own.
    #[serde(default)]
    #[schemars(extend("x-widget" = "html", "x-show" = {"design": [null]}))]
    html: Field<String>,
    /// The mail for readers that show no HTML. Empty: made from the mail itself.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    text: Field<String>,
    /// Who sends it. Empty: the address of the credential.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "Example <hello@example.com>"))]
    from: Field<String>,
    /// Where answers go, if not to the sender.
    #[serde(default)]
    reply_to: Field<Recipients>,
    /// # CC
    ///
    /// Who gets a copy that everybody sees.
    #[serde(default)]
    #[schemars(extend("x-group" = "Copies"))]
    cc: Field<Recipients>,
    /// # BCC
    ///
    /// Who gets a copy that nobody sees.
    #[serde(default)]
    #[schemars(extend("x-group" = "Copies"))]
    bcc: Field<Recipients>,
    /// The item's files that go along, by their names in the item, parted by commas. At most 20 MB in all.
    #[serde(default)]
    #[schemars(extend("x-group" = "Files"))]
    attachments: Field<String>,
    /// Further header fields, such as `List-Unsubscribe`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    headers: Pairs,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error` and the others are sent.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// The most bytes of files in one mail; packed for mail they grow by a third.
const MOST_FILE_BYTES: usize = 20 * 1024 * 1024;

/// What became of mails, while their step goes on.
static DONE: Remembered<Delivery> = Remembered::new();

#[async_trait]
impl HeavyNode for SendEmail {
    fn check(&self) -> Result<(), NodeError> {
        self.design.as_ref().map_or(Ok(()), content::check)
    }

    fn preview(&self, scope: &Scope<'_>) -> Option<Result<MessagePreview, NodeError>> {
        Some(self.previewed(scope))
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let server = context.services.credential("smtp").await?.read::<Smtp>()?;
        let count = context.items().len();
        let mut mails = Vec::with_capacity(count);
        for index in 0..count {
            match self.mail(context, index, &server) {
                Err(error) if self.on_item_error == OnItemError::Fail => return Err(of_item(error, index, count)),
                mail => mails.push(mail),
            }
        }
        self.send(context, &server, &mails).await
    }
}

impl SendEmail {
    /// The mail of an item.
    fn mail(&self, context: &HeavyContext<'_>, index: usize, server: &Smtp) -> Result<Mail, NodeError> {
        let scope = context.scope(index);
        let from = self.from.get(&scope)?;
        let from = if from.trim().is_empty() { server.from.clone() } else { from };
        if from.trim().is_empty() {
            let message = "The mail has no sender.";
            return Err(NodeError::permanent("parameter_missing", message, "Fill in From here or in the credential.")
                .at("from"));
        }
        let recipients = |field: &Field<Recipients>, name| field.get(&scope)?.mailboxes(name);
        let Content { subject, html, text, unsubscribe_url, .. } = self.content(&scope)?;
        message::build(Parts {
            from: mailbox(&from, "from")?,
            to: recipients(&self.to, "to")?,
            cc: recipients(&self.cc, "cc")?,
            bcc: recipients(&self.bcc, "bcc")?,
            reply_to: recipients(&self.reply_to, "reply_to")?,
            subject,
            text,
            html,
            attachments: files(&context.items()[index], &self.attachments.get(&scope)?)?,
            headers: with_unsubscribe(self.headers.get(&scope)?, unsubscribe_url),
            key: context.item_key(index),
            now: context.now,
        })
    }

    /// Sends one after the other over one connection.
    async fn send(
        &self,
        context: &HeavyContext<'_>,
        server: &Smtp,
        mails: &[Result<Mail, NodeError>],
    ) -> Result<Output, NodeError> {
        let line = Mutex::new(Line { connection: None, server, context });
        let pace = Pace { at_once: 1, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, Some(&DONE), async |index| match &mails[index] {
            Ok(mail) => line.lock().await.send(mail).await,
            Err(error) => Err(error.clone()),
        });
        let results = results.await;
        line.into_inner().close().await;
        Ok(output(context, mails, results?))
    }
}

/// Lets mail programs show their own button for the link in the footer, unless the
/// header fields say so themselves. Without the promise of one click: that is for a
/// server that takes a POST there to make.
fn with_unsubscribe(mut headers: Vec<(String, String)>, url: Option<String>) -> Vec<(String, String)> {
    const NAME: &str = "List-Unsubscribe";
    let is_said = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(NAME));
    if let Some(url) = url.filter(|url| !is_said && !url.starts_with("tel:")) {
        headers.push((NAME.to_owned(), format!("<{url}>")));
    }
    headers
}

fn output(
    context: &HeavyContext<'_>,
    mails: &[Result<Mail, NodeError>],
    results: Vec<Result<Delivery, NodeError>>,
) -> Output {
    let mut output = Output::default();
    let mut items = Vec::with_capacity(results.len());
    for (index, (mail, result)) in mails.iter().zip(results).enumerate() {
        match (mail, result) {
            (Ok(mail), Ok(delivery)) => {
                let id = id_of(mail);
                items.push(sent_item(context, index, &id, &delivery));
                output.messages.push(handed_over(id, &delivery));
            }
            (_, Err(error)) => items.push(failed_item(context, index, &error)),
            (Err(error), Ok(_)) => items.push(failed_item(context, index, error)),
        }
    }
    output.ports.push((0, items.into()));
    output
}

/// The connection of a step, opened when the first mail goes and again when it broke.
struct Line<'a> {
    connection: Option<Connection>,
    server: &'a Smtp,
    context: &'a HeavyContext<'a>,
}

impl Line<'_> {
    async fn send(&mut self, mail: &Mail) -> Result<Delivery, NodeError> {
        let mut connection = match self.connection.take() {
            Some(connection) if !connection.is_broken() => connection,
            _ => Connection::open(self.server, self.context.services).await?,
        };
        let result = connection.send(mail.envelope(), &mail.formatted()).await;
        self.connection = Some(connection);
        result
    }

    async fn close(self) {
        if let Some(connection) = self.connection.filter(|connection| !connection.is_broken()) {
            connection.close().await;
        }
    }
}

fn files(item: &Item, names: &str) -> Result<Vec<File>, NodeError> {
    let mut files = Vec::new();
    let mut total_bytes = 0;
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let wrong =
            |message: String, hint: &str| NodeError::permanent("attachment_invalid", message, hint).at("attachments");
        let binary = item.binary.get(name).ok_or_else(|| {
            let known = item.binary.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let hint =
                if known.is_empty() { "The item has no files.".into() } else { format!("The item has {known}.") };
            wrong(format!("The item has no file `{name}`."), &hint)
        })?;
        let bytes = BASE64_STANDARD
            .decode(binary.data.as_bytes())
            .map_err(|_| wrong(format!("The file `{name}` cannot be read."), "Look at the node that made it."))?;
        total_bytes += bytes.len();
        if total_bytes > MOST_FILE_BYTES {
            let message = format!("The files have more than {} MB.", MOST_FILE_BYTES / 1024 / 1024);
            return Err(wrong(message, "Put a link to the file into the mail instead."));
        }
        files.push(File { name: binary.file_name.clone(), media_type: binary.media_type.clone(), bytes });
    }
    Ok(files)
}

fn id_of(mail: &Mail) -> String {
    mail.headers().get_raw("Message-ID").unwrap_or_default().trim_matches(['<', '>']).to_owned()
}

fn sent_item(context: &HeavyContext<'_>, index: usize, id: &str, delivery: &Delivery) -> Item {
    let mut item = extended_item(context, index, [("message_id", json!(id)), ("accepted", json!(delivery.accepted))]);
    if !delivery.rejected.is_empty() {
        let rejected = delivery.rejected.iter().map(|(address, reason)| json!({"address": address, "reason": reason}));
        item.json["rejected"] = rejected.collect();
    }
    item
}

fn handed_over(id: String, delivery: &Delivery) -> Message {
    Message {
        channel: "email".into(),
        to: delivery.accepted.join(", "),
        provider: "smtp".into(),
        provider_id: id,
        status: "sent".into(),
        segments: None,
    }
}

/// The kind `send_email`.
pub fn kind() -> Kind {
    heavy::<SendEmail>("send_email", Group::Message, include_str!("icon.svg"))
        .keywords(&["mail", "smtp", "newsletter", "attachment", "html"])
        .credential("smtp", "smtp", true)
        .message(MessageFields {
            channel: "email",
            to: "to",
            subject: Some("subject"),
            not_in_tests: &["cc", "bcc", "on_item_error"],
        })
        .effect()
        .timeout_ms(300_000)
}
