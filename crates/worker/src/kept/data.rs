//! What a step may ask of what the server keeps: variables, tables, and what was seen.

use async_trait::async_trait;
use flow::id::{FlowId, RunId, TableId, VariableId, WorkspaceId};
use flow::tables::{Change, Changed, Row};
use flow::variables::{Deed, VariableScope};
use flow::{Clock, Ids};
use node_sdk::NodeError;
use node_sdk::data::{Data, Query, SeenScope, TableShape};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use store::seen::History;
use store::tables::{RowQuery, TableRow};
use store::variables::{VariableChange, VariableOwner};
use store::{Store, StoreError};

/// What one step may ask.
pub(crate) struct StepData<'a> {
    pub store: &'a dyn Store,
    pub clock: &'a dyn Clock,
    pub ids: &'a dyn Ids,
    pub workspace: WorkspaceId,
    pub flow: FlowId,
    /// The id of the node.
    pub node: &'a str,
    /// The run of the step; None where it is not kept.
    pub run: Option<RunId>,
    /// The step changed a variable.
    pub has_changed: AtomicBool,
}

impl<'a> StepData<'a> {
    pub fn new(
        store: &'a dyn Store,
        (clock, ids): (&'a dyn Clock, &'a dyn Ids),
        (workspace, flow): (WorkspaceId, FlowId),
        node: &'a str,
    ) -> Self {
        Self { store, clock, ids, workspace, flow, node, run: None, has_changed: AtomicBool::new(false) }
    }

    /// The same for a step of a run that is kept.
    pub fn of_run(self, run: RunId) -> Self {
        Self { run: Some(run), ..self }
    }

    /// Whether the step changed a variable, so that its run should look again.
    pub fn has_changed_variables(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    fn history(&self, scope: SeenScope) -> History {
        let scope = match scope {
            SeenScope::Node => self.node.to_owned(),
            SeenScope::Flow => String::new(),
        };
        History { workspace: self.workspace, flow: self.flow, scope }
    }
}

#[async_trait]
impl Data for StepData<'_> {
    async fn variable(&self, scope: Option<VariableScope>, name: &str) -> Result<Option<Value>, NodeError> {
        let Some(scope) = scope else {
            let visible = self.store.visible_variables(self.workspace, self.flow).await.map_err(failed)?;
            let nearest = visible.into_iter().rev().find(|(_, other, _)| other == name);
            return Ok(nearest.map(|(_, _, value)| value));
        };
        let owner = VariableOwner::of(scope, self.flow);
        let found = self.store.variable_by_name(self.workspace, owner, name).await.map_err(failed)?;
        Ok(found.map(|row| row.value))
    }

    async fn change_variable(
        &self,
        scope: VariableScope,
        name: &str,
        deed: Deed,
        key: &str,
    ) -> Result<Option<Value>, NodeError> {
        let change = VariableChange {
            owner: VariableOwner::of(scope, self.flow),
            name: name.to_owned(),
            deed,
            new_id: VariableId::new(self.ids),
            step: Some(key.to_owned()),
            now: self.clock.now(),
        };
        let value = self.store.change_variable(self.workspace, change).await.map_err(failed)?;
        self.has_changed.store(true, Ordering::Relaxed);
        Ok(value)
    }

    async fn table(&self, name: &str) -> Result<TableShape, NodeError> {
        let found = match name.parse::<TableId>() {
            Ok(id) => self.store.table(self.workspace, id).await,
            Err(_) => self.store.table_by_name(self.workspace, name).await,
        };
        found.map(shape).map_err(|error| match error {
            StoreError::NotFound(_) => NodeError::permanent(
                "table_missing",
                format!("There is no table “{name}” in this workspace."),
                "Make it under Tables, or look how it is spelled.",
            ),
            other => failed(other),
        })
    }

    async fn rows(&self, table: &TableShape, query: Query) -> Result<(Vec<Row>, u64), NodeError> {
        let Query { filter, sort, limit } = query;
        let query = RowQuery { filter, sort, offset: 0, limit };
        let page = self.store.table_rows(self.workspace, id_of(table)?, query).await.map_err(failed)?;
        Ok((page.rows, page.total))
    }

    async fn change_rows(
        &self,
        table: &TableShape,
        changes: Vec<Change>,
        key: &str,
    ) -> Result<Vec<Changed>, NodeError> {
        let (id, now) = (id_of(table)?, self.clock.now());
        self.store.change_rows(self.workspace, id, changes, Some(key.to_owned()), now).await.map_err(failed)
    }

    async fn see_marks(
        &self,
        scope: SeenScope,
        marks: Vec<String>,
        size: u32,
        key: &str,
    ) -> Result<Vec<bool>, NodeError> {
        let now = self.clock.now();
        self.store.see_marks(self.history(scope), marks, size, key.to_owned(), now).await.map_err(failed)
    }

    async fn see_numbers(&self, scope: SeenScope, numbers: Vec<f64>, key: &str) -> Result<Vec<bool>, NodeError> {
        self.store.see_numbers(self.history(scope), numbers, key.to_owned()).await.map_err(failed)
    }

    async fn clear_seen(&self, scope: SeenScope) -> Result<(), NodeError> {
        self.store.clear_seen(self.history(scope)).await.map_err(failed)
    }

    async fn note_run(&self, notes: Vec<(String, String)>) -> Result<(), NodeError> {
        let Some(run) = self.run else { return Ok(()) };
        self.store.note_run(self.workspace, run, notes).await.map_err(failed)
    }
}

/// A table as nodes see it.
pub(crate) fn shape(row: TableRow) -> TableShape {
    TableShape { id: row.id.to_string(), name: row.name, columns: row.columns, is_open: false }
}

fn id_of(table: &TableShape) -> Result<TableId, NodeError> {
    table.id.parse().map_err(|_| failed(StoreError::NotFound("table")))
}

/// The store's refusal as a failure of the step.
pub(crate) fn failed(error: StoreError) -> NodeError {
    match error {
        StoreError::Conflict(message) => {
            NodeError::permanent("data_refused", sentence(&message), "Look at what the step gives.")
        }
        StoreError::NotFound(what) => {
            let message = format!("There is no such {what} any more.");
            NodeError::permanent("data_missing", message, "Look whether it was deleted.")
        }
        other => {
            tracing::warn!(error = %other, "data that is kept could not be reached");
            let message = "What is kept could not be reached in the database.";
            NodeError::transient("database", message, "It is tried again; if it lasts, look at the server's disk.")
        }
    }
}

/// The store's messages begin small and end without a full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    if rest.ends_with(['.', '!', '?']) { format!("{first}{rest}") } else { format!("{first}{rest}.") }
}
