//! The commands, one file each.

mod flow_file;
mod import_n8n;
mod migrate;
mod place;
mod run;
mod show;
mod test;
mod transfer;
mod user;

use crate::cli::{Cli, Command, FlowCommand, ImportCommand, Settings, UserCommand};
use crate::config::Config;
use crate::serve::serve;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// A thread for blocking work ends after so long without any. When one ends, the allocator
/// gives back what has been free for a second; with the usual ten seconds, what the server
/// does every few seconds keeps all of them, and 20 MiB of a password's hashing stay.
const SPARE_THREAD_KEPT: Duration = Duration::from_secs(2);

/// Performs a command. Errors are sentences.
pub fn perform(cli: Cli) -> Result<ExitCode, String> {
    match cli.command {
        Command::Serve(settings) => done(block_on(serve(config(&settings)?))),
        Command::Run(run) => block_on(run::run(run)),
        Command::Test(test) => block_on(test::test(test)),
        Command::Flow(FlowCommand::Validate { file, json }) => flow_file::validate(&file, json),
        Command::Flow(FlowCommand::Export { flow, output, n8n, tests, place }) => {
            let form = if n8n { place::Form::N8n } else { place::Form::Own };
            done(block_on(async {
                place::export(&flow, output.as_deref(), form, &place).await?;
                match tests {
                    Some(file) => place::export_tests(&flow, &file, &place).await,
                    None => Ok(()),
                }
            }))
        }
        Command::Flow(FlowCommand::Import { file, place }) => done(block_on(place::import(&file, &place))),
        Command::Import(ImportCommand::N8n(import)) => block_on(import_n8n::import(import)),
        Command::User(UserCommand::ResetPassword { email, settings }) => {
            done(block_on(user::reset_password(&email, &config(&settings)?)))
        }
        Command::Migrate { check: true, settings } => migrate::check(&settings),
        Command::Migrate { check: false, settings } => migrate::migrate(&settings),
        Command::Backup { file, settings } => done(transfer::backup(&file, &settings)),
        Command::Restore { file, settings } => done(transfer::restore(&file, &settings)),
        Command::Move(places) => done(transfer::move_all(&places)),
        Command::Config(shown) => done(show::settings(&shown)),
        Command::Openapi => done(show::json(&api::document())),
        Command::Schema => done(show::json(&flow::file::schema())),
    }
}

fn done(outcome: Result<(), String>) -> Result<ExitCode, String> {
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The settings: `towpath.toml` if there is one, the environment, the flags.
pub fn config(settings: &Settings) -> Result<Config, String> {
    let usual = Path::new("towpath.toml");
    let file = settings.config.as_deref().or_else(|| usual.exists().then_some(usual));
    Config::load(file, std::env::vars(), &settings.flags())
}

fn block_on<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_keep_alive(SPARE_THREAD_KEPT).build();
    runtime.map_err(|error| format!("the runtime cannot be started: {error}"))?.block_on(work)
}
