//! Forms: who may fill them in, what is taken, what is shown, and where it goes on.

use crate::server::{Proof, Reply, Server, node};
use axum::body::Body;
use flow::NodeId;
use flow::form::{Ending, Field, Kind, Page};
use flow::id::{RunId, WorkspaceId};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::str::FromStr;
use store::door::forms::FormStanding;
use store::door::invitation::{Invitation, PURPOSE};
use store::door::{At, Awaited, AwaitedReply, AwaitedState};

struct Form {
    server: Server,
    workspace: WorkspaceId,
    owner: Proof,
    flow: String,
}

impl Form {
    async fn published(parameters: Value, credentials: Value) -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        let base = format!("/api/v1/workspaces/{workspace}");
        let mut trigger = json!(node("form", "form_trigger", parameters));
        trigger["credentials"] = credentials;
        let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow",
            "nodes": [trigger, node("next", "no_op", json!({}))],
            "edges": [{"id": "e", "from": {"node": "form"}, "to": {"node": "next"}}]});
        let flow =
            server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
        let flow = format!("{base}/flows/{}", flow["id"].as_str().unwrap());
        server.post(&owner, &format!("{flow}/publish"), json!({"revision": 1})).await.ok();
        Self { server, workspace, owner, flow }
    }

    async fn contact() -> Self {
        let fields = json!([
            {"label": "Name <b>", "required": true, "placeholder": "\"you\""},
            {"label": "Age", "kind": "number"},
            {"label": "Topic", "kind": "dropdown", "options": ["Order", "Other"], "value": "Other"},
        ]);
        let end = "We will write to <you>.";
        Self::published(
            json!({"title": "Contact & more", "path": "contact", "fields": fields, "end_message": end}),
            json!({}),
        )
        .await
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut builder = Request::get(path);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        self.server.request(builder.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: String) -> Reply {
        let media_type = "application/x-www-form-urlencoded";
        let request = Request::builder().method(Method::POST).uri(path).header("content-type", media_type);
        self.server.request(request.body(Body::from(body)).unwrap()).await
    }

    /// The token of a fresh page.
    async fn token(&self, path: &str) -> String {
        let page = text(&self.get(path, &[]).await);
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a token");
        rest.split('"').next().unwrap().to_owned()
    }

    fn launched(&self) -> Vec<Value> {
        let launches = self.server.runner.launches.lock().unwrap();
        launches.iter().map(|launch| Value::clone(&launch.items[0].json)).collect()
    }
}

