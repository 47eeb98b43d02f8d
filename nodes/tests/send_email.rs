//! The node `send_email` against mail servers that take, refuse and hang up.

mod support;

use node_sdk::cases::TestServices;
use node_sdk::flow::Item;
use node_sdk::flow::item::Binary;
use node_sdk::{ErrorClass, NodeError, Output, Services};
use serde_json::{Value, json};
use support::smtp::{Behaviour, Server};
use support::{object, run, run_attempt};

const KEY: &str = "run_1/node_1/0/0";

/// Services whose connection leads to the server, signed in over STARTTLS unless `fields` say otherwise.
fn services(server: &Server, fields: Value) -> TestServices {
    let mut connection = object(json!({
        "kind": "smtp", "host": "localhost", "port": server.port, "security": "starttls",
        "user": "ada", "password": "s3cret", "from": "Towpath <hello@example.com>",
    }));
    connection.extend(object(fields));
    let credentials = [("smtp".to_owned(), connection)].into();
    TestServices::reaching_loopback(credentials, None).unwrap().trusting(server.root.clone()).unwrap()
}

fn plain() -> Value {
    json!({"security": "none", "user": "", "password": ""})
}

async fn send(server: &Server, fields: Value, parameters: Value, items: Vec<Item>) -> Result<Output, NodeError> {
    run("send_email", parameters, items, &services(server, fields), KEY).await
}

fn to(to: &str) -> Value {
    json!({"to": to, "subject": "Hello", "text": "Hello"})
}

fn one() -> Vec<Item> {
    vec![Item::new(json!({"name": "Ada"}))]
}

/// The outcome of a failing mail: its class and code.
async fn failure(behaviour: Behaviour, fields: Value, recipients: &str) -> (ErrorClass, &'static str) {
    let server = Server::start(behaviour).await;
    let error = send(&server, fields, to(recipients), one()).await.unwrap_err();
    assert_eq!(server.taken(), [], "nothing was taken");
    (error.class, error.code)
}

#[tokio::test]
async fn sends_signed_in_and_encrypted() {
    for (behaviour, security) in
        [(Behaviour::default(), "starttls"), (Behaviour { implicit_tls: true, ..Behaviour::default() }, "tls")]
    {
        let server = Server::start(behaviour).await;
        let parameters = json!({
            "to": "Ada <ada@example.org>", "cc": "bob@example.org", "bcc": "eve@example.org",
            "subject": "Hello {{ $json.name }}", "html": "<p>Grüße</p>\n<p>\n.\n..dots</p>",
        });
        let output = send(&server, json!({"security": security}), parameters, one()).await.unwrap();
        let [mail] = &server.taken()[..] else { panic!("wanted one mail") };
        assert!(mail.encrypted, "{security}");
        assert_eq!(mail.signed_in.as_deref(), Some("ada:s3cret"));
        assert_eq!(mail.from, "hello@example.com");
        assert_eq!(mail.to, ["ada@example.org", "bob@example.org", "eve@example.org"]);
        assert!(mail.text.contains("Subject: Hello Ada\r\n"), "{}", mail.text);
        assert!(mail.text.contains("\r\nX-Towpath-Key: run_1/node_1/0/0/0\r\n"), "{}", mail.text);
        assert!(!mail.text.contains("eve@example.org"), "{}", mail.text);
        assert!(mail.text.contains("\r\n.\r\n..dots"), "lines of dots arrive as they were: {}", mail.text);

        let item = &output.ports[0].1[0].json;
        let id = item["message_id"].as_str().unwrap();
        assert!(mail.text.contains(&format!("Message-ID: <{id}>\r\n")), "{}", mail.text);
        assert_eq!(item["name"], "Ada");
        assert_eq!(item["accepted"], json!(["ada@example.org", "bob@example.org", "eve@example.org"]));
        let [message] = &output.messages[..] else { panic!("wanted one message") };
        assert_eq!(
            (message.provider_id.as_str(), message.status.as_str(), message.channel.as_str()),
            (id, "sent", "email")
        );
    }
}

#[tokio::test]
async fn items_share_a_connection_and_a_repeat_carries_the_same_ids() {
    let server = Server::start(Behaviour::default()).await;
    let parameters = || to("{{ $json.email }}");
    let items =
        || ["a@example.org", "b@example.org", "c@example.org"].map(|email| Item::new(json!({"email": email}))).to_vec();
    let ids = |output: &Output| output.messages.iter().map(|message| message.provider_id.clone()).collect::<Vec<_>>();
    let first = ids(&send(&server, plain(), parameters(), items()).await.unwrap());
    assert_eq!((server.connections(), server.taken().len()), (1, 3));
    let second = ids(&send(&server, plain(), parameters(), items()).await.unwrap());
    assert_eq!(first, second);
    assert!(first[0] != first[1] && first[1] != first[2]);
}

