//! Webhook, five light nodes, answer; saved and on disk before the answer.

use crate::load::{self, Loaded};
use crate::report::table;
use crate::server::Server;
use crate::{bare, http, raw};
use serde_json::Value;
use std::path::Path;

/// The flow that is run.
pub const FLOW: &str = include_str!("../flows/five-light.json");
/// What callers send.
pub const BODY: &str =
    r#"{"name":"Ada Lovelace","email":"ada@example.test","amount":120.5,"tags":["new","vip"],"city":"London"}"#;
/// Rows read back for the raw insert.
const RAW_RUNS: usize = 100_000;

/// Measures and prints.
pub async fn run(binary: &Path, seconds: u64, in_flight: &[usize]) -> Result<(), String> {
    let document: Value = serde_json::from_str(FLOW).map_err(|error| error.to_string())?;
    let (mut server, token) = Server::start(binary).await?;
    server.publish(&token, &document).await?;
    let idle_mib = server.resident_mib();
    let request = http::request("POST", "/hooks/bench", &[], BODY);
    // The first runs compile the flow and warm the caches.
    load::closed(server.address, request.clone(), 200, 4, 1).await?;
    let bare = bare::start()?;
    let mut rows = Vec::new();
    for count in in_flight {
        let ours = load::closed(server.address, request.clone(), 200, *count, seconds).await?;
        let floor = load::closed(bare, request.clone(), 200, *count, seconds.min(3)).await?;
        rows.push(row(*count, &ours, &floor));
    }
    let busy_mib = server.resident_mib();
    let database = server.database()?;
    server.kill().await;
    let (_, ready_after) = server.resume().await?;
    let raw_rate = raw::replay(&database, server.scratch(), RAW_RUNS)?.rate;
    table(
        &["in flight", "runs/s", "p50 ms", "p99 ms", "failures", "bare HTTP/s", "÷ bare", "÷ raw insert"],
        &with_raw(rows, raw_rate),
    );
    let size_mib = binary.metadata().map_or(f64::NAN, |file| file.len() as f64 / 1_048_576.0);
    table(
        &["raw insert, runs/s", "idle RSS MiB", "RSS after load MiB", "ready after ms", "binary MiB"],
        &[vec![
            format!("{raw_rate:.0}"),
            format!("{idle_mib:.0}"),
            format!("{busy_mib:.0}"),
            format!("{}", ready_after.as_millis()),
            format!("{size_mib:.1}"),
        ]],
    );
    Ok(())
}

fn row(in_flight: usize, ours: &Loaded, bare: &Loaded) -> (Vec<String>, f64) {
    let cells = vec![
        in_flight.to_string(),
        format!("{:.0}", ours.rate()),
        format!("{:.2}", ours.latencies.quantile_ms(0.5)),
        format!("{:.2}", ours.latencies.quantile_ms(0.99)),
        ours.failures.to_string(),
        format!("{:.0}", bare.rate()),
        format!("{:.2}", ours.rate() / bare.rate()),
    ];
    (cells, ours.rate())
}

fn with_raw(rows: Vec<(Vec<String>, f64)>, raw_rate: f64) -> Vec<Vec<String>> {
    rows.into_iter().map(|(cells, rate)| [cells, vec![format!("{:.2}", rate / raw_rate)]].concat()).collect()
}
