//! Keeps a second process out: open runs belong to one process, which keeps them in
//! memory. The database's lock lives as long as the connection that took it.

use super::connection::Address;
use crate::{StoreError, StoreResult};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// A number of ours among the cluster's advisory locks.
const LOCK: i64 = 0x0070_7770_6174_6832;

/// The lock, held until this is dropped.
pub(crate) struct Guard {
    release: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Guard {
    /// Takes the lock; `Conflict` if another process has it.
    pub(crate) fn take(address: &Address) -> StoreResult<Self> {
        let mut connection = address.connect()?;
        let is_free: bool = connection.client.query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK])?.try_get(0)?;
        if !is_free {
            return Err(StoreError::Conflict(
                "another Towpath process is using this database; stop it first".to_owned(),
            ));
        }
        let (release, released) = channel::<()>();
        let hold = move || {
            // Nothing is ever sent; the other end goes.
            released.recv().ok();
            drop(connection);
        };
        let thread = std::thread::Builder::new()
            .name("store-guard".to_owned())
            .spawn(hold)
            .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))?;
        Ok(Self { release: Some(release), thread: Some(thread) })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.release = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported where it happened.
            thread.join().ok();
        }
    }
}