fn text(reply: &Reply) -> String {
    reply.body.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_page_shows_its_fields_and_no_markup_of_strangers() {
    let form = Form::contact().await;
    let reply = form.get("/forms/contact?Age=7&Name%20%3Cb%3E=%22%3E%3Cscript%3E", &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    let page = text(&reply);
    for part in [
        "<h1>Contact &amp; more</h1>",
        "<label for=\"f0\">Name &lt;b&gt;</label>",
        "value=\"&quot;&gt;&lt;script&gt;\" placeholder=\"&quot;you&quot;\" required>",
        "<label for=\"f1\">Age <span class=\"soft\">(optional)</span></label>",
        "value=\"7\"",
        "<option selected>Other</option>",
        ">Send</button>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("<script"), "{page}");
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!policy.contains("script-src"), "no script runs");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(form.get("/forms/other", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(form.get("/hooks/form:contact", &[]).await.status, StatusCode::NOT_FOUND, "a form is no webhook");
}

#[tokio::test]
async fn what_is_entered_is_the_item_and_the_browser_goes_on() {
    let form = Form::contact().await;
    let token = form.token("/forms/contact").await;
    let body = format!("token={token}&f0=+Ada+&f1=36&f2=Order&website=");
    let reply = form.post("/forms/contact", body.clone()).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", text(&reply));
    let next = reply.headers["location"].to_str().unwrap().to_owned();
    assert!(next.starts_with("/forms/run/"), "{next}");
    let mut item = form.launched().remove(0);
    let sent_at = item["submittedAt"].take();
    assert!(sent_at.as_str().is_some_and(|at| at.contains('T')), "{sent_at}");
    assert_eq!(
        item,
        json!({"Name <b>": "Ada", "Age": 36, "Topic": "Order", "submittedAt": null, "formMode": "production"})
    );

    // A second click on the button sends the same.
    let again = form.post("/forms/contact", body).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let runs = format!("/api/v1/workspaces/{}/runs", form.workspace);
    let count = async || form.server.get(&form.owner, &runs).await.ok()["items"].as_array().unwrap().len();
    assert_eq!(count().await, 1, "and begins no second run");
    // Who goes back and enters something else sends something else.
    form.post("/forms/contact", format!("token={token}&f0=Grace&f1=36&f2=Order&website=")).await;
    assert_eq!(count().await, 2);

    let working = form.get(&next, &[]).await;
    assert!(text(&working).contains("http-equiv=\"refresh\""), "{}", text(&working));
    let ending = Ending { title: "Bye".into(), message: "We will write to <you>.".into(), redirect: String::new() };
    *form.server.runner.form.lock().unwrap() = Some(FormStanding::Ended(ending));
    let page = text(&form.get(&next, &[]).await);
    assert!(page.contains("<h1>Bye</h1>") && page.contains("We will write to &lt;you&gt;."), "{page}");
    let elsewhere = Ending { redirect: "https://example.org/?a=1&b=\"".into(), ..Ending::default() };
    *form.server.runner.form.lock().unwrap() = Some(FormStanding::Ended(elsewhere));
    let page = text(&form.get(&next, &[]).await);
    assert!(page.contains("content=\"0;url=https://example.org/?a=1&amp;b=&quot;\""), "{page}");
    let page = At { node: NodeId::from("more"), frame: Some(2) };
    *form.server.runner.form.lock().unwrap() = Some(FormStanding::Page(page));
    let reply = form.get(&next, &[]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert!(reply.headers["location"].to_str().unwrap().starts_with("/resume/"));
    assert_eq!(form.get("/forms/run/nonsense", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_its_place_and_nothing_is_lost() {
    let form = Form::contact().await;
    let token = form.token("/forms/contact").await;
    let reply = form.post("/forms/contact", format!("token={token}&f0=&f1=old&f2=Order")).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(&reply);
    for part in [
        "role=\"alert\"",
        "<a href=\"#f0\">Name &lt;b&gt;: Fill this in.</a>",
        "<p class=\"error\" id=\"f1-error\">Enter a number, such as 12 or 3.5.</p>",
        "value=\"old\"",
        "aria-invalid=\"true\" aria-describedby=\"f1-error\"",
        "<option selected>Order</option>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(form.launched().is_empty());
}

#[tokio::test]
async fn what_does_not_come_from_the_page_begins_nothing() {
    let form = Form::contact().await;
    form.server.post(&form.owner, &format!("{}/listen", form.flow), json!({})).await.ok();
    let foreign = form.token("/forms/test/contact").await;
    for token in ["", "nonsense", foreign.as_str()] {
        let reply = form.post("/forms/contact", format!("token={token}&f0=Ada")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&reply).contains("value=\"Ada\""), "what was entered is still there");
    }
    let old = form.token("/forms/contact").await;
    form.server.clock.advance_ms(25 * 3_600_000);
    assert_eq!(
        form.post("/forms/contact", format!("token={old}&f0=Ada")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let token = form.token("/forms/contact").await;
    let machine = form.post("/forms/contact", format!("token={token}&f0=Ada&website=spam")).await;
    assert_eq!(machine.status, StatusCode::OK);
    assert!(text(&machine).contains("We will write to &lt;you&gt;."), "it is told that all is well");
    assert!(form.launched().is_empty());
    let large = form.post("/forms/contact", format!("token={token}&f0={}", "a".repeat(2_000))).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(&large).contains("<h1>"), "on a page, too");
}

#[tokio::test]
async fn a_form_may_ask_for_user_and_password() {
    let parameters = json!({"title": "Staff", "path": "staff", "verify": "basic"});
    let form = Form::published(parameters.clone(), json!({})).await;
    assert_eq!(form.get("/forms/staff", &[]).await.status, StatusCode::FORBIDDEN, "without a secret nobody may");
    let credentials = format!("/api/v1/workspaces/{}/credentials", form.workspace);
    let fields = json!({"name": "Staff", "kind": "http_basic", "fields": {"user": "u", "password": "p"}});
    let credential = form.server.post(&form.owner, &credentials, fields).await.ok()["id"].clone();
    let mut trigger = json!(node("form", "form_trigger", parameters));
    trigger["credentials"] = json!({ "basic": credential });
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow",
        "nodes": [trigger, node("next", "no_op", json!({}))],
        "edges": [{"id": "e", "from": {"node": "form"}, "to": {"node": "next"}}]});
    let draft = json!({"revision": 1, "document": document});
    let revision = form.server.send(Method::PUT, &form.owner, &format!("{}/draft", form.flow), Some(draft)).await.ok()
        ["revision"]
        .clone();
    form.server.post(&form.owner, &format!("{}/publish", form.flow), json!({ "revision": revision })).await.ok();
    let asked = form.get("/forms/staff", &[]).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.headers["www-authenticate"].to_str().unwrap().starts_with("Basic realm="));
    assert_eq!(form.get("/forms/staff", &[("authorization", "Basic dTpw")]).await.status, StatusCode::OK);
    let token = "x";
    assert_eq!(form.post("/forms/staff", format!("token={token}")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_draft_is_filled_in_at_its_test_address_while_somebody_listens() {
    let form = Form::contact().await;
    assert_eq!(form.get("/forms/test/contact", &[]).await.status, StatusCode::NOT_FOUND);
    form.server.post(&form.owner, &format!("{}/listen", form.flow), json!({})).await.ok();
    let token = form.token("/forms/test/contact").await;
    let reply = form.post("/forms/test/contact", format!("token={token}&f0=Ada")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(form.launched()[0]["formMode"], "test");
    let triggers = form.server.get(&form.owner, &form.flow).await.ok()["triggers"].clone();
    assert_eq!(triggers[0]["url"], "https://towpath.example/forms/contact");
    assert_eq!(triggers[0]["test_url"], "https://towpath.example/forms/test/contact");
}

#[tokio::test]
async fn a_page_in_the_middle_of_a_run_waits_for_the_person() {
    let form = Form::contact().await;
    let token = form.token("/forms/contact").await;
    form.post("/forms/contact", format!("token={token}&f0=Ada")).await;
    let runs = form.server.get(&form.owner, &format!("/api/v1/workspaces/{}/runs", form.workspace)).await.ok();
    let run = RunId::from_str(runs["items"][0]["id"].as_str().unwrap()).unwrap();
    let invitation = Invitation { workspace: form.workspace, run, frame: 0, node: NodeId::from("more") };
    let token = vault::Vault::new([7; 32]).unwrap().seal_token(PURPOSE, &invitation.to_bytes()).unwrap();
    let address = format!("/resume/{token}");
    let field = Field { label: "Email".into(), kind: Kind::Email, required: true, ..Field::default() };
    let page = Page { title: "One more".into(), fields: vec![field], ..Page::default() };
    let reply = AwaitedReply::Form { page: Box::new(page), is_test: false, time_zone: "UTC".into() };
    let stands = |state| {
        *form.server.runner.awaited.lock().unwrap() =
            Some(Awaited { flow: "Flow".into(), state, reply: reply.clone() });
    };
    stands(AwaitedState::Open);
    let token = form.token(&address).await;
    let wrong = form.post(&address, format!("token={token}&f0=nobody")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&wrong).contains("Enter an email address"));
    assert_eq!(form.post(&address, "f0=a@b.example".into()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = form.post(&address, format!("token={token}&f0=a@b.example")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let signals = form.server.runner.signals.lock().unwrap().clone();
    assert_eq!(signals.len(), 1);
    assert_eq!((&signals[0].1, &signals[0].2["Email"]), (&NodeId::from("more"), &json!("a@b.example")));
    // Who opens or sends the page again goes on to where the form is.
    stands(AwaitedState::Over);
    let again = form.get(&address, &[("accept", "text/html")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(again.headers["location"].to_str().unwrap().starts_with("/forms/run/"));
}
