//! Chores of the repository: build and start Towpath, test it, keep it tidy.
//!
//! `make run` and `make test` are thin over `cargo xtask run` and `cargo xtask test`.
//! This crate depends on none of ours, so it builds in seconds and works when they do not.

mod build;
mod codegen;
mod command;
mod install;
mod mutants;
mod run;
mod sandbox;
mod test;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the repository")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Installs and builds what is missing, then starts Towpath on SQLite.
    Run {
        /// Arguments for `towpath serve`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs all tests; installs what they need.
    Test {
        /// Leave out the browser journeys.
        #[arg(long)]
        no_browser: bool,
    },
    /// Builds `towpath` for speed, with the web app inside.
    Release,
    /// Builds the web app, if it changed.
    Web,
    /// Writes the files that are made from other files.
    Codegen {
        /// Only say whether they are fresh; fail if one is not.
        #[arg(long)]
        check: bool,
    },
    /// Builds the JavaScript engine of the sandbox anew.
    Sandbox {
        /// Only say whether the one in the repository is what comes out; fail if not.
        #[arg(long)]
        check: bool,
    },
    /// Checks what the compiler does not: layout, docs, licences, who uses whom.
    Tidy {
        /// Rewrites the golden files instead of comparing them.
        #[arg(long)]
        update: bool,
    },
    /// Removes the guards one at a time in a copy, and looks whether the tests notice.
    Mutants {
        /// Only the one of this name.
        #[arg(long)]
        only: Option<String>,
    },
}

fn main() -> ExitCode {
    let repository = codegen::repository();
    let outcome = match Arguments::parse().chore {
        Chore::Run { arguments } => run::run(&repository, &arguments),
        Chore::Test { no_browser } => test::run(&repository, !no_browser),
        Chore::Release => build::release(&repository),
        Chore::Web => build::web(&repository),
        Chore::Codegen { check } => codegen::run(&repository, check),
        Chore::Sandbox { check } => sandbox::run(&repository, check),
        Chore::Tidy { update } => tidy::run(&repository, update),
        Chore::Mutants { only } => mutants::run(&repository, only.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
