//! Data tables and their rows.

use super::{Harness, assert_conflict, assert_not_found, first_page, walk, world};
use crate::world::World;
use flow::id::{TableId, WorkspaceId};
use flow::tables::{Change, Changed, Column, ColumnKind, Condition, Filter, ROW_BYTES_MOST, Sort, Test};
use serde_json::{Value, json};
use store::StoreResult;
use store::tables::{RowQuery, TableRow};

/// A column that is to get a place.
const NEW: u16 = u16::MAX;

/// All cases of this area.
pub async fn all(harness: &dyn Harness) {
    tables_are_kept_listed_and_removed(&world(harness).await).await;
    rows_are_inserted_updated_and_deleted(&world(harness).await).await;
    rows_are_filtered_sorted_and_cut(&world(harness).await).await;
    all_changes_are_made_or_none(&world(harness).await).await;
    a_step_changes_once(&world(harness).await).await;
    indexed_columns_find_what_a_look_at_all_finds(&world(harness).await).await;
    columns_come_go_and_change(&world(harness).await).await;
}

/// What is bounded; it takes long where each commit does, and is the same code everywhere.
pub async fn bounds(harness: &dyn Harness) {
    too_much_is_refused(&world(harness).await).await;
}

fn column(place: u16, name: &str, kind: ColumnKind) -> Column {
    Column { place, name: name.into(), kind, indexed: false }
}

fn table(world: &World, workspace: WorkspaceId, name: &str) -> TableRow {
    TableRow {
        id: TableId::new(&*world.ids),
        workspace,
        name: name.into(),
        columns: vec![column(0, "name", ColumnKind::Text), column(1, "age", ColumnKind::Number)],
        next_place: 2,
        next_row: 1,
        row_count: 0,
        size_bytes: 0,
        created_at: world.now(),
        updated_at: world.now(),
    }
}

/// A workspace with a table in it.
async fn with_table(world: &World) -> (WorkspaceId, TableRow) {
    let workspace = world.set_up().await.id();
    let table = table(world, workspace, "People");
    world.store.create_table(table.clone()).await.unwrap();
    (workspace, table)
}

fn cells(name: &str, age: impl Into<Value>) -> Vec<(String, Value)> {
    vec![("name".into(), name.into()), ("age".into(), age.into())]
}

fn all_of(conditions: &[(&str, Test, Value)]) -> Filter {
    let condition = |(column, test, value): &(&str, Test, Value)| Condition {
        column: (*column).into(),
        test: *test,
        value: value.clone(),
    };
    Filter { any: false, conditions: conditions.iter().map(condition).collect() }
}

async fn change(world: &World, table: &TableRow, changes: Vec<Change>) -> StoreResult<Vec<Changed>> {
    world.store.change_rows(table.workspace, table.id, changes, None, world.now()).await
}

/// The rows in short: number, and the cells by place.
async fn shown(world: &World, table: &TableRow, query: RowQuery) -> Vec<String> {
    let page = world.store.table_rows(table.workspace, table.id, query).await.unwrap();
    page.rows.iter().map(|row| format!("{} {}", row.id, Value::from(row.cells.clone()))).collect()
}

fn every() -> RowQuery {
    RowQuery { limit: 100, ..RowQuery::default() }
}

