//! The floor on PostgreSQL: the rows of as many runs, written as fast as it takes them by
//! `COPY`, with the same indexes and in commits of as many runs.

use postgres::Client;
use std::error::Error;
use std::io::{Read, Write};
use std::time::Instant;

/// Runs in one transaction.
const BATCH: usize = 512;
const MOST: usize = 100_000;

/// What a look at a database gives.
pub type Asked<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Reads the rows that runs left and writes them to new tables; gives runs a second.
pub fn replay(client: &mut Client) -> Asked<f64> {
    client.batch_execute(
        "CREATE TABLE raw_run (LIKE run INCLUDING ALL); CREATE TABLE raw_data (LIKE run_data INCLUDING ALL)",
    )?;
    let runs = read(client, &format!("COPY (SELECT * FROM run ORDER BY id LIMIT {MOST}) TO STDOUT"))?;
    let data = "SELECT run_data.* FROM run_data JOIN (SELECT id FROM run ORDER BY id LIMIT";
    let data = read(client, &format!("COPY ({data} {MOST}) AS first ON id = run ORDER BY run, sequence) TO STDOUT"))?;
    let (runs, data): (Vec<&str>, Vec<&str>) = (runs.lines().collect(), data.lines().collect());
    let begun = Instant::now();
    for (runs, data) in runs.chunks(BATCH).zip(data.chunks(BATCH)) {
        let mut transaction = client.transaction()?;
        for (table, lines) in [("raw_run", runs), ("raw_data", data)] {
            let mut copy = transaction.copy_in(&format!("COPY {table} FROM STDIN"))?;
            let text = lines.join("\n") + "\n";
            copy.write_all(text.as_bytes())?;
            copy.finish()?;
        }
        transaction.commit()?;
    }
    let rate = runs.len() as f64 / begun.elapsed().as_secs_f64();
    client.batch_execute("DROP TABLE raw_run; DROP TABLE raw_data")?;
    Ok(rate)
}

fn read(client: &mut Client, query: &str) -> Asked<String> {
    let mut text = String::new();
    client.copy_out(query)?.read_to_string(&mut text)?;
    Ok(text)
}
