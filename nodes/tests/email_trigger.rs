//! The trigger `email_trigger` against Dovecot, a mail server in use everywhere.

#[path = "support/dovecot.rs"]
mod dovecot;

use dovecot::Dovecot;
use node_sdk::cases::TestServices;
use node_sdk::flow::Timestamp;
use node_sdk::poll::{News, PollContext};
use node_sdk::{ErrorClass, NodeError, Prepared, TriggerNode};
use serde_json::{Map, Value, json};

/// A mailbox with a trigger that looks at it.
struct Mailbox {
    server: Dovecot,
    services: TestServices,
    place: Option<Value>,
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

impl Mailbox {
    fn open(fields: Value) -> Option<Self> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let server = Dovecot::start(&made.cert.pem(), &made.signing_key.serialize_pem())?;
        let mut credential = object(
            json!({"kind": "imap", "host": "localhost", "port": server.port, "security": "starttls", "user": "ada", "password": "s3cret"}),
        );
        credential.extend(object(fields));
        let services = TestServices::reaching_loopback([("imap".to_owned(), credential)].into(), None).unwrap();
        let services = services.trusting(made.cert.pem().into_bytes()).unwrap();
        Some(Self { server, services, place: None })
    }

    fn deliver(&self, subject: &str) {
        self.server.deliver(&format!(
            "From: Ada <ada@example.com>\r\nTo: bob@example.org\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.com>\r\n\
             Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\nContent-Type: text/csv; name=a.csv\r\n\r\na,b\r\n--x--\r\n"
        ));
    }

    async fn look(&self, parameters: &Value) -> Result<News, NodeError> {
        let node = trigger(parameters);
        let context =
            PollContext { place: self.place.as_ref(), now: Timestamp(1_767_225_600_000), services: &self.services };
        node.poll().unwrap().look(&context).await
    }

    /// Looks, settles and keeps the place; gives keys and subjects.
    async fn take(&mut self, parameters: &Value) -> Vec<(String, Value)> {
        let news = self.look(parameters).await.unwrap();
        let context =
            PollContext { place: self.place.as_ref(), now: Timestamp(1_767_225_600_000), services: &self.services };
        trigger(parameters).poll().unwrap().settle(&context, &news).await.unwrap();
        self.place = Some(news.place.clone());
        summary(&news)
    }
}

fn trigger(parameters: &Value) -> Box<dyn TriggerNode> {
    let catalog = nodes::catalog();
    let Ok(Prepared::Trigger(node)) = (catalog.find("email_trigger", 1).unwrap().prepare)(&object(parameters.clone()))
    else {
        panic!("it is a trigger")
    };
    node
}

fn summary(news: &News) -> Vec<(String, Value)> {
    news.events.iter().map(|event| (event.key.clone(), event.items[0].json["subject"].clone())).collect()
}

fn subjects(taken: Vec<(String, Value)>) -> Vec<Value> {
    taken.into_iter().map(|(_, subject)| subject).collect()
}

#[tokio::test]
async fn each_mail_is_taken_once_and_none_is_lost() {
    let Some(mut mailbox) = Mailbox::open(json!({})) else { return };
    let parameters = json!({});
    mailbox.deliver("before");
    assert_eq!(mailbox.take(&parameters).await, [], "what was there before does not count");
    mailbox.deliver("one");
    mailbox.deliver("two");
    let first = mailbox.look(&parameters).await.unwrap();
    // The process dies here: the same mails are found again, under the same keys.
    let again = mailbox.take(&parameters).await;
    assert_eq!(summary(&first), again);
    assert_eq!(subjects(again), ["one", "two"]);
    assert_eq!(mailbox.take(&parameters).await, []);
    let item = &first.events[0].items[0];
    assert_eq!(item.json["from"], json!({"name": "Ada", "address": "ada@example.com"}));
    assert_eq!(item.json["text"].as_str().map(str::trim), Some("Hello"));
    assert_eq!(
        (item.json["message_id"].as_str(), item.json["mailbox"].as_str()),
        (Some("one@example.com"), Some("INBOX"))
    );
    let file = &item.binary["attachment_0"];
    assert_eq!((file.file_name.as_str(), file.media_type.as_str(), file.size_bytes), ("a.csv", "text/csv", 3));

    // The numbers lose their meaning: what was taken is known again, what is new is taken.
    mailbox.server.renumber();
    mailbox.deliver("three");
    assert_eq!(subjects(mailbox.take(&json!({"which": "all"})).await).last(), Some(&json!("three")));
    assert_eq!(mailbox.take(&json!({"which": "all"})).await, []);
}

#[tokio::test]
async fn mails_are_marked_moved_or_deleted_when_their_runs_are_stored() {
    let Some(mut mailbox) = Mailbox::open(json!({"security": "none"})) else { return };
    let all = |then: &str| json!({"which": "all", "first": "existing", "then": then});
    mailbox.deliver("one");
    mailbox.deliver("two");
    let unread = json!({"first": "existing"});
    assert_eq!(subjects(mailbox.take(&unread).await), ["one", "two"]);
    mailbox.place = None;
    assert_eq!(mailbox.take(&unread).await, [], "they are marked as read");
    mailbox.place = None;
    assert_eq!(
        subjects(mailbox.take(&json!({"which": "all", "first": "existing", "then": "nothing", "subject": "tw"})).await),
        ["two"]
    );
    mailbox.place = None;
    assert_eq!(mailbox.take(&all("delete")).await.len(), 2);
    mailbox.place = None;
    assert_eq!(mailbox.take(&all("nothing")).await, [], "they are gone");
    let many: Vec<String> = (0..60).map(|number| format!("mail {number}")).collect();
    many.iter().for_each(|subject| mailbox.deliver(subject));
    let mut taken = Vec::new();
    for _ in 0..3 {
        taken.extend(subjects(mailbox.take(&all("read")).await));
    }
    assert_eq!(taken, many.iter().map(|subject| json!(subject)).collect::<Vec<_>>(), "in several goes, in order");
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let Some(mailbox) = Mailbox::open(json!({"password": "wrong"})) else { return };
    let failure = |error: NodeError| (error.class, error.code);
    assert_eq!(failure(mailbox.look(&json!({})).await.unwrap_err()), (ErrorClass::Permanent, "not_allowed"));
    let Some(mailbox) = Mailbox::open(json!({})) else { return };
    let missing = mailbox.look(&json!({"mailbox": "Nowhere"})).await.unwrap_err();
    assert_eq!((missing.code, missing.parameter.as_deref()), ("mailbox_missing", Some("mailbox")));
    let Some(mailbox) = Mailbox::open(json!({"host": "127.0.0.1"})) else { return };
    assert_eq!(
        failure(mailbox.look(&json!({})).await.unwrap_err()),
        (ErrorClass::Permanent, "tls_failed"),
        "another host"
    );
}
