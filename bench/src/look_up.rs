//! After a kill -9 in the middle of a request the server asks the other side whether it took
//! place: what did is not done again, what did not is, and what the other side cannot tell is
//! left to a person.

use crate::client::Client;
use crate::http::{self, Connection};
use crate::server::Server;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::LocalSet;

/// What is waited for comes sooner.
const PATIENCE: Duration = Duration::from_secs(30);

/// The service outside, by the name of what is asked for.
#[derive(Default)]
struct Service {
    /// How often it was asked to do it.
    done: RefCell<BTreeMap<String, u32>>,
    /// How often it was asked whether it was done.
    asked: RefCell<BTreeMap<String, u32>>,
    /// The first request for one has come; it is not answered.
    kill: Notify,
}

/// Kills the server in the middle of three requests; fails if one is done twice or not at all.
pub async fn run(binary: &Path) -> Result<(), String> {
    LocalSet::new().run_until(play(binary)).await
}

async fn play(binary: &Path) -> Result<(), String> {
    let service = Rc::new(Service::default());
    let outside = start(service.clone()).await?;
    let (mut server, token) = Server::start(binary).await?;
    let (mut client, workspace, _) = server.publish(&token, &flow(outside)).await?;
    // It took place; it did not; nobody can tell.
    for (name, status, times) in [("kept", "succeeded", 1), ("lost", "succeeded", 2), ("mute", "in_doubt", 1)] {
        let run = begin(server.address, name).await?;
        service.kill.notified().await;
        server.kill().await;
        server.resume().await?;
        until(&mut client, &workspace, &run, status).await?;
        let count = |book: &RefCell<BTreeMap<String, u32>>| book.borrow().get(name).copied().unwrap_or(0);
        let (done, asked) = (count(&service.done), count(&service.asked));
        println!("{name}: asked {asked} times whether it took place, done {done} times, {status}");
        if done != times || asked == 0 {
            return Err(format!("`{name}` should have been asked for, and done {times} times"));
        }
    }
    Ok(())
}

fn flow(service: SocketAddr) -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": "Look up",
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Webhook",
             "parameters": {"path": "pay", "respond": "accepted"}},
            {"id": "pay", "kind": "http_request", "name": "Pay", "on_uncertain": "look_up", "parameters": {
                "method": "POST", "url": format!("http://{service}/{{{{ $json.name }}}}"),
                "look_up_url": format!("http://{service}/{{{{ $json.name }}}}?key={{key}}"),
            }},
        ],
        "edges": [{"id": "e1", "from": {"node": "hook"}, "to": {"node": "pay"}}],
    })
}

/// Starts a run; gives its id.
async fn begin(address: SocketAddr, name: &str) -> Result<String, String> {
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&http::request("POST", "/hooks/pay", &[], &json!({"name": name}).to_string())).await;
    let reply = reply.map_err(|error| error.to_string())?;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    body["run"].as_str().map(str::to_owned).ok_or_else(|| format!("the answer names no run: {body}"))
}

async fn until(client: &mut Client, workspace: &str, run: &str, status: &str) -> Result<(), String> {
    let begun = Instant::now();
    let path = format!("/api/v1/workspaces/{workspace}/runs/{run}");
    loop {
        let seen = client.get(&path).await?["status"].clone();
        if seen == status {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("{run} is {seen}, not {status}"));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
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
        let mut words = head.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let name = path.trim_start_matches('/').split('?').next().unwrap_or_default().to_owned();
        let status = if method == "GET" {
            *service.asked.borrow_mut().entry(name.clone()).or_default() += 1;
            match name.as_str() {
                "kept" => "200 OK",
                "lost" => "404 Not Found",
                _ => "500 Internal Server Error",
            }
        } else {
            let times = {
                let mut done = service.done.borrow_mut();
                let times = done.entry(name).or_default();
                *times += 1;
                *times
            };
            if times == 1 {
                service.kill.notify_one();
                return std::future::pending().await;
            }
            "200 OK"
        };
        let answer =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{{\"ok\":true}}");
        stream.write_all(answer.as_bytes()).await?;
    }
}
