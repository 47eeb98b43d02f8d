//! Data tables: which there are, and their columns.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Paging, Query};
use axum::extract::State;
use flow::id::TableId;
use flow::tables::{COLUMNS_MOST, Column, ColumnKind, ROWS_MOST, TABLE_BYTES_MOST, check_column_name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::tables::TableRow;

/// A column without a place yet; the store gives it one.
const NEW_PLACE: u16 = u16::MAX;
/// So many columns may be found by quickly.
const INDEXED_MOST: usize = 5;

/// A data table.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DataTable")]
pub(crate) struct TableView {
    id: String,
    name: String,
    columns: Vec<ColumnView>,
    /// How many rows it has.
    rows: u64,
    /// How many rows it may have.
    rows_most: u64,
    /// About how many bytes they take.
    size_bytes: u64,
    /// How many they may take.
    size_most_bytes: u64,
    created_at: i64,
    updated_at: i64,
}

/// A column of a data table.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DataColumn")]
pub(crate) struct ColumnView {
    /// Names the column when the table is changed.
    place: u16,
    name: String,
    kind: ColumnKind,
    /// Whether rows are found by it without looking at all of them.
    indexed: bool,
}

impl From<TableRow> for TableView {
    fn from(row: TableRow) -> Self {
        let column = |Column { place, name, kind, indexed }| ColumnView { place, name, kind, indexed };
        Self {
            id: row.id.to_string(),
            name: row.name,
            columns: row.columns.into_iter().map(column).collect(),
            rows: row.row_count,
            rows_most: ROWS_MOST,
            size_bytes: row.size_bytes,
            size_most_bytes: TABLE_BYTES_MOST,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        }
    }
}

/// `GET W/tables`: by name.
pub(crate) async fn list_tables(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(paging): Query<Paging>,
) -> Result<Json<List<TableView>>, Problem> {
    let page = state.store.tables(tenant.workspace, paging.into()).await?;
    Ok(Json(List::of(page, TableView::from)))
}

/// A column that is wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedColumn {
    /// The place of a column that is there; a new one has none.
    place: Option<u16>,
    name: String,
    #[serde(default)]
    kind: ColumnKind,
    /// Whether rows shall be found by it quickly; five columns at most.
    #[serde(default)]
    indexed: bool,
}

impl WantedColumn {
    /// A column that stays as it is.
    pub(crate) fn of(Column { place, name, kind, indexed }: Column) -> Self {
        Self { place: Some(place), name, kind, indexed }
    }

    /// A new column.
    pub(crate) fn new(name: String, kind: ColumnKind) -> Self {
        Self { place: None, name, kind, indexed: false }
    }
}

/// A new data table.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTable {
    name: String,
    #[serde(default)]
    columns: Vec<WantedColumn>,
}

/// `POST W/tables`.
pub(crate) async fn create_table(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewTable>,
) -> Result<Created<TableView>, Problem> {
    let now = state.now();
    let columns = columns(request.columns)?;
    let placed = (0..).zip(columns).map(|(place, column)| Column { place, ..column });
    let columns: Vec<Column> = placed.collect();
    let row = TableRow {
        id: TableId::new(state.ids.as_ref()),
        workspace: tenant.workspace,
        name: named("name", &request.name)?,
        next_place: columns.len() as u16,
        columns,
        next_row: 1,
        row_count: 0,
        size_bytes: 0,
        created_at: now,
        updated_at: now,
    };
    state.store.create_table(row.clone()).await?;
    note(&state, &tenant, "table.created", &row).await?;
    Ok(Created(row.into()))
}

/// `GET W/tables/{table}`.
pub(crate) async fn get_table(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
) -> Result<Json<TableView>, Problem> {
    Ok(Json(state.store.table(tenant.workspace, table).await?.into()))
}

/// A change of a data table.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTable {
    name: Option<String>,
    /// All columns in order. One that is left out goes, with its cells; one with another
    /// kind is refused if a cell cannot be read as that.
    columns: Option<Vec<WantedColumn>>,
}

/// `PATCH W/tables/{table}`.
pub(crate) async fn change_table(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Json(request): Json<ChangeTable>,
) -> Result<Json<TableView>, Problem> {
    let before = state.store.table(tenant.workspace, table).await?;
    let name = request.name.map_or(Ok(before.name), |name| named("name", &name))?;
    let columns = request.columns.map_or(Ok(before.columns), columns)?;
    let row = state.store.shape_table(tenant.workspace, table, name, columns, state.now()).await?;
    note(&state, &tenant, "table.changed", &row).await?;
    Ok(Json(row.into()))
}

/// `DELETE W/tables/{table}`: with its rows.
pub(crate) async fn delete_table(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
) -> Result<NoContent, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    state.store.delete_table(tenant.workspace, table).await?;
    note(&state, &tenant, "table.deleted", &row).await?;
    Ok(NoContent)
}

/// Columns with names that differ.
pub(crate) fn columns(wanted: Vec<WantedColumn>) -> Result<Vec<Column>, Problem> {
    if wanted.len() > COLUMNS_MOST {
        return Err(Problem::field("columns", format!("A table has {COLUMNS_MOST} columns at most.")));
    }
    if wanted.iter().filter(|column| column.indexed).count() > INDEXED_MOST {
        return Err(Problem::field("columns", format!("{INDEXED_MOST} columns at most can be found by quickly.")));
    }
    let mut columns: Vec<Column> = Vec::with_capacity(wanted.len());
    for (index, WantedColumn { place, name, kind, indexed }) in wanted.into_iter().enumerate() {
        let field = || format!("columns.{index}.name");
        check_column_name(&name).map_err(|sentence| Problem::field(field(), sentence))?;
        if columns.iter().any(|other| other.name.eq_ignore_ascii_case(&name)) {
            return Err(Problem::field(field(), format!("There are two columns “{name}”.")));
        }
        columns.push(Column { place: place.unwrap_or(NEW_PLACE), name, kind, indexed });
    }
    Ok(columns)
}

/// Writes a line of the audit log about a table.
pub(crate) async fn note(state: &ApiState, tenant: &Tenant, action: &str, row: &TableRow) -> Result<(), Problem> {
    let detail = json!({"name": row.name, "columns": row.columns.len()});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, row.id, detail).await
}
