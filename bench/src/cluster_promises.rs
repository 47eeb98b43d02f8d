//! The figures that are promised on PostgreSQL, each beside its goal: ratios against something
//! raw measured in the same run on a private cluster that flushes to the disk.

use crate::client::Client as Api;
use crate::http;
use crate::load;
use crate::outside;
use crate::promises::figure::Figure;
use crate::promises::inside::Inside;
use crate::promises::load_average;
use crate::raw_postgres::{self, Asked};
use crate::report::table;
use crate::server::Server;
use postgres::{Client, NoTls};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};
use store::postgres::{PostgresOptions, PostgresStore};
use test_kit::TempCluster;

/// What a database of its own machine would have.
const SETTINGS: &str = "fsync = on\nshared_buffers = 512MB\nmax_wal_size = 4GB\nmax_connections = 200";
const IN_FLIGHT: usize = 1_024;
const LOAD: Duration = Duration::from_secs(8);
/// So many runs of heavy nodes are begun and waited for.
const HEAVY_RUNS: usize = 10_000;
/// How long an old snapshot is held.
const PINNED: Duration = Duration::from_secs(60);
const IDLE: Duration = Duration::from_secs(20);
/// Seconds of load at processes.
const SERVED_SECONDS: u64 = 8;
/// How often the fence is passed to see what it costs.
const FENCES: u32 = 4_000;
const INSTANCE_KEY: &str = "dGhpcyBrZXkgaXMgZm9yIGJlbmNoZXMgb25seSAgICE=";

/// Measures and prints.
pub async fn run(binary: &Path) -> Result<(), String> {
    println!("load average before: {}\n", load_average());
    let cluster = tokio::task::spawn_blocking(|| TempCluster::start_with(SETTINGS, &[]));
    let cluster = cluster.await.map_err(|error| error.to_string())?;
    // The calls are spread over as many threads as a server has.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let [light, touch, ask] = [(); 3].map(|()| cluster.database());
    let superuser = cluster.superuser(&light);
    eprintln!("measuring: runs without HTTP");
    let inside = runtime.spawn(async move {
        let light = light_runs(&light, &superuser).await?;
        let (oracle, _seen) = outside::start().await?;
        let touching = heavy_runs(&touch, &heavy("touch", &json!({}))).await?;
        let url = format!("http://{oracle}/");
        let asks = json!({"method": "POST", "url": url, "body": "json", "json": {"event": 1}});
        Ok::<_, String>((light, touching, heavy_runs(&ask, &heavy("http_request", &asks)).await?))
    });
    let measured = inside.await;
    // To wait for its threads here would stop this one.
    runtime.shutdown_background();
    let (mut figures, touching_rate, asking_rate) = measured.map_err(|error| error.to_string())??;
    let raw_rate = figures.raw_rate;
    figures.rows.push(Figure::told("P3", touching_rate, "runs of five heavy nodes a second, which reach nothing"));
    figures.rows.push(Figure::at_least("P3", 0.12, touching_rate / raw_rate, "that ÷ raw insert"));
    figures.rows.push(Figure::told("P3", asking_rate, "the same with five requests to a server beside"));
    eprintln!("measuring: processes");
    figures.rows.extend(processes(binary, &cluster, raw_rate).await?);
    table(&["", "what", "goal", "figure", "met"], &figures.rows.iter().map(Figure::row).collect::<Vec<_>>());
    println!("load average after: {}", load_average());
    Ok(())
}

struct Light {
    rows: Vec<Figure>,
    raw_rate: f64,
}

