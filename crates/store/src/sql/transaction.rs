//! What a piece of work sees of its database: statements in and rows out, on
//! SQLite or PostgreSQL.

use super::Notification;
use super::fields::Fields;
use super::query::Statement;
use super::value::{Bind, Value};
use crate::StoreResult;
use crate::system::SystemClock;
use flow::{Clock, Timestamp};
use std::cell::RefCell;

/// A transaction on one of the databases.
pub(crate) enum Transaction<'a> {
    /// The writer's transaction, or a reader's connection.
    Sqlite(&'a rusqlite::Connection),
    /// A transaction, and the connection's prepared statements.
    Postgres(RefCell<crate::postgres::Prepared<'a>>),
}

impl Transaction<'_> {
    /// Performs a statement; gives how many rows it changed.
    pub(crate) fn execute(&self, statement: &Statement, parameters: &[&dyn Bind]) -> StoreResult<usize> {
        match self {
            Self::Sqlite(connection) => Ok(connection
                .prepare_cached(&statement.sqlite)?
                .execute(rusqlite::params_from_iter(values(parameters)))?),
            Self::Postgres(prepared) => {
                let rows = prepared.borrow_mut().execute(statement.postgres, &values(parameters))?;
                Ok(usize::try_from(rows).unwrap_or(usize::MAX))
            }
        }
    }

    /// The database's time.
    pub(crate) fn now(&self) -> StoreResult<Timestamp> {
        match self {
            // The file is on this machine.
            Self::Sqlite(_) => Ok(SystemClock.now()),
            Self::Postgres(prepared) => prepared.borrow_mut().now(),
        }
    }

    /// Tells other processes something once this is committed: channels and texts.
    pub(crate) fn notify(&self, notifications: &[Notification]) -> StoreResult<()> {
        match self {
            // There are none.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(prepared) => prepared.borrow_mut().notify(notifications),
        }
    }

    /// Hands each row to `read` until it gives false.
    pub(crate) fn each_row(
        &self,
        statement: &Statement,
        parameters: &[&dyn Bind],
        read: &mut dyn FnMut(&mut Fields<'_>) -> StoreResult<bool>,
    ) -> StoreResult<()> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&statement.sqlite)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values(parameters)))?;
                while let Some(row) = rows.next()? {
                    if !read(&mut Fields::of_sqlite(row))? {
                        break;
                    }
                }
            }
            Self::Postgres(prepared) => {
                for row in prepared.borrow_mut().query(statement.postgres, &values(parameters))? {
                    if !read(&mut Fields::of_postgres(&row))? {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

fn values<'a>(parameters: &'a [&'a dyn Bind]) -> Vec<Value<'a>> {
    parameters.iter().map(|parameter| parameter.bind()).collect()
}
