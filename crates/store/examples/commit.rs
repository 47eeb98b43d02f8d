//! Measures the committer: durable records of light runs per second at several
//! numbers in flight, beside a raw bulk insert of the same rows into the same schema.
//!
//! `cargo run --release -p store --example commit [seconds]`
//!
//! The last column is processor time of the whole process per record, callers and
//! threads included: it can be compared even when the machine is busy with other work.

use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{Clock as _, Ids as _};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::runs::{Accept, Record, RunMode, RunStatus, Runs as _};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};

const IN_FLIGHT: [usize; 4] = [1, 16, 64, 1024];
/// What five light nodes leave behind, packed.
const CHUNK_BYTES: usize = 600;
const RAW_BATCH: usize = 512;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let seconds = std::env::args().nth(1).map_or(Ok(4.0), |text| text.parse())?;
    let duration = Duration::from_secs_f64(seconds);
    println!("{:<34}{:>12}{:>12}{:>12}{:>12}", "", "per second", "p50 µs", "p99 µs", "cpu µs");
    raw("raw, one transaction each 512", RAW_BATCH, duration)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for in_flight in IN_FLIGHT {
        runtime.block_on(committed(in_flight, duration))?;
    }
    raw("raw, one transaction each 512", RAW_BATCH, duration)?;
    raw("raw, one transaction each row", 1, duration)
}

/// The committer with so many callers that each wait for their answer.
async fn committed(in_flight: usize, duration: Duration) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(folder.path(), SqliteOptions::default())?;
    let flow = FlowId::new(&SystemIds);
    let (started, cpu_ms) = (Instant::now(), processor_ms());
    let callers: Vec<_> =
        (0..in_flight).map(|_| tokio::spawn(caller(store.clone(), flow, started + duration))).collect();
    let mut waits = Vec::new();
    for caller in callers {
        waits.extend(caller.await??);
    }
    report(&format!("committer, {in_flight} in flight"), waits, started.elapsed(), processor_ms() - cpu_ms);
    Ok(())
}

async fn caller(store: Arc<SqliteStore>, flow: FlowId, until: Instant) -> Result<Vec<Duration>, store::StoreError> {
    let mut waits = Vec::new();
    while Instant::now() < until {
        let started = Instant::now();
        store.commit(record(flow)).await?;
        waits.push(started.elapsed());
    }
    Ok(waits)
}

fn record(flow: FlowId) -> Record {
    let now = SystemClock.now();
    let run = RunId::new(&SystemIds);
    let accept = Accept {
        flow,
        version: VersionId(flow.0),
        version_number: Some(1),
        mode: RunMode::Webhook,
        started_at: now,
        retry_of: None,
        parent: None,
        idempotency: None,
    };
    Record {
        run,
        workspace: WorkspaceId(flow.0),
        accept: Some(accept),
        sequence: 0,
        chunk: run.0.as_bytes().iter().copied().cycle().take(CHUNK_BYTES).collect(),
        replaces: false,
        status: RunStatus::Succeeded,
        wake_at: None,
        finished_at: Some(now),
        error: None,
        answer: None,
        messages: Vec::new(),
        abandons: Vec::new(),
        heard: Vec::new(),
        waits: Default::default(),
    }
}

/// The same rows, prepared statements on one thread, nothing else.
fn raw(name: &str, batch: usize, duration: Duration) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    drop(SqliteStore::open(folder.path(), SqliteOptions::default())?);
    let connection = open_raw(folder.path())?;
    let mut insert_run = connection.prepare(&sql(include_str!("../sql/queries/runs/insert.sql")))?;
    let mut insert_chunk = connection.prepare(&sql(include_str!("../sql/queries/runs/insert_chunk.sql")))?;
    let flow = SystemIds.uuid().into_bytes();
    let chunk = [7_u8; CHUNK_BYTES];
    let (started, cpu_ms, mut waits) = (Instant::now(), processor_ms(), Vec::new());
    while started.elapsed() < duration {
        let begun = Instant::now();
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..batch {
            let (run, now) = (SystemIds.uuid().into_bytes(), SystemClock.now().0);
            let none: Option<i64> = None;
            insert_run.execute(params![run, flow, flow, flow, 1, 0, 3, 0, 1, now, now, none, none, none, none])?;
            insert_chunk.execute(params![run, 0, chunk])?;
        }
        connection.execute_batch("COMMIT")?;
        waits.extend(std::iter::repeat_n(begun.elapsed(), batch));
    }
    report(name, waits, started.elapsed(), processor_ms() - cpu_ms);
    Ok(())
}

/// With the settings of the store.
fn open_raw(folder: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(folder.join("towpath.db"))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

fn sql(text: &str) -> String {
    text.replace('$', "?")
}

/// Processor time this process has used; 0 where the system does not tell it like Linux.
fn processor_ms() -> f64 {
    const TICK_MS: f64 = 10.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields 14 and 15, counted behind the name, which ends with a parenthesis.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * TICK_MS
}

fn report(name: &str, mut waits: Vec<Duration>, elapsed: Duration, cpu_ms: f64) {
    waits.sort_unstable();
    let at = |share: f64| waits.get((waits.len() as f64 * share) as usize).map_or(0, Duration::as_micros);
    let per_second = waits.len() as f64 / elapsed.as_secs_f64();
    let cpu_us = cpu_ms * 1000.0 / waits.len() as f64;
    println!("{name:<34}{per_second:>12.0}{:>12}{:>12}{cpu_us:>12.1}", at(0.5), at(0.99));
}