#[tokio::test]
async fn a_further_try_sends_only_what_was_not_sent() {
    let server = Server::start(Behaviour::default()).await;
    let services = services(&server, plain());
    let items = ["a@example.org", "later@example.org", "c@example.org"];
    let items = items.map(|email| Item::new(json!({"email": email}))).to_vec();
    for attempt in 1..=3 {
        let (parameters, key) = (to("{{ $json.email }}"), "run_1/again/0/0");
        let outcome = run_attempt("send_email", parameters, items.clone(), &services, key, attempt).await;
        assert_eq!(outcome.unwrap_err().message.split(':').next(), Some("Item 2"));
    }
    let taken: Vec<String> = server.taken().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(taken, ["a@example.org"]);
}

#[tokio::test]
async fn files_go_along() {
    let server = Server::start(Behaviour::default()).await;
    let binary =
        Binary { file_name: "a.txt".into(), media_type: "text/plain".into(), size_bytes: 3, data: "AQID".into() };
    let item = Item { binary: [("invoice".to_owned(), binary)].into(), ..Item::new(json!({})) };
    let parameters = json!({"to": "ada@example.org", "subject": "x", "text": "y", "attachments": "invoice"});
    send(&server, plain(), parameters, vec![item]).await.unwrap();
    assert!(server.taken()[0].text.contains("AQID"), "{}", server.taken()[0].text);
}

#[tokio::test]
async fn goes_on_without_the_recipients_that_are_refused() {
    let server = Server::start(Behaviour::default()).await;
    let output = send(&server, plain(), to("ada@example.org, nobody@example.org"), one()).await.unwrap();
    assert_eq!(server.taken()[0].to, ["ada@example.org"]);
    let item = &output.ports[0].1[0].json;
    assert_eq!(item["accepted"], json!(["ada@example.org"]));
    assert_eq!(item["rejected"][0]["address"], "nobody@example.org");
    assert!(item["rejected"][0]["reason"].as_str().unwrap().contains("550 5.1.1 no such user"), "{item}");
}

#[tokio::test]
async fn refusals_are_permanent_and_delays_transient() {
    use ErrorClass::{InDoubt, Permanent, Transient};
    let to_text = |answer| Behaviour { to_text: Some(answer), ..Behaviour::default() };
    let hang_up = |word| Behaviour { hangs_up_at: Some(word), ..Behaviour::default() };
    let usual = Behaviour::default;
    for (behaviour, recipients, expected) in [
        (usual(), "nobody@example.org", (Permanent, "mail_refused")),
        (usual(), "nobody@example.org, nobody2@example.org", (Permanent, "mail_refused")),
        (usual(), "later@example.org", (Transient, "mail_deferred")),
        (usual(), "ada@example.org, later@example.org", (Transient, "mail_deferred")),
        (to_text("552 too large"), "ada@example.org", (Permanent, "mail_refused")),
        (to_text("451 try later"), "ada@example.org", (Transient, "mail_deferred")),
        (to_text("hang up"), "ada@example.org", (InDoubt, "no_answer")),
        (hang_up("EHLO"), "ada@example.org", (Transient, "connect_failed")),
        (hang_up("MAIL"), "ada@example.org", (Transient, "connect_failed")),
        (hang_up("DATA"), "ada@example.org", (Transient, "connect_failed")),
    ] {
        let what = format!("{recipients} {:?} {:?}", behaviour.to_text, behaviour.hangs_up_at);
        assert_eq!(failure(behaviour, plain(), recipients).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_wrong_password_points_to_the_credential() {
    let outcome = failure(Behaviour::default(), json!({"password": "guess"}), "ada@example.org").await;
    assert_eq!(outcome, (ErrorClass::Permanent, "not_allowed"));
}

#[tokio::test]
async fn the_password_is_never_said_in_the_clear() {
    let server = Server::start(Behaviour { without_starttls: true, ..Behaviour::default() }).await;
    let error = send(&server, json!({}), to("ada@example.org"), one()).await.unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Permanent, "tls_failed"));
    assert!(!server.commands().contains(&"AUTH".to_owned()), "{:?}", server.commands());
}

#[tokio::test]
async fn only_a_trusted_certificate_for_the_host_will_do() {
    let (server, other) = (Server::start(Behaviour::default()).await, Server::start(Behaviour::default()).await);
    let distrusting = services(&server, json!({})).trusting(other.root.clone()).unwrap();
    let error = run("send_email", to("ada@example.org"), one(), &distrusting, KEY).await.unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Permanent, "tls_failed"));
    let by_address = json!({"host": "127.0.0.1"});
    let error = send(&server, by_address, to("ada@example.org"), one()).await.unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Permanent, "tls_failed"), "{}", error.message);
    assert_eq!(server.taken(), []);
}