/// P1, P9, and what the fence costs.
async fn light_runs(url: &str, superuser: &str) -> Result<Light, String> {
    let store = PostgresStore::open(url, &PostgresOptions::default()).map_err(|error| error.to_string())?;
    let inside = Inside::on(store).await?;
    let five: Value = serde_json::from_str(crate::webhook::FLOW).map_err(|error| error.to_string())?;
    let caller = inside.publish(&five).await?;
    caller.call(IN_FLIGHT, Duration::from_secs(2)).await?;
    let rate = caller.call(IN_FLIGHT, LOAD).await?.count() as f64 / LOAD.as_secs_f64();
    let raw_rate = on_a_thread(superuser, raw_postgres::replay).await?;

    let clean = caller.call(IN_FLIGHT, LOAD * 2).await?.count() as f64 / (LOAD * 2).as_secs_f64();
    let pin = on_a_thread(superuser, pin).await?;
    let pinned = caller.call(IN_FLIGHT, PINNED).await?.count() as f64 / PINNED.as_secs_f64();
    // A driver that waits inside must not be dropped on a thread of the runtime.
    std::thread::spawn(move || drop(pin)).join().map_err(|_| "the snapshot broke off")?;
    let clean_again = caller.call(IN_FLIGHT, LOAD * 2).await?.count() as f64 / (LOAD * 2).as_secs_f64();
    let fence_us = on_a_thread(superuser, fence_us).await?;
    drop(caller);
    inside.close().await?;
    let clean = (clean + clean_again) / 2.0;
    let rows = vec![
        Figure::told("P1", raw_rate, "raw insert of the same rows a second (COPY, 512 runs a commit)"),
        Figure::told("P1", rate, "runs of five light nodes a second, 1,024 in flight"),
        Figure::at_least("P1", 0.50, rate / raw_rate, "that ÷ raw insert"),
        Figure::told("P9", pinned, "the same for 60 s while an old snapshot is held"),
        Figure::at_least("P9", 0.95, pinned / clean, "that ÷ without, before and after"),
        Figure::told("fence", fence_us, "what the fence adds to a transaction").in_unit("µs"),
    ];
    Ok(Light { rows, raw_rate })
}

/// Runs of this flow of heavy nodes a second.
async fn heavy_runs(url: &str, document: &Value) -> Result<f64, String> {
    let store = PostgresStore::open(url, &PostgresOptions::default()).map_err(|error| error.to_string())?;
    let inside = Inside::on(store).await?;
    let caller = inside.publish(document).await?;
    caller.to_the_end(64, HEAVY_RUNS / 10).await?;
    let took = caller.to_the_end(256, HEAVY_RUNS).await?;
    drop(caller);
    inside.close().await?;
    Ok(HEAVY_RUNS as f64 / took.as_secs_f64())
}

/// Five nodes of this kind, one after the other.
fn heavy(kind: &str, parameters: &Value) -> Value {
    let hook = json!({"id": "hook", "kind": "webhook", "name": "Webhook", "parameters": {"path": "inside"}});
    let node = |place: usize| json!({"id": format!("n{place}"), "kind": kind, "name": format!("n{place}"), "parameters": parameters});
    let edge = |place: usize| {
        let from = if place == 0 { "hook".to_owned() } else { format!("n{}", place - 1) };
        json!({"id": format!("e{place}"), "from": {"node": from}, "to": {"node": format!("n{place}")}})
    };
    let nodes: Vec<Value> = [hook].into_iter().chain((0..5).map(node)).collect();
    let edges: Vec<Value> = (0..5).map(edge).collect();
    json!({"format": "towpath.flow", "version": 1, "name": "Heavy", "nodes": nodes, "edges": edges})
}

/// P13 and P14.
async fn processes(binary: &Path, cluster: &TempCluster, raw_rate: f64) -> Result<Vec<Figure>, String> {
    let url = cluster.database();
    let superuser = cluster.superuser(&url);
    let environment = || -> Vec<(&'static str, OsString)> {
        vec![("TOWPATH_DATABASE_URL", url.clone().into()), ("TOWPATH_INSTANCE_KEY", INSTANCE_KEY.into())]
    };
    let (first, token) = Server::start_with(binary, None, environment()).await?;
    let five: Value = serde_json::from_str(crate::webhook::FLOW).map_err(|error| error.to_string())?;
    let (_, _, _): (Api, String, String) = first.publish(&token, &five).await?;
    let mut servers = vec![first];
    load_at(&servers, 8, 2).await?;
    let idle = transactions_a_second(&superuser).await?;
    let (quiet_one, busy_one) =
        (load_at(&servers, 1, SERVED_SECONDS).await?, load_at(&servers, 256, SERVED_SECONDS).await?);
    for _ in 1..4 {
        servers.push(Server::beside(binary, environment()).await?);
    }
    load_at(&servers, 2, 2).await?;
    let (quiet_four, busy_four) =
        (load_at(&servers, 1, SERVED_SECONDS).await?, load_at(&servers, 64, SERVED_SECONDS).await?);
    for server in &mut servers {
        server.kill().await;
    }
    Ok(vec![
        Figure::at_most("P13", 1.0, idle, "transactions a second of an idle process"),
        Figure::told("P14", busy_one, "requests a second of one process, 256 in flight"),
        Figure::told("P14", busy_four, "of four, 64 in flight at each"),
        Figure::told("P14", busy_four / busy_one, "that ÷ one (both take all cores of this machine)"),
        Figure::told("P14", busy_four / raw_rate, "that ÷ raw insert"),
        Figure::told("P14", quiet_one, "requests a second of one process, 1 in flight"),
        Figure::at_least("P14", 3.0, quiet_four / quiet_one, "four, 1 in flight at each, ÷ one (while cores are left)"),
    ])
}

