//! What needs more than one database or more than a store: schemas of earlier versions, the
//! history in its parts, a pooler before the database, a stand-by beside it.

mod history;
mod pooler;
mod released;
mod rows;
mod standby;
mod upgrades;

use postgres::{Client, NoTls};

/// Asks a database, on a thread of its own: the driver waits inside.
fn ask<T: Send + 'static>(url: &str, question: impl FnOnce(&mut Client) -> T + Send + 'static) -> T {
    let url = url.to_owned();
    let asked = std::thread::spawn(move || question(&mut Client::connect(&url, NoTls).unwrap()));
    asked.join().unwrap()
}
