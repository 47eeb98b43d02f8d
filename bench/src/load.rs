//! A closed load: so many connections, each sending the next request when it has
//! the reply to the last.

use crate::http::Connection;
use crate::report::Latencies;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// What a load did.
pub struct Loaded {
    /// Replies with the wanted status.
    pub replies: u64,
    /// Other replies and broken connections.
    pub failures: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// Time from request to reply.
    pub latencies: Latencies,
}

impl Loaded {
    /// Replies a second.
    pub fn rate(&self) -> f64 {
        self.replies as f64 / self.elapsed.as_secs_f64()
    }
}

/// Sends the request again and again.
pub async fn closed(
    address: SocketAddr,
    request: Vec<u8>,
    status: u16,
    in_flight: usize,
    seconds: u64,
) -> Result<Loaded, String> {
    let mut connections = Vec::with_capacity(in_flight);
    for _ in 0..in_flight {
        connections
            .push(Connection::open(address).await.map_err(|error| format!("cannot connect to {address}: {error}"))?);
    }
    let request = Rc::new(request);
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let local = LocalSet::new();
    let clients: Vec<_> = connections
        .into_iter()
        .map(|connection| local.spawn_local(client(connection, request.clone(), status, end)))
        .collect();
    let outcomes = local.run_until(async {
        let mut outcomes = Vec::new();
        for client in clients {
            outcomes.push(client.await.map_err(|error| error.to_string())?);
        }
        Ok::<_, String>(outcomes)
    });
    let outcomes = outcomes.await?;
    let elapsed = begun.elapsed();
    let failures = outcomes.iter().map(|(_, failures)| failures).sum();
    let latencies = Latencies::new(outcomes.into_iter().flat_map(|(latencies, _)| latencies).collect());
    Ok(Loaded { replies: latencies.count(), failures, elapsed, latencies })
}

async fn client(mut connection: Connection, request: Rc<Vec<u8>>, status: u16, end: Instant) -> (Vec<u32>, u64) {
    let mut latencies_us = Vec::new();
    let mut failures = 0;
    while Instant::now() < end {
        let sent = Instant::now();
        match connection.send(&request).await {
            Ok(reply) if reply.status == status => latencies_us.push(sent.elapsed().as_micros() as u32),
            Ok(_) => failures += 1,
            Err(_) => return (latencies_us, failures + 1),
        }
    }
    (latencies_us, failures)
}
