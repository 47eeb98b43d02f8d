//! Settings: from `towpath.toml`, then the environment, then flags; later ones win.
//!
//! One small struct per concern. A field is its own documentation: the doc
//! comment is what `towpath config --reference` prints, and its name gives the
//! key of the file and, in capitals after `TOWPATH_`, the variable.

mod declare;
mod reference;

use declare::settings;
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Value};
use std::collections::BTreeMap;
use std::path::Path;

pub use reference::reference;

settings! {
    /// Where things are kept.
    pub struct Storage {
        /// The folder of the database and the instance key.
        data: String = "data".into(),
        /// The address of a PostgreSQL database, such as `postgres://user:password@host:5432/towpath`. Empty: a SQLite file in the data folder.
        database_url: String = String::new(),
        /// Where `database_url` is the address of a pooler in transaction mode, such as PgBouncer: that of the database itself. One connection of each process listens there.
        database_direct_url: String = String::new(),
        /// The address of a PostgreSQL stand-by, or of several, that may answer lists and figures a few seconds late. Empty: the database does.
        database_replica_url: String = String::new(),
        /// A PEM file with the authorities whose certificates the PostgreSQL database may show. Empty: those of the system.
        database_authorities: String = String::new(),
        /// The instance key that seals all secrets: 32 bytes in base 64. Empty: a file in the data folder, made at the first start.
        instance_key: String = String::new(),
        /// The folder in which flows may read and write files; `{workspace}` in it stands for the id of their workspace. Empty: they may not.
        flow_files: String = String::new(),
        /// How many ended runs of each flow are kept.
        keep_runs: u32 = 10_000,
        /// For how many days ended runs are kept at most, since they began. 0: as long as there are no more of their flow than that.
        keep_days: u32 = 0,
    }
}

settings! {
    /// What processes that share a database may use besides it.
    pub struct Between {
        /// The address of a Redis or Valkey server, such as `redis://:password@host:6379`, or `rediss://` with TLS. It only makes things quick: without it, or while it is away, nothing is lost. Empty: the database carries everything.
        redis_url: String = String::new(),
        /// What names in Redis begin with; one for each installation that shares it.
        redis_prefix: String = "towpath".into(),
    }
}

settings! {
    /// Servers in several regions, each with a database of its own.
    pub struct Places {
        /// The name of the region of this server, such as `eu`. Empty: there is one.
        region: String = String::new(),
        /// The other regions, `name=https://address`, separated by commas.
        regions: String = String::new(),
        /// What servers of these regions prove themselves with when they forward requests; the same everywhere.
        region_secret: String = String::new(),
        /// What becomes of a request for a workspace that is at home in another region: `forward`, `redirect` or `refuse`.
        region_away: String = "forward".into(),
    }
}

settings! {
    /// Where the server is reached.
    pub struct Network {
        /// Address and port it listens on.
        listen: String = "127.0.0.1:8080".into(),
        /// The address people and providers reach it at, without a slash at the end. Empty: `http://localhost` and the port.
        public_url: String = String::new(),
        /// Cookies also over plain http from other machines. Only for networks you trust.
        insecure_cookies: bool = false,
        /// How many proxies of yours stand in front; so many entries of `X-Forwarded-For` are believed.
        trusted_proxies: u32 = 0,
        /// Connections held open at once; more wait.
        connections: u32 = 4_096,
    }
}

settings! {
    /// Bounds of requests.
    pub struct Bounds {
        /// Size of the body of an API request, in bytes.
        api_body_bytes: usize = 1 << 20,
        /// Size of the body of a webhook request, in bytes.
        hook_body_bytes: usize = 16 << 20,
        /// Bytes of bodies of webhook requests that are held at once, over all requests; more are refused with 503.
        hook_bodies_bytes: usize = 128 << 20,
        /// Requests a second that one webhook address takes.
        hook_requests_per_second: u32 = 20_000,
        /// The header of a request must have come after this long, in milliseconds; a connection without one is closed.
        header_timeout_ms: u64 = 10_000,
        /// The body of a request must have come after this long, in milliseconds.
        body_timeout_ms: u64 = 60_000,
        /// At the end, clients are asked this long to close their connections before they are closed for them, in milliseconds.
        drain_notice_ms: u64 = 500,
        /// At the end, work under way is waited for this long, in milliseconds.
        drain_timeout_ms: u64 = 25_000,
    }
}

