//! A database of each released schema, with rows of its time, is brought up to date: nothing
//! is lost, and the store reads it.

use super::ask;
use super::released::{RELEASED, migrations};
use super::rows::Cell::{self, Bytes, Id, Nothing, Number, Text};
use super::rows::{ENDED, FLOW, ROWS, Row, WAITING, WORKSPACE};
use flow::id::{FlowId, RunId, WorkspaceId};
use postgres::{Client, NoTls};
use std::path::Path;
use store::postgres::{PostgresOptions, PostgresStore};
use store::runs::RunStatus;
use store::schema::{self, Schema};
use store::sqlite::{SqliteOptions, SqliteStore};
use store::transfer::Place;
use store::{PageRequest, Store, StoreError};
use test_kit::TempCluster;
use uuid::Uuid;

/// The one after it changes a table that everybody writes to.
const BEFORE_PARTS: usize = 13;

/// How a database writes what it does not share with the other.
#[derive(Clone, Copy)]
enum Words {
    Sqlite,
    Postgres,
}

impl Words {
    fn value(self, cell: &Cell) -> String {
        match (cell, self) {
            (Id(id), Self::Sqlite) => format!("X'{}'", Uuid::from_u128(*id).simple()),
            (Id(id), Self::Postgres) => format!("'{}'::uuid", Uuid::from_u128(*id)),
            (Number(number), _) => number.to_string(),
            (Text(text), _) => format!("'{text}'"),
            (Bytes(hex), Self::Sqlite) => format!("X'{hex}'"),
            (Bytes(hex), Self::Postgres) => format!("'\\x{hex}'::bytea"),
            (Nothing, _) => "NULL".to_owned(),
        }
    }

    fn insert(self, Row(_, table, cells): &Row) -> String {
        let columns: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
        let values: Vec<String> = cells.iter().map(|(_, cell)| self.value(cell)).collect();
        format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }

    /// Counts the rows that are exactly so.
    fn count(self, Row(_, table, cells): &Row) -> String {
        let is = |(column, cell): &(&str, Cell)| match cell {
            Nothing => format!("{column} IS NULL"),
            cell => format!("{column} = {}", self.value(cell)),
        };
        format!("SELECT COUNT(*) FROM {table} WHERE {}", cells.iter().map(is).collect::<Vec<_>>().join(" AND "))
    }
}

fn rows(schema: usize) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |Row(since, ..)| *since <= schema)
}

fn texts(database: &str, schema: usize) -> Vec<String> {
    migrations(database).into_iter().take(schema).map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

fn brought_up(place: &Place, schema: usize) {
    assert_eq!(schema::look(place).unwrap().found, schema);
    let Schema { found, known } = schema::bring_up(place).unwrap();
    assert!(found == schema && known >= RELEASED);
    assert_eq!(schema::look(place).unwrap(), Schema { found: known, known });
}

/// Everything that is looked at most is found through the store.
async fn is_read(store: &dyn Store, schema: usize) {
    let (workspace, flow) = (WorkspaceId(Uuid::from_u128(WORKSPACE)), FlowId(Uuid::from_u128(FLOW)));
    let page = || PageRequest { cursor: None, limit: 50 };
    assert_eq!(store.workspace(workspace).await.unwrap().name, "Grüße ✉");
    let flows = store.flows(workspace, Default::default(), page()).await.unwrap().items;
    assert_eq!(flows.iter().map(|flow| flow.id).collect::<Vec<_>>(), [flow]);
    assert_eq!(store.newest_document(workspace, flow).await.unwrap(), "{\"of\":\"its time\"}");
    let runs = store.runs(workspace, Default::default(), page()).await.unwrap().items;
    assert_eq!(runs.len(), if schema < 2 { 2 } else { 3 });
    let (row, chunks) = store.load_run(RunId(Uuid::from_u128(ENDED))).await.unwrap();
    assert_eq!((row.status, chunks), (RunStatus::Failed, vec![vec![0xc0], vec![0xc1]]));
    assert_eq!(store.messages(workspace, row.id).await.unwrap()[0].history.len(), 1);
    let open = store.open_runs(None, 10).await.unwrap();
    assert_eq!(open.iter().map(|run| run.id.0.as_u128()).collect::<Vec<_>>(), [WAITING]);
}

#[tokio::test]
async fn a_file_of_each_released_schema_is_brought_up_to_date() {
    for schema in 1..=RELEASED {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("towpath.db");
        let connection = rusqlite::Connection::open(&file).unwrap();
        texts("sqlite", schema).iter().for_each(|text| connection.execute_batch(text).unwrap());
        connection.pragma_update(None, "user_version", schema.to_string()).unwrap();
        rows(schema).for_each(|row| connection.execute_batch(&Words::Sqlite.insert(row)).unwrap());
        drop(connection);

        brought_up(&Place::File(file.clone()), schema);
        let connection = rusqlite::Connection::open(&file).unwrap();
        for row in rows(schema) {
            let found: i64 = connection.query_row(&Words::Sqlite.count(row), [], |row| row.get(0)).unwrap();
            assert_eq!(found, 1, "a row of `{}` of schema {schema}", row.1);
        }
        drop(connection);
        is_read(&*SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap(), schema).await;
    }
}

/// What processes tell each other is not kept, and the pulse is a counter of one row.
const WITHOUT_ROWS: [&str; 5] = ["change", "inbox", "owner", "owner_gone", "pulse"];

#[test]
fn each_table_of_a_released_schema_has_a_row() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    texts("sqlite", RELEASED).iter().for_each(|text| connection.execute_batch(text).unwrap());
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut statement = connection.prepare(tables).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let bare: Vec<String> = names.filter(|name| !ROWS.iter().any(|Row(_, table, _)| table == name)).collect();
    assert_eq!(bare, WITHOUT_ROWS);
}

