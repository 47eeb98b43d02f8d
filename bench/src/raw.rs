//! The floor: the rows of as many runs, written as fast as SQLite takes them in
//! large transactions with the same settings.

use crate::processor::Processor;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Instant;

/// Rows in one transaction.
const BATCH: usize = 512;
/// Rows whose sizes are looked at.
const SAMPLE: usize = 10_000;

/// How fast rows were written.
pub struct Raw {
    /// Runs a second.
    pub rate: f64,
    /// Processor time of a run.
    pub cpu_us: f64,
}

/// Reads the rows that runs left in a database and writes them to a new one with
/// the same schema.
pub fn replay(database: &Path, folder: &Path, most: usize) -> Result<Raw, String> {
    let words = |error: rusqlite::Error| error.to_string();
    let source = Connection::open(database).map_err(words)?;
    let copy = Connection::open(folder.join("raw.db")).map_err(words)?;
    copy.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")
        .map_err(words)?;
    copy_schema(&source, &copy).map_err(words)?;
    let runs = rows(&source, "run", most).map_err(words)?;
    let data = rows(&source, "run_data", most).map_err(words)?;
    let (begun, before) = (Instant::now(), Processor::of_this_process());
    let (insert_run, insert_data) = (insert("run", &runs), insert("run_data", &data));
    for (runs, data) in runs.chunks(BATCH).zip(data.chunks(BATCH)) {
        copy.execute_batch("BEGIN IMMEDIATE").map_err(words)?;
        for (run, data) in runs.iter().zip(data) {
            copy.prepare_cached(&insert_run)
                .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(run)))
                .map_err(words)?;
            copy.prepare_cached(&insert_data)
                .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(data)))
                .map_err(words)?;
        }
        copy.execute_batch("COMMIT").map_err(words)?;
    }
    let count = runs.len() as f64;
    Ok(Raw { rate: count / begun.elapsed().as_secs_f64(), cpu_us: before.micros_since() / count })
}

/// About how many bytes a run's rows take as SQLite packs them, indexes apart.
pub fn row_bytes(database: &Path) -> Result<f64, String> {
    let words = |error: rusqlite::Error| error.to_string();
    let source = Connection::open(database).map_err(words)?;
    let of_table = |name| {
        let rows = rows(&source, name, SAMPLE).map_err(words)?;
        let count = rows.len().max(1);
        Ok::<_, String>(rows.iter().flatten().map(value_bytes).sum::<usize>() as f64 / count as f64)
    };
    Ok(of_table("run")? + of_table("run_data")?)
}

/// The value and the byte or two that say what it is.
fn value_bytes(value: &Value) -> usize {
    let of_text = |length: usize| length + if length > 57 { 2 } else { 1 };
    match value {
        Value::Null | Value::Integer(0 | 1) => 1,
        Value::Integer(-128..=127) => 2,
        Value::Integer(-32_768..=32_767) => 3,
        Value::Integer(-0x8000_0000_0000..0x8000_0000_0000) => 7,
        Value::Integer(_) | Value::Real(_) => 9,
        Value::Text(text) => of_text(text.len()),
        Value::Blob(bytes) => of_text(bytes.len()),
    }
}

type Row = Vec<Value>;

fn copy_schema(source: &Connection, copy: &Connection) -> rusqlite::Result<()> {
    let mut statement = source.prepare(
        "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('run', 'run_data') AND sql IS NOT NULL ORDER BY type DESC",
    )?;
    let texts = statement.query_map(params![], |row| row.get::<_, String>(0))?;
    texts.into_iter().try_for_each(|text| copy.execute_batch(&text?))
}

fn rows(source: &Connection, table: &str, most: usize) -> rusqlite::Result<Vec<Row>> {
    let mut statement = source.prepare(&format!("SELECT * FROM {table} LIMIT {most}"))?;
    let columns = statement.column_count();
    let rows = statement.query_map(params![], |row| (0..columns).map(|column| row.get(column)).collect())?;
    rows.collect()
}

fn insert(table: &str, rows: &[Row]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(", "))
}
