//! A hundred thousand runs that sleep: what they cost in memory, and at a start.

use super::figure::Figure;
use crate::server::Server;
use crate::{http, load};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

const RUNS: u64 = 100_000;
const IN_FLIGHT: usize = 64;
/// What a start leaves behind is given back within this time.
const SETTLE: Duration = Duration::from_secs(15);

/// Makes the runs, then starts anew.
pub async fn measure(binary: &Path) -> Result<Vec<Figure>, String> {
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Sleep",
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Webhook",
             "parameters": {"path": "bench", "respond": "accepted"}},
            {"id": "wait", "kind": "wait", "name": "Wait", "parameters": {"amount": 30, "unit": "days"}},
        ],
        "edges": [{"id": "e1", "from": {"node": "hook"}, "to": {"node": "wait"}}],
    });
    let (mut server, token) = Server::start(binary).await?;
    server.publish(&token, &document).await?;
    let alone_mib = restarted(&mut server).await?.0;
    let request = http::request("POST", "/hooks/bench", &[], "{\"name\":\"Ada Lovelace\"}");
    let mut begun = 0;
    while begun < RUNS {
        let load = load::closed(server.address, request.clone(), 202, IN_FLIGHT, 1).await?;
        if load.replies == 0 || load.failures > 0 {
            return Err(format!("{} runs were not accepted", load.failures));
        }
        begun += load.replies;
    }
    let (with_mib, ready_s) = restarted(&mut server).await?;
    server.kill().await;
    let bytes = (with_mib - alone_mib) * 1_048_576.0 / begun as f64;
    Ok(vec![
        Figure::told("sleep", begun as f64, "runs that sleep"),
        Figure::at_most("sleep", 1_024.0, bytes, "memory of each").in_unit("bytes"),
        Figure::at_most("sleep", 2.0, ready_s, "start to ready with them, after a crash").in_unit("s"),
    ])
}

/// Memory and time after a crash and a start.
async fn restarted(server: &mut Server) -> Result<(f64, f64), String> {
    server.kill().await;
    let ready_s = server.resume().await?.1.as_secs_f64();
    tokio::time::sleep(SETTLE).await;
    Ok((server.resident_mib(), ready_s))
}
