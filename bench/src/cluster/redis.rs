//! Redis that is never there, comes, is flushed, stands still, is killed and comes back,
//! under load: every event that was taken ends, and who watches goes on seeing. And what
//! a process asks of another reaches it by Redis where the database says nothing. The
//! processes beat so seldom that nothing here is due to a beat.

use super::Extent;
use super::events::{judge, send_somewhere};
use super::town::{LOOK, OPEN, Settings, Town};
use crate::http::{self, Connection};
use crate::outside;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use test_kit::redis::{HOW_TO_INSTALL, TempRedis};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// A beat comes every 20 s, later than anybody who asks gives up.
const LEASE_MS: u64 = 80_000;
/// What has not come by then does not come.
const MOST: Duration = Duration::from_secs(60);
/// A run is seen within this time, or a further one is begun.
const SEEN_MOST: Duration = Duration::from_secs(3);
/// The numbers of events that are not those of the load.
const FIRST_WATCHED: u64 = 1_000_000;
const FIRST_REFUSED: u64 = 2_000_000;
const PASSWORD: &str = "s3cret";
const CANCELLED: &str = "SELECT COUNT(*) FROM run WHERE status = 5";

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let Some(mut redis) = TempRedis::new(PASSWORD) else { return Ok(format!("redis: left out; {HOW_TO_INSTALL}")) };
    let seldom = Extent { lease_ms: LEASE_MS, ..extent };
    let url = redis.url(None);
    let settings = [("TOWPATH_REDIS_URL", url.into())];
    let mut town = Town::start_with(binary, seldom, &["api", "api", "worker", "worker"], &settings).await?;
    let document = outside::flow(town.oracle);
    town.publish(&document).await?;
    let addresses = [town.servers[0].address, town.servers[1].address];
    let mut watch = Watch::open(&town).await?;
    let load = Load::start(addresses);

    town.fares(|problem| problem.is_some_and(|reason| reason != "not connected yet")).await?;
    watch.goes_on("without a Redis").await?;
    redis.start();
    town.fares(|problem| problem.is_none()).await?;
    watch.goes_on("with a Redis").await?;
    is_used(&redis)?;
    redis.ask("FLUSHALL");
    watch.goes_on("after it was flushed").await?;
    redis.stand_still(true);
    watch.goes_on("while it stands still").await?;
    redis.stand_still(false);
    watch.goes_on("after it stood still").await?;
    redis.kill();
    watch.goes_on("after it was killed").await?;
    redis.start();
    town.fares(|problem| problem.is_none()).await?;
    watch.goes_on("after it came back").await?;

    let mut runs = load.end().await?;
    runs.extend(watch.runs);
    town.until(MOST, OPEN, 0).await?;
    judge(&town, &runs)?;
    refuses_a_wrong_password(&mut town, &redis).await?;
    asks_by_redis(&mut town, &settings).await?;
    Ok(format!(
        "redis: {} events all ended while it came and went, and what happened was seen throughout; a process with a \
         wrong password said so and worked; a run of another process was cancelled by its hint",
        runs.len()
    ))
}

/// Events that are sent until they are told to end.
struct Load {
    is_over: Arc<AtomicBool>,
    sending: JoinHandle<Result<HashMap<u64, String>, String>>,
}

impl Load {
    fn start(addresses: [SocketAddr; 2]) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let sending = tokio::spawn(async move {
            let mut runs = HashMap::new();
            for event in 0.. {
                runs.insert(event, send_somewhere(&addresses, event, MOST).await?);
                if over.load(Ordering::Relaxed) {
                    break;
                }
                tokio::time::sleep(LOOK).await;
            }
            Ok(runs)
        });
        Self { is_over, sending }
    }

    async fn end(self) -> Result<HashMap<u64, String>, String> {
        self.is_over.store(true, Ordering::Relaxed);
        self.sending.await.map_err(|error| error.to_string())?
    }
}

/// Somebody who watches at a process that performs nothing.
struct Watch {
    stream: TcpStream,
    /// Where the runs are begun that are to be seen.
    other: SocketAddr,
    /// These, by event.
    runs: HashMap<u64, String>,
}

impl Watch {
    async fn open(town: &Town) -> Result<Self, String> {
        let path = format!("/api/v1/workspaces/{}/live", town.workspace);
        let mut stream = TcpStream::connect(town.servers[0].address).await.map_err(|error| error.to_string())?;
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n\r\n", town.client.cookie());
        stream.write_all(head.as_bytes()).await.map_err(|error| error.to_string())?;
        Ok(Self { stream, other: town.servers[1].address, runs: HashMap::new() })
    }

