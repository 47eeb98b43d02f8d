//! Measures Towpath and tries to break it: programs that start the real binary.
//!
//! `cargo run --release -p bench -- webhook` prints throughput and latency beside
//! a bare HTTP handler and a raw insert of the same rows, measured in the same run;
//! `… promises` all figures that are promised on SQLite, each beside its goal.
//! `cargo run -p bench -- chaos` kills the server again and again under load, and
//! `… disk` fills its disk or lets it fail. `… cluster` plays several processes on one
//! PostgreSQL.

mod bare;
mod bare_insert;
mod chaos;
mod client;
mod clocks;
mod cluster;
mod cluster_promises;
mod counters;
mod disk;
mod events;
mod fairness;
mod fdatasync;
mod http;
mod lists;
mod load;
mod look_up;
mod outside;
mod overload;
mod poison;
mod processor;
mod promises;
mod raw;
mod raw_postgres;
mod report;
mod server;
mod sick;
mod webhook;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is measured in this process has the allocator of the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(about = "Measures Towpath and tries to break it")]
struct Arguments {
    /// The binary; the release build by default.
    #[arg(long, env = "TOWPATH", default_value = "target/release/towpath")]
    towpath: PathBuf,
    #[command(subcommand)]
    program: Program,
}

#[derive(Subcommand)]
enum Program {
    /// All figures that are promised on SQLite, each beside its goal: five minutes or so.
    Promises {
        /// Only these parts.
        #[arg(value_enum)]
        parts: Vec<promises::Part>,
    },
    /// Webhook, five light nodes, answer: at several numbers in flight.
    Webhook {
        /// Seconds of load at each number in flight.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
        /// Numbers of requests in flight.
        #[arg(long, value_delimiter = ',', default_value = "1,16,64,1024")]
        in_flight: Vec<usize>,
    },
    /// A long list through set, filter and aggregate: time and memory.
    Lists {
        /// Numbers of rows.
        #[arg(long, value_delimiter = ',', default_value = "1000000")]
        rows: Vec<usize>,
    },
    /// One tenant floods the server; another one's runs must begin soon all the same.
    Fairness {
        /// How many runs the flood is.
        #[arg(long, default_value_t = 100_000)]
        flood: u64,
    },
    /// kill -9 under load: no acknowledged event may be lost or run twice.
    Chaos {
        /// How many times the server is killed.
        #[arg(long, default_value_t = 200)]
        kills: u32,
        /// Seed of the times at which it is killed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Kill within so many milliseconds after an answer, instead of at any time.
        #[arg(long)]
        after_answer_ms: Option<u64>,
    },
    /// kill -9 in the middle of requests: the other side is asked whether they took place.
    LookUp,
    /// A step that ends the server whenever it begins is left to a person; others go on.
    Poison,
    /// The figures that are promised on PostgreSQL, each beside its goal; about four minutes.
    ClusterPromises,
    /// Several processes on one PostgreSQL: killed, standing still, ending, in roles.
    Cluster {
        /// Only these parts.
        #[arg(value_enum)]
        parts: Vec<cluster::Part>,
        /// A few seconds each, as in the tests.
        #[arg(long)]
        short: bool,
        /// So many ended runs behind those whose rate `history` measures; a million takes a gigabyte of disk.
        #[arg(long)]
        history_runs: Option<u64>,
    },
    /// The clock is set forward and back under schedules: one run a slot, by policy.
    Clocks {
        /// A minute and a half instead of four.
        #[arg(long)]
        short: bool,
    },
    /// Services that hang, drip, reset and never end: every call ends in time.
    Sick,
    /// Ten times the load the server can bear: 429 and 503, memory bounded, nothing accepted lost.
    Overload {
        /// Seconds of load.
        #[arg(long, default_value_t = 300)]
        seconds: u64,
    },
    /// The disk is full, or fails, under load: 503, nothing lost, and soon well again.
    Disk {
        /// How often.
        #[arg(long, default_value_t = 3)]
        times: u32,
        /// What happens to it.
        #[arg(long, value_enum, default_value_t = disk::Trouble::Full)]
        trouble: disk::Trouble,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        runtime.block_on(async {
            match arguments.program {
                Program::Promises { parts } => promises::run(&arguments.towpath, &parts).await,
                Program::Fairness { flood } => fairness::run(&arguments.towpath, flood).await,
                Program::Lists { rows } => lists::run(&arguments.towpath, &rows).await,
                Program::Webhook { seconds, in_flight } => webhook::run(&arguments.towpath, seconds, &in_flight).await,
                Program::Chaos { kills, seed, after_answer_ms } => {
                    chaos::run(&arguments.towpath, chaos::Kills { count: kills, seed, after_answer_ms }).await
                }
                Program::LookUp => look_up::run(&arguments.towpath).await,
                Program::Poison => poison::run(&arguments.towpath).await,
                Program::ClusterPromises => cluster_promises::run(&arguments.towpath).await,
                Program::Cluster { parts, short, history_runs } => {
                    let extent = if short { cluster::SHORT } else { cluster::LONG };
                    let history_runs = history_runs.unwrap_or(extent.history_runs);
                    let extent = cluster::Extent { history_runs, ..extent };
                    play_cluster(&arguments.towpath, &parts, extent).await
                }
                Program::Clocks { short } => clocks::run(&arguments.towpath, short).await,
                Program::Sick => sick::run(&arguments.towpath).await,
                Program::Overload { seconds } => overload::run(&arguments.towpath, seconds).await,
                Program::Disk { times, trouble } => disk::run(&arguments.towpath, times, trouble).await,
            }
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn play_cluster(
    binary: &std::path::Path,
    parts: &[cluster::Part],
    extent: cluster::Extent,
) -> Result<(), String> {
    let parts = if parts.is_empty() { &cluster::ALL } else { parts };
    for part in parts {
        println!("{}", cluster::play(binary, *part, extent).await?);
    }
    Ok(())
}
