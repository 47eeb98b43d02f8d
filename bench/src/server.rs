//! The real binary on a throw-away folder.

use crate::client::Client;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const READY_MAXIMUM: Duration = Duration::from_secs(60);

/// A running Towpath.
pub struct Server {
    binary: PathBuf,
    folder: TempDir,
    data: PathBuf,
    /// What it finds in its environment besides its settings.
    environment: Vec<(&'static str, OsString)>,
    /// Where it listens; the same after each restart.
    pub address: SocketAddr,
    child: Option<Child>,
}

impl Server {
    /// Starts on a new folder; gives the token of the set-up link with it.
    pub async fn start(binary: &Path) -> Result<(Self, String), String> {
        Self::start_with(binary, None, Vec::new()).await
    }

    /// The same with its data in this folder, and with this in its environment.
    pub async fn start_with(
        binary: &Path,
        data: Option<&Path>,
        environment: Vec<(&'static str, OsString)>,
    ) -> Result<(Self, String), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let data = data.unwrap_or(folder.path()).to_owned();
        let address = free_address()?;
        let mut server = Self { binary: binary.to_owned(), folder, data, environment, address, child: None };
        let printed = server.resume().await?.0;
        let token = printed.split("/setup?token=").nth(1).and_then(|rest| rest.split_whitespace().next());
        let token = token.ok_or_else(|| format!("no set-up link was printed:\n{printed}"))?.to_owned();
        Ok((server, token))
    }

    /// Starts beside others at a database that is set up, or will be.
    pub async fn beside(binary: &Path, environment: Vec<(&'static str, OsString)>) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let (data, address) = (folder.path().to_owned(), free_address()?);
        let mut server = Self { binary: binary.to_owned(), folder, data, environment, address, child: None };
        server.resume().await?;
        Ok(server)
    }

    /// Is another binary from its next start on.
    pub fn becomes(&mut self, binary: &Path) {
        binary.clone_into(&mut self.binary);
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) -> Result<(), String> {
        let id = self.child.as_ref().and_then(Child::id).ok_or("the server does not run")?;
        let sent = std::process::Command::new("kill").args([format!("-{name}"), id.to_string()]).status();
        match sent {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("`kill -{name}` ended with {status}")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Waits until it has ended by itself, and well; gives how long that took.
    pub async fn ended(&mut self, most: Duration) -> Result<Duration, String> {
        let begun = Instant::now();
        let mut child = self.child.take().ok_or("the server does not run")?;
        match tokio::time::timeout(most, child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(begun.elapsed()),
            Ok(Ok(status)) => Err(format!("the server ended with {status}")),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("the server had not ended after {most:?}")),
        }
    }

    /// Starts on the same folder; gives what it printed and how long it took to be ready.
    pub async fn resume(&mut self) -> Result<(String, Duration), String> {
        let begun = Instant::now();
        let mut child = Command::new(&self.binary)
            .arg("serve")
            .env("TOWPATH_DATA", &self.data)
            .env("TOWPATH_LISTEN", self.address.to_string())
            .env("TOWPATH_PUBLIC_URL", format!("http://{}", self.address))
            .env("TOWPATH_OUTBOUND_ALLOW", "127.0.0.1/32")
            // The limit of one address is not what is measured.
            .env("TOWPATH_HOOK_REQUESTS_PER_SECOND", "1000000")
            // What is judged in the end must still be there.
            .env("TOWPATH_KEEP_RUNS", "100000000")
            .env("TOWPATH_LOG", "warn")
            // What is measured after many kills is the server as it is in general.
            .env("TOWPATH_CAREFUL_AFTER_ENDS", "0")
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("`{}` cannot be started: {error}", self.binary.display()))?;
        let stdout = child.stdout.take().ok_or("the server has no standard output")?;
        self.child = Some(child);
        let mut lines = BufReader::new(stdout).lines();
        let mut printed = String::new();
        while !self.is_ready().await {
            if begun.elapsed() > READY_MAXIMUM {
                return Err(format!("the server was not ready in time:\n{printed}"));
            }
            while let Ok(Ok(Some(line))) = tokio::time::timeout(Duration::from_millis(1), lines.next_line()).await {
                printed.push_str(&line);
                printed.push('\n');
            }
        }
        let ready_after = begun.elapsed();
        while let Ok(Ok(Some(line))) = tokio::time::timeout(Duration::from_millis(50), lines.next_line()).await {
            printed.push_str(&line);
            printed.push('\n');
        }
        // The pipe is read on, so that the server never blocks on it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok((printed, ready_after))
    }

    /// Ends it as a crash would.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself; then there is nothing to kill.
            let _ = child.kill().await;
        }
    }

    /// The database's file.
    pub fn database(&self) -> Result<PathBuf, String> {
        let files = std::fs::read_dir(&self.data).map_err(|error| error.to_string())?;
        let mut paths = files.filter_map(|entry| Some(entry.ok()?.path()));
        paths
            .find(|path| path.extension().is_some_and(|ending| ending == "db"))
            .ok_or_else(|| "no database in the data folder".into())
    }

    /// A folder beside the data, gone with it.
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The id of its process.
    pub fn process(&self) -> Result<u32, String> {
        self.child.as_ref().and_then(Child::id).ok_or_else(|| "the server does not run".into())
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> f64 {
        self.memory_mib("VmRSS:")
    }

    /// The most resident memory it ever had, in MiB.
    pub fn peak_mib(&self) -> f64 {
        self.memory_mib("VmHWM:")
    }

    fn memory_mib(&self, name: &str) -> f64 {
        let id = self.child.as_ref().and_then(Child::id).unwrap_or(0);
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(f64::NAN, |kib| kib / 1024.0)
    }

    /// Sets the server up and publishes a flow; gives a signed-in client, the workspace and the flow.
    pub async fn publish(&self, setup_token: &str, document: &Value) -> Result<(Client, String, String), String> {
        let mut client = Client::new(self.address);
        let workspace = self.set_up(&mut client, setup_token).await?;
        let base = format!("/api/v1/workspaces/{workspace}/flows");
        let created = client.post(&base, &json!({"name": "Bench", "document": document})).await?;
        let flow = created["id"].as_str().ok_or("the flow has no id")?.to_owned();
        client.post(&format!("{base}/{flow}/publish"), &json!({"revision": created["revision"]})).await?;
        Ok((client, workspace, flow))
    }

    /// Sets the server up; signs the client in and gives the workspace.
    pub async fn set_up(&self, client: &mut Client, setup_token: &str) -> Result<String, String> {
        let owner = json!({
            "token": setup_token, "organisation": "Bench", "workspace": "Bench", "name": "Bench",
            "email": "bench@example.test", "password": "a long bench password",
        });
        let me = client.post("/api/v1/setup", &owner).await?;
        me["workspaces"][0]["id"].as_str().map(str::to_owned).ok_or_else(|| "set-up gave no workspace".into())
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut connection) = crate::http::Connection::open(self.address).await else {
            tokio::time::sleep(Duration::from_millis(2)).await;
            return false;
        };
        let request = crate::http::request("GET", "/readyz", &[], "");
        connection.send(&request).await.is_ok_and(|reply| reply.status == 200)
    }
}

fn free_address() -> Result<SocketAddr, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map_err(|error| error.to_string())
}
