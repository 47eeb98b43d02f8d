//! Databases of other people, as flows use them: PostgreSQL, MySQL and MariaDB, SQLite.
//!
//! Has nothing to do with our own persistence (`crates/store`). It resolves no name:
//! who calls it hands over addresses that were vetted. Values never become part of a
//! statement's text; they are bound.

mod build;
mod cache;
mod calendar;
mod dialect;
mod error;
mod mysql;
mod number;
mod pool;
mod postgres;
mod scan;
mod server;
mod sqlite;
mod statement;
mod tls;

pub use build::{Condition, Conflict, Order, Row, Rows, Select, Test};
pub use cache::Cache;
pub use dialect::Dialect;
pub use error::{DatabaseError, ErrorKind};
pub use number::LargeNumbers;
pub use pool::{Lease, Pool};
pub use server::{Encryption, Login, Server};
pub use statement::{Bound, Given, Piece, bind};

use async_trait::async_trait;
use serde_json::{Map, Value};
use std::time::Duration;

/// What a statement gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Its rows; None if it is of those that give none.
    pub rows: Option<Vec<Map<String, Value>>>,
    /// How many rows it changed.
    pub affected: u64,
    /// The number the database gave to the row it inserted, where it tells.
    pub insert_id: Option<u64>,
}

/// How answers are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// A statement with more rows is refused.
    pub most_rows: usize,
    /// A statement whose rows have more bytes is refused.
    pub most_bytes: usize,
    /// What becomes of numbers that JSON programs round.
    pub large_numbers: LargeNumbers,
    /// A statement may take this long.
    pub timeout: Duration,
}

/// Whether a transaction may change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads; the database refuses anything else.
    Reads,
    /// It may change what it likes.
    Changes,
}

/// A connection in use.
#[async_trait]
pub trait Session: Send {
    /// Begins a transaction.
    async fn begin(&mut self, access: Access) -> Result<(), DatabaseError>;

    /// Keeps what was done since it began.
    async fn commit(&mut self) -> Result<(), DatabaseError>;

    /// Undoes what was done since it began.
    async fn roll_back(&mut self) -> Result<(), DatabaseError>;

    /// Runs one statement.
    async fn run(&mut self, statement: &Bound, reading: &Reading) -> Result<Answer, DatabaseError>;

    /// Runs several, one after the other, up to the first that fails. Where the
    /// protocol allows, none waits for the answer of the one before.
    async fn run_all(&mut self, statements: &[Bound], reading: &Reading) -> Vec<Result<Answer, DatabaseError>> {
        let mut answers = Vec::with_capacity(statements.len());
        for statement in statements {
            let answer = self.run(statement, reading).await;
            let failed = answer.is_err();
            answers.push(answer);
            if failed {
                break;
            }
        }
        answers
    }

    /// Makes the connection as it was when it was new. False: it cannot be used again.
    async fn reset(&mut self) -> bool;

    /// Whether the other side is still there.
    async fn is_alive(&mut self) -> bool;
}
