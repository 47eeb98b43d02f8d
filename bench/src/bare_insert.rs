//! What an answer costs that is on disk: a bare axum handler that keeps the body of each
//! request as one row, many rows a commit, with the settings of Towpath's own database.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use rusqlite::Connection;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use tokio::sync::oneshot;

/// Rows in one transaction at most.
const BATCH: usize = 512;
const QUEUE: usize = 8192;

type Insert = (Bytes, oneshot::Sender<bool>);

/// Starts the server with its database in this folder; it ends with the process.
pub fn start(folder: &Path) -> Result<SocketAddr, String> {
    let database = open(&folder.join("bare.db")).map_err(|error| error.to_string())?;
    let (sender, inserts) = sync_channel(QUEUE);
    std::thread::spawn(move || write(&database, &inserts));
    let words = |error: std::io::Error| error.to_string();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(words)?;
    listener.set_nonblocking(true).map_err(words)?;
    let address = listener.local_addr().map_err(words)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(words)?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            let router = Router::new().route("/", post(keep)).with_state(sender);
            // It ends with the process.
            let _ = axum::serve(listener, router).await;
        });
    });
    Ok(address)
}

async fn keep(State(inserts): State<SyncSender<Insert>>, body: Bytes) -> (StatusCode, &'static str) {
    let (sender, kept) = oneshot::channel();
    match inserts.try_send((body, sender)) {
        Ok(()) if kept.await == Ok(true) => (StatusCode::OK, "{}"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "{}"),
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE event (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
    )?;
    Ok(database)
}

fn write(database: &Connection, inserts: &Receiver<Insert>) {
    while let Ok(first) = inserts.recv() {
        let mut batch = vec![first];
        batch.extend(inserts.try_iter().take(BATCH - 1));
        let is_kept = insert(database, &batch).is_ok();
        for (_, sender) in batch {
            // The caller may have gone.
            let _ = sender.send(is_kept);
        }
    }
}

fn insert(database: &Connection, batch: &[Insert]) -> rusqlite::Result<()> {
    database.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut statement = database.prepare_cached("INSERT INTO event (body) VALUES (?)")?;
    for (body, _) in batch {
        statement.execute([&body[..]])?;
    }
    drop(statement);
    database.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}