settings! {
    /// Performing runs.
    pub struct Work {
        /// Runs held in memory at once; more are refused with 503.
        active_runs: usize = 20_000,
        /// Blocks that reach outside at the same time.
        heavy_steps: usize = 256,
        /// What this process does: `all`, `api`, `worker` or `scheduler`. Any but `all` needs a PostgreSQL database, which several processes share.
        role: String = "all".into(),
        /// With several processes: this one shows that it lives this often, in milliseconds.
        beat_ms: u64 = 2_000,
        /// With several processes: others take its runs over after so long without that, in milliseconds; at least three times as long.
        lease_ms: u64 = 8_000,
        /// Runs of each workspace that may be under way at once, whatever its owner sets; more wait for their turn. 0: as many as come.
        workspace_runs_at_once: u32 = 0,
        /// Runs of each workspace that may begin in a minute, whatever its owner sets; more wait for their turn. 0: as many as come.
        workspace_runs_per_minute: u32 = 0,
        /// Runs of one workspace that may wait for their turn; more are refused with 429.
        queued_runs: usize = 1_000_000,
        /// Items one block may give at once; more fail it.
        items_per_step: usize = 2_000_000,
        /// Bytes of items one block may give at once where they are in memory; more fail it.
        record_size_bytes: usize = 64 << 20,
        /// Blocks one run may perform, over all iterations; more fail it.
        node_runs: u64 = 10_000_000,
        /// Memory of the process in bytes above which no further run begins (503). 0: three quarters of what the machine or its container has.
        memory_most_bytes: u64 = 0,
        /// While the database takes longer than this for a write, no further run begins (503), in milliseconds.
        commit_slow_ms: u64 = 5_000,
        /// After so many ends without being told to, one within ten minutes of the other, the server writes down each step before it begins for ten minutes, so that one that ends it is found. 0: never.
        careful_after_ends: u32 = 2,
        /// What flows may reach besides public addresses: ranges, addresses or host names, separated by commas.
        outbound_allow: String = String::new(),
        /// Variables of the environment that flows may read as `$env.NAME`, by name, separated by commas. Empty: none.
        expression_env: String = String::new(),
    }
}

settings! {
    /// Logs.
    pub struct Logs {
        /// What is logged: `error`, `warn`, `info`, `debug` or a filter such as `info,worker=debug`.
        log: String = "info".into(),
        /// `pretty` for people, `json` for machines.
        log_format: String = "pretty".into(),
    }
}

/// All settings.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where things are kept.
    pub storage: Storage,
    /// What processes that share a database may use besides it.
    pub between: Between,
    /// Servers in several regions.
    pub places: Places,
    /// Where the server is reached.
    pub network: Network,
    /// Bounds of requests.
    pub bounds: Bounds,
    /// Performing runs.
    pub work: Work,
    /// Logs.
    pub logs: Logs,
}

/// A setting as the reference shows it.
#[derive(Debug)]
pub struct Entry {
    /// Key in the file.
    pub name: &'static str,
    /// What it is.
    pub docs: &'static str,
    /// Its value if nobody sets it.
    pub default: String,
}

/// Each concern with its settings.
pub fn concerns() -> [(&'static str, Vec<Entry>); 7] {
    [
        Storage::entries(),
        Between::entries(),
        Places::entries(),
        Network::entries(),
        Bounds::entries(),
        Work::entries(),
        Logs::entries(),
    ]
}

impl Config {
    /// Reads file, environment and flags (`name=value`). Errors are sentences.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: &[(String, String)],
    ) -> Result<Self, String> {
        let names: Vec<&str> =
            concerns().into_iter().flat_map(|(_, entries)| entries).map(|entry| entry.name).collect();
        let mut figment = Figment::new();
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let variables = environment.filter_map(|(name, value)| {
            let key = name.strip_prefix("TOWPATH_")?.to_lowercase();
            names.contains(&key.as_str()).then_some((key, value))
        });
        figment = figment.merge(Serialized::defaults(typed(variables)));
        figment = figment.merge(Serialized::defaults(typed(flags.iter().cloned())));
        let given: Dict = figment.extract().map_err(|error| format!("the settings cannot be read: {error}"))?;
        if let Some(unknown) = given.keys().find(|key| !names.contains(&key.as_str())) {
            return Err(format!("there is no setting `{unknown}`; `towpath config --reference` lists them"));
        }
        let read = |error: figment::Error| format!("a setting is not right: {error}");
        Ok(Self {
            storage: figment.extract().map_err(read)?,
            between: figment.extract().map_err(read)?,
            places: figment.extract().map_err(read)?,
            network: figment.extract().map_err(read)?,
            bounds: figment.extract().map_err(read)?,
            work: figment.extract().map_err(read)?,
            logs: figment.extract().map_err(read)?,
        })
    }
}

/// Texts as values; which type is wanted is known only when they are read, and
/// the settings that are texts take numbers and booleans as texts again.
fn typed(texts: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Value> {
    texts.map(|(key, text)| (key, Value::from(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Config, String> {
        let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        Config::load(None, own(environment).into_iter(), &own(flags))
    }

    #[test]
    fn later_ones_win_and_the_rest_keeps_its_default() {
        let variables =
            [("TOWPATH_LISTEN", "0.0.0.0:1"), ("TOWPATH_KEEP_RUNS", "7"), ("TOWPATH_INSECURE_COOKIES", "true")];
        let config = load(&variables, &[("listen", "0.0.0.0:2"), ("instance_key", "123")]).unwrap();
        assert_eq!(config.network.listen, "0.0.0.0:2");
        assert_eq!((config.storage.keep_runs, config.storage.instance_key.as_str()), (7, "123"));
        assert!(config.network.insecure_cookies);
        assert_eq!(config.bounds.api_body_bytes, 1 << 20);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(load(&[], &[("colour", "red")]).unwrap_err().contains("`colour`"));
        assert!(load(&[("TOWPATH_KEEP_RUNS", "many")], &[]).unwrap_err().contains("keep_runs"));
    }
}
