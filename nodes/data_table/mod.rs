//! Works with the rows of a data table of the workspace.

mod rows;

use node_sdk::data::{Data, Query, TableShape};
use node_sdk::each::{extended_item, paired};
use node_sdk::flow::kind::Ports;
use node_sdk::flow::tables::{CHANGES_MOST, Change, Changed, ROWS_MOST, Row, Sort, Test};
use node_sdk::flow::{Item, Items};
use node_sdk::{Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, async_trait, heavy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// # Data table
///
/// Reads and changes the rows of a table that this workspace keeps.
///
/// Tables are made under **Data** in the menu; each has columns with a type. Rows have a number (`id`) and the times they
/// were made and changed (`createdAt`, `updatedAt`) by themselves. It works once for each item: rows that were found, added
/// or changed leave at **rows**, each joined to the item it came from. An item for which there was no row leaves at **none**.
///
/// All changes of up to 500 items are made together or not at all, and a run that goes on after a crash does not make them
/// twice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataTable {
    /// # Do
    ///
    /// What is done.
    #[serde(default)]
    operation: Operation,
    /// # Table
    ///
    /// Its name.
    #[schemars(length(min = 1), extend("x-placeholder" = "Customers"))]
    table: Field<String>,
    /// # Rows that match
    ///
    /// Whether all conditions must hold, or any one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["get", "update", "upsert", "delete", "exists", "count"]}))]
    combine: Combine,
    /// # Conditions
    ///
    /// Which rows are meant. To read and count, none means all.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["get", "update", "upsert", "delete", "exists", "count"]}))]
    conditions: Vec<Condition>,
    /// # Values
    ///
    /// Where the cells come from.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["insert", "update", "upsert"]}))]
    values: Source,
    /// # Cells
    ///
    /// The cells by the names of their columns. Texts in it may hold expressions.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["insert", "update", "upsert"], "values": ["given"]}))]
    cells: JsonField,
    /// # Fields without a column
    ///
    /// What happens if the item has a field that is no column.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["insert", "update", "upsert"], "values": ["item"]}, "x-group" = "Advanced"))]
    unknown: Unknown,
    /// # At most
    ///
    /// How many rows for each item. 0: all.
    #[serde(default = "fifty")]
    #[schemars(range(min = 0, max = 100_000), extend("x-show" = {"operation": ["get"]}))]
    limit: Field<f64>,
    /// # Sort by
    ///
    /// The column that decides the order. Empty: the order in which rows were added.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["get"]}, "x-group" = "Advanced", "x-placeholder" = "createdAt"))]
    sort_by: Field<String>,
    /// # Largest first
    ///
    /// Turns the order round.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["get"]}, "x-group" = "Advanced"))]
    descending: bool,
    /// # What comes out
    ///
    /// The rows, or the items as they came.
    #[serde(default)]
    #[schemars(extend("x-show" = {"operation": ["insert", "update", "upsert", "delete"]}, "x-group" = "Advanced"))]
    output: Given,
}

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Operation {
    /// # Get rows
    #[default]
    Get,
    /// # Insert a row
    Insert,
    /// # Update rows
    Update,
    /// # Update or insert
    Upsert,
    /// # Delete rows
    Delete,
    /// # If a row exists
    Exists,
    /// # Count rows
    Count,
}

/// How conditions are taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Combine {
    /// # All conditions
    #[default]
    All,
    /// # Any condition
    Any,
}

/// # Condition
///
/// A condition on one column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Condition {
    /// # Column
    ///
    /// The column's name; also `id`, `createdAt` and `updatedAt`.
    #[schemars(length(min = 1), extend("x-placeholder" = "email"))]
    column: Field<String>,
    /// # Comparison
    ///
    /// How it is compared.
    #[serde(default)]
    test: Test,
    /// # Value
    ///
    /// What it is compared with.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "{{ $json.email }}"))]
    value: Field<Value>,
}

/// Where cells come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Source {
    /// # The fields of the item
    #[default]
    Item,
    /// # As given below
    Given,
}

/// What happens to fields that are no columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Unknown {
    /// # The step fails
    #[default]
    Fail,
    /// # They are left out
    Ignore,
}

/// What comes out of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Given {
    /// # The rows
    #[default]
    Rows,
    /// # The items as they came
    Items,
}

/// The port of items for which there was no row.
const NONE: u16 = 1;

fn fifty() -> Field<f64> {
    Field::Fixed(50.0)
}

#[async_trait]
impl HeavyNode for DataTable {
    fn check(&self) -> Result<(), NodeError> {
        let needs_conditions = matches!(self.operation, Operation::Update | Operation::Upsert | Operation::Delete);
        if needs_conditions && self.conditions.is_empty() {
            let message = "No condition says which rows are meant.";
            let error =
                NodeError::permanent("parameter_missing", message, "Add one; `id` is greater than 0 means all.");
            return Err(error.at("conditions"));
        }
        Ok(())
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        if context.items().is_empty() {
            return Ok(Output::main(Items::default()));
        }
        let data = context.data()?;
        let name = self.table.get(&context.scope(0)).map_err(|error| NodeError::from(error).at("table"))?;
        let table = data.table(&name).await.map_err(|error| error.at("table"))?;
        match self.operation {
            Operation::Get | Operation::Exists | Operation::Count => self.read(context, data, &table).await,
            Operation::Insert | Operation::Update | Operation::Upsert | Operation::Delete => {
                self.change(context, data, &table).await
            }
        }
    }
}

