//! Runs begun over HTTP, with the load generator on the same machine.

use super::figure::Figure;
use crate::counters::Counters;
use crate::load;
use crate::processor::Processor;
use crate::server::Server;
use crate::{bare_insert, fdatasync, http, raw, webhook};
use serde_json::Value;
use std::path::Path;

const SECONDS: u64 = 5;
const IN_FLIGHT: usize = 64;
const MANY_IN_FLIGHT: usize = 1_024;
const RAW_RUNS: usize = 100_000;
/// Requests a second at which the delay of an answer is compared with a bare handler's.
const PACES: [u32; 2] = [2_000, 10_000];

/// P2, P4, P6, P7 and P8.
pub async fn measure(binary: &Path) -> Result<Vec<Figure>, String> {
    let document: Value = serde_json::from_str(webhook::FLOW).map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (mut server, token) = Server::start(binary).await?;
    server.publish(&token, &document).await?;
    let request = http::request("POST", "/hooks/bench", &[], webhook::BODY);
    // The first runs compile the flow and warm the caches.
    load::closed(server.address, request.clone(), 200, 4, 1).await?;

    let flush_before_ms = fdatasync::p50_ms(folder.path())?;
    let alone = load::closed(server.address, request.clone(), 200, 1, SECONDS).await?;
    let flush_ms = (flush_before_ms + fdatasync::p50_ms(folder.path())?) / 2.0;
    let before = Processor::of(server.process()?);
    let load = load::closed(server.address, request.clone(), 200, IN_FLIGHT, SECONDS).await?;
    let cpu_us = before.micros_since() / load.replies as f64;
    let many = load::closed(server.address, request.clone(), 200, MANY_IN_FLIGHT, SECONDS).await?;
    let bare = bare_insert::start(folder.path())?;
    let bare_request = http::request("POST", "/", &[], webhook::BODY);
    let mut delays = Vec::new();
    for pace in PACES {
        let ours = load::paced(server.address, request.clone(), 200, IN_FLIGHT, pace, SECONDS).await?;
        let floor = load::paced(bare, bare_request.clone(), 200, IN_FLIGHT, pace, SECONDS).await?;
        let (ours_ms, floor_ms) = (ours.latencies.quantile_ms(0.99), floor.latencies.quantile_ms(0.99));
        delays.push(Figure::told("P6", ours_ms, format!("answer at {pace} a second, p99")).in_unit("ms"));
        delays.push(Figure::told("P6", floor_ms, format!("a bare insert at {pace} a second, p99")).in_unit("ms"));
        delays.push(Figure::at_most("P6", 1.3, ours_ms / floor_ms, format!("their ratio at {pace} a second")));
    }
    let failures = [&alone, &load, &many].map(|load| load.failures).iter().sum::<u64>();
    if failures > 0 {
        return Err(format!("{failures} requests failed"));
    }
    let database = server.database()?;
    server.kill().await;
    let raw = raw::replay(&database, folder.path(), RAW_RUNS)?;
    let mut figures = vec![
        Figure::at_least("aim", 10_000.0, load.rate(), "webhook runs a second, 64 in flight"),
        Figure::told("aim", load.latencies.quantile_ms(0.5), "their answers, p50").in_unit("ms"),
        Figure::told("aim", cpu_us, "processor time of such a run, server alone").in_unit("µs"),
        Figure::told("P2", many.rate(), "webhook runs a second, 1,024 in flight"),
        Figure::at_least("P2", 0.40, many.rate() / raw.rate, "that ÷ raw insert, HTTP and load generator included"),
        Figure::told("P4", alone.latencies.quantile_ms(0.5), "webhook → answer, 1 in flight, p50").in_unit("ms"),
        Figure::at_most("P4", 1.6, alone.latencies.quantile_ms(0.5) / flush_ms, "that ÷ `fdatasync`"),
    ];
    figures.append(&mut delays);
    figures.append(&mut counted(binary, &document, request).await?);
    Ok(figures)
}

/// P7 and P8: counted from outside, which slows the server a little.
async fn counted(binary: &Path, document: &Value, request: Vec<u8>) -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let counters = Counters::make(folder.path())?;
    let (mut server, token) = Server::start_with(binary, None, counters.environment()).await?;
    server.publish(&token, document).await?;
    load::closed(server.address, request.clone(), 200, 4, 1).await?;
    let before = counters.read()?;
    let load = load::closed(server.address, request, 200, MANY_IN_FLIGHT, SECONDS).await?;
    let counted = counters.read()? - before;
    let database = server.database()?;
    server.kill().await;
    let (runs, row_bytes) = (load.replies as f64, raw::row_bytes(&database)?);
    let log_bytes = counted.log_bytes as f64 / runs;
    Ok(vec![
        Figure::at_most("P7", 0.01, counted.flushes as f64 / runs, "flushes a run, 1,024 in flight"),
        Figure::told("P8", log_bytes, "bytes of log a run, 1,024 in flight"),
        Figure::told("P8", row_bytes, "bytes of a run's packed rows"),
        Figure::at_most("P8", 2.2, log_bytes / row_bytes, "their ratio"),
    ])
}
