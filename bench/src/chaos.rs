//! kill -9 under load: at random times, or within milliseconds after an answer, when what
//! was acknowledged is in the greatest danger. What must hold in the end is in `events`.

use crate::events::{Events, judge, settle};
use crate::outside::{self, Seen};
use crate::server::Server;
use std::path::Path;
use std::sync::PoisonError;
use std::time::Duration;

/// How long the server lives at most before it is killed again.
const LIFE_MAXIMUM_MS: u64 = 400;

/// When the server is killed.
#[derive(Clone, Copy)]
pub struct Kills {
    /// How often.
    pub count: u32,
    /// Decides the times.
    pub seed: u64,
    /// At most so long after an answer; None: at any time.
    pub after_answer_ms: Option<u64>,
}

/// Kills the server under load, then looks whether all is well.
pub async fn run(binary: &Path, kills: Kills) -> Result<(), String> {
    let (oracle, seen) = outside::start().await?;
    let (mut server, token) = Server::start(binary).await?;
    let (mut client, workspace, _) = server.publish(&token, &outside::flow(oracle)).await?;
    let events = Events::send(server.address);
    events.while_sent(kill_again_and_again(&mut server, kills, &events, &seen)).await?;
    let sent = events.end().await;
    settle(&mut client, &workspace).await?;
    println!("{} kills", kills.count);
    judge(&mut client, &workspace, &sent, &seen).await
}

async fn kill_again_and_again(server: &mut Server, kills: Kills, events: &Events, seen: &Seen) -> Result<(), String> {
    let mut random = kills.seed;
    let mut below = |end: u64| {
        // A linear congruential generator: the same seed kills at the same times.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % end
    };
    for kill in 1..=kills.count {
        tokio::time::sleep(Duration::from_millis(20 + below(LIFE_MAXIMUM_MS))).await;
        if let Some(most_ms) = kills.after_answer_ms {
            events.answered().await;
            tokio::time::sleep(Duration::from_micros(below(most_ms * 1_000 + 1))).await;
        }
        server.kill().await;
        // What it sent and we have not read yet is of the life that ended: it must be in the book first.
        tokio::time::sleep(Duration::from_millis(5)).await;
        seen.lock().unwrap_or_else(PoisonError::into_inner).kills += 1;
        server.resume().await?;
        if kill % 20 == 0 {
            eprintln!("{kill} kills, {} events acknowledged", events.acknowledged());
        }
    }
    Ok(())
}