/// Makes a database of this schema with rows of its time.
fn make(client: &mut Client, schema: usize) {
    client
        .batch_execute("SET towpath.workspace = 'server'; CREATE TABLE schema_version (version INTEGER NOT NULL)")
        .unwrap();
    for (index, text) in texts("postgres", schema).iter().enumerate() {
        client
            .batch_execute(&format!("BEGIN; {text}; INSERT INTO schema_version VALUES ({}); COMMIT", index + 1))
            .unwrap();
    }
    rows(schema).for_each(|row| client.batch_execute(&Words::Postgres.insert(row)).unwrap());
}

#[tokio::test]
async fn a_database_of_each_released_schema_is_brought_up_to_date() {
    let cluster = TempCluster::start();
    for schema in 1..=RELEASED {
        let url = cluster.database();
        let place = Place::Postgres { url: url.clone(), authorities: None };
        ask(&url, move |client| make(client, schema));
        std::thread::spawn(move || brought_up(&place, schema)).join().unwrap();
        ask(&url, move |client| {
            client.batch_execute("SET towpath.workspace = 'server'").unwrap();
            for row in rows(schema) {
                let found: i64 = client.query_one(&Words::Postgres.count(row), &[]).unwrap().get(0);
                assert_eq!(found, 1, "a row of `{}` of schema {schema}", row.1);
            }
        });
        is_read(&*PostgresStore::open(&url, &PostgresOptions::default()).unwrap(), schema).await;
    }
}

/// Somebody reads a table all the while. The migration gives way again and again instead of
/// making everybody wait behind it, and is done when the reader is.
#[tokio::test]
async fn others_write_while_a_migration_waits_for_a_reader() {
    let cluster = TempCluster::start();
    let url = cluster.database();
    ask(&url, move |client| make(client, BEFORE_PARTS));
    let mut reader = std::thread::spawn({
        let url = url.clone();
        move || {
            let mut reader = Client::connect(&url, NoTls).unwrap();
            reader.batch_execute("BEGIN; SET LOCAL towpath.workspace = 'server'; SELECT * FROM run_data").unwrap();
            reader
        }
    })
    .join()
    .unwrap();
    let place = Place::Postgres { url: url.clone(), authorities: None };
    let migration = std::thread::spawn(move || schema::bring_up(&place));
    ask(&cluster.superuser(&url), |client| {
        let waits =
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%run_data%')";
        while !client.query_one(waits, &[]).unwrap().get::<_, bool>(0) {}
    });
    // This would wait for ever if the migration did.
    ask(&url, |client| {
        client.batch_execute("BEGIN; SET LOCAL towpath.workspace = 'server'").unwrap();
        let chunk = Row(1, "run_data", &[("run", Id(WAITING)), ("sequence", Number(1)), ("chunk", Bytes("c3"))]);
        client.batch_execute(&Words::Postgres.insert(&chunk)).unwrap();
        client.batch_execute("COMMIT").unwrap();
    });
    assert!(!migration.is_finished(), "the reader is still there");
    std::thread::spawn(move || reader.batch_execute("COMMIT").unwrap()).join().unwrap();
    let migrated = tokio::task::spawn_blocking(move || migration.join().unwrap()).await.unwrap();
    assert_eq!(migrated.unwrap().found, BEFORE_PARTS);
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("towpath.db");
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = schema::bring_up(&Place::File(file.clone()));
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    assert_eq!(schema::look(&Place::File(file)).unwrap().found, 99);
    assert!(!Path::new(folder.path()).join("towpath.db.unfinished").exists());
}
