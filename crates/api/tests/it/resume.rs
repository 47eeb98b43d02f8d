//! Addresses that end a wait: who may, how often, and what they are shown.

use crate::server::{Proof, Reply, Server, node};
use axum::body::Body;
use flow::NodeId;
use flow::id::{RunId, WorkspaceId};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::str::FromStr;
use store::door::invitation::{Invitation, PURPOSE};
use store::door::{At, Awaited, AwaitedReply, AwaitedState};

struct Wait {
    server: Server,
    invitation: Invitation,
    token: String,
}

impl Wait {
    async fn new(reply: AwaitedReply) -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        let run = run(&server, workspace, &owner).await;
        let invitation = Invitation { workspace, run, frame: 3, node: NodeId::from("ask") };
        let token = token(&invitation);
        let wait = Self { server, invitation, token };
        wait.stands(AwaitedState::Open, reply);
        wait
    }

    async fn approval(message: &str) -> Self {
        let choices = vec![(0, "Approve".into()), (1, "Decline".into())];
        Self::new(AwaitedReply::Choice { message: message.into(), choices }).await
    }

    async fn call(method: &str, in_parts: bool) -> Self {
        Self::new(AwaitedReply::Call { method: method.into(), in_parts }).await
    }

    fn stands(&self, state: AwaitedState, reply: AwaitedReply) {
        let awaited = Awaited { flow: "Refunds & more".into(), state, reply };
        *self.server.runner.awaited.lock().unwrap() = Some(awaited);
    }

    fn is(&self, state: AwaitedState) {
        self.server.runner.awaited.lock().unwrap().as_mut().unwrap().state = state;
    }

    async fn send(&self, method: Method, accept: &str, media_type: &str, body: &'static str) -> Reply {
        let path = format!("/resume/{}?q=1", self.token);
        let request = Request::builder().method(method).uri(path).header("accept", accept);
        self.server.request(request.header("content-type", media_type).body(Body::from(body)).unwrap()).await
    }

    async fn browse(&self, method: Method, body: &'static str) -> Reply {
        self.send(method, "text/html,*/*", "application/x-www-form-urlencoded", body).await
    }

    async fn post(&self, body: &'static str) -> Reply {
        self.send(Method::POST, "*/*", "application/json", body).await
    }

    fn signals(&self) -> Vec<(RunId, NodeId, Value)> {
        self.server.runner.signals.lock().unwrap().clone()
    }

    fn chosen(&self) -> Vec<(RunId, At, u16)> {
        self.server.runner.chosen.lock().unwrap().clone()
    }
}

async fn run(server: &Server, workspace: WorkspaceId, owner: &Proof) -> RunId {
    let base = format!("/api/v1/workspaces/{workspace}/flows");
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow",
        "nodes": [node("start", "manual_trigger", json!({}))], "edges": []});
    let flow = server.post(owner, &base, json!({"name": "Flow", "document": document})).await.ok();
    let path = format!("{base}/{}/runs", flow["id"].as_str().unwrap());
    let run = server.post(owner, &path, json!({"draft": true})).await.ok();
    RunId::from_str(run["run"].as_str().unwrap()).unwrap()
}

fn token(invitation: &Invitation) -> String {
    vault::Vault::new([7; 32]).unwrap().seal_token(PURPOSE, &invitation.to_bytes()).unwrap()
}

