//! Who uses whom, and what our dependencies are licensed under.

use super::Findings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

const GRAPH: &str = "xtask/golden/crates.txt";
/// Each alternative of a dependency's licence must be made of these alone.
const LICENCES: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Zlib",
];
/// One cryptography, no second TLS.
const BANNED: [&str; 3] = ["native-tls", "openssl-sys", "ring"];

/// What cargo knows of the workspace and its dependencies on this platform.
pub fn metadata(repository: &Path) -> io::Result<Value> {
    let output = Command::new("cargo")
        .current_dir(repository)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(io::Error::other)
}

/// Compares who of our crates uses whom with the golden file: a new arrow is a decision.
pub fn graph(repository: &Path, metadata: &Value, update: bool) -> io::Result<Findings> {
    let ours: BTreeSet<&str> = packages(metadata).filter(|package| is_ours(package)).map(name).collect();
    let mut arrows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages(metadata).filter(|package| is_ours(package)) {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let normal = dependencies.filter(|dependency| dependency["kind"].is_null());
        arrows.insert(name(package), normal.map(name).filter(|name| ours.contains(name)).collect());
    }
    let mut text = String::from(
        "# Who of our crates uses whom. `cargo xtask tidy --update` rewrites it; look at each new arrow twice.\n",
    );
    for (from, to) in &arrows {
        let to: Vec<_> = to.iter().copied().collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{from}: {}", to.join(" "));
    }
    let path = repository.join(GRAPH);
    if update {
        fs::write(path, text)?;
        return Ok(Findings::new());
    }
    let is_same = fs::read_to_string(path).is_ok_and(|golden| golden == text);
    let finding = format!(
        "{GRAPH}: our crates use each other differently than it says; if that is meant, `cargo xtask tidy --update`"
    );
    Ok(if is_same { Findings::new() } else { vec![finding] })
}

/// Every dependency has a licence that goes with ours.
pub fn licences(metadata: &Value) -> Findings {
    let foreign = packages(metadata).filter(|package| !is_ours(package));
    let bad = foreign.filter(|package| !is_fine(package["license"].as_str().unwrap_or_default()));
    bad.map(|package| {
        format!("the dependency `{}` is licensed as {}, which is not on the list", name(package), package["license"])
    })
    .collect()
}

/// Nothing of what we decided against is linked. The lock file also names optional
/// dependencies nobody asks for, so cargo's tree is looked at instead.
pub fn banned(repository: &Path) -> Findings {
    let arguments =
        ["tree", "--workspace", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let output = Command::new("cargo").current_dir(repository).args(arguments).output();
    let tree = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let linked: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let banned = BANNED.iter().filter(|name| linked.contains(*name));
    banned
        .map(|name| format!("the dependency `{name}` is banned; `cargo tree --invert {name}` says who brings it"))
        .collect()
}

/// Whether one alternative of a licence expression is made of allowed licences alone.
fn is_fine(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], "");
    let allowed = |licence: &str| LICENCES.contains(&licence.trim());
    // `A OR B AND C` without brackets binds AND first; with brackets we are stricter than need be.
    plain.split(" OR ").any(|alternative| alternative.split(" AND ").all(allowed))
        || plain.split(" AND ").all(|part| part.split(" OR ").any(allowed))
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

fn is_ours(package: &Value) -> bool {
    package["source"].is_null()
}
