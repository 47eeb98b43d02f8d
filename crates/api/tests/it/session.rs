//! Set-up, sign-in, sessions, cross-site requests.

use crate::server::{PASSWORD, Proof, SETUP_TOKEN, Server};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

fn owner(token: &str) -> Value {
    json!({"token": token, "organisation": "Agency", "workspace": "First", "name": "Olga",
        "email": "Olga@Example.org", "password": PASSWORD, "time_zone": "Europe/Berlin"})
}

fn cookie(reply: &crate::server::Reply) -> Proof {
    let line = reply.headers["set-cookie"].to_str().unwrap();
    assert!(line.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure"), "{line}");
    let pair = line.split(';').next().unwrap();
    Proof::Cookie(pair.strip_prefix("__Host-towpath=").unwrap().to_owned())
}

#[tokio::test]
async fn set_up_works_once_and_only_with_the_link() {
    let server = Server::new();
    assert_eq!(server.get(&Proof::Nobody, "/api/v1/setup").await.ok(), json!({"needed": true}));
    let wrong = server.post(&Proof::Nobody, "/api/v1/setup", owner("guess")).await;
    assert_eq!(wrong.verdict(), "403 wrong_setup_token");
    let short = json!({"password": "short"});
    let mut weak = owner(SETUP_TOKEN);
    weak["password"] = short["password"].clone();
    assert_eq!(server.post(&Proof::Nobody, "/api/v1/setup", weak).await.body["fields"][0]["field"], "password");

    let made = server.post(&Proof::Nobody, "/api/v1/setup", owner(SETUP_TOKEN)).await;
    let proof = cookie(&made);
    let me = made.ok();
    assert_eq!((&me["user"]["email"], &me["workspaces"][0]["role"]), (&json!("olga@example.org"), &json!("owner")));
    assert_eq!(server.get(&proof, "/api/v1/session").await.ok(), me);
    assert_eq!(server.get(&Proof::Nobody, "/api/v1/setup").await.ok(), json!({"needed": false}));
    let again = server.post(&Proof::Nobody, "/api/v1/setup", owner(SETUP_TOKEN)).await;
    assert_eq!(again.verdict(), "409 set_up_before");
}

#[tokio::test]
async fn before_set_up_nothing_else_answers() {
    let server = Server::new();
    for (_, path, need) in api::permissions() {
        let path = path.replace("{workspace}", "ws_00000000000000000000000001");
        let reply = server.get(&Proof::Nobody, &path).await;
        let is_open = matches!(need.as_str(), "nothing" | "first time");
        let is_refused = matches!(reply.verdict().as_str(), "401 setup_needed" | "405 wrong_method");
        assert!(is_open || is_refused, "{path}: {}", reply.verdict());
    }
}

#[tokio::test]
async fn signing_in_out_and_everywhere_out() {
    let (server, _, first) = Server::with_owner().await;
    let sign_in = |password: &str| json!({"email": " OLGA@example.org", "password": password});
    let wrong = server.post(&Proof::Nobody, "/api/v1/session", sign_in("wrong password")).await;
    assert_eq!(wrong.verdict(), "401 wrong_credentials");
    let nobody = json!({"email": "nobody@example.org", "password": PASSWORD});
    let unknown = server.post(&Proof::Nobody, "/api/v1/session", nobody).await;
    assert_eq!(unknown.problem(), wrong.problem());

    let second = cookie(&server.post(&Proof::Nobody, "/api/v1/session", sign_in(PASSWORD)).await);
    let sessions = server.get(&second, "/api/v1/sessions").await.ok();
    let current: Vec<&Value> = sessions["items"].as_array().unwrap().iter().map(|one| &one["current"]).collect();
    assert_eq!(current.iter().filter(|current| ***current == json!(true)).count(), 1);

    let change = json!({"current": PASSWORD, "new": "another long one"});
    assert_eq!(server.post(&second, "/api/v1/password", change).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&first, "/api/v1/session").await.verdict(), "401 signed_out");
    assert_eq!(server.get(&second, "/api/v1/session").await.status, StatusCode::OK);

    assert_eq!(server.send(Method::DELETE, &second, "/api/v1/session", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(&second, "/api/v1/session").await.verdict(), "401 signed_out");
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let (server, _, _) = Server::with_owner().await;
    let guess = json!({"email": "olga@example.org", "password": "guess number one"});
    let mut verdicts = Vec::new();
    for _ in 0..11 {
        let reply = server.post(&Proof::Nobody, "/api/v1/session", guess.clone()).await;
        verdicts.push((reply.verdict(), reply.headers.contains_key("retry-after")));
    }
    assert!(verdicts[..10].iter().all(|(verdict, _)| verdict == "401 wrong_credentials"), "{verdicts:?}");
    assert_eq!(verdicts[10], ("429 too_often".to_owned(), true));
}

#[tokio::test]
async fn guesses_at_other_processes_count_where_somebody_counts_for_all() {
    let (server, _, _) = Server::with_owner().await;
    let guess = json!({"email": "olga@example.org", "password": "guess number one"});
    let wanted = [
        (Some(true), "401 wrong_credentials"),
        (Some(false), "429 too_often"),
        // Nobody counts for all any more: this process counts for itself.
        (None, "401 wrong_credentials"),
    ];
    for (answer, verdict) in wanted {
        server.rates.say(answer);
        let reply = server.post(&Proof::Nobody, "/api/v1/session", guess.clone()).await;
        assert_eq!(reply.verdict(), verdict);
    }
}

#[tokio::test]
async fn another_site_cannot_change_anything() {
    let (server, _, proof) = Server::with_owner().await;
    let Proof::Cookie(secret) = proof else { panic!("a cookie") };
    let send = |extra: &[(&str, &str)]| {
        let mut builder = Request::post("/api/v1/workspaces")
            .header("cookie", format!("a=b; __Host-towpath={secret}"))
            .header("host", "towpath.example")
            .header("content-type", "application/json");
        for (name, value) in extra {
            builder = builder.header(*name, *value);
        }
        server.request(builder.body(Body::from(r#"{"name":"New","time_zone":"UTC"}"#)).unwrap())
    };
    let own = ("x-towpath-request", "1");
    assert_eq!(send(&[]).await.verdict(), "403 cross_site");
    assert_eq!(send(&[own, ("sec-fetch-site", "cross-site")]).await.verdict(), "403 cross_site");
    assert_eq!(send(&[own, ("sec-fetch-site", "same-site")]).await.verdict(), "403 cross_site");
    assert_eq!(send(&[own, ("origin", "https://evil.example")]).await.verdict(), "403 cross_site");
    assert_eq!(send(&[own, ("origin", "null")]).await.verdict(), "403 cross_site");
    assert_eq!(send(&[own, ("sec-fetch-site", "same-origin")]).await.verdict(), "201");
    assert_eq!(send(&[own, ("origin", "https://towpath.example")]).await.verdict(), "201");
    assert_eq!(send(&[own]).await.verdict(), "201");
}

#[tokio::test]
async fn refusals_of_the_http_layer_are_problems_too() {
    let (server, _, proof) = Server::with_owner().await;
    let path = "/api/v1/workspaces";
    assert_eq!(server.get(&proof, "/api/v1/nothing").await.verdict(), "404 not_found");
    assert_eq!(server.send(Method::PUT, &proof, path, None).await.verdict(), "405 wrong_method");
    assert_eq!(server.send(Method::POST, &proof, path, None).await.verdict(), "415 not_json");
    let large = json!({"name": "x".repeat(5000), "time_zone": "UTC"});
    assert_eq!(server.post(&proof, path, large).await.verdict(), "413 too_large");
    let wrong = server.post(&proof, path, json!({"name": 7, "time_zone": "UTC"})).await.problem();
    assert_eq!(wrong["fields"][0]["field"], "name");
    let missing = server.post(&proof, path, json!({"name": "New"})).await.problem();
    assert_eq!(missing["fields"], json!([{"field": "time_zone", "message": "`time_zone` is missing."}]));
    let deep = format!("{{\"email\": {}", "[".repeat(3000));
    let request = Request::post("/api/v1/session").header("content-type", "application/json").body(Body::from(deep));
    assert!(server.request(request.unwrap()).await.status.is_client_error());
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    let (server, _, proof) = Server::with_owner().await;
    for (path, policy) in
        [("/api/v1/session", "default-src 'none'"), ("/flows", "default-src 'self'"), ("/hooks/x", "sandbox")]
    {
        let headers = server.get(&proof, path).await.headers;
        assert!(headers["content-security-policy"].to_str().unwrap().starts_with(policy), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers["x-request-id"].to_str().unwrap().starts_with("req_"), "{path}");
    }
    assert_eq!(server.get(&proof, "/api/v1/session").await.headers["cache-control"], "no-store");
    assert_eq!(server.get(&proof, "/flows").await.body, "the web app");
}

#[tokio::test]
async fn a_server_that_drains_is_not_ready() {
    let server = Server::new();
    assert_eq!(server.get(&Proof::Nobody, "/readyz").await.status, StatusCode::OK);
    server.draining.cancel();
    assert_eq!(server.get(&Proof::Nobody, "/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(server.get(&Proof::Nobody, "/livez").await.status, StatusCode::OK);
}