async fn tables_are_kept_listed_and_removed(world: &World) {
    let tenant = world.set_up().await;
    let foreign = world.another(&tenant, "Foreign").await.id();
    for name in ["beta", "Alpha", "gamma"] {
        world.store.create_table(table(world, tenant.id(), name)).await.unwrap();
    }
    assert_conflict(world.store.create_table(table(world, tenant.id(), "beta")).await);
    world.store.create_table(table(world, foreign, "beta")).await.unwrap();
    let listed = walk(|page| world.store.tables(tenant.id(), page)).await;
    assert_eq!(listed.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Alpha", "beta", "gamma"]);
    let beta = world.store.table_by_name(tenant.id(), "beta").await.unwrap();
    assert_eq!(world.store.table(tenant.id(), beta.id).await.unwrap(), beta);
    assert_not_found(world.store.table(foreign, beta.id).await);
    assert_not_found(world.store.table_rows(foreign, beta.id, every()).await);
    assert_not_found(change(world, &TableRow { workspace: foreign, ..beta.clone() }, vec![]).await);

    change(world, &beta, vec![Change::Insert(cells("a", 1))]).await.unwrap();
    assert_not_found(world.store.delete_table(foreign, beta.id).await);
    world.store.delete_table(tenant.id(), beta.id).await.unwrap();
    assert_not_found(world.store.table_by_name(tenant.id(), "beta").await);
    assert_eq!(world.store.tables(tenant.id(), first_page()).await.unwrap().items.len(), 2);
}

async fn rows_are_inserted_updated_and_deleted(world: &World) {
    let (workspace, table) = with_table(world).await;
    let inserted = vec![Change::Insert(cells("Ada", "36")), Change::Insert(vec![]), Change::Insert(cells("Bob", 9))];
    let changed = change(world, &table, inserted).await.unwrap();
    assert!(changed.iter().all(|changed| changed.is_new && changed.rows.len() == 1));
    assert_eq!(shown(world, &table, every()).await, [r#"1 ["Ada",36]"#, "2 []", r#"3 ["Bob",9]"#]);

    world.clock.advance_ms(5);
    let of = |name: &str| all_of(&[("name", Test::Equals, json!(name))]);
    let changes = vec![
        Change::Update(of("Ada"), vec![("age".into(), json!(37))]),
        Change::Upsert(of("Bob"), vec![("age".into(), json!(10))]),
        Change::Upsert(of("Cid"), cells("Cid", 1)),
        Change::Update(of("Nobody"), vec![("age".into(), json!(1))]),
        Change::Delete(all_of(&[("name", Test::IsEmpty, json!(null))])),
    ];
    let changed = change(world, &table, changes).await.unwrap();
    let outcome: Vec<_> = changed.iter().map(|changed| (changed.rows.len(), changed.is_new)).collect();
    assert_eq!(outcome, [(1, false), (1, false), (1, true), (0, false), (1, false)]);
    assert_eq!(changed[0].rows[0].updated_at, changed[0].rows[0].created_at + 5);
    assert_eq!(shown(world, &table, every()).await, [r#"1 ["Ada",37]"#, r#"3 ["Bob",10]"#, r#"4 ["Cid",1]"#]);
    let kept = world.store.table(workspace, table.id).await.unwrap();
    assert_eq!((kept.row_count, kept.next_row, kept.size_bytes, kept.updated_at), (3, 5, 29, world.now()));

    let none = change(world, &table, vec![Change::Delete(Filter::default())]).await.unwrap();
    assert_eq!(none[0].rows.len(), 3, "without conditions all are meant");
    let kept = world.store.table(workspace, table.id).await.unwrap();
    assert_eq!((kept.row_count, kept.next_row, kept.size_bytes), (0, 5, 0));
}

async fn rows_are_filtered_sorted_and_cut(world: &World) {
    let (workspace, table) = with_table(world).await;
    let rows = (1..=7).map(|number| Change::Insert(cells(&format!("n{}", number % 3), number))).collect();
    change(world, &table, rows).await.unwrap();
    let query = |offset, limit| RowQuery { offset, limit, ..RowQuery::default() };
    assert_eq!(shown(world, &table, query(2, 2)).await, [r#"3 ["n0",3]"#, r#"4 ["n1",4]"#]);
    assert!(shown(world, &table, query(9, 2)).await.is_empty());
    let sort = |column: &str, descending| Some(Sort { column: column.into(), descending });
    let sorted = RowQuery { sort: sort("age", true), ..query(0, 2) };
    assert_eq!(shown(world, &table, sorted).await, [r#"7 ["n1",7]"#, r#"6 ["n0",6]"#]);
    let filter = all_of(&[("name", Test::Equals, json!("n1")), ("age", Test::Greater, json!(1))]);
    let page = RowQuery { filter: filter.clone(), ..query(1, 5) };
    assert_eq!(shown(world, &table, page.clone()).await, [r#"7 ["n1",7]"#]);
    assert_eq!(world.store.table_rows(workspace, table.id, page).await.unwrap().total, 2);
    let by_number = RowQuery { filter: all_of(&[("id", Test::Equals, json!(3))]), ..every() };
    assert_eq!(shown(world, &table, by_number).await.len(), 1);
    let unknown = RowQuery { sort: sort("mail", false), ..every() };
    assert_conflict(world.store.table_rows(workspace, table.id, unknown).await);
}

async fn all_changes_are_made_or_none(world: &World) {
    let (_, table) = with_table(world).await;
    for wrong in [cells("a", "old"), vec![("mail".into(), json!("x"))], vec![("name".into(), json!(["x"]))]] {
        let changes = vec![Change::Insert(cells("good", 1)), Change::Insert(wrong)];
        assert_conflict(change(world, &table, changes).await);
    }
    assert!(shown(world, &table, every()).await.is_empty());
    change(world, &table, vec![Change::Insert(cells("good", 1))]).await.unwrap();
    assert_eq!(shown(world, &table, every()).await, [r#"1 ["good",1]"#], "no number was used up");
}

async fn a_step_changes_once(world: &World) {
    let (workspace, table) = with_table(world).await;
    let insert = |step: &str| {
        let changes = vec![Change::Insert(cells("a", 1)), Change::Insert(cells("b", 2))];
        world.store.change_rows(workspace, table.id, changes, Some(step.to_owned()), world.now())
    };
    let first = insert("run/node/0/0").await.unwrap();
    assert_eq!(insert("run/node/0/0").await.unwrap(), first);
    insert("run/node/1/0").await.unwrap();
    assert_eq!(shown(world, &table, every()).await.len(), 4);
}

async fn indexed_columns_find_what_a_look_at_all_finds(world: &World) {
    let (workspace, table) = with_table(world).await;
    change(world, &table, vec![Change::Insert(cells("old", 1)), Change::Insert(cells("other", 1.0))]).await.unwrap();
    let columns = table.columns.iter().map(|column| Column { indexed: true, ..column.clone() }).collect();
    let now = world.now();
    world.store.shape_table(workspace, table.id, "People".into(), columns, now).await.unwrap();
    let find = |column: &'static str, value: Value| {
        let query = RowQuery { filter: all_of(&[(column, Test::Equals, value)]), ..every() };
        shown(world, &table, query)
    };
    assert_eq!(find("age", json!(1)).await.len(), 2, "rows that were there before are found");
    let of = |name: &str| all_of(&[("name", Test::Equals, json!(name))]);
    let changes = vec![
        Change::Upsert(of("new"), cells("new", 2)),
        Change::Upsert(of("new"), cells("newer", 3)),
        Change::Delete(of("other")),
    ];
    change(world, &table, changes).await.unwrap();
    assert_eq!(find("name", json!("newer")).await, [r#"3 ["newer",3]"#]);
    assert!(find("name", json!("new")).await.is_empty());
    assert!(find("name", json!("other")).await.is_empty());
    assert_eq!(find("age", json!("1")).await, [r#"1 ["old",1]"#]);
    // Many changes that look at all rows read them once and still see each other.
    let by_age = |age: i64| all_of(&[("age", Test::LessOrEqual, json!(age))]);
    let changes = (0..5).map(|_| Change::Update(by_age(3), vec![("age".into(), json!(3))])).collect();
    let changed = change(world, &table, changes).await.unwrap();
    assert!(changed.iter().all(|changed| changed.rows.len() == 2));
    assert_eq!(find("age", json!(3)).await.len(), 2);
}

async fn columns_come_go_and_change(world: &World) {
    let (workspace, table) = with_table(world).await;
    change(world, &table, vec![Change::Insert(cells("7", 1)), Change::Insert(cells("x", 2))]).await.unwrap();
    let shape =
        |columns: Vec<Column>| world.store.shape_table(workspace, table.id, "Renamed".into(), columns, world.now());
    let [name, age] = [table.columns[0].clone(), table.columns[1].clone()];
    let refused = shape(vec![Column { kind: ColumnKind::Number, ..name.clone() }, age.clone()]).await;
    assert_conflict(refused);
    assert_eq!(world.store.table(workspace, table.id).await.unwrap().name, "People", "nothing was changed");

    let renamed = Column { name: "years".into(), kind: ColumnKind::Text, ..age };
    let after = shape(vec![renamed, column(NEW, "vip", ColumnKind::Boolean)]).await.unwrap();
    let places: Vec<_> = after.columns.iter().map(|column| (column.place, column.name.as_str())).collect();
    assert_eq!((places, after.next_place), (vec![(1, "years"), (2, "vip")], 3));
    assert_eq!(world.store.table_by_name(workspace, "Renamed").await.unwrap(), after);
    assert_eq!(shown(world, &table, every()).await, [r#"1 [null,"1"]"#, r#"2 [null,"2"]"#]);
    assert_conflict(shape(vec![column(0, "name", ColumnKind::Text)]).await);
    world.store.create_table(self::table(world, workspace, "Taken")).await.unwrap();
    let taken = world.store.shape_table(workspace, table.id, "Taken".into(), after.columns, world.now()).await;
    assert_conflict(taken);
}

async fn too_much_is_refused(world: &World) {
    let (workspace, table) = with_table(world).await;
    let long = "x".repeat(ROW_BYTES_MOST);
    assert_conflict(change(world, &table, vec![Change::Insert(cells(&long, 1))]).await);
    let fits = "x".repeat(ROW_BYTES_MOST - 100);
    let many: Vec<_> = (0..100).map(|_| Change::Insert(cells(&fits, 1))).collect();
    for _ in 0..8 {
        change(world, &table, many.clone()).await.unwrap();
    }
    assert_conflict(change(world, &table, many).await);
    let kept = world.store.table(workspace, table.id).await.unwrap();
    assert_eq!((kept.row_count, kept.size_bytes), (800, 800 * (fits.len() as u64 + 6)));
    change(world, &table, vec![Change::Delete(Filter::default())]).await.unwrap();
}
