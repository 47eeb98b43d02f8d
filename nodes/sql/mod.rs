//! What the nodes for databases share: their parameters, and the work on items.

pub(crate) mod server;
mod statements;
mod work;

pub(crate) use work::perform;

use databases::{Dialect, LargeNumbers, Test};
use node_sdk::each::OnItemError;
use node_sdk::{Field, JsonField, Names, NodeError, Pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Operation {
    /// # Run a statement
    #[default]
    Query,
    /// # Read rows
    Select,
    /// # Insert rows
    Insert,
    /// # Insert or update rows
    Upsert,
    /// # Update rows
    Update,
    /// # Delete rows
    Delete,
}

/// Where the values of a row come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum From {
    /// # The fields of the item
    #[default]
    Item,
    /// # The values below
    Values,
}

/// How many conditions must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Combine {
    /// # All of them
    #[default]
    All,
    /// # One of them
    Any,
}

/// What is kept if something fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Transactions {
    /// # All items or none
    #[default]
    All,
    /// # Each item by itself
    Item,
    /// # Each statement by itself
    None,
}

/// How large numbers are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Numbers {
    /// # As numbers, where that is exact
    #[default]
    Exact,
    /// # As texts
    Text,
    /// # As numbers, rounded if need be
    Number,
}

impl Numbers {
    fn read(self) -> LargeNumbers {
        match self {
            Self::Exact => LargeNumbers::Exact,
            Self::Text => LargeNumbers::Text,
            Self::Number => LargeNumbers::Number,
        }
    }
}

/// # Condition
///
/// A condition on a row.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Where {
    /// The column that is looked at.
    pub column: Field<String>,
    /// # Is
    ///
    /// How it is compared.
    #[serde(default)]
    pub is: Comparison,
    /// What it is compared with.
    #[serde(default)]
    #[schemars(extend("x-show" = {"is": ["equal", "different", "greater", "greater_or_equal", "less", "less_or_equal", "like", "not_like", "in", "not_in"]}))]
    pub value: Field<Value>,
}

/// How a column is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Comparison {
    /// # equal to
    #[default]
    Equal,
    /// # different from
    Different,
    /// # greater than
    Greater,
    /// # greater than or equal to
    GreaterOrEqual,
    /// # less than
    Less,
    /// # less than or equal to
    LessOrEqual,
    /// # like
    Like,
    /// # not like
    NotLike,
    /// # one of
    In,
    /// # none of
    NotIn,
    /// # empty (NULL)
    Null,
    /// # not empty
    NotNull,
}

impl Comparison {
    fn test(self) -> Test {
        match self {
            Self::Equal => Test::Equals,
            Self::Different => Test::Differs,
            Self::Greater => Test::Greater,
            Self::GreaterOrEqual => Test::GreaterOrEqual,
            Self::Less => Test::Less,
            Self::LessOrEqual => Test::LessOrEqual,
            Self::Like => Test::Like,
            Self::NotLike => Test::NotLike,
            Self::In => Test::In,
            Self::NotIn => Test::NotIn,
            Self::Null => Test::Null,
            Self::NotNull => Test::NotNull,
        }
    }
}

/// # Column
///
/// A column to sort by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SortBy {
    /// The column.
    pub column: Field<String>,
    /// Largest first.
    #[serde(default)]
    pub descending: bool,
}

/// The parameters the nodes have in common.
pub(crate) struct Job<'a> {
    pub dialect: Dialect,
    pub operation: Operation,
    pub statement: &'a Field<String>,
    pub parameters: &'a JsonField,
    pub computed: bool,
    pub schema: Option<&'a Field<String>>,
    pub table: &'a Field<String>,
    pub from: From,
    pub values: &'a Pairs,
    pub match_on: &'a Names,
    pub conditions: &'a [Where],
    pub combine: Combine,
    pub all_rows: bool,
    pub columns: &'a Names,
    pub sort: &'a [SortBy],
    pub limit: &'a Field<u64>,
    pub returning: Option<&'a Names>,
    pub skip_conflicts: bool,
    pub empty_as_null: bool,
    pub read_only: bool,
    pub transactions: Transactions,
    pub numbers: Numbers,
    pub cache_ms: u64,
    pub most_rows: usize,
    pub timeout_ms: u64,
    pub on_item_error: OnItemError,
}

