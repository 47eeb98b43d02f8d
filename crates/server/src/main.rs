//! `towpath`: the one binary. `serve` runs everything; the other commands work on
//! flow files, the data folder or a server.

mod cli;
mod commands;
mod config;
mod listener;
mod lives;
mod logs;
mod queue_flows;
mod regions;
mod samples;
mod serve;
mod web_app;
mod wiring;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Fails only if one is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match commands::perform(cli) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("towpath: {message}");
            ExitCode::FAILURE
        }
    }
}
