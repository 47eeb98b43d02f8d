//! What a rehearsal keeps: a store of its own in memory, made when it is first asked
//! for and gone with it. Tables need not be made before: they take the columns they are
//! given.

use super::data::{StepData, failed, shape};
use async_trait::async_trait;
use flow::id::{FlowId, OrganisationId, TableId, UserId, WorkspaceId};
use flow::tables::{Cells, Change, Changed, Column, ColumnKind, OWN_COLUMNS, Row};
use flow::variables::{Deed, VariableScope};
use flow::{Clock, Ids};
use node_sdk::NodeError;
use node_sdk::data::{Data, Query, SeenScope, TableShape};
use serde_json::Value;
use std::sync::Arc;
use store::identity::{Identity as _, Organisation, User, Workspace};
use store::memory::MemoryStore;
use store::tables::TableRow;
use store::{Store, StoreError, StoreResult};
use tokio::sync::OnceCell;

/// A column that has no place yet; the store gives it one.
const NEW_PLACE: u16 = u16::MAX;

/// What a rehearsal keeps.
pub(crate) struct RehearsedData {
    store: OnceCell<Arc<MemoryStore>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    workspace: WorkspaceId,
    flow: FlowId,
}

impl RehearsedData {
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, workspace: WorkspaceId, flow: FlowId) -> Arc<Self> {
        Arc::new(Self { store: OnceCell::new(), clock, ids, workspace, flow })
    }

    async fn store(&self) -> Result<&dyn Store, NodeError> {
        let store = self.store.get_or_try_init(|| self.open()).await.map_err(failed)?;
        Ok(store.as_ref())
    }

    /// A store with the workspace in it.
    async fn open(&self) -> StoreResult<Arc<MemoryStore>> {
        let (store, ids, created_at) = (MemoryStore::open()?, self.ids.as_ref(), self.clock.now());
        let organisation = Organisation { id: OrganisationId::new(ids), name: "Rehearsal".into(), created_at };
        let workspace = Workspace {
            id: self.workspace,
            organisation: organisation.id,
            name: "Rehearsal".into(),
            time_zone: "UTC".into(),
            created_at,
        };
        let owner = User {
            id: UserId::new(ids),
            organisation: organisation.id,
            name: "Rehearsal".into(),
            email: "rehearsal@localhost".into(),
            password_hash: String::new(),
            created_at,
            disabled_at: None,
        };
        store.set_up(organisation, workspace, owner).await?;
        Ok(store)
    }

    /// Lets a run see the variables as they stand now.
    pub async fn look_again(&self, kept: &super::Kept) {
        if let Some(store) = self.store.get() {
            kept.look_again(store.as_ref(), self.workspace, self.flow).await;
        }
    }
}

/// What one step of a rehearsal may ask.
pub(crate) struct RehearsedStep {
    pub kept: Arc<RehearsedData>,
    /// The id of the node.
    pub node: String,
}

impl RehearsedStep {
    async fn data(&self) -> Result<StepData<'_>, NodeError> {
        let kept = &self.kept;
        let seams = (kept.clock.as_ref(), kept.ids.as_ref());
        Ok(StepData::new(kept.store().await?, seams, (kept.workspace, kept.flow), &self.node))
    }

    /// The table with these columns, made or extended as needed.
    async fn with_columns(&self, name: &str, wanted: Vec<String>) -> Result<TableRow, NodeError> {
        let (store, now) = (self.kept.store().await?, self.kept.clock.now());
        let found = match name.parse::<TableId>() {
            Ok(id) => store.table(self.kept.workspace, id).await,
            Err(_) => store.table_by_name(self.kept.workspace, name).await,
        };
        let table = match found {
            Err(StoreError::NotFound(_)) => self.make(store, name).await,
            found => found,
        }
        .map_err(failed)?;
        let mut columns = table.columns.clone();
        for name in wanted {
            if !OWN_COLUMNS.contains(&name.as_str()) && columns.iter().all(|column| column.name != name) {
                columns.push(Column { place: NEW_PLACE, name, kind: ColumnKind::Json, indexed: false });
            }
        }
        if columns.len() == table.columns.len() {
            return Ok(table);
        }
        store.shape_table(self.kept.workspace, table.id, table.name, columns, now).await.map_err(failed)
    }

    async fn make(&self, store: &dyn Store, name: &str) -> StoreResult<TableRow> {
        let now = self.kept.clock.now();
        let row = TableRow {
            id: TableId::new(self.kept.ids.as_ref()),
            workspace: self.kept.workspace,
            name: name.to_owned(),
            columns: Vec::new(),
            next_place: 0,
            next_row: 1,
            row_count: 0,
            size_bytes: 0,
            created_at: now,
            updated_at: now,
        };
        store.create_table(row.clone()).await?;
        Ok(row)
    }
}

#[async_trait]
impl Data for RehearsedStep {
    async fn variable(&self, scope: Option<VariableScope>, name: &str) -> Result<Option<Value>, NodeError> {
        self.data().await?.variable(scope, name).await
    }

    async fn change_variable(
        &self,
        scope: VariableScope,
        name: &str,
        deed: Deed,
        key: &str,
    ) -> Result<Option<Value>, NodeError> {
        self.data().await?.change_variable(scope, name, deed, key).await
    }

    async fn table(&self, name: &str) -> Result<TableShape, NodeError> {
        let row = self.with_columns(name, Vec::new()).await?;
        Ok(TableShape { is_open: true, ..shape(row) })
    }

    async fn rows(&self, table: &TableShape, query: Query) -> Result<(Vec<Row>, u64), NodeError> {
        let named = query.filter.conditions.iter().map(|condition| condition.column.clone());
        let sorted = query.sort.iter().map(|sort| sort.column.clone());
        self.with_columns(&table.id, named.chain(sorted).collect()).await?;
        self.data().await?.rows(table, query).await
    }

    async fn change_rows(
        &self,
        table: &TableShape,
        changes: Vec<Change>,
        key: &str,
    ) -> Result<Vec<Changed>, NodeError> {
        self.with_columns(&table.id, changes.iter().flat_map(columns_of).collect()).await?;
        self.data().await?.change_rows(table, changes, key).await
    }

    async fn see_marks(
        &self,
        scope: SeenScope,
        marks: Vec<String>,
        size: u32,
        key: &str,
    ) -> Result<Vec<bool>, NodeError> {
        self.data().await?.see_marks(scope, marks, size, key).await
    }

    async fn see_numbers(&self, scope: SeenScope, numbers: Vec<f64>, key: &str) -> Result<Vec<bool>, NodeError> {
        self.data().await?.see_numbers(scope, numbers, key).await
    }

    async fn clear_seen(&self, scope: SeenScope) -> Result<(), NodeError> {
        self.data().await?.clear_seen(scope).await
    }
}

/// The columns a change names.
fn columns_of(change: &Change) -> Vec<String> {
    let of_cells = |cells: &Cells| cells.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (filter, cells) = match change {
        Change::Insert(cells) => (None, of_cells(cells)),
        Change::Update(filter, cells) | Change::Upsert(filter, cells) => (Some(filter), of_cells(cells)),
        Change::Delete(filter) => (Some(filter), Vec::new()),
    };
    let named = filter.into_iter().flat_map(|filter| &filter.conditions).map(|condition| condition.column.clone());
    cells.into_iter().chain(named).collect()
}
