//! A step that ends the server whenever it begins (R9): it must be left to a person after
//! its third time, while the runs of others begin as soon as ever and none of them is lost.
//!
//! The service that the step calls ends the server with kill -9 the moment the call comes.

use crate::client::Client;
use crate::http::{self, Connection};
use crate::report::{Latencies, table};
use crate::server::Server;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::LocalSet;

/// A run of the others begins so often.
const EVERY: Duration = Duration::from_millis(50);
/// How many of them are measured without the poison, and with it.
const OTHERS: u64 = 200;
/// A call that never came after so long is lost.
const LOST_AFTER: Duration = Duration::from_secs(60);
/// The server is ended so often before the step is left alone.
const DEATHS: u32 = 3;
const ACCEPTED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";

/// The service outside.
#[derive(Default)]
struct Service {
    /// When it heard of the runs of others, by number.
    heard: RefCell<HashMap<u64, Instant>>,
    /// How often the poisonous step called.
    poisoned: Cell<u32>,
    /// Whether such a call ends the server.
    is_harmless: Cell<bool>,
    /// Such a call has come.
    kill: Notify,
}

/// Lets the step end the server until it is left alone; fails if the promise is not kept.
pub async fn run(binary: &Path) -> Result<(), String> {
    LocalSet::new().run_until(measure(binary)).await
}

async fn measure(binary: &Path) -> Result<(), String> {
    let service = Rc::new(Service::default());
    let outside = start(service.clone()).await?;
    let (mut server, token) = Server::start(binary).await?;
    let (mut client, workspace, _) =
        server.publish(&token, &flow("other", outside, "other/{{ $json.number }}")).await?;
    publish(&mut client, &workspace, &flow("poison", outside, "poison")).await?;

    let others = Others { address: server.address, service: service.clone(), next: Cell::new(0) };
    let alone = others.start(OTHERS).await?;
    begin_poison(server.address).await?;
    let (with_poison, deaths) = {
        let measured = others.start(OTHERS);
        tokio::pin!(measured);
        let mut deaths = 0;
        loop {
            tokio::select! {
                measured = &mut measured => break (measured?, deaths),
                () = service.kill.notified() => {
                    server.kill().await;
                    deaths += 1;
                    server.resume().await?;
                }
            }
        }
    };
    let row = |name: &str, delays: &Latencies| {
        let quantile = |share| format!("{:.1}", delays.quantile_ms(share));
        vec![name.to_owned(), delays.count().to_string(), quantile(0.5), quantile(0.95)]
    };
    table(
        &["runs of others begin", "runs", "p50 ms", "p95 ms"],
        &[row("before", &alone), row("while a step ends the server", &with_poison)],
    );
    let run = judge(&mut client, &workspace, service.poisoned.get(), deaths).await?;
    settle(&mut client, &workspace, &run, &service).await?;
    let ratio = with_poison.quantile_ms(0.95) / alone.quantile_ms(0.95);
    println!("ended {deaths} times, then left to a person, who had it done again; p95 of others x {ratio:.2}");
    if ratio < 2.0 { Ok(()) } else { Err(format!("p95 of the others\u{2019} start grew to {ratio:.2} times")) }
}

/// Looks whether the step is left to a person, and says why; gives the run.
async fn judge(client: &mut Client, workspace: &str, calls: u32, deaths: u32) -> Result<String, String> {
    if (calls, deaths) != (DEATHS, DEATHS) {
        return Err(format!("the step began {calls} times and the server was ended {deaths} times, not {DEATHS}"));
    }
    let open = client.get(&format!("/api/v1/workspaces/{workspace}/runs?status=in_doubt&limit=10")).await?;
    let [run] = open["items"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(format!("one run should be in doubt: {open}"));
    };
    let id = run["id"].as_str().unwrap_or_default().to_owned();
    let seen = client.get(&format!("/api/v1/workspaces/{workspace}/runs/{id}")).await?;
    let steps = seen["steps"].as_array().cloned().unwrap_or_default();
    let codes: Vec<&str> = steps.iter().filter_map(|step| step["error"]["code"].as_str()).collect();
    if codes != ["poison_step"] {
        return Err(format!("the run does not say what it is: {codes:?}"));
    }
    let pending =
        client.get(&format!("/api/v1/workspaces/{workspace}/runs?status=queued,running,waiting&limit=1")).await?;
    match pending["items"].as_array().is_some_and(Vec::is_empty) {
        true => Ok(id),
        false => Err(format!("some run of the others has not ended: {pending}")),
    }
}

