//! Breaks the guards on purpose: removes one at a time in a copy of the repository, and
//! looks whether the tests that are to keep the invariant notice. One that nobody misses
//! is a hole in the tests.

mod list;

use crate::command;
use list::{MUTANTS, Mutant, Proof};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A proof that takes longer has been caught in a circle, which counts as noticed.
const PROOF_MAXIMUM: Duration = Duration::from_secs(300);
/// How often it is looked whether a proof is over.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Seeds of the simulation; enough for what is broken to happen.
const SEEDS: &str = "500";

/// How a proof of a mutant went.
enum Verdict {
    Passed,
    Failed,
    Hung,
}

/// Removes each guard in its turn, or the one of this name, and reports who noticed.
pub fn run(repository: &Path, only: Option<&str>) -> io::Result<()> {
    let copy = Copy::make(repository)?;
    let chosen: Vec<&Mutant> = MUTANTS.iter().filter(|mutant| only.is_none_or(|name| name == mutant.name)).collect();
    if chosen.is_empty() {
        return Err(io::Error::other(format!("there is no mutant `{}`", only.unwrap_or_default())));
    }
    for proof in Proof::ALL {
        if chosen.iter().any(|mutant| mutant.proofs.contains(proof)) && !matches!(copy.prove(*proof)?, Verdict::Passed)
        {
            return Err(io::Error::other(format!("{proof:?} fails with all guards in place")));
        }
    }
    let mut missed = Vec::new();
    for mutant in chosen {
        let noticed = copy.with(mutant, |copy| noticed(copy, mutant))?;
        println!("{:<34} {:<44} {}", mutant.name, mutant.invariant, noticed.as_deref().unwrap_or("NOT NOTICED"));
        missed.extend(noticed.is_none().then_some(mutant.name));
    }
    match missed.as_slice() {
        [] => Ok(()),
        names => Err(io::Error::other(format!("nobody misses: {}", names.join(", ")))),
    }
}

/// Which proof noticed, and how.
fn noticed(copy: &Copy, mutant: &Mutant) -> io::Result<Option<String>> {
    for proof in mutant.proofs {
        match copy.prove(*proof)? {
            Verdict::Passed => {}
            Verdict::Failed => return Ok(Some(format!("noticed by {proof:?}"))),
            Verdict::Hung => return Ok(Some(format!("noticed by {proof:?}, which does not end"))),
        }
    }
    Ok(None)
}

/// A copy of the repository with a target folder of its own.
struct Copy {
    folder: PathBuf,
}

impl Copy {
    /// Copies what is not ignored and no part of the web app; what is there and the same is
    /// left alone, so that only what changed is built again.
    fn make(repository: &Path) -> io::Result<Self> {
        let folder = repository.join("target/mutants");
        let repository_name = repository.display().to_string();
        let list = ["-C", &repository_name, "ls-files", "--cached", "--others", "--exclude-standard"];
        let listed = command::output("git", &list);
        let listed = listed.ok_or_else(|| io::Error::other("`git ls-files` failed"))?;
        let is_wanted = |name: &&str| !name.starts_with("web/") && !name.starts_with("e2e/");
        for name in listed.lines().filter(is_wanted) {
            // What was deleted and not committed yet is still listed.
            let Ok(content) = std::fs::read(repository.join(name)) else { continue };
            let place = folder.join(name);
            if std::fs::read(&place).is_ok_and(|there| there == content) {
                continue;
            }
            std::fs::create_dir_all(place.parent().unwrap_or(&folder))?;
            std::fs::write(place, content)?;
        }
        Ok(Self { folder })
    }

    /// Does something while a guard is removed.
    fn with<T>(&self, mutant: &Mutant, work: impl FnOnce(&Self) -> io::Result<T>) -> io::Result<T> {
        let place = self.folder.join(mutant.file);
        let whole = std::fs::read_to_string(&place)?;
        if whole.matches(mutant.guard).count() != 1 {
            return Err(io::Error::other(format!(
                "`{}`: the guard is not found once in {}; correct the list",
                mutant.name, mutant.file
            )));
        }
        std::fs::write(&place, whole.replace(mutant.guard, mutant.instead))?;
        let done = work(self);
        std::fs::write(&place, whole)?;
        done
    }

    /// Builds the tests of a proof, which must succeed, and runs them.
    fn prove(&self, proof: Proof) -> io::Result<Verdict> {
        let (package, tests, filter) = proof.tests();
        let mut build = self.cargo(package, tests);
        build.args(["--no-run", "--quiet"]);
        command::run(build)?;
        let mut test = self.cargo(package, tests);
        test.args(["--quiet", "--", filter]);
        self.run_to_the_end(test)
    }

    fn cargo(&self, package: &str, tests: &[&str]) -> Command {
        let mut cargo = command::command(&self.folder, "cargo", &["test", "--package", package]);
        cargo.args(tests);
        cargo.env("CARGO_TARGET_DIR", self.folder.join("target")).env("SEEDS", SEEDS);
        cargo
    }

    #[expect(clippy::disallowed_methods, reason = "a chore that waits for a child, and no test")]
    fn run_to_the_end(&self, mut test: Command) -> io::Result<Verdict> {
        test.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let mut child = test.spawn()?;
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(if status.success() { Verdict::Passed } else { Verdict::Failed });
            }
            if begun.elapsed() > PROOF_MAXIMUM {
                // With the tests it started: the group is its own.
                let group = format!("-{}", child.id());
                Command::new("kill").args(["-9", "--", &group]).status()?;
                child.wait()?;
                return Ok(Verdict::Hung);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}