#[tokio::test]
async fn a_refused_mail_leaves_the_others_alone() {
    let server = Server::start(Behaviour::default()).await;
    let mut parameters = to("{{ $json.email }}");
    parameters["on_item_error"] = "continue".into();
    let items = ["a@example.org", "nobody@example.org", "no address", "b@example.org"];
    let items = items.map(|email| Item::new(json!({"email": email}))).to_vec();
    let output = send(&server, plain(), parameters, items).await.unwrap();
    let codes: Vec<&Value> = output.ports[0].1.iter().map(|item| &item.json["error"]["code"]).collect();
    assert_eq!(codes, [&Value::Null, &json!("mail_refused"), &json!("address_invalid"), &Value::Null]);
    assert_eq!((server.taken().len(), output.messages.len(), server.connections()), (2, 2, 1));
}

#[tokio::test]
async fn a_credential_can_be_tried() {
    let catalog = nodes::catalog();
    let kind = catalog.credential("smtp").unwrap();
    let server = Server::start(Behaviour::default()).await;
    let good = services(&server, json!({}));
    let told = kind.test(&good.credential("smtp").await.unwrap(), &good).await;
    assert_eq!(told, Ok(format!("Connected to `localhost`, port {}, and signed in.", server.port)));
    assert_eq!(server.commands(), ["EHLO", "STARTTLS", "EHLO", "AUTH", "NOOP", "QUIT"]);
    let bad = services(&server, json!({"password": "guess"}));
    let told = kind.test(&bad.credential("smtp").await.unwrap(), &bad).await;
    assert_eq!(told.unwrap_err().code, "not_allowed");
}

/// A composed mail of a heading, a button and a footer.
fn composed() -> Value {
    json!({
        "to": "ada@example.org", "subject": "Hello {{ $json.name }}",
        "design": {
            "preheader": "For {{ $json.name }}",
            "blocks": [
                {"kind": "heading", "text": "Dear {{ $json.name }}"},
                {"kind": "button", "label": "Pay", "url": "{{ $json.link }}"},
                {"kind": "footer", "unsubscribe_label": "Unsubscribe", "unsubscribe_url": "https://a.example/u"},
            ],
        },
    })
}

#[tokio::test]
async fn a_composed_mail_is_sent_as_html_and_text() {
    let server = Server::start(Behaviour::default()).await;
    let item = Item::new(json!({"name": "<b>Ada</b>", "link": "https://a.example/pay"}));
    send(&server, json!({}), composed(), vec![item]).await.unwrap();
    let [mail] = &server.taken()[..] else { panic!("wanted one mail") };
    // Long lines are folded on the way.
    let text = mail.text.replace("=\r\n", "");
    for part in [
        "Subject: Hello <b>Ada</b>\r\n",
        "List-Unsubscribe: <https://a.example/u>\r\n",
        "multipart/alternative",
        "Dear &lt;b&gt;Ada&lt;/b&gt;",
        "For &lt;b&gt;Ada&lt;/b&gt;",
        "Dear <b>Ada</b>\r\n\r\nPay: https://a.example/pay\r\n\r\nUnsubscribe: https://a.example/u",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[tokio::test]
async fn a_composed_mail_that_leads_nowhere_is_not_sent() {
    let server = Server::start(Behaviour::default()).await;
    for (link, parameter) in [("", "design.blocks.1.url"), ("javascript:alert(1)", "design.blocks.1.url")] {
        let item = Item::new(json!({"name": "Ada", "link": link}));
        let error = send(&server, json!({}), composed(), vec![item]).await.unwrap_err();
        assert_eq!((error.code, error.parameter.as_deref()), ("design_invalid", Some(parameter)), "{link}");
    }
    let mut empty = composed();
    empty["design"]["blocks"] = json!([]);
    let error = send(&server, json!({}), empty, one()).await.unwrap_err();
    assert_eq!(error.parameter.as_deref(), Some("design"));
    assert_eq!(server.taken(), [], "nothing was taken");
}
