//! Connections that are kept open for a while, a few for each credential.

use crate::Session;
use crate::error::DatabaseError;
use crate::server::Server;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many connections of one credential are open at once; more steps wait.
const MOST_OPEN: usize = 8;
/// A connection that nobody used for so long is closed.
const IDLE: Duration = Duration::from_secs(60);

/// Connections by credential.
#[derive(Clone, Default)]
pub struct Pool(Arc<Mutex<HashMap<Key, Arc<Shelf>>>>);

/// The credential and a fingerprint of what it says: an edited one gets new connections.
type Key = (String, u64);

/// The connections of a credential.
struct Shelf {
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<(Instant, Box<dyn Session>)>>,
}

/// A connection of the pool in use. Dropped, it is closed: nobody knows what was
/// left half done on it.
pub struct Lease {
    session: Box<dyn Session>,
    shelf: Arc<Shelf>,
    pool: Pool,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    /// A pool without connections.
    pub fn new() -> Self {
        Self::default()
    }

    /// A connection of this credential: one that is open already, or a new one.
    pub async fn take(&self, credential: &str, server: &Server) -> Result<Lease, DatabaseError> {
        let shelf = self.shelf((credential.to_owned(), server.fingerprint()));
        // The semaphore is never closed.
        let permit =
            shelf.permits.clone().acquire_owned().await.map_err(|_| crate::server::unreachable("", "closed"))?;
        loop {
            let idle = lock(&shelf.idle).pop();
            let session = match idle {
                Some((since, _)) if since.elapsed() > IDLE => continue,
                Some((_, mut session)) => {
                    if !session.is_alive().await {
                        continue;
                    }
                    session
                }
                None => server.connect().await?,
            };
            return Ok(Lease { session, shelf, pool: self.clone(), _permit: permit });
        }
    }

    fn shelf(&self, key: Key) -> Arc<Shelf> {
        let new = || Arc::new(Shelf { permits: Arc::new(Semaphore::new(MOST_OPEN)), idle: Mutex::default() });
        lock(&self.0).entry(key).or_insert_with(new).clone()
    }

    /// Closes what was not used for long, and forgets credentials nobody uses.
    fn tidy(&self) {
        let mut shelves = lock(&self.0);
        let mut closed = Vec::new();
        for shelf in shelves.values() {
            let mut idle = lock(&shelf.idle);
            let (old, young): (Vec<_>, Vec<_>) = idle.drain(..).partition(|(since, _)| since.elapsed() >= IDLE);
            *idle = young;
            closed.extend(old);
        }
        shelves.retain(|_, shelf| Arc::strong_count(shelf) > 1 || !lock(&shelf.idle).is_empty());
        drop(shelves);
        drop(closed);
    }
}

impl Lease {
    /// Puts the connection back for others, as it was when it was new.
    pub async fn give_back(mut self) {
        if !self.session.reset().await {
            return;
        }
        let Self { session, shelf, pool, _permit } = self;
        lock(&shelf.idle).push((Instant::now(), session));
        tokio::spawn(async move {
            tokio::time::sleep(IDLE + Duration::from_secs(1)).await;
            pool.tidy();
        });
    }
}

impl Deref for Lease {
    type Target = dyn Session;

    fn deref(&self) -> &Self::Target {
        &*self.session
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut *self.session
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
