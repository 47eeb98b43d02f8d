//! Data tables as CSV: out and in.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::table_rows::{RowsWanted, change, query};
use crate::routes::tables::WantedColumn;
use crate::state::ApiState;
use crate::wire::reply::Answered;
use crate::wire::{At, Json, Query};
use axum::extract::State;
use axum::response::IntoResponse;
use flow::id::TableId;
use flow::tables::{Cells, Change, Column, ColumnKind, OWN_COLUMNS, ROWS_MOST};
use http::header;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::tables::TableRow;

/// How many rows one import makes.
const ROWS_AT_ONCE: usize = 10_000;

/// `GET W/tables/{table}/csv`: the rows a filter finds, with a line of names first.
pub(crate) async fn export_csv(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Query(wanted): Query<RowsWanted>,
) -> Result<Answered, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    let query = query(&row.columns, &wanted, ROWS_MOST)?;
    let page = state.store.table_rows(tenant.workspace, table, query).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = OWN_COLUMNS.into_iter().chain(row.columns.iter().map(|column| column.name.as_str()));
    writer.write_record(names).map_err(Problem::internal)?;
    for found in &page.rows {
        let cells = found.json(&row.columns);
        writer.write_record(cells.values().map(written)).map_err(Problem::internal)?;
    }
    let body = writer.into_inner().map_err(Problem::internal)?;
    let disposition = format!("attachment; filename=\"{}.csv\"", file_name(&row.name));
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok(Answered((headers, body).into_response()))
}

/// CSV to be read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportCsv {
    /// The text: a line of names, then a line for each row. 10,000 rows at most.
    csv: String,
    /// Whether names that are no columns become columns; otherwise they are refused.
    #[serde(default)]
    adds_columns: bool,
}

/// What an import made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// How many rows.
    rows: usize,
    /// The columns that are new.
    new_columns: Vec<String>,
}

/// `POST W/tables/{table}/csv`: all rows or none.
pub(crate) async fn import_csv(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(table): At<TableId>,
    Json(request): Json<ImportCsv>,
) -> Result<Json<Imported>, Problem> {
    let row = state.store.table(tenant.workspace, table).await?;
    let (names, records) = parse(&request.csv)?;
    let unknown: Vec<String> = names.iter().filter(|name| !is_known(&row.columns, name)).cloned().collect();
    if let Some(name) = unknown.first().filter(|_| !request.adds_columns) {
        let problem = Problem::field("csv", format!("The first line names “{name}”, which is no column of the table."));
        return Err(problem.hint("Add the column first, or let the import add columns."));
    }
    let columns = with_new(&row.columns, &names, &records, &unknown)?;
    // Looked at before a column is added, so that a refusal leaves nothing behind.
    let changes = changes(&columns, &names, &records)?;
    let row = if unknown.is_empty() { row } else { extend(&state, &tenant, row, columns).await? };
    let count = changes.len();
    change(&state, &tenant, &row, changes).await?;
    let detail = json!({"name": row.name, "rows": count});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "table.imported", row.id, detail).await?;
    Ok(Json(Imported { rows: count, new_columns: unknown }))
}

async fn extend(state: &ApiState, tenant: &Tenant, row: TableRow, columns: Vec<Column>) -> Result<TableRow, Problem> {
    Ok(state.store.shape_table(tenant.workspace, row.id, row.name, columns, state.now()).await?)
}

/// The names in the first line, and the texts in the others.
fn parse(text: &str) -> Result<(Vec<String>, Vec<Vec<String>>), Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).from_reader(text.as_bytes());
    let refused = |error: csv::Error| Problem::field("csv", format!("The CSV cannot be read: {error}."));
    let names: Vec<String> = reader.headers().map_err(refused)?.iter().map(|name| name.trim().to_owned()).collect();
    if names.iter().all(String::is_empty) {
        return Err(Problem::field("csv", "The first line must hold the names of the columns."));
    }
    let mut records = Vec::new();
    for record in reader.records() {
        if records.len() == ROWS_AT_ONCE {
            return Err(Problem::field(
                "csv",
                format!("{ROWS_AT_ONCE} rows at most are read at once; split the file."),
            ));
        }
        records.push(record.map_err(refused)?.iter().map(str::to_owned).collect());
    }
    Ok((names, records))
}

/// What parts the cells: the sign that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    // Of those that are there as often, the last one counts.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn is_known(columns: &[Column], name: &str) -> bool {
    name.is_empty() || OWN_COLUMNS.contains(&name) || columns.iter().any(|column| column.name == name)
}

/// The columns of the table with the new ones, each of the kind all its cells fit.
fn with_new(
    columns: &[Column],
    names: &[String],
    records: &[Vec<String>],
    unknown: &[String],
) -> Result<Vec<Column>, Problem> {
    let known = columns.iter().map(|column| WantedColumn::of(column.clone()));
    let kind = |name: &String| {
        let place = names.iter().position(|other| other == name);
        let cells = || records.iter().filter_map(|record| record.get(place?)).filter(|cell| !cell.is_empty());
        let fits =
            |kind: &ColumnKind| cells().all(|cell| kind.accept(&json!(cell)).is_ok()) && cells().next().is_some();
        [ColumnKind::Number, ColumnKind::Date].into_iter().find(fits).unwrap_or(ColumnKind::Text)
    };
    let new = unknown.iter().map(|name| WantedColumn::new(name.clone(), kind(name)));
    super::tables::columns(known.chain(new).collect())
}

/// A new row for each record; a cell that does not fit is named.
fn changes(columns: &[Column], names: &[String], records: &[Vec<String>]) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::with_capacity(records.len());
    for (line, record) in records.iter().enumerate() {
        let mut cells = Cells::new();
        for (name, cell) in names.iter().zip(record) {
            let Some(column) = columns.iter().find(|column| column.name == *name) else { continue };
            let value = read(column.kind, cell).map_err(|wanted| {
                let row = line + 2;
                Problem::field("csv", format!("Line {row} has “{cell}” for “{name}”, which holds {wanted}."))
            })?;
            cells.push((name.clone(), value));
        }
        changes.push(Change::Insert(cells));
    }
    Ok(changes)
}

fn read(kind: ColumnKind, cell: &str) -> Result<Value, &'static str> {
    match kind {
        _ if cell.is_empty() => Ok(Value::Null),
        ColumnKind::Json => Ok(serde_json::from_str(cell).unwrap_or_else(|_| json!(cell))),
        kind => kind.accept(&json!(cell)),
    }
}

/// A cell as CSV holds it.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The name of a table in letters every system takes.
fn file_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    name.chars().map(plain).take(60).collect()
}
