//! A long past: ended runs of a flow, written into the database as if they had been.

use super::town::ask;
use flow::Clock;
use postgres::Client;
use store::system::SystemClock;

/// So many runs are written at once.
const PIECE: u64 = 500_000;
/// The oldest began so long ago, in milliseconds.
const AGE_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

/// Writes so many runs like the newest ended one, all of them before it, with what they did.
pub async fn write(superuser: &str, runs: u64) -> Result<(), String> {
    ask(superuser, move |client| write_all(client, runs)).await
}

fn write_all(client: &mut Client, runs: u64) -> Result<(), postgres::Error> {
    let now_ms = SystemClock.now().0;
    let columns = "SELECT string_agg(CASE attname WHEN 'id' THEN 'past.id' WHEN 'started_at' THEN 'past.at' \
                   WHEN 'finished_at' THEN 'past.at + 7' ELSE 'pattern.' || quote_ident(attname) END, ', ' \
                   ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'run'::regclass AND attnum > 0 AND NOT attisdropped";
    let columns: String = client.query_one(columns, &[])?.try_get(0)?;
    client.batch_execute(
        "CREATE TEMP TABLE pattern AS SELECT * FROM run WHERE status = 3 ORDER BY id DESC LIMIT 1;
         CREATE TEMP TABLE pattern_data AS SELECT run_data.* FROM run_data JOIN pattern ON pattern.id = run;
         CREATE TEMP TABLE past (id UUID, at BIGINT)",
    )?;
    for first in (0..runs).step_by(PIECE as usize) {
        let last = (first + PIECE).min(runs) - 1;
        client.batch_execute(&format!(
            "TRUNCATE past;
             INSERT INTO past SELECT (lpad(to_hex(at), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid, at
             FROM (SELECT md5(number::text) AS hash, {now_ms} - {AGE_MS} + number * {AGE_MS} / {runs} AS at
                   FROM generate_series({first}::bigint, {last}::bigint) AS number) AS made;
             INSERT INTO run SELECT {columns} FROM past, pattern;
             INSERT INTO run_data SELECT past.id, sequence, chunk FROM past, pattern_data"
        ))?;
        eprintln!("past: {} of {runs} runs", last + 1);
    }
    // One by one: several statements together would be a transaction, in which nothing is swept up.
    ["VACUUM (ANALYZE) run", "VACUUM (ANALYZE) run_data", "CHECKPOINT"]
        .iter()
        .try_for_each(|text| client.batch_execute(text))
}
