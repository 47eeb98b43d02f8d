//! Measures Towpath and tries to break it: programs that start the real binary.
//!
//! `cargo run --release -p bench -- webhook` prints throughput and latency beside
//! a bare HTTP handler and a raw insert of the same rows, measured in the same run.
//! `cargo run -p bench -- chaos` kills the server again and again under load.

mod bare;
mod chaos;
mod client;
mod http;
mod load;
mod outside;
mod raw;
mod report;
mod server;
mod webhook;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// Webhook, five light nodes, answer: at several numbers in flight.
    Webhook {
        /// Seconds of load at each number in flight.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
        /// Numbers of requests in flight.
        #[arg(long, value_delimiter = ',', default_value = "1,16,64,1024")]
        in_flight: Vec<usize>,
    },
    /// kill -9 under load: no acknowledged event may be lost or run twice.
    Chaos {
        /// How many times the server is killed.
        #[arg(long, default_value_t = 200)]
        kills: u32,
        /// Seed of the times at which it is killed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        runtime.block_on(async {
            match arguments.program {
                Program::Webhook { seconds, in_flight } => webhook::run(&arguments.towpath, seconds, &in_flight).await,
                Program::Chaos { kills, seed } => chaos::run(&arguments.towpath, kills, seed).await,
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
