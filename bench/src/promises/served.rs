//! How the server starts and rests.

use super::figure::Figure;
use crate::counters::Counters;
use crate::server::Server;
use crate::{http, load, webhook};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// It is left alone for so long.
const REST: Duration = Duration::from_secs(15);
/// Rest begins after so long: threads that have nothing to do end after ten seconds, and
/// with them goes the memory that is kept for them.
const SETTLE: Duration = Duration::from_secs(15);
const STARTS: usize = 5;

/// P13 and P17.
pub async fn measure(binary: &Path) -> Result<Vec<Figure>, String> {
    let document: Value = serde_json::from_str(webhook::FLOW).map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let counters = Counters::make(folder.path())?;
    let (mut server, token) = Server::start_with(binary, None, counters.environment()).await?;
    server.publish(&token, &document).await?;
    tokio::time::sleep(SETTLE / 5).await;
    let before = counters.read()?;
    tokio::time::sleep(REST).await;
    let per_second = (counters.read()? - before).transactions as f64 / REST.as_secs_f64();
    server.kill().await;

    let (mut server, token) = Server::start(binary).await?;
    server.publish(&token, &document).await?;
    tokio::time::sleep(SETTLE).await;
    let idle_mib = server.resident_mib();
    let request = http::request("POST", "/hooks/bench", &[], webhook::BODY);
    load::closed(server.address, request, 200, 64, 5).await?;
    tokio::time::sleep(SETTLE).await;
    let after_mib = server.resident_mib();
    let mut ready_s = Vec::new();
    for _ in 0..STARTS {
        server.kill().await;
        ready_s.push(server.resume().await?.1.as_secs_f64());
    }
    ready_s.sort_by(f64::total_cmp);
    let binary_mb = binary.metadata().map_or(f64::NAN, |file| file.len() as f64 / 1e6);
    Ok(vec![
        Figure::at_most("P13", 1.0, per_second, "transactions a second at rest, reads among them"),
        Figure::at_most("P17", 0.3, ready_s[STARTS / 2], "start to ready, after a crash under load, median")
            .in_unit("s"),
        Figure::at_most("P17", 60.0, idle_mib, "memory at rest, set up, before the first run").in_unit("MiB"),
        Figure::told("P17", after_mib, "memory at rest after 5 s of load").in_unit("MiB"),
        Figure::at_most("P17", 80.0, binary_mb, "binary, web app and sandbox inside").in_unit("MB"),
    ])
}
