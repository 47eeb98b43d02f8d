//! A private MariaDB server that goes with its holder: on a free port of loopback,
//! in a folder of its own, from the installed programs.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How to get what is needed, for tests that cannot run without it.
pub const HOW_TO_INSTALL: &str = "MariaDB is not installed; on Debian: apt-get install mariadb-server-core";
/// The SQL that makes the server's own tables.
const SYSTEM_TABLES: [&str; 2] = ["mysql_system_tables.sql", "mysql_system_tables_data.sql"];
/// A server that is not there by then does not come.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running server with a database `flows` and a user `ada` with the password `s3cret`.
pub struct TempMariaDb {
    server: Child,
    port: u16,
    _folder: TempDir,
}

impl TempMariaDb {
    /// Makes a server and starts it; None if MariaDB is not installed. With a
    /// certificate and its key (PEM) it offers TLS.
    ///
    /// # Panics
    /// If it is installed but does not start.
    pub fn start(certificate: Option<(&str, &str)>) -> Option<Self> {
        let (program, share) = (program()?, Path::new("/usr/share/mysql"));
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).expect("a folder can be made");
        give_away(folder.path());
        give_away(&data);
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file can be written");
            give_away(&path);
            path
        };
        bootstrap(&program, &data, &write("boot.sql", &boot_sql(share)));
        let users = write("users.sql", USERS);
        let port = free_port();
        let mut command = server(&program, &data);
        command
            .arg(format!("--port={port}"))
            .args(["--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"])
            .arg(format!("--init-file={}", users.display()));
        if let Some((certificate, key)) = certificate {
            command
                .arg(format!("--ssl-cert={}", write("certificate.pem", certificate).display()))
                .arg(format!("--ssl-key={}", write("key.pem", key).display()));
        }
        let server = command.spawn().expect("the server starts");
        let server = Self { server, port, _folder: folder };
        server.wait();
        Some(server)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn wait(&self) {
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begin.elapsed() < START_LIMIT, "MariaDB does not start");
            std::thread::yield_now();
        }
    }
}

impl Drop for TempMariaDb {
    fn drop(&mut self) {
        // Its folder goes with it, so nothing has to be saved.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

const USERS: &str = "CREATE DATABASE flows CHARACTER SET utf8mb4;
CREATE USER ada@'127.0.0.1' IDENTIFIED BY 's3cret';
GRANT ALL ON flows.* TO ada@'127.0.0.1';
";

fn boot_sql(share: &Path) -> String {
    let mut sql = String::from(
        "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\nset @skip_auth_anonymous='Y';\n",
    );
    for name in SYSTEM_TABLES {
        sql += &std::fs::read_to_string(share.join(name)).expect("the server comes with it");
    }
    sql
}

fn bootstrap(program: &Path, data: &Path, sql: &Path) {
    let input = std::fs::File::open(sql).expect("it was written just now");
    let status = server(program, data).args(["--bootstrap", "--skip-networking"]).stdin(input).status();
    assert!(status.expect("the server runs").success(), "MariaDB cannot make its tables");
}

fn server(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg("--no-defaults")
        // Several servers at once are short of the kernel's queues for it.
        .arg("--innodb-use-native-aio=0")
        .arg(format!("--datadir={}", data.display()))
        .arg(format!("--socket={}", data.join("socket").display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if owner().is_some() {
        command.arg("--user=nobody");
    }
    command
}

/// The server refuses to run as root: its files belong to `nobody` then.
fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
    };
    if id(&["-u"])? == 0 { Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?)) } else { None }
}

fn give_away(path: &Path) {
    if let Some((user, group)) = owner() {
        chown(path, Some(user), Some(group)).expect("root may give a file away");
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/libexec".into()]);
    folders.map(|folder| folder.join("mariadbd")).find(|program| program.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}
