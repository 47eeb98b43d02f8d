//! Puts the parts together: store, vault, way outside, worker, auth.

use crate::config::{Config, Storage};
use flow::{Clock, Ids};
use node_sdk::Catalog;
use outbound::{Client, Policy};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
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
            expression_env: Default::default(),
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
    let authorities = Some(&storage.database_authorities).filter(|file| !file.is_empty()).map(PathBuf::from);
    PostgresOptions { authorities, ..PostgresOptions::default() }
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

/// Limits of the worker as the settings say.
pub fn worker_limits(config: &Config) -> Limits {
    let work = &config.work;
    Limits { active_runs: work.active_runs, heavy_steps: work.heavy_steps, ..Limits::default() }
}