/// A person has the step done again, which does no harm any more.
async fn settle(client: &mut Client, workspace: &str, run: &str, service: &Service) -> Result<(), String> {
    service.is_harmless.set(true);
    let path = format!("/api/v1/workspaces/{workspace}/runs/{run}");
    client.post(&format!("{path}/settle"), &json!({"node": "call", "outcome": "retry"})).await?;
    let begun = Instant::now();
    while client.get(&path).await?["status"] != "succeeded" {
        if begun.elapsed() > LOST_AFTER {
            return Err("the settled run does not end".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// A webhook and a call of the service.
fn flow(path: &str, service: SocketAddr, called: &str) -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": path,
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Webhook",
             "parameters": {"path": path, "respond": "accepted"}},
            {"id": "call", "kind": "http_request", "name": "Call",
             "parameters": {"method": "POST", "url": format!("http://{service}/{called}")}},
        ],
        "edges": [{"id": "e1", "from": {"node": "hook"}, "to": {"node": "call"}}],
    })
}

async fn publish(client: &mut Client, workspace: &str, document: &Value) -> Result<(), String> {
    let base = format!("/api/v1/workspaces/{workspace}/flows");
    let created = client.post(&base, &json!({"name": "Poison", "document": document})).await?;
    let flow = created["id"].as_str().ok_or("the flow has no id")?;
    client.post(&format!("{base}/{flow}/publish"), &json!({"revision": created["revision"]})).await.map(drop)
}

async fn begin_poison(address: SocketAddr) -> Result<(), String> {
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&http::request("POST", "/hooks/poison", &[], "{}")).await;
    match reply.map_err(|error| error.to_string())?.status {
        200..300 => Ok(()),
        status => Err(format!("the poison was answered {status}")),
    }
}

/// Runs of others, begun now and then.
struct Others {
    address: SocketAddr,
    service: Rc<Service>,
    next: Cell<u64>,
}

impl Others {
    /// Starts so many runs; gives how long each took from its request to the call it leads to.
    async fn start(&self, count: u64) -> Result<Latencies, String> {
        let mut sent = Vec::new();
        for _ in 0..count {
            let number = self.next.replace(self.next.get() + 1);
            sent.push((number, self.send(number).await?));
            tokio::time::sleep(EVERY).await;
        }
        let mut delays_us = Vec::new();
        for (number, at) in sent {
            delays_us.push(u32::try_from((self.heard_at(number).await? - at).as_micros()).unwrap_or(u32::MAX));
        }
        Ok(Latencies::new(delays_us))
    }

    /// Sends until it is accepted; gives when it was sent that time.
    async fn send(&self, number: u64) -> Result<Instant, String> {
        let key = format!("other {number}");
        let headers = [("idempotency-key", key.as_str())];
        let request = http::request("POST", "/hooks/other", &headers, &json!({"number": number}).to_string());
        let begun = Instant::now();
        while begun.elapsed() < LOST_AFTER {
            let at = Instant::now();
            // While the server is down, nobody answers.
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok(reply) = connection.send(&request).await
                && (200..300).contains(&reply.status)
            {
                return Ok(at);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err(format!("run {number} of the others was not accepted"))
    }

    async fn heard_at(&self, number: u64) -> Result<Instant, String> {
        let begun = Instant::now();
        while begun.elapsed() < LOST_AFTER {
            if let Some(at) = self.service.heard.borrow().get(&number) {
                return Ok(*at);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err(format!("run {number} of the others never began"))
    }
}

/// Starts the service; it ends with the process.
async fn start(service: Rc<Service>) -> Result<SocketAddr, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection that breaks off was the killed server's.
            tokio::task::spawn_local(serve(stream, service.clone()));
        }
    });
    Ok(address)
}

async fn serve(mut stream: TcpStream, service: Rc<Service>) -> std::io::Result<()> {
    let mut buffer: Vec<u8> = Vec::with_capacity(4096);
    loop {
        let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
        buffer.drain(..end + 4);
        let path = head.split(' ').nth(1).unwrap_or_default();
        if let Some(number) = path.strip_prefix("/other/").and_then(|number| number.parse().ok()) {
            service.heard.borrow_mut().entry(number).or_insert_with(Instant::now);
        } else if !service.is_harmless.get() {
            service.poisoned.set(service.poisoned.get() + 1);
            service.kill.notify_one();
            return std::future::pending().await;
        }
        stream.write_all(ACCEPTED).await?;
    }
}
