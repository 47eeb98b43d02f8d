//! What is large and the same for everybody is sent compressed, and only when it has changed.

use crate::server::{Proof, Server};
use axum::body::Body;
use http::{Request, StatusCode};

#[tokio::test]
async fn the_catalog_is_packed_and_sent_once() {
    let (server, _, owner) = Server::with_owner().await;
    let Proof::Cookie(secret) = &owner else { unreachable!("an owner has a session") };
    let ask = |name: &str, value: &str| {
        let request = Request::builder().uri("/api/v1/kinds").header("host", "towpath.example");
        let request = request.header("cookie", format!("__Host-towpath={secret}")).header(name, value);
        server.request(request.body(Body::empty()).unwrap())
    };
    let plain = server.get(&owner, "/api/v1/kinds").await;
    assert!(!plain.body["items"].as_array().unwrap().is_empty());
    assert_eq!(plain.headers.get("content-encoding"), None);
    assert_eq!(plain.headers["cache-control"], "private, no-cache");
    let tag = plain.headers["etag"].to_str().unwrap();

    for _ in 0..2 {
        let packed = ask("accept-encoding", "br, gzip;q=0.9").await;
        assert_eq!((packed.status, &packed.headers["content-encoding"]), (StatusCode::OK, &"gzip".parse().unwrap()));
        assert_eq!(packed.headers["etag"], tag);
    }
    let again = ask("if-none-match", tag).await;
    assert_eq!((again.status, again.body), (StatusCode::NOT_MODIFIED, "".into()));
    assert_eq!(ask("if-none-match", "\"other\"").await.body, plain.body);

    let refused = server.get(&Proof::Nobody, "/api/v1/kinds").await;
    assert_eq!((refused.status, refused.headers.get("etag")), (StatusCode::UNAUTHORIZED, None));
}