    /// A run that begins from now on is seen. What is lost just when Redis goes makes
    /// watchers fetch anew, so the next one counts as well.
    async fn goes_on(&mut self, when: &str) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < MOST {
            let event = FIRST_WATCHED + self.runs.len() as u64;
            let run = send_somewhere(&[self.other], event, MOST).await?;
            self.runs.insert(event, run.clone());
            if self.sees(&run).await? {
                return Ok(());
            }
        }
        Err(format!("nothing is seen of what happens {when}"))
    }

    async fn sees(&mut self, run: &str) -> Result<bool, String> {
        let until = Instant::now() + SEEN_MOST;
        let (mut seen, mut buffer) = (String::new(), vec![0; 64 * 1024]);
        while !seen.contains(run) {
            let left = until.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.stream.read(&mut buffer)).await {
                Ok(Ok(length)) if length > 0 => seen.push_str(&String::from_utf8_lossy(&buffer[..length])),
                Ok(_) => return Err("the stream of events ended".into()),
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }
}

impl Town {
    /// Waits until Redis fares like this with all processes, as the page of workers shows it.
    async fn fares(&mut self, is_so: impl Fn(Option<&str>) -> bool) -> Result<(), String> {
        let path = format!("/api/v1/workspaces/{}/workers", self.workspace);
        let begun = Instant::now();
        loop {
            let shown = self.client.get(&path).await?;
            let workers = shown["workers"].as_array().ok_or("no workers are shown")?;
            if workers.len() == self.servers.len() && workers.iter().all(|worker| problem(worker).is_some_and(&is_so)) {
                return Ok(());
            }
            if begun.elapsed() > MOST {
                return Err(format!("Redis fares like this: {shown}"));
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Why Redis carries nothing for this process, if it says anything of it.
fn problem(worker: &Value) -> Option<Option<&str>> {
    let carriers = worker["carriers"].as_array()?;
    Some(carriers.iter().find(|carrier| carrier["name"] == "redis")?["problem"].as_str())
}

fn is_used(redis: &TempRedis) -> Result<(), String> {
    let statistics = redis.ask("INFO commandstats");
    match statistics.contains("cmdstat_publish") {
        true => Ok(()),
        false => Err(format!("nothing was published: {statistics}")),
    }
}

/// A process with a wrong password says so, and works.
async fn refuses_a_wrong_password(town: &mut Town, redis: &TempRedis) -> Result<(), String> {
    let settings = [("TOWPATH_REDIS_URL", redis.url(Some("another")).into())];
    let address = town.join("api", &settings).await?;
    let path = format!("/api/v1/workspaces/{}/workers", town.workspace);
    let begun = Instant::now();
    let refused = |shown: &Value| {
        let workers = shown["workers"].as_array().into_iter().flatten();
        workers.filter_map(problem).flatten().any(|reason| reason == "Redis refuses the password")
    };
    while !refused(&town.client.get(&path).await?) {
        if begun.elapsed() > MOST {
            return Err("a wrong password is not shown".into());
        }
        tokio::time::sleep(LOOK).await;
    }
    send_somewhere(&[address], FIRST_REFUSED, MOST).await?;
    town.until(MOST, OPEN, 0).await.map(drop)
}

/// The only process that performs hears nothing of the database, but of Redis.
async fn asks_by_redis(town: &mut Town, settings: Settings<'_>) -> Result<(), String> {
    for mut worker in town.servers.drain(2..4) {
        worker.signal("TERM")?;
        worker.ended(MOST).await?;
    }
    town.join_deaf("worker", settings).await?;
    let mut sleeping = town.waiting(3_600.0);
    sleeping["nodes"][0]["parameters"]["path"] = "sleeping".into();
    town.publish(&sleeping).await?;
    let begun = Instant::now();
    let run = loop {
        match begin(town.servers[0].address).await {
            Ok(run) => break run,
            // It may not listen yet.
            Err(error) if begun.elapsed() > MOST => return Err(error),
            Err(_) => tokio::time::sleep(LOOK).await,
        }
    };
    let path = format!("/api/v1/workspaces/{}/runs/{run}/cancel", town.workspace);
    town.client.post(&path, &json!({})).await?;
    town.until(MOST, CANCELLED, 1).await.map(drop)
}

/// Begins a run that sleeps; gives its id.
async fn begin(address: SocketAddr) -> Result<String, String> {
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&http::request("POST", "/hooks/sleeping", &[], "{}")).await;
    let reply = reply.map_err(|error| error.to_string())?;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let run = body["run"].as_str().filter(|_| (200..300).contains(&reply.status));
    run.map(str::to_owned).ok_or_else(|| format!("a run was answered {}: {body}", reply.status))
}
