//! How many scripts run at once, and that the server goes on meanwhile.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::available_parallelism;
use tokio::runtime::{Handle, RuntimeFlavor};

/// Turns for scripts: as many at once as there are processors, so that a crowd of
/// slow scripts leaves the operating system something to share out fairly.
pub(crate) struct Turns {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Default for Turns {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self { free: Mutex::new(processors.max(2)), freed: Condvar::new() }
    }
}

impl Turns {
    /// Works when it is this one's turn. The tasks of the runtime this thread belongs
    /// to, if any, go on elsewhere meanwhile.
    pub(crate) fn take<T>(&self, work: impl FnOnce() -> T) -> T {
        let wait_and_work = || {
            let _turn = self.wait();
            work()
        };
        match Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(wait_and_work)
            }
            _ => wait_and_work(),
        }
    }

    fn wait(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let is_none_free = |free: &mut usize| *free == 0;
        let mut free = self.freed.wait_while(free, is_none_free).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }
}

/// A turn, given back when dropped.
struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}
