//! A long list through set, filter and aggregate: how long it takes, and the most
//! memory it ever takes.

use crate::client::Client;
use crate::http::Connection;
use crate::report::table;
use crate::server::Server;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

const BOUNDARY: &str = "a-boundary-that-no-row-has";
/// The amounts of the rows go from 0 to this; half of them, doubled, pass the filter.
const AMOUNTS: usize = 100;
const ENDED_MAXIMUM: Duration = Duration::from_secs(300);

/// What a list took.
pub struct Passed {
    /// Memory before.
    pub idle_mib: f64,
    /// From the upload to the end of the run.
    pub took_s: f64,
    /// The most memory up to the end of the run.
    pub peak_mib: f64,
    /// The most memory after its page was looked at.
    pub looked_at_mib: f64,
}

/// Measures and prints; fails if the outcome is wrong.
pub async fn run(binary: &Path, counts: &[usize]) -> Result<(), String> {
    let mut rows = Vec::new();
    for count in counts {
        let list = pass(binary, *count).await?;
        rows.push(vec![
            count.to_string(),
            format!("{:.2}", list.took_s),
            format!("{:.2}", list.took_s * 1e6 / *count as f64),
            format!("{:.0}", list.idle_mib),
            format!("{:.0}", list.peak_mib),
            format!("{:.0}", list.looked_at_mib),
        ]);
    }
    table(&["rows", "s", "µs a row, five blocks", "idle MiB", "most MiB", "most with its page looked at"], &rows);
    Ok(())
}

/// Lets a list of so many rows through a new server.
pub async fn pass(binary: &Path, count: usize) -> Result<Passed, String> {
    let document: Value =
        serde_json::from_str(include_str!("../flows/long-list.json")).map_err(|error| error.to_string())?;
    let (mut server, token) = Server::start(binary).await?;
    let (mut client, workspace, _) = server.publish(&token, &document).await?;
    let idle_mib = server.resident_mib();
    let begun = Instant::now();
    send(&server, count).await?;
    let run = ended(&mut client, &workspace, begun).await?;
    let took_s = begun.elapsed().as_secs_f64();
    let peak_mib = server.peak_mib();
    let found = counted(&mut client, &workspace, &run).await?;
    let expected = count / AMOUNTS * (AMOUNTS / 2);
    if found != expected as u64 {
        return Err(format!("of {count} rows {found} passed the filter instead of {expected}"));
    }
    let looked_at_mib = server.peak_mib();
    server.kill().await;
    Ok(Passed { idle_mib, took_s, peak_mib, looked_at_mib })
}

/// Uploads a table as a form with a file.
async fn send(server: &Server, count: usize) -> Result<(), String> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"table\"; filename=\"table.csv\"\r\ncontent-type: text/csv\r\n\r\nid,amount\n"
    );
    for row in 0..count {
        // Writing to a text cannot fail.
        let _ = writeln!(body, "{row},{}", row % AMOUNTS);
    }
    let _ = write!(body, "\r\n--{BOUNDARY}--\r\n");
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = crate::http::request("POST", "/hooks/bench", &[("content-type", &content_type)], &body);
    let mut connection = Connection::open(server.address).await.map_err(|error| error.to_string())?;
    let reply = connection.send(&request).await.map_err(|error| error.to_string())?;
    match reply.status {
        200 | 202 => Ok(()),
        status => Err(format!("the webhook answered {status}: {}", String::from_utf8_lossy(&reply.body))),
    }
}

/// Waits for the end of the only run; gives its id.
async fn ended(client: &mut Client, workspace: &str, begun: Instant) -> Result<String, String> {
    while begun.elapsed() < ENDED_MAXIMUM {
        let runs = client.get(&format!("/api/v1/workspaces/{workspace}/runs")).await?;
        let run = &runs["items"][0];
        match run["status"].as_str() {
            Some("succeeded") => return Ok(run["id"].as_str().unwrap_or_default().to_owned()),
            Some("failed") => return Err(format!("the run failed: {}", run["error"])),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    Err("the run did not end in time".into())
}

/// What the last block counted.
async fn counted(client: &mut Client, workspace: &str, run: &str) -> Result<u64, String> {
    let base = format!("/api/v1/workspaces/{workspace}/runs/{run}");
    let view = client.get(&base).await?;
    let steps = view["steps"].as_array().ok_or("the run has no steps")?;
    let last = steps.iter().find(|step| step["node"] == "count").ok_or("the last block did not run")?;
    let step = client.get(&format!("{base}/steps/{}", last["index"])).await?;
    step["outputs"]["main"][0]["json"]["count"].as_u64().ok_or_else(|| format!("nothing was counted: {step}"))
}