impl Job<'_> {
    /// Refuses what makes no sense together.
    pub fn check(&self) -> Result<(), NodeError> {
        let is_blank = |field: &Field<String>| field.fixed().is_some_and(|text| text.trim().is_empty());
        if self.operation == Operation::Query {
            if is_blank(self.statement) {
                let message = "There is no statement.";
                return Err(NodeError::permanent(
                    "parameter_missing",
                    message,
                    "Write one, or say what is read or changed.",
                ));
            }
        } else if is_blank(self.table) {
            return Err(NodeError::permanent("parameter_missing", "No table is named.", "Name it under Table."));
        }
        if matches!(self.operation, Operation::Upsert) && self.match_on.is_empty() {
            let message = "Nothing says which row is meant.";
            let hint = "Name the columns by which a row is known, such as `id`.";
            return Err(NodeError::permanent("parameter_missing", message, hint).at("match_on"));
        }
        let chooses = !self.match_on.is_empty() && self.operation == Operation::Update;
        let is_change = matches!(self.operation, Operation::Update | Operation::Delete);
        if is_change && !chooses && self.conditions.is_empty() && !self.all_rows {
            let message = "Without a condition this changes all rows of the table.";
            let hint = "Add a condition, or switch on that all rows are meant.";
            return Err(NodeError::permanent("condition_missing", message, hint).at("conditions"));
        }
        if self.cache_ms > 0 && !matches!(self.operation, Operation::Query | Operation::Select) {
            let message = "Only what is read can be remembered.";
            return Err(NodeError::permanent("cache_invalid", message, "Set the time to 0.").at("cache_ms"));
        }
        if self.transactions == Transactions::All && self.on_item_error == OnItemError::Continue {
            let message = "With all items or none, no item can go on when another fails.";
            let hint = "Let each item be kept by itself, or let the node fail.";
            return Err(NodeError::permanent("transactions_invalid", message, hint).at("transactions"));
        }
        Ok(())
    }

    /// Whether nothing can be changed.
    pub fn only_reads(&self) -> bool {
        self.operation == Operation::Select || self.read_only || self.cache_ms > 0
    }
}

