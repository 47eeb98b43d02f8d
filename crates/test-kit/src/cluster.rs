//! A private PostgreSQL cluster that goes with its holder: on a free port of
//! loopback, in a folder of its own, from the installed programs.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Settings of `postgresql.conf`. What processes lose in a crash is what they had not
/// handed to the kernel yet; that needs no flush to the disk, which takes longest.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
shared_buffers = 64MB
max_connections = 100
max_wal_size = 512MB
logging_collector = off
fsync = off
log_min_messages = warning
";

/// The superuser of the cluster.
const OWNER: &str = "owner";

/// A running cluster.
pub struct TempCluster {
    folder: TempDir,
    port: u16,
    programs: PathBuf,
    /// The server refuses to run as root.
    owner: Option<(u32, u32)>,
    databases: AtomicU32,
}

impl TempCluster {
    /// Makes a cluster and starts it.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        Self::start_with("", &[])
    }

    /// The same with further settings, and with files in its data folder that only the server may read.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start_with(settings: &str, files: &[(&str, &str)]) -> Self {
        Self::start_on(free_port(), settings, files)
    }

    /// The same on this port.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub(crate) fn start_on(port: u16, settings: &str, files: &[(&str, &str)]) -> Self {
        let owner = owner();
        let folder = private_folder(owner);
        let cluster = Self { folder, port, programs: programs(), owner, databases: AtomicU32::new(0) };
        let data = cluster.data();
        cluster.run(
            "initdb",
            [
                OsStr::new("-D"),
                data.as_os_str(),
                OsStr::new("-U"),
                OsStr::new(OWNER),
                OsStr::new("--auth=trust"),
                OsStr::new("--no-sync"),
            ],
        );
        let configuration = data.join("postgresql.conf");
        let defaults = std::fs::read_to_string(&configuration).expect("it was written just now");
        std::fs::write(configuration, format!("{defaults}\n{SETTINGS}\n{settings}\n")).expect("it can be written");
        files.iter().for_each(|(name, text)| cluster.write_secret(name, text));
        cluster.start_server();
        cluster.run("createuser", cluster.as_owner(&["towpath"]).iter().map(OsStr::new));
        cluster
    }

    /// The address of a new, empty database, which belongs to a role without special rights.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("createdb", self.as_owner(&["-O", "towpath", &name]).iter().map(OsStr::new));
        self.url("towpath", &name)
    }

    /// The address of the same database for the cluster's superuser.
    pub fn superuser(&self, database: &str) -> String {
        database.replace("//towpath@", &format!("//{OWNER}@"))
    }

    /// Arguments of a client program, as the cluster's superuser.
    fn as_owner(&self, arguments: &[&str]) -> Vec<String> {
        let port = self.port.to_string();
        let place = ["-h", "127.0.0.1", "-p", &port, "-U", OWNER];
        place.iter().chain(arguments).map(|argument| (*argument).to_owned()).collect()
    }

    fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// Ends all its processes at once, as a loss of power would, and starts it again.
    pub fn crash(&self) {
        self.stop_at_once();
        self.start_server();
    }

    /// A server that follows this one, from a copy of it, on this port.
    ///
    /// # Panics
    /// If it cannot be made.
    pub(crate) fn follower(&self, port: u16) -> Self {
        let folder = private_folder(self.owner);
        let follower =
            Self { folder, port, programs: self.programs.clone(), owner: self.owner, databases: AtomicU32::new(0) };
        let data = follower.data();
        let place = format!("host=127.0.0.1 port={} user={OWNER}", self.port);
        let from = [OsStr::new("-d"), OsStr::new(&place), OsStr::new("-D"), data.as_os_str()];
        let how = ["-R", "-X", "stream", "-c", "fast", "--no-sync"].map(OsStr::new);
        follower.run("pg_basebackup", from.into_iter().chain(how));
        // It waits for nobody when it takes over, until it is told to.
        let configuration = data.join("postgresql.auto.conf");
        let copied = std::fs::read_to_string(&configuration).expect("it was copied just now");
        let lines: Vec<&str> = copied.lines().filter(|line| !line.starts_with("synchronous_standby_names")).collect();
        std::fs::write(configuration, lines.join("\n") + "\n").expect("it can be written");
        follower.start_server();
        follower
    }

    /// From now on it acknowledges only what its follower has, too; returns when there is one.
    ///
    /// # Panics
    /// If it refuses.
    pub(crate) fn wait_for_follower(&self) {
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        self.ask("SELECT pg_reload_conf()");
        self.ask(
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync') \
             LOOP PERFORM pg_sleep(0.02); END LOOP; END $$",
        );
    }

    /// Makes a follower take over; returns when it does.
    ///
    /// # Panics
    /// If it cannot.
    pub(crate) fn promote(&self) {
        let data = self.data();
        self.run("pg_ctl", [OsStr::new("promote"), OsStr::new("-w"), OsStr::new("-D"), data.as_ref()]);
    }

    /// Ends all its processes with SIGKILL. It does not start again.
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&self) {
        let file = self.data().join("postmaster.pid");
        let text = std::fs::read_to_string(&file).expect("it runs");
        let first = text.lines().next().unwrap_or_default().to_owned();
        let children = children_of(&first);
        Command::new("kill").arg("-9").arg(&first).args(children).stderr(Stdio::null()).status().expect("it runs");
        // Nothing may take another process of that number for it.
        std::fs::remove_file(file).expect("it was there just now");
    }

    /// Lets a statement be performed by the cluster's superuser, in no database in particular.
    ///
    /// # Panics
    /// If it fails.
    pub fn ask(&self, statement: &str) {
        let arguments = self.as_owner(&["-q", "-X", "-v", "ON_ERROR_STOP=1", "-c", statement, "postgres"]);
        self.run("psql", arguments.iter().map(OsStr::new));
    }

    /// Where it listens on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn write_secret(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        std::fs::write(&path, text).expect("it can be written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("and closed");
        if let Some((user, group)) = self.owner {
            chown(&path, Some(user), Some(group)).expect("root may give a file away");
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn start_server(&self) {
        let options = format!("-p {} -k {}", self.port, self.folder.path().display());
        let (data, log) = (self.data(), self.folder.path().join("server.log"));
        let arguments: [&OsStr; 8] = [
            "start".as_ref(),
            "-w".as_ref(),
            "-D".as_ref(),
            data.as_ref(),
            "-l".as_ref(),
            log.as_ref(),
            "-o".as_ref(),
            options.as_ref(),
        ];
        self.run("pg_ctl", arguments);
    }

    fn stop_at_once(&self) {
        let data = self.data();
        self.run(
            "pg_ctl",
            [OsStr::new("stop"), OsStr::new("-m"), OsStr::new("immediate"), OsStr::new("-D"), data.as_ref()],
        );
    }

    fn run<'a>(&self, program: &str, arguments: impl IntoIterator<Item = &'a OsStr>) {
        let output = self.command(program).args(arguments).stderr(Stdio::piped()).output().expect("it runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for TempCluster {
    fn drop(&mut self) {
        // It may have been killed.
        if self.data().join("postmaster.pid").exists() {
            self.stop_at_once();
        }
    }
}

/// A folder that only the server may enter.
pub(crate) fn private_folder(owner: Option<(u32, u32)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    if let Some((user, group)) = owner {
        chown(folder.path(), Some(user), Some(group)).expect("root may give a folder away");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("and close it");
    }
    folder
}

/// The numbers of a process's children.
fn children_of(process: &str) -> Vec<String> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().into_string().ok());
    let is_child = |number: &String| {
        let status = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        // `number (name) state parent …`; the name may hold anything.
        let parent = status.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
        parent == Some(process)
    };
    numbers.filter(|number| number.bytes().all(|digit| digit.is_ascii_digit())).filter(is_child).collect()
}

/// Whom the server runs as, if this is root: the system's `postgres` user, else `nobody`.
pub(crate) fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
    };
    if id(&["-u"])? != 0 {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)))
}

/// Where the programs are: the newest of Debian's folders, else the search path.
fn programs() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = folders
        .map(|folder| folder.path())
        .filter(|path| path.join("bin/postgres").exists())
        .max_by_key(|path| version(path));
    newest.map(|path| path.join("bin")).unwrap_or_default()
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}
