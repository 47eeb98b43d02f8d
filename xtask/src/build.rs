//! Builds the web app and the binary that holds it.

use crate::command::{self, command};
use crate::install;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the web app is made of, besides `src`.
const WEB_INPUTS: [&str; 7] =
    ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tools/chunks.ts", "tools/compress.mjs"];

/// Builds the web app into `web/dist`, unless nothing it is made of is newer.
pub fn web(repository: &Path) -> io::Result<()> {
    install::node()?;
    let folder = repository.join("web");
    install::npm_packages(&folder)?;
    // Not `index.html`: the build of the server puts a page in its place where there is none.
    let built = modified(&folder.join("dist/.vite/manifest.json"));
    let newest = WEB_INPUTS.iter().filter_map(|input| newest(&folder.join(input))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    eprintln!("building the web app");
    command::run_quietly(command(&folder, "npm", &["run", "--silent", "build"]))
}

/// Builds `towpath` quickly, with the web app inside; gives its path.
pub fn debug(repository: &Path) -> io::Result<PathBuf> {
    install::compiler()?;
    install::node()?;
    let server = || command::run(command(repository, "cargo", &["build", "--package", "server"]));
    // The web app is embedded when `server` itself is compiled, so all the rest is compiled
    // meanwhile; the second build takes in the web app, if it was not there yet or is newer.
    std::thread::scope(|scope| {
        let web = scope.spawn(|| web(repository));
        let built = server();
        let web = web.join().unwrap_or_else(|_| Err(io::Error::other("building the web app panicked")));
        built.and(web)
    })?;
    server()?;
    Ok(target(repository).join("debug/towpath"))
}

/// Builds `towpath` for speed, with the web app inside.
pub fn release(repository: &Path) -> io::Result<()> {
    install::compiler()?;
    web(repository)?;
    command::run(command(repository, "cargo", &["build", "--release", "--package", "server"]))?;
    println!("{}", target(repository).join("release/towpath").display());
    Ok(())
}

/// Where cargo puts what it builds.
pub fn target(repository: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from)
}

fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return modified(path);
    }
    let entries = std::fs::read_dir(path).ok()?;
    entries.filter_map(|entry| newest(&entry.ok()?.path())).chain(modified(path)).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}
