//! What the chores need from the system: checked, installed where that is
//! possible, and otherwise named with the way to install it.

use crate::command;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// The oldest Node.js the web app builds with.
const NODE_MINIMUM: (u32, u32) = (20, 19);
/// Where Chromium may be called differently.
const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Node.js and npm, new enough.
pub fn node() -> io::Result<()> {
    let how = "install Node.js 20.19 or newer with npm (https://nodejs.org, or your distribution's `nodejs` and `npm`)";
    let version =
        command::output("node", &["--version"]).ok_or_else(|| io::Error::other(format!("`node` is missing: {how}")))?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < NODE_MINIMUM {
        return Err(io::Error::other(format!("`node` is {version}, which is too old: {how}")));
    }
    if !command::has("npm") {
        return Err(io::Error::other(format!("`npm` is missing: {how}")));
    }
    Ok(())
}

/// A C compiler, which SQLite and the cryptography are built with.
pub fn compiler() -> io::Result<()> {
    if ["cc", "gcc", "clang"].into_iter().any(command::has) {
        return Ok(());
    }
    debian_package("build-essential").map_err(|error| io::Error::other(format!("a C compiler is missing: {error}")))
}

/// The packages of a folder with a `package-lock.json`, if they are not what the lock says.
pub fn npm_packages(folder: &Path) -> io::Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.towpath-installed");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!("installing the packages of {}", folder.display());
    // Not `npm ci`: it refuses a lock file made where the registry lacks packages for
    // other platforms. This takes the versions of the lock and leaves the file alone.
    let install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    command::run_quietly(command::command(folder, "npm", &install))?;
    std::fs::write(stamp, lock)
}

/// A Chromium for the browser journeys: the one `CHROMIUM` names, one on the path,
/// or Debian's, installed now.
pub fn chromium() -> io::Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    debian_package("chromium").map_err(|error| {
        io::Error::other(format!("Chromium is missing: {error}; or set CHROMIUM to the path of a Chromium or Chrome"))
    })?;
    find_chromium().ok_or_else(|| io::Error::other("Chromium was installed but is not on the path; set CHROMIUM to it"))
}

/// The programs of PostgreSQL, for the private servers of tests.
pub fn postgres() -> io::Result<()> {
    let debians = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let is_there = debians.map(|folder| folder.path().join("bin/initdb")).any(|program| program.exists());
    if is_there || command::has("initdb") {
        return Ok(());
    }
    debian_package("postgresql").map_err(|error| io::Error::other(format!("PostgreSQL is missing: {error}")))
}

/// PgBouncer, for the tests behind a pooler. Without it they say that they were left out.
pub fn pgbouncer() -> io::Result<()> {
    if command::has("pgbouncer") || Path::new("/usr/sbin/pgbouncer").exists() {
        return Ok(());
    }
    debian_package("pgbouncer").map_err(|error| io::Error::other(format!("PgBouncer is missing: {error}")))
}

/// MariaDB, for the private servers of tests. Without it they say that they were left out.
pub fn mariadb() -> io::Result<()> {
    if command::has("mariadbd") || Path::new("/usr/sbin/mariadbd").exists() {
        return Ok(());
    }
    debian_package("mariadb-server-core").map_err(|error| io::Error::other(format!("MariaDB is missing: {error}")))
}

/// Redis, for the private servers of tests. Without it they say that they were left out.
pub fn redis() -> io::Result<()> {
    if ["redis-server", "valkey-server"].into_iter().any(command::has) {
        return Ok(());
    }
    debian_package("redis-server").map_err(|error| io::Error::other(format!("Redis is missing: {error}")))
}

/// Dovecot, a mail server for the tests that read mail. Without it they say that they were left out.
pub fn dovecot() -> io::Result<()> {
    if command::has("dovecot") || Path::new("/usr/sbin/dovecot").exists() {
        return Ok(());
    }
    debian_package("dovecot-imapd").map_err(|error| io::Error::other(format!("Dovecot is missing: {error}")))
}

fn find_chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    CHROMIUM_NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

fn debian_package(name: &str) -> io::Result<()> {
    let how = format!("install it, on Debian with `sudo apt-get install {name}`");
    if !command::has("apt-get") {
        return Err(io::Error::other(how));
    }
    let is_root = command::output("id", &["-u"]).as_deref() == Some("0");
    let may_sudo = !is_root && command::output("sudo", &["-n", "true"]).is_some();
    if !is_root && !may_sudo {
        return Err(io::Error::other(how));
    }
    eprintln!("installing the Debian package {name}");
    for arguments in [&["update", "-qq"][..], &["install", "-y", "-qq", name][..]] {
        let program = if is_root { "apt-get" } else { "sudo" };
        let prefix: &[&str] = if is_root { &[] } else { &["-n", "apt-get"] };
        let mut install = command::command(Path::new("/"), program, &[prefix, arguments].concat());
        install.env("DEBIAN_FRONTEND", "noninteractive");
        command::run_quietly(install).map_err(|error| io::Error::other(format!("{how} ({error})")))?;
    }
    Ok(())
}
