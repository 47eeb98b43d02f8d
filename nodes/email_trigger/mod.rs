//! Starts a run for each mail that comes into a mailbox.

mod item;
mod place;

use crate::catalog::credentials::imap::Imap;
use crate::catalog::imap::{Connection, Mail, Mailbox};
use crate::files::aside;
use item::Shape;
use node_sdk::flow::{Items, Timestamp};
use node_sdk::poll::{Event, News, Poll, PollContext};
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, async_trait, trigger};
use place::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// # Email received
///
/// Starts a run for each mail that comes into a mailbox.
///
/// The mailbox is looked at from time to time. Every mail starts a run of its own, once: what was taken is kept, also
/// over restarts and crashes, and a mail is marked, moved or deleted only when its run is safely stored.
///
/// The item has `subject`, `from`, `to`, `cc`, `date`, `text`, `html`, `message_id` and `headers`, and the files of the
/// mail as `attachment_0`, `attachment_1` and so on. Of mails of more than 25 MB only the header fields are taken, and
/// `is_too_large` is set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailTrigger {
    /// The mailbox. Folders within folders are written as the server has them, mostly `INBOX/Orders` or `INBOX.Orders`.
    #[serde(default = "inbox")]
    mailbox: String,
    /// # Which mails
    ///
    /// Whether mails that somebody has read already count.
    #[serde(default)]
    which: Which,
    /// Only mails whose sender has this in name or address. Empty: all.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "orders@example.com"))]
    from: String,
    /// Only mails whose subject has this in it. Empty: all.
    #[serde(default)]
    subject: String,
    /// # When done
    ///
    /// What becomes of a mail once its run is stored.
    #[serde(default)]
    then: Then,
    /// # Move to
    ///
    /// The mailbox it is moved to.
    #[serde(default)]
    #[schemars(extend("x-show" = {"then": ["move"]}))]
    move_to: String,
    /// # Look every
    ///
    /// The time between two looks, in milliseconds.
    #[serde(default = "minute")]
    #[schemars(range(min = 5_000, max = 86_400_000), extend("x-widget" = "duration"))]
    every_ms: u64,
    /// # Take files along
    ///
    /// The files of a mail become files of the item.
    #[serde(default = "yes")]
    files: bool,
    /// # Names of files begin with
    ///
    /// A number follows.
    #[serde(default = "attachment")]
    #[schemars(extend("x-group" = "Advanced"))]
    prefix: String,
    /// # At the first look
    ///
    /// Whether mails that are there already start runs, too.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    first: First,
    /// # Further criteria
    ///
    /// In the words of IMAP, such as `SINCE 1-Jan-2026 LARGER 10000`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    criteria: String,
    /// # Item
    ///
    /// What the item looks like.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    shape: Shape,
}

/// Which mails count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    /// # Unread ones
    #[default]
    Unread,
    /// # All
    All,
}

/// What becomes of a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Then {
    /// # It is marked as read
    #[default]
    Read,
    /// # It stays as it is
    Nothing,
    /// # It is moved
    Move,
    /// # It is deleted
    Delete,
}

/// Where the first look begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum First {
    /// # Only new ones
    #[default]
    New,
    /// # Those, too
    Existing,
}

/// So many mails are taken in one go.
const BATCH: usize = 25;
/// Of larger mails only the header fields are taken, in bytes.
const MOST_BYTES: u32 = 25 * 1024 * 1024;

impl TriggerNode for EmailTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        for (name, text) in [("from", &self.from), ("subject", &self.subject), ("criteria", &self.criteria)] {
            if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                let message = "Mail servers look for letters from A to Z, digits and signs only.";
                return Err(NodeError::permanent(
                    "criteria_invalid",
                    message,
                    "Filter other letters with a Filter block.",
                )
                .at(name));
            }
        }
        if self.then == Then::Move && self.move_to.trim().is_empty() {
            let message = "It is not said where mails are moved to.";
            return Err(NodeError::permanent("parameter_missing", message, "Name the mailbox.").at("move_to"));
        }
        Ok(vec![Subscription::Poll { every_ms: self.every_ms }])
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }
}

#[async_trait]
impl Poll for EmailTrigger {
    async fn look(&self, context: &PollContext<'_>) -> Result<News, NodeError> {
        let (mut connection, mailbox) = self.open(context).await?;
        let before = Place::read(context.place);
        let mut place = match &before {
            Some(place) => place.clone(),
            None => self.first_place(&mut connection, mailbox, context.now).await?,
        };
        let uids = match before.is_none() && self.first == First::New {
            true => Vec::new(),
            false => self.candidates(&mut connection, mailbox, &mut place).await?,
        };
        let has_more = uids.len() > BATCH;
        let mut events = Vec::new();
        for uid in uids.into_iter().take(BATCH) {
            place.uid = place.uid.max(uid);
            let Some(mail) = connection.fetch(uid, MOST_BYTES).await? else { continue };
            if place.is_new(&mail) {
                place.took(&mail, context.now);
                events.push(self.event(mail, mailbox).await?);
            }
        }
        connection.close().await;
        Ok(News { events, place: json!(place), has_more })
    }

