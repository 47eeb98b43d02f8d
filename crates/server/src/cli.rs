//! The command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Draw flows, trigger them from outside, send messages durably.
#[derive(Debug, Parser)]
#[command(name = "towpath", version, about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Settings),
    /// Run a flow file once, without a server, and print the items of each block.
    Run(Run),
    /// Play the saved tests of flows, reaching nothing outside. Fails if one of them does.
    Test(Test),
    /// Work on flow files and flows of a server.
    #[command(subcommand)]
    Flow(FlowCommand),
    /// Bring flows from other programs.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Work on the people of a data folder. The server must not be running.
    #[command(subcommand)]
    User(UserCommand),
    /// Bring the database up to date for this version. On PostgreSQL the version before may be running.
    Migrate {
        /// Change nothing: say how the database stands, and fail if it is not up to date.
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        settings: Settings,
    },
    /// Copy everything that is kept into a file. The server may be running.
    Backup {
        /// The file, which must not exist yet.
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
    /// Copy a backup into the database of the settings, which must be empty.
    Restore {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
    /// Copy everything that is kept to another database, which must be empty. The server must not be running.
    Move(Move),
    /// Show the settings.
    Config(ShowConfig),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the JSON Schema of flow files.
    Schema,
}

/// Where settings come from.
#[derive(Debug, Args, Clone, Default)]
pub struct Settings {
    /// The file of settings; `towpath.toml` if there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the database and the instance key.
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<String>,
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The address people reach the server at.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// What a server does beside others on one PostgreSQL database: `all`, `api`, `worker` or `scheduler`.
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Any setting.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
}

impl Settings {
    /// The flags as settings.
    pub fn flags(&self) -> Vec<(String, String)> {
        let named =
            [("data", &self.data), ("listen", &self.listen), ("public_url", &self.public_url), ("role", &self.role)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        named.chain(self.set.iter().cloned()).collect()
    }
}

/// From where to where everything is copied.
#[derive(Debug, Args)]
pub struct Move {
    /// A data folder, or the address of a PostgreSQL database.
    #[arg(long, value_name = "PLACE")]
    pub from: String,
    /// The same.
    #[arg(long, value_name = "PLACE")]
    pub to: String,
    /// A PEM file with the authorities whose certificates a PostgreSQL database may show; those of the system if left out.
    #[arg(long, value_name = "FILE")]
    pub authorities: Option<PathBuf>,
}

/// A flow file to be run.
#[derive(Debug, Args)]
pub struct Run {
    /// The flow file.
    pub file: PathBuf,
    /// The items it is triggered with: JSON, a file, or `-` for standard input. One empty item if left out.
    #[arg(long, value_name = "FILE|-|JSON")]
    pub input: Option<String>,
    /// The id of the trigger it starts at; its first one if left out.
    #[arg(long, value_name = "NODE")]
    pub node: Option<String>,
    /// The fields of a credential, for all blocks with this slot.
    #[arg(long = "credential", value_name = "SLOT=FILE", value_parser = pair)]
    pub credentials: Vec<(String, String)>,
    /// What the flow may reach besides public addresses.
    #[arg(long, value_name = "ADDRESS")]
    pub allow: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Flows whose tests are played.
#[derive(Debug, Args)]
pub struct Test {
    /// Flow files, or ids of flows; all flows of the workspace if left out. The tests of a file `greet.json` stand
    /// beside it, in `greet.tests.json`.
    #[arg(value_name = "FLOW")]
    pub flows: Vec<String>,
    /// The file with the tests of the one flow file.
    #[arg(long, value_name = "FILE")]
    pub tests: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Where the flows are.
    #[command(flatten)]
    pub place: Place,
}

/// Work on flow files and flows of a server.
#[derive(Debug, Subcommand)]
pub enum FlowCommand {
    /// Name what is wrong with a flow file.
    Validate {
        /// The flow file.
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a flow's draft to a file.
    Export {
        /// The id of the flow.
        flow: String,
        /// The file; standard output if left out.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write a workflow of n8n; what has no counterpart there is told on standard error.
        #[arg(long)]
        n8n: bool,
        /// Write its saved tests to this file, for `towpath test`.
        #[arg(long, value_name = "FILE")]
        tests: Option<PathBuf>,
        /// Where the flow is.
        #[command(flatten)]
        place: Place,
    },
    /// Make a flow from a file.
    Import {
        /// The flow file.
        file: PathBuf,
        /// Where the flow goes.
        #[command(flatten)]
        place: Place,
    },
}

/// Bring flows from other programs.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Bring workflows of n8n: keep them as flows, or try them out here and now.
    N8n(ImportN8n),
}

/// Workflows of n8n to be brought.
#[derive(Debug, Args)]
pub struct ImportN8n {
    /// Workflow files, or folders of them.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// Keep nothing: print what each flow would become, and what could not be taken over.
    #[arg(long)]
    pub dry_run: bool,
    /// Keep nothing: run each workflow once from its manual trigger, without a server, and print what its nodes gave.
    #[arg(long, conflicts_with = "dry_run")]
    pub run: bool,
    /// The items a run is triggered with: JSON, a file, or `-` for standard input. One empty item if left out.
    #[arg(long, value_name = "FILE|-|JSON", requires = "run")]
    pub input: Option<String>,
    /// A run that takes longer is given up, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 10_000, requires = "run")]
    pub limit_ms: u64,
    /// Perform nodes with pinned items too.
    #[arg(long, requires = "run")]
    pub ignore_pinned: bool,
    /// What a run may reach besides public addresses.
    #[arg(long, value_name = "ADDRESS", requires = "run")]
    pub allow: Vec<String>,
    /// Print JSON: of one file an object, of several a line each.
    #[arg(long)]
    pub json: bool,
    /// Where the flows go.
    #[command(flatten)]
    pub place: Place,
}

/// A workspace of a data folder, or of a server.
#[derive(Debug, Args)]
pub struct Place {
    /// The address of the server. Without it the data folder is opened, and the server must not be running.
    #[arg(long, value_name = "URL", env = "TOWPATH_SERVER")]
    pub server: Option<String>,
    /// An API token of the server with the scope `flows:write`; to play tests, `runs:write` and `flows:read`.
    #[arg(long, value_name = "TOKEN", env = "TOWPATH_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// The id of the workspace; it stands in the address of its pages.
    #[arg(long, value_name = "WORKSPACE")]
    pub workspace: Option<String>,
    /// Where settings come from.
    #[command(flatten)]
    pub settings: Settings,
}

/// Work on the people of a data folder.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Give somebody a new password, read from standard input, and sign them out everywhere.
    ResetPassword {
        /// The address they sign in with.
        email: String,
        /// Where settings come from.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Show the settings.
#[derive(Debug, Args)]
pub struct ShowConfig {
    /// Print the reference of all settings, Markdown.
    #[arg(long)]
    pub reference: bool,
    /// Where settings come from.
    #[command(flatten)]
    pub settings: Settings,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        super::Cli::command().debug_assert();
    }
}