/// Declares the parameters of a node for a database: those of its own, and those all have.
macro_rules! sql_node {
    (
        $(#[$about:meta])*
        $name:ident, $dialect:expr;
        first { $($(#[$first_about:meta])* $first:ident: $first_type:ty,)* }
        table { $($(#[$table_about:meta])* $of_table:ident: $of_table_type:ty,)* }
        schema: $schema:expr, returning: $returning:expr
    ) => {
        $(#[$about])*
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$first_about])* $first: $first_type,)*
            /// # What to do
            ///
            /// Whether you write the statement, or say what is read or changed.
            #[serde(default)]
            operation: $crate::catalog::sql::Operation,
            /// The SQL. An expression in it is bound as a value and never becomes part of the text, also where it stands
            /// in quotes. Several statements are parted by semicolons.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["query"]}, "x-widget" = "sql", "x-placeholder" = "SELECT * FROM orders WHERE customer = {{ $json.id }}"))]
            statement: node_sdk::Field<String>,
            /// What `$1`, `$2` stand for: a list; or what `:name` stands for: an object.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["query"]}, "x-placeholder" = "[\"{{ $json.id }}\"]"))]
            parameters: node_sdk::JsonField,
            $($(#[$table_about])* $of_table: $of_table_type,)*
            /// The table.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["select", "insert", "upsert", "update", "delete"]}))]
            table: node_sdk::Field<String>,
            /// # Values from
            ///
            /// What the columns get.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["insert", "upsert", "update"]}))]
            from: $crate::catalog::sql::From,
            /// Columns and what they get. Lists and objects are written as JSON where the column is no list.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["insert", "upsert", "update"], "from": ["values"]}))]
            values: node_sdk::Pairs,
            /// # Rows are known by
            ///
            /// Columns whose values tell which row is meant, with commas between. To insert or update they must be
            /// unique together.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["upsert", "update"]}, "x-placeholder" = "id"))]
            match_on: node_sdk::Names,
            /// Which rows are meant.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["select", "update", "delete"]}))]
            conditions: Vec<$crate::catalog::sql::Where>,
            /// # Must hold
            ///
            /// How many of the conditions must hold.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["select", "update", "delete"]}))]
            combine: $crate::catalog::sql::Combine,
            /// # All rows are meant
            ///
            /// Without it, nothing is changed where no condition is given.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["update", "delete"]}))]
            all_rows: bool,
            /// The columns that are read, with commas between. Empty: all.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["select"]}))]
            columns: node_sdk::Names,
            /// # Sort by
            ///
            /// The order of the rows.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["select"]}))]
            sort: Vec<$crate::catalog::sql::SortBy>,
            /// # Most rows of each item
            ///
            /// No more than these are read. 0: all.
            #[serde(default = "hundred")]
            #[schemars(extend("x-show" = {"operation": ["select"]}))]
            limit: node_sdk::Field<u64>,
            /// # Leave out rows that are there
            ///
            /// A row that is not unique is left out instead of failing.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["insert"]}, "x-group" = "Advanced"))]
            skip_conflicts: bool,
            /// # Empty texts are NULL
            ///
            /// Of values and parameters.
            #[serde(default)]
            #[schemars(extend("x-group" = "Advanced"))]
            empty_as_null: bool,
            /// # Only reads
            ///
            /// The database refuses a statement that would change something.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["query"]}, "x-group" = "Advanced"))]
            read_only: bool,
            /// # The statement is computed
            ///
            /// It may come from an expression as a whole. Whoever decides what that expression gives can do all that the
            /// credential may do.
            #[serde(default)]
            #[schemars(extend("x-show" = {"operation": ["query"]}, "x-group" = "Advanced"))]
            computed: bool,
            /// # Kept together
            ///
            /// What of the work stays if something fails.
            #[serde(default)]
            #[schemars(extend("x-group" = "Advanced"))]
            transactions: $crate::catalog::sql::Transactions,
            /// # Large numbers
            ///
            /// How whole numbers of 64 bits and decimals are given.
            #[serde(default)]
            #[schemars(extend("x-group" = "Advanced"))]
            large_numbers: $crate::catalog::sql::Numbers,
            /// # Remember answers for
            ///
            /// The same question with the same values is answered from memory so long, in milliseconds. 0: never. The
            /// statement may then only read.
            #[serde(default)]
            #[schemars(range(max = 86_400_000), extend("x-show" = {"operation": ["query", "select"]}, "x-group" = "Advanced", "x-widget" = "duration"))]
            cache_ms: u64,
            /// # Most rows
            ///
            /// With more rows than these in all the node fails, so that a forgotten condition cannot fill the memory.
            #[serde(default = "ten_thousand")]
            #[schemars(range(min = 1, max = 100_000), extend("x-group" = "Advanced"))]
            most_rows: usize,
            /// # Longest wait
            ///
            /// A statement may take this long, in milliseconds.
            #[serde(default = "half_a_minute")]
            #[schemars(range(min = 100, max = 270_000), extend("x-group" = "Advanced", "x-widget" = "duration"))]
            timeout_ms: u64,
            /// # When one item fails
            ///
            /// Whether the node fails, or the item goes on with a field `error`.
            #[serde(default)]
            #[schemars(extend("x-group" = "Advanced"))]
            on_item_error: node_sdk::each::OnItemError,
        }

        impl $name {
            fn job(&self) -> $crate::catalog::sql::Job<'_> {
                let (schema, returning): (fn(&Self) -> Option<&node_sdk::Field<String>>, fn(&Self) -> Option<&node_sdk::Names>) = ($schema, $returning);
                $crate::catalog::sql::Job {
                    dialect: $dialect,
                    operation: self.operation,
                    statement: &self.statement,
                    parameters: &self.parameters,
                    computed: self.computed,
                    schema: schema(self),
                    table: &self.table,
                    from: self.from,
                    values: &self.values,
                    match_on: &self.match_on,
                    conditions: &self.conditions,
                    combine: self.combine,
                    all_rows: self.all_rows,
                    columns: &self.columns,
                    sort: &self.sort,
                    limit: &self.limit,
                    returning: returning(self),
                    skip_conflicts: self.skip_conflicts,
                    empty_as_null: self.empty_as_null,
                    read_only: self.read_only,
                    transactions: self.transactions,
                    numbers: self.large_numbers,
                    cache_ms: self.cache_ms,
                    most_rows: self.most_rows,
                    timeout_ms: self.timeout_ms,
                    on_item_error: self.on_item_error,
                }
            }
        }

        fn hundred() -> node_sdk::Field<u64> {
            node_sdk::Field::Fixed(100)
        }

        fn ten_thousand() -> usize {
            10_000
        }

        fn half_a_minute() -> u64 {
            30_000
        }
    };
}

pub(crate) use sql_node;
