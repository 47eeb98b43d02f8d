//! Stand-bys that answer what need not be of this moment: lists and figures.
//!
//! One that lags or fails is left alone for a while, and the primary answers instead.

use super::PostgresOptions;
use super::connection::{Address, Isolation};
use super::pool::Pool;
use crate::sql::Reach;
use crate::sql::query::{first, query};
use crate::sql::transaction::Transaction;
use crate::sql::value::params;
use crate::{StoreError, StoreResult};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is older than this is not shown. Processes beat every two seconds by default, and a
/// stand-by is as old as the last beat it has heard of.
const LAG_MOST_MS: i64 = 10_000;
/// One that lagged or failed is asked again after this long.
const LEFT_ALONE: Duration = Duration::from_secs(5);

/// The way to the stand-bys.
pub(super) struct Replica {
    pool: Pool,
    left_alone_until: Mutex<Option<Instant>>,
}

impl Replica {
    pub(super) fn start(address: &Address, options: &PostgresOptions) -> StoreResult<Self> {
        let pool = Pool::start(address, options.connections, options.queue_length)?;
        Ok(Self { pool, left_alone_until: Mutex::default() })
    }

    /// What the work finds there; None if the primary is to be asked.
    pub(super) async fn ask<T, F>(&self, reach: Reach, work: F) -> Option<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> StoreResult<T> + Send + 'static,
    {
        if self.is_left_alone() {
            return None;
        }
        let found = self.pool.once(Isolation::Snapshot, reach, |transaction| {
            refuse_lagging(transaction)?;
            work(transaction)
        });
        match found.await {
            Ok(found) => Some(found),
            // A row that is not there yet may be at the primary.
            Err(StoreError::NotFound(_)) => None,
            Err(error) => {
                tracing::debug!(%error, "a stand-by is left alone for a while");
                let until = Instant::now() + LEFT_ALONE;
                *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
                None
            }
        }
    }

    fn is_left_alone(&self) -> bool {
        let until = *self.left_alone_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

fn refuse_lagging(transaction: &Transaction<'_>) -> StoreResult<()> {
    let newest = first(transaction, query!("owners/newest_beat"), params![], |fields| fields.optional_time())?;
    let lag_ms = newest.flatten().map(|newest| transaction.now().map(|now| now.since_ms(newest))).transpose()?;
    match lag_ms {
        Some(lag_ms) if lag_ms <= LAG_MOST_MS => Ok(()),
        _ => Err(StoreError::Unavailable("the stand-by lags behind".to_owned())),
    }
}