impl DataTable {
    async fn read(&self, context: &HeavyContext<'_>, data: &dyn Data, table: &TableShape) -> Result<Output, NodeError> {
        let mut parted = Parted::default();
        for index in 0..context.items().len() {
            let query = self.query(context, table, index)?;
            let (rows, total) = data.rows(table, query).await?;
            match self.operation {
                Operation::Count => parted.rows.push(extended_item(context, index, [("count", total.into())])),
                Operation::Exists if total > 0 => parted.rows.push(passed_on(context, index)),
                _ if total == 0 => parted.none.push(passed_on(context, index)),
                _ => parted.rows.extend(rows.iter().map(|row| row_item(table, row, index))),
            }
        }
        Ok(parted.into_output())
    }

    fn query(&self, context: &HeavyContext<'_>, table: &TableShape, index: usize) -> Result<Query, NodeError> {
        let scope = context.scope(index);
        let filter = rows::filter(self, context, table, index)?;
        let sort_by = self.sort_by.get(&scope).map_err(|error| NodeError::from(error).at("sort_by"))?;
        let sort = Some(sort_by).filter(|column| !column.is_empty());
        let limit = self.limit.get(&scope).map_err(|error| NodeError::from(error).at("limit"))?;
        let limit = match self.operation {
            Operation::Get if limit >= 1.0 => limit as u64,
            Operation::Get => ROWS_MOST,
            _ => 1,
        };
        Ok(Query { filter, sort: sort.map(|column| Sort { column, descending: self.descending }), limit })
    }

    async fn change(
        &self,
        context: &HeavyContext<'_>,
        data: &dyn Data,
        table: &TableShape,
    ) -> Result<Output, NodeError> {
        // All are made ready before the first is kept, so that a wrong item leaves nothing behind.
        let count = context.items().len();
        let changes = (0..count).map(|index| self.one(context, table, index)).collect::<Result<Vec<_>, _>>()?;
        let mut changed = Vec::with_capacity(count);
        for (part, changes) in changes.chunks(CHANGES_MOST).enumerate() {
            let key = format!("{}/{part}", context.idempotency_key);
            changed.extend(data.change_rows(table, changes.to_vec(), &key).await?);
        }
        // A table that takes columns as they come may have more of them now.
        let extended = if table.is_open { Some(data.table(&table.id).await?) } else { None };
        let mut parted = Parted::default();
        for (index, changed) in changed.iter().enumerate() {
            self.put(context, extended.as_ref().unwrap_or(table), changed, index, &mut parted);
        }
        Ok(parted.into_output())
    }

    fn one(&self, context: &HeavyContext<'_>, table: &TableShape, index: usize) -> Result<Change, NodeError> {
        let cells = || rows::cells(self, context, table, index);
        let filter = || rows::filter(self, context, table, index);
        Ok(match self.operation {
            Operation::Update => Change::Update(filter()?, cells()?),
            Operation::Upsert => Change::Upsert(filter()?, cells()?),
            Operation::Delete => Change::Delete(filter()?),
            _ => Change::Insert(cells()?),
        })
    }

    fn put(
        &self,
        context: &HeavyContext<'_>,
        table: &TableShape,
        changed: &Changed,
        index: usize,
        parted: &mut Parted,
    ) {
        match self.output {
            _ if changed.rows.is_empty() => parted.none.push(passed_on(context, index)),
            Given::Items => parted.rows.push(passed_on(context, index)),
            Given::Rows => parted.rows.extend(changed.rows.iter().map(|row| row_item(table, row, index))),
        }
    }
}

/// Items by port.
#[derive(Default)]
struct Parted {
    rows: Vec<Item>,
    none: Vec<Item>,
}

impl Parted {
    fn into_output(self) -> Output {
        let mut output = Output::main(self.rows);
        if !self.none.is_empty() {
            output.ports.push((NONE, self.none.into()));
        }
        output
    }
}

fn row_item(table: &TableShape, row: &Row, index: usize) -> Item {
    Item { json: Value::Object(row.json(&table.columns)).into(), binary: Default::default(), lineage: paired(index) }
}

fn passed_on(context: &HeavyContext<'_>, index: usize) -> Item {
    let item = context.items().get(index).cloned().unwrap_or_default();
    Item { lineage: paired(index), ..item }
}

/// The kind `data_table`.
pub fn kind() -> Kind {
    heavy::<DataTable>("data_table", Group::Data, include_str!("icon.svg"))
        .outputs(Ports::fixed(&[("main", "rows"), ("none", "none")]))
        .keywords(&["database", "storage", "rows", "insert", "upsert", "lookup", "sheet", "spreadsheet", "list"])
}
