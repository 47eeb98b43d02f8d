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
    gather(local, clients, begun).await
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

/// Sends so many requests a second over so many connections, each at its time whether or not
/// the server keeps up: what waits for its connection is late by that, and counted so.
pub async fn paced(
    address: SocketAddr,
    request: Vec<u8>,
    status: u16,
    in_flight: usize,
    per_second: u32,
    seconds: u64,
) -> Result<Loaded, String> {
    let request = Rc::new(request);
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let every = Duration::from_secs_f64(in_flight as f64 / f64::from(per_second));
    let local = LocalSet::new();
    let mut clients = Vec::with_capacity(in_flight);
    for place in 0..in_flight {
        let connection = Connection::open(address).await.map_err(|error| error.to_string())?;
        let first = begun + every.mul_f64(place as f64 / in_flight as f64);
        clients.push(local.spawn_local(paced_client(connection, request.clone(), status, first, every, end)));
    }
    gather(local, clients, begun).await
}

async fn paced_client(
    mut connection: Connection,
    request: Rc<Vec<u8>>,
    status: u16,
    first: Instant,
    every: Duration,
    end: Instant,
) -> (Vec<u32>, u64) {
    let (mut latencies_us, mut failures) = (Vec::new(), 0);
    let mut due = first;
    while due < end {
        let is_late = Instant::now() > due;
        if !is_late {
            tokio::time::sleep_until(due.into()).await;
        }
        // The timer ticks in milliseconds; that is not the server's delay.
        let sent = if is_late { due } else { Instant::now() };
        match connection.send(&request).await {
            Ok(reply) if reply.status == status => latencies_us.push(sent.elapsed().as_micros() as u32),
            Ok(_) => failures += 1,
            Err(_) => return (latencies_us, failures + 1),
        }
        due += every;
    }
    (latencies_us, failures)
}

type Client = tokio::task::JoinHandle<(Vec<u32>, u64)>;

async fn gather(local: LocalSet, clients: Vec<Client>, begun: Instant) -> Result<Loaded, String> {
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
