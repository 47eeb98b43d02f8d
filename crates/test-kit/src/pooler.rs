//! A private PgBouncer in transaction mode before a private cluster.

use crate::cluster::{TempCluster, free_port, owner, private_folder};
use std::net::TcpStream;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How to get what is needed, for tests that cannot run without it.
pub const HOW_TO_INSTALL: &str = "PgBouncer is not installed; on Debian: apt-get install pgbouncer";
/// One that is not there by then does not come.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running PgBouncer.
pub struct TempPooler {
    server: Child,
    port: u16,
    _folder: TempDir,
}

impl TempPooler {
    /// Starts one before this cluster with so many sessions of each database; None if
    /// PgBouncer is not installed.
    ///
    /// # Panics
    /// If it is installed but does not start.
    pub fn start(cluster: &TempCluster, sessions: u32) -> Option<Self> {
        let program = program()?;
        let owner = owner();
        let folder = private_folder(owner);
        let port = free_port();
        let users = write(&folder, "users.txt", "\"towpath\" \"\"\n", owner);
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\n\
             default_pool_size = {sessions}\nmax_client_conn = 200\nserver_login_retry = 0\n",
            cluster.port(),
            users.display(),
        );
        let settings = write(&folder, "pgbouncer.ini", &settings, owner);
        let mut command = Command::new(program);
        command.arg("-q").arg(settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((user, group)) = owner {
            command.uid(user).gid(group);
        }
        let server = command.spawn().expect("PgBouncer starts");
        let pooler = Self { server, port, _folder: folder };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < START_LIMIT, "PgBouncer does not start");
            std::thread::yield_now();
        }
        Some(pooler)
    }

    /// The address of a database of the cluster by way of this.
    pub fn url(&self, cluster: &TempCluster, database: &str) -> String {
        database.replace(&format!("127.0.0.1:{}", cluster.port()), &format!("127.0.0.1:{}", self.port))
    }
}

impl Drop for TempPooler {
    fn drop(&mut self) {
        // It keeps nothing; if it has ended by itself there is nothing to kill.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

fn write(folder: &TempDir, name: &str, text: &str, owner: Option<(u32, u32)>) -> PathBuf {
    let path = Path::new(folder.path()).join(name);
    std::fs::write(&path, text).expect("a file can be written");
    if let Some((user, group)) = owner {
        chown(&path, Some(user), Some(group)).expect("root may give a file away");
    }
    path
}