fn text(reply: &Reply) -> String {
    reply.body.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn looking_at_an_approval_changes_nothing_and_shows_no_markup_of_strangers() {
    let wait = Wait::approval("Pay <b>5</b>\n& \"more\"?").await;
    for _ in 0..2 {
        let page = wait.browse(Method::GET, "").await;
        assert_eq!(page.status, StatusCode::OK);
        let html = text(&page);
        assert!(
            html.contains("Pay &lt;b&gt;5&lt;/b&gt;\n&amp; &quot;more&quot;?") && html.contains("Refunds &amp; more")
        );
        assert!(html.contains(">Approve</button>") && html.contains(">Decline</button>"));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'self'"));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
    }
    assert_eq!((wait.chosen(), wait.signals()), (vec![], vec![]));
}

#[tokio::test]
async fn an_answer_reaches_its_wait() {
    let wait = Wait::approval("Go on?").await;
    assert_eq!(wait.browse(Method::POST, "choice=7").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wait.browse(Method::POST, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wait.chosen(), vec![]);
    let page = wait.browse(Method::POST, "choice=1").await;
    assert!(text(&page).contains("Your answer was taken: Decline."), "{}", text(&page));
    let at = At { node: NodeId::from("ask"), frame: Some(3) };
    assert_eq!(wait.chosen(), vec![(wait.invitation.run, at, 1)]);
}

#[tokio::test]
async fn a_call_becomes_items_as_at_a_webhook() {
    let wait = Wait::call("POST", false).await;
    assert_eq!(wait.post("{\"a\": 1}").await.ok()["run"], wait.invitation.run.to_string());
    let (run, node, item) = wait.signals().remove(0);
    assert_eq!((run, node, &item["a"], &item["q"]), (wait.invitation.run, "ask".into(), &json!(1), &json!("1")));
    let wait = Wait::call("GET", true).await;
    wait.send(Method::GET, "*/*", "text/plain", "").await.ok();
    assert_eq!(wait.signals()[0].2["query"], json!({"q": "1"}));
}

#[tokio::test]
async fn only_the_method_of_the_wait_ends_it() {
    let wait = Wait::call("POST", false).await;
    assert_eq!(wait.send(Method::GET, "*/*", "text/plain", "").await.verdict(), "405 wrong_method");
    let wait = Wait::call("GET", false).await;
    assert_eq!(wait.post("{}").await.verdict(), "405 wrong_method");
    let head = wait.send(Method::HEAD, "*/*", "text/plain", "").await;
    assert_eq!((head.status, wait.signals()), (StatusCode::METHOD_NOT_ALLOWED, vec![]));
}

#[tokio::test]
async fn what_is_over_is_gone_and_what_has_not_begun_is_told() {
    let wait = Wait::approval("Go on?").await;
    wait.is(AwaitedState::Over);
    assert_eq!(wait.post("{}").await.verdict(), "410 wait_over");
    for (method, body) in [(Method::GET, ""), (Method::POST, "choice=0")] {
        let page = wait.browse(method, body).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(text(&page).contains("used already, or its time is over"), "{}", text(&page));
    }
    assert_eq!(wait.chosen(), vec![]);
    *wait.server.runner.awaited.lock().unwrap() = None;
    assert_eq!(wait.post("{}").await.verdict(), "410 wait_over", "the run was deleted");
}

#[tokio::test(start_paused = true)]
async fn who_is_early_is_heard_a_little_later_or_told_to_come_again() {
    let wait = Wait::call("POST", false).await;
    wait.is(AwaitedState::NotYet);
    let early = wait.post("{}").await;
    assert_eq!((early.headers["retry-after"].to_str().unwrap(), early.verdict()), ("5", "409 wait_not_begun".into()));
    let (reply, ()) = tokio::join!(wait.post("{}"), async {
        tokio::task::yield_now().await;
        wait.is(AwaitedState::Open);
    });
    reply.ok();
    assert_eq!(wait.signals().len(), 1);
}

#[tokio::test]
async fn a_forged_address_is_like_one_that_never_was() {
    let mut wait = Wait::approval("Go on?").await;
    let (owner, other) = (wait.token.clone(), vault::Vault::new([8; 32]).unwrap());
    let changed = if owner.ends_with('A') { "B" } else { "A" };
    let forged = [
        "none".to_owned(),
        format!("{}{changed}", &owner[..owner.len() - 1]),
        other.seal_token(PURPOSE, &wait.invitation.to_bytes()).unwrap(),
        vault::Vault::new([7; 32]).unwrap().seal_token("callback", &wait.invitation.to_bytes()).unwrap(),
    ];
    let mut bodies = Vec::new();
    for token in forged {
        wait.token = token;
        assert_eq!(wait.post("{}").await.verdict(), "404 not_found");
        let page = wait.browse(Method::GET, "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        bodies.push(text(&page));
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
}

#[tokio::test]
async fn who_comes_too_often_is_sent_away() {
    let wait = Wait::approval("Go on?").await;
    for _ in 0..60 {
        assert_eq!(wait.browse(Method::GET, "").await.status, StatusCode::OK);
    }
    assert_eq!(wait.post("{}").await.verdict(), "429 too_often");
}
