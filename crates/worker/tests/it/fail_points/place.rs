//! Where runs are kept: a database that outlives the processes.

use super::FailPoint;
use super::scenarios::Scenario;
use crate::drawing::draw;
use crate::kinds::{Script, script};
use crate::support::{publish_on, set_up};
use flow::Flow;
use flow::document::Durability;
use flow::id::{FlowId, VersionId, WorkspaceId};
use serde_json::json;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::faults::Faulty;
use store::memory::MemoryStore;
use store::postgres::{PostgresOptions, PostgresStore};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::system::SystemIds;
use store::{Store, StoreError};
use tempfile::TempDir;
use test_kit::TempCluster;
use tokio::runtime::{Builder, Runtime};

/// A database with one tenant.
pub struct Place {
    database: Database,
    pub workspace: WorkspaceId,
}

enum Database {
    Memory(Arc<MemoryStore>),
    Sqlite(TempDir),
    Postgres { _cluster: Box<TempCluster>, url: String },
}

/// The flows of a scenario.
pub struct Published {
    pub flow: (FlowId, VersionId),
    pub document: Flow,
    pub called: Option<(FlowId, Flow)>,
    pub script: String,
}

impl Published {
    /// The document of one of the flows.
    pub fn document(&self, flow: FlowId) -> &Flow {
        match &self.called {
            Some((called, document)) if *called == flow => document,
            _ => &self.document,
        }
    }

    pub fn is_fast(&self) -> bool {
        self.document.settings.durability == Durability::Fast
    }
}

/// The runtime of a process, which ends with it.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

impl Place {
    pub fn memory() -> Self {
        Self::of(Database::Memory(MemoryStore::open().unwrap()))
    }

    pub fn sqlite() -> Self {
        Self::of(Database::Sqlite(tempfile::tempdir().unwrap()))
    }

    pub fn postgres(cluster: TempCluster) -> Self {
        let url = cluster.database();
        Self::of(Database::Postgres { _cluster: Box::new(cluster), url })
    }

    fn of(database: Database) -> Self {
        let nil = WorkspaceId(Default::default());
        let place = Self { database, workspace: nil };
        let workspace = runtime().block_on(async { set_up(&*place.open(FailPoint::new(None))).await });
        Self { workspace, ..place }
    }

    /// The database as a process opens it.
    pub fn open(&self, point: Arc<FailPoint>) -> Arc<dyn Store> {
        match &self.database {
            Database::Memory(store) => Faulty::new(store.clone(), point),
            Database::Sqlite(folder) => {
                Faulty::new(SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap(), point)
            }
            Database::Postgres { url, .. } => Faulty::new(connect(url), point),
        }
    }

    /// Publishes the flows of a scenario with this durability.
    pub fn publish(&self, scenario: &Scenario, durability: &str) -> Published {
        let name = format!("{} {durability} {self}", scenario.name);
        let (failures, is_permanent) = scenario.failures;
        script(&name, Script { failures, is_permanent, is_by_key: true, ..Script::default() });
        let document = |drawing: &str, called: Option<FlowId>| {
            let settings = json!({"durability": durability, "compensate": scenario.name == "undone"});
            let drawing = drawing.replace("SCRIPT", &name);
            let drawing = drawing.replace("FLOW", &called.map(|flow| flow.to_string()).unwrap_or_default());
            draw(&format!("flow {settings}\n{drawing}"))
        };
        runtime().block_on(async {
            let store = self.open(FailPoint::new(None));
            let called = match scenario.called {
                "" => None,
                drawing => {
                    let document = document(drawing, None);
                    let id = FlowId::new(&SystemIds);
                    publish_on(&*store, self.workspace, id, &document).await;
                    Some((id, document))
                }
            };
            let document = document(scenario.drawing, called.as_ref().map(|(flow, _)| *flow));
            let flow = publish_on(&*store, self.workspace, FlowId::new(&SystemIds), &document).await;
            Published { flow, document, called, script: name.clone() }
        })
    }
}

/// The locks of a process that died go with its connections, which the database may
/// notice a moment later.
fn connect(url: &str) -> Arc<PostgresStore> {
    let options = PostgresOptions { connections: 1, ..PostgresOptions::default() };
    let begun = Instant::now();
    loop {
        match PostgresStore::open(url, &options) {
            Ok(store) => return store,
            Err(StoreError::Conflict(_)) if begun.elapsed() < Duration::from_secs(10) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.database {
            Database::Memory(_) => "memory",
            Database::Sqlite(_) => "SQLite",
            Database::Postgres { .. } => "PostgreSQL",
        })
    }
}
