//! The disk is full, or fails, under load. While it does, events are refused with 503 and
//! the server lives on; soon after it is well again they are taken; nothing that was
//! acknowledged is lost or run twice, and the database is whole.
//!
//! A full disk is a small file system in memory (mounting one needs the right to), filled
//! with ballast. A failing one is `io_error.c`, loaded before the C library.

use crate::events::{Events, judge, settle};
use crate::outside;
use crate::server::Server;
use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How large the small disk is.
const DISK_MIB: u64 = 64;
/// How long the trouble lasts after the first refusal.
const TROUBLE: Duration = Duration::from_secs(3);
/// The first refusal comes when what room there is inside the files is used up.
const REFUSAL_MAXIMUM: Duration = Duration::from_secs(60);
/// So soon after the end of the trouble an event must be taken.
const RECOVERY_MAXIMUM: Duration = Duration::from_secs(10);

/// What happens to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Trouble {
    /// It is full.
    Full,
    /// Writing fails.
    Fails,
}

/// Brings the disk into trouble so many times, then looks whether all is well.
pub async fn run(binary: &Path, times: u32, trouble: Trouble) -> Result<(), String> {
    let disk = Disk::make(trouble)?;
    let (oracle, seen) = outside::start().await?;
    let (mut server, token) = Server::start_with(binary, Some(disk.data()), disk.environment()).await?;
    let (mut client, workspace, _) = server.publish(&token, &outside::flow(oracle)).await?;
    let events = Events::send(server.address);
    for time in 1..=times {
        let recovery = events.while_sent(suffer(&disk, &events)).await?;
        println!("trouble {time}: an event was taken {} ms after it ended", recovery.as_millis());
    }
    let sent = events.end().await;
    settle(&mut client, &workspace).await?;
    println!("{} requests were refused with 503 and Retry-After", sent.refused);
    judge(&mut client, &workspace, &sent, &seen).await?;
    server.kill().await;
    check_database(&server.database()?)
}

/// Lets the disk be in trouble for a while; gives how long it then takes until an event is taken.
async fn suffer(disk: &Disk, events: &Events) -> Result<Duration, String> {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (begun, refused) = (Instant::now(), events.refused());
    disk.begin_trouble()?;
    while events.refused() == refused {
        if begun.elapsed() > REFUSAL_MAXIMUM {
            return Err("events were still taken long after the disk was in trouble".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(TROUBLE).await;
    disk.end_trouble()?;
    let ended = Instant::now();
    let in_time = tokio::time::timeout(RECOVERY_MAXIMUM, events.answered()).await;
    in_time.map_err(|_| format!("no event was taken within {} s after the trouble", RECOVERY_MAXIMUM.as_secs()))?;
    Ok(ended.elapsed())
}

fn check_database(path: &Path) -> Result<(), String> {
    let connection = rusqlite::Connection::open(path).map_err(|error| error.to_string())?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|error| error.to_string())?;
    println!("integrity of the database: {verdict}");
    if verdict == "ok" { Ok(()) } else { Err(format!("the database is damaged: {verdict}")) }
}

/// A disk that can be brought into trouble.
struct Disk {
    trouble: Trouble,
    folder: TempDir,
    data: PathBuf,
}

impl Disk {
    fn make(trouble: Trouble) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let data = folder.path().join("data");
        std::fs::create_dir(&data).map_err(|error| error.to_string())?;
        let disk = Self { trouble, folder, data };
        match trouble {
            Trouble::Full => {
                let size = format!("size={DISK_MIB}m");
                perform(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk.data))?;
            }
            Trouble::Fails => {
                let source = disk.folder.path().join("io_error.c");
                std::fs::write(&source, include_str!("io_error.c")).map_err(|error| error.to_string())?;
                perform(
                    Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(disk.shim()).arg(source).arg("-ldl"),
                )?;
            }
        }
        Ok(disk)
    }

    fn data(&self) -> &Path {
        &self.data
    }

    fn shim(&self) -> PathBuf {
        self.folder.path().join("io_error.so")
    }

    /// Writing fails as long as this is there.
    fn flag(&self) -> PathBuf {
        self.folder.path().join("in_trouble")
    }

    fn ballast(&self) -> PathBuf {
        self.data.join("ballast")
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self.trouble {
            Trouble::Full => Vec::new(),
            Trouble::Fails => vec![("LD_PRELOAD", self.shim().into()), ("IO_ERROR_FLAG", self.flag().into())],
        }
    }

    fn begin_trouble(&self) -> Result<(), String> {
        match self.trouble {
            Trouble::Full => fill(&self.ballast()),
            Trouble::Fails => File::create(self.flag()).map(drop).map_err(|error| error.to_string()),
        }
    }

    fn end_trouble(&self) -> Result<(), String> {
        let what = if self.trouble == Trouble::Full { self.ballast() } else { self.flag() };
        std::fs::remove_file(what).map_err(|error| error.to_string())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.trouble == Trouble::Full {
            // The server is dead by now; what cannot be unmounted stays for the machine to clean up.
            let _ = perform(Command::new("umount").arg(&self.data));
        }
    }
}

/// Writes until there is no room left, to the last byte.
fn fill(path: &Path) -> Result<(), String> {
    let mut file = File::create(path).map_err(|error| error.to_string())?;
    let mut block = vec![0_u8; 64 * 1024];
    while !block.is_empty() {
        match file.write_all(&block) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => block.truncate(block.len() / 2),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

fn perform(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("`{name}` cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}
