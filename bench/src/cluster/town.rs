//! Processes of the real binary on one private PostgreSQL, and what they all see.

use super::Extent;
use crate::client::Client;
use crate::outside::{self, Seen};
use crate::server::Server;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use test_kit::TempCluster;

/// 32 bytes in base 64: all processes must have the same.
const INSTANCE_KEY: &str = "dGhpcyBrZXkgaXMgZm9yIGJlbmNoZXMgb25seSAgICE=";
/// It is looked again after this long.
pub const LOOK: Duration = Duration::from_millis(25);

/// The processes, and what they share.
pub struct Town {
    // In this order: the processes end before their database.
    pub servers: Vec<Server>,
    /// Signed in, at the first process that serves people.
    pub client: Client,
    pub workspace: String,
    /// What flows asked of the outside.
    pub seen: Seen,
    /// Where the outside is.
    pub oracle: SocketAddr,
    binary: PathBuf,
    url: String,
    lease_ms: u64,
    superuser: String,
    _cluster: Option<TempCluster>,
}

/// Where the processes keep what they share.
pub struct Database {
    /// As the processes know it.
    pub url: String,
    /// For its superuser.
    pub superuser: String,
}

/// Settings of processes, besides those that all have.
pub type Settings<'a> = &'a [(&'static str, OsString)];

impl Town {
    /// Starts a process for each role, the first of which serves people, and sets up.
    pub async fn start(binary: &Path, extent: Extent, roles: &[&str]) -> Result<Self, String> {
        Self::start_with(binary, extent, roles, &[]).await
    }

    /// The same with further settings.
    pub async fn start_with(
        binary: &Path,
        extent: Extent,
        roles: &[&str],
        settings: Settings<'_>,
    ) -> Result<Self, String> {
        let cluster = tokio::task::spawn_blocking(TempCluster::start).await.map_err(|error| error.to_string())?;
        let url = cluster.database();
        let database = Database { superuser: cluster.superuser(&url), url };
        let town = Self::at(binary, extent, roles, settings, database).await?;
        Ok(Self { _cluster: Some(cluster), ..town })
    }

    /// The same at this database, which lasts longer than the town.
    pub async fn at(
        binary: &Path,
        extent: Extent,
        roles: &[&str],
        settings: Settings<'_>,
        database: Database,
    ) -> Result<Self, String> {
        let (oracle, seen) = outside::start().await?;
        let Database { url, superuser } = database;
        let lease_ms = extent.lease_ms;
        let [first, others @ ..] = roles else { return Err("no roles were given".into()) };
        let (server, token) = Server::start_with(binary, None, environment(&url, lease_ms, first, settings)).await?;
        let mut client = Client::new(server.address);
        let workspace = server.set_up(&mut client, &token).await?;
        let (binary, servers) = (binary.to_owned(), vec![server]);
        let mut town =
            Self { servers, client, workspace, seen, oracle, binary, url, lease_ms, superuser, _cluster: None };
        for role in others {
            town.join(role, settings).await?;
        }
        Ok(town)
    }

    /// Starts another process; gives where it listens.
    pub async fn join(&mut self, role: &str, settings: Settings<'_>) -> Result<SocketAddr, String> {
        let environment = environment(&self.url, self.lease_ms, role, settings);
        let server = Server::beside(&self.binary, environment).await?;
        let address = server.address;
        self.servers.push(server);
        Ok(address)
    }

    /// Starts another process that hears no notification of the database: it listens at another one.
    pub async fn join_deaf(&mut self, role: &str, settings: Settings<'_>) -> Result<SocketAddr, String> {
        self.change("CREATE DATABASE silence OWNER towpath")?;
        let (server, _) = self.url.rsplit_once('/').ok_or("the database's address has no name")?;
        let listens = ("TOWPATH_DATABASE_DIRECT_URL", format!("{server}/silence").into());
        let settings: Vec<_> = settings.iter().cloned().chain([listens]).collect();
        self.join(role, &settings).await
    }

    /// Where they listen.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.servers.iter().map(|server| server.address).collect()
    }

    /// The database as the processes know it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where its superuser looks at it.
    pub fn superuser(&self) -> &str {
        &self.superuser
    }

    /// Publishes a flow; gives its id.
    pub async fn publish(&mut self, document: &Value) -> Result<String, String> {
        let base = format!("/api/v1/workspaces/{}/flows", self.workspace);
        let created = self.client.post(&base, &json!({"name": "Town", "document": document})).await?;
        let flow = created["id"].as_str().ok_or("the flow has no id")?.to_owned();
        self.client.post(&format!("{base}/{flow}/publish"), &json!({"revision": created["revision"]})).await?;
        Ok(flow)
    }

    /// A flow that answers at once, waits for so many seconds and asks the outside.
    pub fn waiting(&self, seconds: f64) -> Value {
        let mut document = outside::flow(self.oracle);
        document["nodes"][0]["parameters"]["respond"] = "accepted".into();
        document["nodes"][1] = json!({"id": "mark", "kind": "wait", "name": "Wait", "position": {"x": 240, "y": 0},
            "parameters": {"mode": "duration", "amount": seconds, "unit": "seconds"}});
        document
    }

    /// Waits until a look at the database gives what is wanted; gives how long that took.
    pub async fn until(&self, most: Duration, query: &'static str, wanted: i64) -> Result<Duration, String> {
        until(&self.superuser, most, query, wanted).await
    }

    /// Starts a process at another database, with the same key.
    pub async fn beside(&self, url: &str) -> Result<Server, String> {
        Server::beside(&self.binary, environment(url, self.lease_ms, "all", &[])).await
    }

    /// The number a query gives.
    pub fn count(&self, query: &'static str) -> Result<i64, String> {
        ask_now(&self.superuser, move |client| client.query_one(query, &[])?.try_get(0))
    }

    /// The texts a query gives.
    pub fn texts(&self, query: &'static str) -> Result<Vec<String>, String> {
        let texts =
            move |client: &mut postgres::Client| client.query(query, &[])?.iter().map(|row| row.try_get(0)).collect();
        ask_now(&self.superuser, texts)
    }

    /// Changes what is in the database, past the processes.
    pub fn change(&self, statement: &'static str) -> Result<(), String> {
        ask_now(&self.superuser, move |client| client.execute(statement, &[]).map(drop))
    }
}

/// Waits until a look at this database gives what is wanted; gives how long that took.
pub async fn until(superuser: &str, most: Duration, query: &'static str, wanted: i64) -> Result<Duration, String> {
    let begun = Instant::now();
    loop {
        let found: i64 = ask(superuser, move |client| client.query_one(query, &[])?.try_get(0)).await?;
        if found == wanted {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > most {
            return Err(format!("`{query}` gave {found} and not {wanted} within {most:?}"));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Asks a database, past the policies on rows; others go on meanwhile.
pub async fn ask<T: Send + 'static>(
    superuser: &str,
    question: impl FnOnce(&mut postgres::Client) -> Result<T, postgres::Error> + Send + 'static,
) -> Result<T, String> {
    let superuser = superuser.to_owned();
    let asked = tokio::task::spawn_blocking(move || ask_here(&superuser, question));
    asked.await.map_err(|error| error.to_string())?
}

/// The same while nothing else goes on. The driver waits inside, which needs a thread of its own.
fn ask_now<T: Send + 'static>(
    superuser: &str,
    question: impl FnOnce(&mut postgres::Client) -> Result<T, postgres::Error> + Send + 'static,
) -> Result<T, String> {
    let superuser = superuser.to_owned();
    let asked = std::thread::spawn(move || ask_here(&superuser, question));
    asked.join().map_err(|_| "asking the database broke off".to_owned())?
}

fn ask_here<T>(
    superuser: &str,
    question: impl FnOnce(&mut postgres::Client) -> Result<T, postgres::Error>,
) -> Result<T, String> {
    let connected = postgres::Client::connect(superuser, postgres::NoTls);
    connected.and_then(|mut client| question(&mut client)).map_err(|error| match error.as_db_error() {
        Some(refusal) => refusal.to_string(),
        None => error.to_string(),
    })
}

/// What a process of this role finds in its environment.
fn environment(url: &str, lease_ms: u64, role: &str, settings: Settings<'_>) -> Vec<(&'static str, OsString)> {
    let own = [
        ("TOWPATH_DATABASE_URL", url.into()),
        ("TOWPATH_INSTANCE_KEY", INSTANCE_KEY.into()),
        ("TOWPATH_ROLE", role.into()),
        ("TOWPATH_BEAT_MS", (lease_ms / 4).to_string().into()),
        ("TOWPATH_LEASE_MS", lease_ms.to_string().into()),
        // A lost lease, and a Redis that is away, are what is played here.
        ("TOWPATH_LOG", "error,worker::lease=off".into()),
    ];
    own.into_iter().chain(settings.iter().cloned()).collect()
}

/// How many runs are not over.
pub const OPEN: &str = "SELECT COUNT(*) FROM run WHERE status NOT BETWEEN 3 AND 5";
/// How many processes have a lease.
pub const OWNERS: &str = "SELECT COUNT(*) FROM owner";