    async fn settle(&self, context: &PollContext<'_>, news: &News) -> Result<(), NodeError> {
        if self.then == Then::Nothing {
            return Ok(());
        }
        let (mut connection, mailbox) = self.open(context).await?;
        let own = format!("{}:", mailbox.uid_validity);
        let uids: Vec<&str> = news.events.iter().filter_map(|event| event.key.strip_prefix(&own)).collect();
        if !uids.is_empty() {
            let uids = uids.join(",");
            match self.then {
                Then::Read => connection.mark_read(&uids).await?,
                Then::Delete => connection.delete(&uids).await?,
                Then::Move => connection.move_to(&uids, self.move_to.trim()).await?,
                Then::Nothing => {}
            }
        }
        connection.close().await;
        Ok(())
    }
}

impl EmailTrigger {
    async fn open(&self, context: &PollContext<'_>) -> Result<(Connection, Mailbox), NodeError> {
        let server = context.services.credential("imap").await?.read::<Imap>()?;
        let mut connection = Connection::open(&server, context.services).await?;
        let mailbox = connection.select(self.mailbox.trim()).await?;
        Ok((connection, mailbox))
    }

    /// Before anything was taken: behind the last mail there is, or before the first.
    async fn first_place(
        &self,
        connection: &mut Connection,
        mailbox: Mailbox,
        now: Timestamp,
    ) -> Result<Place, NodeError> {
        let uid = match (self.first, mailbox.uid_next) {
            (First::Existing, _) => 0,
            (First::New, Some(next)) => next.saturating_sub(1),
            (First::New, None) => connection.search("ALL").await?.last().copied().unwrap_or(0),
        };
        Ok(Place::behind(mailbox.uid_validity, uid, now))
    }

    /// The numbers of the mails that may be new. If numbers have lost their meaning,
    /// those that came since the last one was taken are looked at again.
    async fn candidates(
        &self,
        connection: &mut Connection,
        mailbox: Mailbox,
        place: &mut Place,
    ) -> Result<Vec<u32>, NodeError> {
        let since = if place.uid_validity == mailbox.uid_validity { None } else { Some(place.since()) };
        if since.is_some() {
            place.uid_validity = mailbox.uid_validity;
            place.uid = 0;
        }
        let range = format!("UID {}:*", place.uid.saturating_add(1));
        let last = place.uid;
        let mut found = connection.search(&self.search(&range, since.as_deref())).await?;
        // `n:*` names the last mail also where its number is lower.
        found.retain(|uid| *uid > last);
        Ok(found)
    }

    fn search(&self, range: &str, since: Option<&str>) -> String {
        let quoted = |text: &str| text.trim().replace('\\', "\\\\").replace('"', "\\\"");
        let mut words = vec![range.to_owned()];
        words.extend(since.map(|since| format!("SINCE {since}")));
        if self.which == Which::Unread {
            words.push("UNSEEN".into());
        }
        for (word, text) in [("FROM", &self.from), ("SUBJECT", &self.subject)] {
            if !text.trim().is_empty() {
                words.push(format!("{word} \"{}\"", quoted(text)));
            }
        }
        words.extend(Some(self.criteria.trim().to_owned()).filter(|criteria| !criteria.is_empty()));
        words.join(" ")
    }

    async fn event(&self, mail: Mail, mailbox: Mailbox) -> Result<Event, NodeError> {
        let key = format!("{}:{}", mailbox.uid_validity, mail.uid);
        let (shape, prefix) = (self.shape, self.files.then(|| self.prefix.clone()));
        let name = self.mailbox.trim().to_owned();
        let item = aside(move || item::item(&mail, shape, prefix.as_deref(), &name)).await?;
        Ok(Event { key, items: Items::from(vec![item]) })
    }
}

fn inbox() -> String {
    "INBOX".into()
}

fn minute() -> u64 {
    60_000
}

fn yes() -> bool {
    true
}

fn attachment() -> String {
    "attachment_".into()
}

/// The kind `email_trigger`.
pub fn kind() -> Kind {
    trigger::<EmailTrigger>("email_trigger", include_str!("icon.svg"))
        .keywords(&["imap", "mail", "inbox", "mailbox", "receive", "attachment", "trigger"])
        .credential("imap", "imap", true)
}
