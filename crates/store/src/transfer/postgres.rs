//! Rows of a PostgreSQL database.

use super::cell::Cell;
use super::table::Table;
use super::{Give, Source, Take, Target, not_empty, other_schema};
use crate::postgres::{Address, Connection, migrate};
use crate::sql::value::{Bind, Value};
use crate::{StoreError, StoreResult};
use ::postgres::binary_copy::BinaryCopyInWriter;
use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::types::{ToSql, Type};
use ::postgres::{Client, Row};
use std::path::Path;

/// Reads a database that may be in use.
pub(super) struct Reader(Connection);

impl Reader {
    pub(super) fn open(url: &str, authorities: Option<&Path>) -> StoreResult<Self> {
        let mut connection = Address::parse(url, authorities)?.connect()?;
        let client = &mut connection.client;
        unlimited(client)?;
        let found = migrate::version(client)?;
        if found != migrate::known() {
            return Err(other_schema(found, migrate::known()));
        }
        client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL towpath.workspace = 'server'")?;
        Ok(Self(connection))
    }
}

impl Source for Reader {
    fn rows(&mut self, table: &Table, take: &mut Take<'_>) -> StoreResult<()> {
        let sql = match table.name.as_str() {
            // Each lane counts for itself; a copy needs only their sums.
            "run_count" => "SELECT flow, quarter, SUM(finished)::integer, SUM(failed)::integer FROM run_count GROUP BY flow, quarter".to_owned(),
            // Whoever owned them does not come along.
            "run" => format!("SELECT {} FROM run", table.column_list().replace(", owner", ", NULL::uuid AS owner")),
            name => format!("SELECT {} FROM {name}", table.column_list()),
        };
        let mut rows = self.0.client.query_raw::<_, &(dyn ToSql + Sync), _>(&sql, [])?;
        while let Some(row) = rows.next()? {
            take(&cells(&row)?)?;
        }
        Ok(())
    }
}

fn cells(row: &Row) -> StoreResult<Vec<Cell>> {
    row.columns().iter().enumerate().map(|(index, column)| cell(row, index, column.type_())).collect()
}

fn cell(row: &Row, index: usize, kind: &Type) -> StoreResult<Cell> {
    Ok(match *kind {
        Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map_or(Cell::Null, |number| Cell::Integer(number.into())),
        Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map_or(Cell::Null, Cell::Integer),
        Type::TEXT => row.try_get::<_, Option<String>>(index)?.map_or(Cell::Null, Cell::Text),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map_or(Cell::Null, Cell::Bytes),
        Type::UUID => {
            row.try_get::<_, Option<uuid::Uuid>>(index)?.map_or(Cell::Null, |id| Cell::Bytes(id.into_bytes().to_vec()))
        }
        _ => return Err(StoreError::Damaged(format!("a column is of the type `{kind}`, which Towpath does not use"))),
    })
}

/// Writes an empty database, all or nothing.
pub(super) struct Writer {
    connection: Connection,
    /// The tables whose owner is not bound by their policy for now.
    freed: Vec<String>,
}

impl Writer {
    pub(super) fn open(url: &str, authorities: Option<&Path>) -> StoreResult<Self> {
        let address = Address::parse(url, authorities)?.for_writing();
        let mut connection = address.connect()?;
        migrate::migrate(&mut connection)?;
        let client = &mut connection.client;
        unlimited(client)?;
        let is_empty: bool = client.query_one("SELECT NOT EXISTS (SELECT 1 FROM organisation)", &[])?.try_get(0)?;
        if !is_empty {
            return Err(not_empty("the database"));
        }
        let in_use =
            "SELECT EXISTS (SELECT 1 FROM owner WHERE expires_at > extract(epoch FROM clock_timestamp()) * 1000)";
        if client.query_one(in_use, &[])?.try_get(0)? {
            return Err(StoreError::Conflict(
                "a Towpath process is using this database; stop it first, and wait ten seconds if it crashed"
                    .to_owned(),
            ));
        }
        client.batch_execute("BEGIN; SET LOCAL towpath.workspace = 'server'")?;
        Ok(Self { connection, freed: Vec::new() })
    }
}

impl Target for Writer {
    fn fill(&mut self, table: &Table, give: &mut Give<'_>) -> StoreResult<()> {
        let client = &mut self.connection.client;
        let columns = table.column_list();
        let shape = client.prepare(&format!("SELECT {columns} FROM {} LIMIT 0", table.name))?;
        let kinds: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
        client.execute(&format!("DELETE FROM {}", table.name), &[])?;
        // `COPY` does not work under a policy. The owner is free of it until the last
        // statement of this transaction binds it again; nobody else sees the table meanwhile.
        if is_bound(client, &table.name)? {
            client.batch_execute(&format!("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", table.name))?;
            self.freed.push(table.name.clone());
        }
        let copy = client.copy_in(&format!("COPY {} ({columns}) FROM STDIN BINARY", table.name))?;
        let mut writer = BinaryCopyInWriter::new(copy, &kinds);
        give(&mut |row| {
            let values: Vec<Value<'_>> = row.iter().map(Bind::bind).collect();
            let references: Vec<&(dyn ToSql + Sync)> =
                values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            Ok(writer.write(&references)?)
        })?;
        writer.finish()?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> StoreResult<()> {
        let client = &mut self.connection.client;
        for table in &self.freed {
            client.batch_execute(&format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))?;
        }
        Ok(client.batch_execute("COMMIT")?)
    }
}

fn is_bound(client: &mut Client, table: &str) -> StoreResult<bool> {
    let row = client.query_one("SELECT relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass", &[&table])?;
    Ok(row.try_get(0)?)
}

/// Copying a large table takes as long as it takes.
fn unlimited(client: &mut Client) -> StoreResult<()> {
    Ok(client.batch_execute("SET statement_timeout = 0")?)
}
