//! Puts the parts together: store, vault, way outside, worker, auth.

use crate::config::{Config, Storage};
use flow::{Clock, Ids};
use node_sdk::Catalog;
use outbound::{Client, Policy};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::limits::{Bound, Rate};
use store::postgres::{PostgresOptions, PostgresStore};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::{SystemClock, SystemIds};
use vault::Vault;
use worker::{Limits, Setup, Sharing, Worker};

/// The parts every command that performs runs needs.
pub struct Parts {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// All node kinds.
    pub catalog: Arc<Catalog>,
    /// Seals credentials.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Hands out ids.
    pub ids: Arc<dyn Ids>,
    /// What flows may read of the environment.
    pub expression_env: BTreeMap<String, String>,
}

impl Parts {
    /// Opens the data folder. Errors are sentences.
    pub fn open(storage: &Storage) -> Result<Self, String> {
        let parts = Self::of(store(storage)?, vault(storage)?);
        Ok(Self { catalog: Arc::new(nodes::catalog().with_flow_files(&storage.flow_files)), ..parts })
    }

    /// These with the system's clock and ids.
    pub fn of(store: Arc<dyn Store>, vault: Vault) -> Self {
        Self {
            store,
            catalog: Arc::new(nodes::catalog()),
            vault: Arc::new(vault),
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            expression_env: BTreeMap::new(),
        }
    }

    /// Starts the worker. Errors are sentences.
    pub async fn start_worker(
        &self,
        http: Client,
        public_url: Option<String>,
        limits: Limits,
        sharing: Sharing,
    ) -> Result<Worker, String> {
        let setup = Setup {
            store: self.store.clone(),
            catalog: self.catalog.clone(),
            vault: self.vault.clone(),
            http,
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            public_url,
            expression_env: self.expression_env.clone(),
            limits,
        };
        Worker::start_as(setup, sharing).await.map_err(|error| format!("the open runs cannot be taken up: {error}"))
    }
}

/// The store of the settings.
fn store(storage: &Storage) -> Result<Arc<dyn Store>, String> {
    if !storage.database_url.is_empty() {
        let store = PostgresStore::open(&storage.database_url, &postgres_options(storage))
            .map_err(|error| format!("the database cannot be opened: {error}"))?;
        return Ok(store);
    }
    let folder = Path::new(&storage.data);
    let store = SqliteStore::open(folder, SqliteOptions::default())
        .map_err(|error| format!("the data folder `{}` cannot be opened: {error}", folder.display()))?;
    Ok(store)
}

fn postgres_options(storage: &Storage) -> PostgresOptions {
    let set = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    PostgresOptions {
        authorities: set(&storage.database_authorities).map(PathBuf::from),
        direct_url: set(&storage.database_direct_url),
        replica_url: set(&storage.database_replica_url),
        ..PostgresOptions::default()
    }
}

/// The vault with the key of the settings, or of the data folder.
fn vault(storage: &Storage) -> Result<Vault, String> {
    let folder = Path::new(&storage.data);
    let opened = match storage.instance_key.as_str() {
        "" => {
            // With a database elsewhere nobody has made the folder yet.
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("the data folder `{}` cannot be made: {error}", folder.display()))?;
            Vault::load_or_create(&folder.join("instance.key"))
        }
        key => Vault::from_base64(key),
    };
    opened.map_err(|error| error.to_string())
}

/// The way outside: public addresses, and those that are allowed besides.
pub fn outbound_client<'a>(allowed: impl Iterator<Item = &'a str>) -> Result<Client, String> {
    let allowed = allowed.map(str::trim).filter(|entry| !entry.is_empty());
    let policy = Policy::allowing(allowed).map_err(|error| format!("`outbound_allow` cannot be read: {error}"))?;
    Client::new(policy, outbound::Settings::default()).map_err(|error| error.to_string())
}

/// The variables of the environment that are named, as far as they are set. Settings of this
/// server may be secrets and are never among them.
pub fn expression_env(names: &str, read: impl Fn(&str) -> Option<String>) -> BTreeMap<String, String> {
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let allowed = names.filter(|name| !name.to_ascii_uppercase().starts_with("TOWPATH_"));
    allowed.filter_map(|name| Some((name.to_owned(), read(name)?))).collect()
}

/// Limits of the worker as the settings say.
pub fn worker_limits(config: &Config) -> Limits {
    let work = &config.work;
    Limits {
        active_runs: work.active_runs,
        heavy_steps: work.heavy_steps,
        items_per_step: work.items_per_step,
        record_size_bytes: work.record_size_bytes,
        node_runs: work.node_runs,
        queued_runs: work.queued_runs,
        workspace: workspace_limits(config),
        memory_most_bytes: memory_most_bytes(work.memory_most_bytes),
        commit_slow: Duration::from_millis(work.commit_slow_ms),
        ..Limits::default()
    }
}

/// What the settings allow each workspace; 0 is no limit.
pub fn workspace_limits(config: &Config) -> Bound {
    let set = |number: u32| (number > 0).then_some(number);
    let rate = set(config.work.workspace_runs_per_minute).map(|runs| Rate { runs, per_ms: 60_000 });
    Bound { at_once: set(config.work.workspace_runs_at_once), rate }
}

/// The memory the process may have; where the settings leave it open, three quarters of
/// what there is, as far as the system tells.
fn memory_most_bytes(set: u64) -> Option<u64> {
    if set > 0 {
        return Some(set);
    }
    let number = |text: String| text.split_whitespace().find_map(|word| word.parse::<u64>().ok());
    let of_container = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let of_container = of_container.into_iter().filter_map(|file| number(std::fs::read_to_string(file).ok()?));
    let of_machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(number).map(|kibibytes| kibibytes * 1024);
    of_container.chain(of_machine).min().map(|bytes| bytes / 4 * 3)
}

#[cfg(test)]
mod tests {
    use super::expression_env;

    #[test]
    fn only_what_is_named_and_no_setting_is_read() {
        let read = |name: &str| (name != "UNSET").then(|| format!("value of {name}"));
        let read_of = |names| expression_env(names, read).into_keys().collect::<Vec<_>>();
        assert!(read_of("").is_empty());
        assert_eq!(read_of("REGION, UNSET ,TOWPATH_INSTANCE_KEY,towpath_x,A"), ["A", "REGION"]);
    }
}
