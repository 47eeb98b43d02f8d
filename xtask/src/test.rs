//! `cargo xtask test`: everything that must hold, with nothing left running.

use crate::command::{self, command};
use crate::{build, codegen, install, tidy};
use std::io;
use std::path::Path;

/// How often the server is killed under load on every change; `bench chaos` alone does it 200 times.
const KILLS: &str = "15";
/// What the generated cases of property tests are made from, so that a change is judged
/// by what it changes. `PROPTEST_RNG_SEED` set to another number looks further.
const PROPERTY_SEED: &str = "20261120";

/// Runs all tests. The checks of the web app run beside the Rust ones; the browser
/// journeys come last, on the binary the Rust tests have built.
pub fn run(repository: &Path, browser: bool) -> io::Result<()> {
    install::compiler()?;
    install::node()?;
    install::postgres()?;
    let optional = [install::mariadb(), install::dovecot(), install::redis(), install::pgbouncer()];
    for missing in optional.into_iter().filter_map(Result::err) {
        eprintln!("some tests are left out: {missing}");
    }
    let chromium = if browser { Some(install::chromium()?) } else { None };
    codegen::run(repository, true)?;
    command::run(command(repository, "cargo", &["fmt", "--all", "--check"]))?;
    tidy::run(repository, false)?;
    std::thread::scope(|scope| {
        let web = scope.spawn(|| web_checks(repository));
        let rust = rust_checks(repository);
        let web = web.join().unwrap_or_else(|_| Err(io::Error::other("the web checks panicked")));
        rust.and(web)
    })?;
    let towpath = build::debug(repository)?;
    let mut chaos =
        command(repository, "cargo", &["run", "--quiet", "--package", "bench", "--", "chaos", "--kills", KILLS]);
    chaos.env("TOWPATH", &towpath);
    command::run(chaos)?;
    let Some(chromium) = chromium else { return Ok(()) };
    let journeys = repository.join("e2e");
    install::npm_packages(&journeys)?;
    let mut test = command(&journeys, "npm", &["test", "--silent"]);
    test.env("TOWPATH", &towpath).env("CHROMIUM", &chromium);
    command::run(test)?;
    // The main job once more, on the other database.
    let mut test = command(&journeys, "npm", &["test", "--silent", "--", "first-flow"]);
    test.env("TOWPATH", towpath).env("CHROMIUM", chromium).env("TOWPATH_DATABASE", "postgres");
    command::run(test)
}

fn rust_checks(repository: &Path) -> io::Result<()> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    command::run(command(repository, "cargo", &clippy))?;
    let seed = std::env::var("PROPTEST_RNG_SEED").unwrap_or_else(|_| PROPERTY_SEED.into());
    if command::has("cargo-nextest") {
        let all = ["nextest", "run", "--workspace", "--no-fail-fast", "--profile", "gate", "--status-level", "slow"];
        let mut test = command(repository, "cargo", &all);
        test.env("PROPTEST_RNG_SEED", seed);
        return command::run(test);
    }
    eprintln!(
        "cargo-nextest is missing; using the slower `cargo test` (install: cargo install --locked cargo-nextest)"
    );
    let mut test = command(repository, "cargo", &["test", "--workspace", "--quiet"]);
    test.env("PROPTEST_RNG_SEED", seed);
    command::run(test)
}

fn web_checks(repository: &Path) -> io::Result<()> {
    let folder = repository.join("web");
    install::npm_packages(&folder)?;
    for script in ["lint", "typecheck", "test"] {
        command::run_quietly(command(&folder, "npm", &["run", "--silent", script]))?;
        eprintln!("web: {script} passed");
    }
    build::web(repository)?;
    command::run_quietly(command(&folder, "npm", &["run", "--silent", "bundle"]))?;
    eprintln!("web: bundle sizes are within their budget");
    Ok(())
}