/// Requests a second of all these together.
async fn load_at(servers: &[Server], in_flight: usize, seconds: u64) -> Result<f64, String> {
    let request = http::request("POST", "/hooks/bench", &[], crate::webhook::BODY);
    let mut threads = Vec::new();
    for address in servers.iter().map(|server| server.address) {
        let request = request.clone();
        threads.push(std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            let loaded = runtime.block_on(load::closed(address, request, 200, in_flight, seconds))?;
            match loaded.failures {
                0 => Ok(loaded.rate()),
                failures => Err(format!("{failures} requests failed")),
            }
        }));
    }
    let joined = tokio::task::spawn_blocking(move || {
        threads.into_iter().map(|thread| thread.join().map_err(|_| "the load broke off".to_owned())?).sum()
    });
    joined.await.map_err(|error| error.to_string())?
}

async fn transactions_a_second(superuser: &str) -> Result<f64, String> {
    let before = look(superuser).await?;
    let begun = Instant::now();
    tokio::time::sleep(IDLE).await;
    let after = look(superuser).await?;
    // The two of the looks are among them.
    Ok((after - before - 2).max(0) as f64 / begun.elapsed().as_secs_f64())
}

/// What the database has counted. Sessions tell it what they have counted at the latest when they
/// have been idle for ten seconds, so that of the load before is waited for.
async fn look(superuser: &str) -> Result<i64, String> {
    let look = |client: &mut Client| {
        client.batch_execute("SELECT pg_sleep(12)")?;
        let text = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        Ok(client.query_one(text, &[])?.try_get(0)?)
    };
    on_a_thread(superuser, look).await
}

/// A connection that holds a snapshot until it is dropped.
fn pin(client: &mut Client) -> Asked<Client> {
    let database: String = client.query_one("SELECT current_database()::text", &[])?.try_get(0)?;
    let port: String = client.query_one("SHOW port", &[])?.try_get(0)?;
    let mut pin = Client::connect(&format!("postgres://owner@127.0.0.1:{port}/{database}"), NoTls)?;
    pin.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT COUNT(*) FROM run")?;
    Ok(pin)
}

/// How much longer a transaction takes that begins with the fence.
fn fence_us(client: &mut Client) -> Asked<f64> {
    let begin = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL towpath.workspace = 'server'";
    let fence = format!("{begin}; SELECT 1 FROM owner LIMIT 1 FOR KEY SHARE");
    let mut time_us = |text: &str| {
        let begun = Instant::now();
        for _ in 0..FENCES {
            client.batch_execute(text)?;
            client.batch_execute("COMMIT")?;
        }
        Ok::<_, postgres::Error>(begun.elapsed().as_secs_f64() * 1e6 / f64::from(FENCES))
    };
    let without_us = time_us(begin)?;
    Ok(time_us(&fence)? - without_us)
}

/// The driver waits inside, which needs a thread of its own.
async fn on_a_thread<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut Client) -> Asked<T> + Send + 'static,
) -> Result<T, String> {
    let url = url.to_owned();
    let worked = tokio::task::spawn_blocking(move || work(&mut Client::connect(&url, NoTls)?));
    worked.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}
