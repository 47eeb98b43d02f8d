//! Several processes of the binary on one private PostgreSQL, in short: what `bench cluster`
//! plays at length.

#[path = "../../../bench/src/client.rs"]
mod client;
#[path = "../../../bench/src/cluster.rs"]
mod cluster;
#[path = "../../../bench/src/http.rs"]
mod http;
#[path = "../../../bench/src/load.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod load;
#[path = "../../../bench/src/outside.rs"]
mod outside;
#[path = "../../../bench/src/report.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod report;
#[path = "../../../bench/src/server.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod server;

use cluster::{Part, SHORT};
use std::path::Path;

async fn play(part: Part) {
    let outcome = cluster::play(Path::new(env!("CARGO_BIN_EXE_towpath")), part, SHORT).await;
    println!("{}", outcome.unwrap_or_else(|reason| panic!("{reason}")));
}

#[tokio::test]
async fn the_runs_of_a_killed_process_are_taken_over() {
    play(Part::TakeOver).await;
}

#[tokio::test]
async fn nothing_is_lost_by_kills_under_load() {
    play(Part::Kills).await;
}

#[tokio::test]
async fn parents_hear_of_children_that_another_process_took() {
    play(Part::Families).await;
}

#[tokio::test]
async fn a_process_that_stood_still_writes_nothing_stale() {
    play(Part::Zombie).await;
}

#[tokio::test]
async fn restarts_under_load_lose_nothing() {
    play(Part::Drain).await;
}

#[tokio::test]
async fn two_schedulers_start_each_slot_once() {
    play(Part::Schedules).await;
}

#[tokio::test]
async fn roles_work_as_one() {
    play(Part::Roles).await;
}

#[tokio::test]
async fn redis_comes_and_goes_and_nothing_is_lost() {
    play(Part::Redis).await;
}

#[tokio::test]
async fn an_event_reaches_runs_of_another_process() {
    play(Part::Signals).await;
}

#[tokio::test]
async fn a_fail_over_of_the_database_loses_nothing() {
    play(Part::FailOver).await;
}

#[tokio::test]
async fn nobody_is_refused_while_a_new_version_comes() {
    play(Part::Upgrade).await;
}

#[tokio::test]
async fn a_backup_under_load_holds_all_that_was_taken_before() {
    play(Part::Backup).await;
}

#[tokio::test]
async fn a_long_history_is_carried() {
    play(Part::History).await;
}

#[test]
fn the_schema_is_shown_and_brought_up() {
    let folder = tempfile::tempdir().unwrap();
    let towpath = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_towpath"));
        let output = command.args(arguments).arg("--data").arg(folder.path()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (is_right, said) = towpath(&["migrate", "--check"]);
    assert!(!is_right && said.starts_with("The database is empty; this version"), "{said}");
    let (is_right, said) = towpath(&["migrate"]);
    assert!(is_right && said.starts_with("The database was empty and has schema"), "{said}");
    for arguments in [&["migrate"][..], &["migrate", "--check"]] {
        let (is_right, said) = towpath(arguments);
        assert!(is_right && said.ends_with("which is up to date.\n"), "{said}");
    }
}
