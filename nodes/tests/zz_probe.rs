//! probe
mod support;
use serde_json::json;
#[tokio::test]
async fn probe() {
    let port: u16 = std::env::var("PROBE_PORT").unwrap().parse().unwrap();
    let fields = support::object(json!({"kind":"smtp","host":"localhost","port":port,"user":"ada","password":"s3cret","from":"Towpath <hello@example.com>"}));
    let services = node_sdk::cases::TestServices::reaching_loopback([("smtp".to_owned(), fields)].into(), None).unwrap().trusting(std::fs::read("/tmp/aiosmtpd/cert.pem").unwrap()).unwrap();
    let items = vec![node_sdk::flow::Item::new(json!({"e":"ada@example.org, nobody@x.org"})), node_sdk::flow::Item::new(json!({"e":"b@example.org"}))];
    let out = support::run("send_email", json!({"to":"{{ $json.e }}","subject":"Grüße 🚀 an alle, dies ist ein sehr langer Betreff, der über eine Zeile hinausgeht, damit er gefaltet wird","html":"<p>Hallo <b>Ada</b></p>\n.\n..x","cc":"\"Müller, Jürgen\" <j@example.org>"}), items, &services, "k").await;
    println!("{out:?}");
    out.unwrap();
}
