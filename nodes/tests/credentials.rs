//! The kinds of credentials: complete, and tried without an effect on anybody.

use node_sdk::Services;
use node_sdk::cases::TestServices;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[test]
fn kinds_are_complete_and_mark_their_secrets() {
    let catalog = nodes::catalog();
    let names: Vec<&str> = catalog.credentials().iter().map(|kind| kind.name()).collect();
    let expected = [
        "http_basic",
        "http_bearer",
        "http_custom",
        "http_header",
        "http_oauth1",
        "smtp",
        "standard_webhooks_secret",
        "twilio",
    ];
    assert!(expected.iter().all(|name| names.contains(name)), "{names:?}");
    for kind in catalog.credentials() {
        let (name, parameters) = (kind.name(), kind.parameters());
        assert!(!kind.title().is_empty() && kind.docs().len() > 80, "{name} needs a title and help");
        assert!(kind.icon().contains("currentColor"), "{name} needs an icon");
        assert_eq!(parameters["additionalProperties"], false, "{name}");
        let properties = parameters["properties"].as_object().unwrap();
        for (field, schema) in properties {
            let is_secret_by_name =
                ["password", "token", "secret", "value", "private"].iter().any(|word| field.contains(word));
            assert_eq!(schema["x-secret"] == true, is_secret_by_name, "{name}.{field}");
        }
    }
}

/// Answers one request and gives what was asked.
async fn answer_once(listener: TcpListener, status: &str, body: &str) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 4096];
    let count = stream.read(&mut request).await.unwrap();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).await.unwrap();
    String::from_utf8_lossy(&request[..count]).into_owned()
}

#[tokio::test]
async fn an_account_for_text_messages_is_tried_by_looking_at_it() {
    let catalog = nodes::catalog();
    let kind = catalog.credential("twilio").unwrap();
    for (status, body, told) in [
        ("200 OK", "{\"friendly_name\":\"My shop\"}", Ok("Signed in to the account “My shop”.")),
        ("401 Unauthorized", "{\"code\":20003}", Err("not_allowed")),
        ("500 Oops", "", Err("unavailable")),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let fields = json!({"kind": "twilio", "account_sid": "AC1", "auth_token": "tok3n", "base_url": base_url});
        let fields: Map<String, Value> = serde_json::from_value(fields).unwrap();
        let credentials = [("account".to_owned(), fields)].into();
        let services = TestServices::reaching_loopback(credentials, None).unwrap();
        let credential = services.credential("account").await.unwrap();
        let (outcome, request) = tokio::join!(kind.test(&credential, &services), answer_once(listener, status, body));
        assert_eq!(outcome.as_deref().map_err(|error| error.code), told);
        assert!(request.starts_with("GET /2010-04-01/Accounts/AC1.json HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("authorization: Basic QUMxOnRvazNu\r\n"), "{request}");
    }
}
