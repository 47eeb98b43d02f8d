//! Several processes of the binary on one private PostgreSQL, in short: what `bench cluster`
//! plays at length.

#[path = "../../../bench/src/client.rs"]
mod client;
#[path = "../../../bench/src/cluster.rs"]
mod cluster;
#[path = "../../../bench/src/http.rs"]
mod http;
#[path = "../../../bench/src/outside.rs"]
mod outside;
#[path = "../../../bench/src/server.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod server;

use cluster::{Part, SHORT};
use std::path::Path;

async fn play(part: Part) {
    let outcome = cluster::play(Path::new(env!("CARGO_BIN_EXE_towpath")), part, SHORT).await;
    outcome.unwrap_or_else(|reason| panic!("{reason}"));
}

#[tokio::test]
async fn the_runs_of_a_killed_process_are_taken_over() {
    play(Part::TakeOver).await;
}

#[tokio::test]
async fn parents_hear_of_children_that_another_process_took() {
    play(Part::Families).await;
}

#[tokio::test]
async fn a_process_that_stood_still_writes_nothing_stale() {
    play(Part::Zombie).await;
}

#[tokio::test]
async fn restarts_under_load_lose_nothing() {
    play(Part::Drain).await;
}

#[tokio::test]
async fn two_schedulers_start_each_slot_once() {
    play(Part::Schedules).await;
}

#[tokio::test]
async fn roles_work_as_one() {
    play(Part::Roles).await;
}
