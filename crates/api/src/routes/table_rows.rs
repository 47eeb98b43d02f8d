//! The rows of data tables.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::tables::note;
use crate::state::ApiState;
use crate::wire::extract::{Number, read};
use crate::wire::{At, Created, Json, Query};
use axum::extract::State;
use flow::id::TableId;
use flow::tables::{CHANGES_MOST, Cells, Change, Changed, Column, Condition, Filter, OWN_COLUMNS, Sort, Test};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::tables::{RowQuery, TableRow};

/// How many rows a page has if nobody says.
const PAGE: u64 = 100;
/// How many it may have.
const PAGE_MOST: u64 = 1_000;

/// Which rows are wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct RowsWanted {
    /// A filter as JSON: `{"any": false, "conditions": [{"column": "age", "test": "greater", "value": 17}]}`.
    filter: Option<String>,
    /// The column that decides the order; left out, the order in which rows were added.
    sort: Option<String>,
    /// Whether the largest comes first.
    #[serde(default)]
    descending: bool,
    /// How many are passed over.
    #[serde(default)]
    offset: u64,
    /// How many at most, 1 to 1000; 100 if left out.
    limit: Option<u64>,
}

/// Which rows are meant.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WantedFilter {
    /// Whether one condition that holds is enough.
    #[serde(default)]
    any: bool,
    #[serde(default)]
    conditions: Vec<WantedCondition>,
}

/// A condition on one column.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WantedCondition {
    column: String,
    #[serde(default)]
    test: Test,
    #[serde(default)]
    value: Value,
}

/// Rows of a table.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DataRows")]
pub(crate) struct RowsView {
    /// Each by the names of its columns, with `id`, `createdAt` and `updatedAt`.
    items: Vec<Map<String, Value>>,
    /// How many the filter finds in all.
    total: u64,
}

/// `GET W/tables/{table}/rows`.
pub(crate) async fn list_rows(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Query(wanted): Query<RowsWanted>,
) -> Result<Json<RowsView>, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    let limit = wanted.limit.unwrap_or(PAGE).clamp(1, PAGE_MOST);
    let query = query(&row.columns, &wanted, limit)?;
    let page = state.store.table_rows(tenant.workspace, table, query).await?;
    let items = page.rows.iter().map(|found| found.json(&row.columns)).collect();
    Ok(Json(RowsView { items, total: page.total }))
}

/// What is asked of the store.
pub(crate) fn query(columns: &[Column], wanted: &RowsWanted, limit: u64) -> Result<RowQuery, Problem> {
    let filter = match wanted.filter.as_deref().filter(|text| !text.trim().is_empty()) {
        Some(text) => read::<WantedFilter>(text.as_bytes())?,
        None => WantedFilter { any: false, conditions: Vec::new() },
    };
    let condition = |WantedCondition { column, test, value }| Condition { column, test, value };
    let filter = Filter { any: filter.any, conditions: filter.conditions.into_iter().map(condition).collect() };
    filter.over(columns).map_err(|sentence| Problem::field("filter", sentence))?;
    let sort = wanted.sort.clone().filter(|column| !column.is_empty());
    let sort = sort.map(|column| Sort { column, descending: wanted.descending });
    if let Some(sort) = &sort {
        sort.over(columns).map(drop).map_err(|sentence| Problem::field("sort", sentence))?;
    }
    Ok(RowQuery { filter, sort, offset: wanted.offset, limit })
}

/// New rows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRows {
    /// Each by the names of its columns; 500 at most.
    rows: Vec<Map<String, Value>>,
}

/// Rows that were made or changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChangedRows {
    items: Vec<Map<String, Value>>,
}

/// `POST W/tables/{table}/rows`: all or none.
pub(crate) async fn insert_rows(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Json(request): Json<NewRows>,
) -> Result<Created<ChangedRows>, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    if request.rows.len() > CHANGES_MOST {
        return Err(Problem::field("rows", format!("{CHANGES_MOST} rows at most are made at once.")));
    }
    let insert = |(index, fields)| Ok(Change::Insert(cells(&row.columns, fields, &format!("rows.{index}."))?));
    let changes = request.rows.into_iter().enumerate().map(insert).collect::<Result<Vec<_>, Problem>>()?;
    let changed = change(&state, &tenant, &row, changes).await?;
    Ok(Created(ChangedRows { items: shown(&row, &changed) }))
}

/// Cells of a row that are changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeRow {
    /// By the names of their columns; the others stay.
    cells: Map<String, Value>,
}

/// `PATCH W/tables/{table}/rows/{number}`.
pub(crate) async fn change_row(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    At(Number(number)): At<Number>,
    Json(request): Json<ChangeRow>,
) -> Result<Json<Map<String, Value>>, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    let cells = cells(&row.columns, request.cells, "cells.")?;
    let changed = change(&state, &tenant, &row, vec![Change::Update(numbered(number.into()), cells)]).await?;
    shown(&row, &changed).pop().map(Json).ok_or_else(Problem::not_found)
}

/// Rows that are to go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteRows {
    /// Their numbers; 500 at most.
    rows: Vec<u32>,
}

/// How many rows there were.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DeletedRows {
    deleted: usize,
}

/// `POST W/tables/{table}/rows/delete`.
pub(crate) async fn delete_rows(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Json(request): Json<DeleteRows>,
) -> Result<Json<DeletedRows>, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    if request.rows.len() > CHANGES_MOST {
        return Err(Problem::field("rows", format!("{CHANGES_MOST} rows at most are deleted at once.")));
    }
    let changes = request.rows.into_iter().map(|number| Change::Delete(numbered(number.into()))).collect();
    let changed = change(&state, &tenant, &row, changes).await?;
    let deleted = changed.iter().map(|changed| changed.rows.len()).sum();
    if deleted > 0 {
        note(&state, &tenant, "table.rows_deleted", &row).await?;
    }
    Ok(Json(DeletedRows { deleted }))
}

pub(crate) async fn change(
    state: &ApiState,
    tenant: &Tenant,
    row: &TableRow,
    changes: Vec<Change>,
) -> Result<Vec<Changed>, Problem> {
    Ok(state.store.change_rows(tenant.workspace, row.id, changes, None, state.now()).await?)
}

fn shown(row: &TableRow, changed: &[Changed]) -> Vec<Map<String, Value>> {
    changed.iter().flat_map(|changed| &changed.rows).map(|found| found.json(&row.columns)).collect()
}

fn numbered(number: i64) -> Filter {
    let condition = Condition { column: "id".into(), test: Test::Equals, value: json!(number) };
    Filter { any: false, conditions: vec![condition] }
}

/// Cells that fit their columns; what every row has by itself is passed over.
fn cells(columns: &[Column], fields: Map<String, Value>, path: &str) -> Result<Cells, Problem> {
    let mut cells = Cells::new();
    for (name, value) in fields {
        if OWN_COLUMNS.contains(&name.as_str()) {
            continue;
        }
        let Some(column) = columns.iter().find(|column| column.name == name) else {
            return Err(Problem::field(format!("{path}{name}"), format!("The table has no column “{name}”.")));
        };
        let value = column
            .kind
            .accept(&value)
            .map_err(|wanted| Problem::field(format!("{path}{name}"), format!("“{name}” holds {wanted}.")))?;
        cells.push((name, value));
    }
    Ok(cells)
}
