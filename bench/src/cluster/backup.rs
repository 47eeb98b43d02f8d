//! `towpath backup` while the server works, and `towpath restore` into other databases: what was
//! acknowledged before the backup began is in it and comes to its end there, and what is at rest
//! comes back row by row.

use super::Extent;
use super::events::send_all;
use super::load::under_load;
use super::past;
use super::town::{self, Database, OPEN, Town};
use flow::id::RunId;
use postgres::Client;
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};
use test_kit::TempCluster;
use tokio::process::Command;

/// Some process takes an event within this time.
const TAKEN_MOST: Duration = Duration::from_secs(60);
const ENDED_MOST: Duration = Duration::from_secs(120);
/// Some load comes before and after.
const CALM: Duration = Duration::from_millis(700);
/// All that is kept; what processes tell each other stays where they are.
const TABLES: &str = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN \
     ('r', 'p') AND NOT relispartition AND relname NOT IN ('owner', 'owner_gone', 'inbox', 'change') ORDER BY relname";

pub async fn play(binary: &Path, extent: Extent) -> Result<String, String> {
    let cluster = tokio::task::spawn_blocking(TempCluster::start).await.map_err(|error| error.to_string())?;
    let databases = [cluster.database(), cluster.database(), cluster.database()];
    let [used, live, rest] = databases.map(|url| Database { superuser: cluster.superuser(&url), url });
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (live_file, rest_file) = (folder.path().join("live.backup"), folder.path().join("rest.backup"));

    let mut town = Town::at(binary, extent, &["all"], &[], used).await?;
    town.publish(&town.waiting(0.3)).await?;
    // Its run is what the past is made of.
    send_all(town.servers[0].address, 0..1).await?;
    town.until(ENDED_MOST, OPEN, 0).await?;
    past::write(town.superuser(), extent.kept_runs).await?;
    let ((before, backed_up), _) = under_load(town.addresses(), TAKEN_MOST, async |load| {
        tokio::time::sleep(CALM).await;
        let before = load.taken();
        let backed_up = towpath(binary, "backup", &live_file, town.url()).await?;
        tokio::time::sleep(CALM).await;
        Ok((before, backed_up))
    })
    .await?;
    let restored = towpath(binary, "restore", &live_file, &live.url).await?;
    let file_mib = std::fs::metadata(&live_file).map_err(|error| error.to_string())?.len() >> 20;
    let mut server = town.beside(&live.url).await?;
    town::until(&live.superuser, ENDED_MOST, OPEN, 0).await?;
    has_ended_all(&live.superuser, &before).await?;
    server.signal("TERM")?;
    server.ended(ENDED_MOST).await?;

    town.until(ENDED_MOST, OPEN, 0).await?;
    town.servers[0].signal("TERM")?;
    town.servers[0].ended(ENDED_MOST).await?;
    towpath(binary, "backup", &rest_file, town.url()).await?;
    towpath(binary, "restore", &rest_file, &rest.url).await?;
    let (here, there) = (rows(town.superuser()).await?, rows(&rest.superuser).await?);
    if let Some(other) = here.iter().zip(&there).find(|(here, there)| here != there) {
        return Err(format!("what was restored is not what was backed up: {other:?}"));
    }
    Ok(format!(
        "backup: {} ended runs; a backup under load took {:.1} s ({file_mib} MiB), its restore {:.1} s; all {} events \
         acknowledged before it began are in it and have ended there; at rest {} tables came back row by row",
        extent.kept_runs,
        backed_up.as_secs_f64(),
        restored.as_secs_f64(),
        before.len(),
        here.len(),
    ))
}

/// Performs a command on this database; gives how long it took.
async fn towpath(binary: &Path, verb: &str, file: &Path, url: &str) -> Result<Duration, String> {
    let begun = Instant::now();
    let mut command = Command::new(binary);
    let output = command.arg(verb).arg(file).env("TOWPATH_DATABASE_URL", url).output().await;
    let output = output.map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(begun.elapsed()),
        false => Err(format!("`towpath {verb}`: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Looks whether the runs of all these events are there and have ended well.
async fn has_ended_all(superuser: &str, events: &HashMap<u64, String>) -> Result<(), String> {
    let runs: Vec<_> = events.values().filter_map(|run| run.parse::<RunId>().ok()).map(|run| run.0).collect();
    let found = town::ask(superuser, move |client| {
        let ended = "SELECT COUNT(*) FROM run WHERE status = 3 AND id = ANY ($1)";
        client.query_one(ended, &[&runs])?.try_get::<_, i64>(0)
    });
    match found.await? == i64::try_from(events.len()).unwrap_or(i64::MAX) {
        true => Ok(()),
        false => Err(format!("of {} events acknowledged before the backup not all are in it", events.len())),
    }
}

/// Each table with the number of its rows and a sum over what they hold.
async fn rows(superuser: &str) -> Result<Vec<(String, i64, String)>, String> {
    let sums = |client: &mut Client| {
        let tables = client.query(TABLES, &[])?;
        let sum = |table: String| {
            let rows = match table.as_str() {
                // Each lane counts for itself; a copy needs only their sums.
                "run_count" => "SELECT flow, quarter, SUM(finished), SUM(failed) FROM run_count GROUP BY flow, quarter",
                // Whoever owned them does not come along.
                "run" => "SELECT to_jsonb(run) - 'owner' FROM run",
                table => &format!("SELECT * FROM {table}"),
            };
            let sum = format!(
                "SELECT COUNT(*), COALESCE(SUM(hashtextextended(held::text, 0)::numeric), 0)::text FROM ({rows}) AS held"
            );
            let row = client.query_one(&sum, &[])?;
            Ok((table, row.try_get(0)?, row.try_get(1)?))
        };
        tables.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?.into_iter().map(sum).collect()
    };
    town::ask(superuser, sums).await
}
