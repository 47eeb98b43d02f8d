//! `towpath serve`: everything in one process, or a part of it beside others.

use crate::config::{Between, Config};
use crate::listener::Listener;
use crate::lives::Life;
use crate::queue_flows::NodeQueueFlows;
use crate::regions::regions;
use crate::samples::samples;
use crate::wiring::{Parts, expression_env, outbound_client, worker_limits, workspace_limits};
use crate::{logs, web_app};
use api::{ApiState, Limits, Settings};
use auth::{Auth, PasswordCost, SystemRandom, new_secret};
use courier::Courier;
use scheduler::Scheduler;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::carrier::{Carrier, Rates};
use store::runs::Retention;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use worker::{Role, Sharing, Worker};

/// Giving up the lease takes no longer than this; others find out by themselves then.
const LEAVE_MOST: Duration = Duration::from_secs(3);

/// Serves until the process is told to end. Errors are sentences.
pub async fn serve(config: Config) -> Result<(), String> {
    logs::start(&config.logs)?;
    let courier = courier(&config)?;
    let sharing = sharing(&config, courier.clone())?;
    let role = sharing.role;
    let regions = regions(&config.places)?;
    let mut parts = Parts::open(&config.storage)?;
    parts.expression_env = expression_env(&config.work.expression_env, |name| std::env::var(name).ok());
    if role != Role::All && !parts.store.is_shared() {
        return Err(format!(
            "the role `{}` needs a database that several processes can use: set `database_url`",
            role.name()
        ));
    }
    let socket = TcpListener::bind(&config.network.listen)
        .await
        .map_err(|error| format!("cannot listen on `{}`: {error}", config.network.listen))?;
    let address = socket.local_addr().map_err(|error| error.to_string())?;
    let public_url = public_url(&config, address);
    let http = outbound_client(config.work.outbound_allow.split(','))?;
    let life = Life::begin(Path::new(&config.storage.data), address.port(), parts.clock.now().0);
    let careful_until = life.careful_for(config.work.careful_after_ends).map(|careful| Instant::now() + careful);
    if careful_until.is_some() {
        tracing::warn!(
            "the server has ended again and again without being told to: each step is written down before it begins"
        );
    }
    let limits = worker::Limits { careful_until, ..worker_limits(&config) };
    let worker = parts.start_worker(http, Some(public_url.clone()), limits, sharing).await?;

    let draining = CancellationToken::new();
    let schedules_changed = Arc::new(Notify::new());
    let scheduler = Scheduler {
        store: parts.store.clone(),
        runner: Arc::new(worker.clone()),
        clock: parts.clock.clone(),
        kept: Retention { runs_per_flow: config.storage.keep_runs, days: config.storage.keep_days },
        changed: schedules_changed.clone(),
    };
    tokio::spawn(heed_schedules(parts.store.clone(), schedules_changed.clone()));
    let stop = draining.clone();
    let scheduling = tokio::spawn(async move {
        if role.schedules() {
            scheduler.run(stop).await;
        }
    });

    let setup_token = new_secret(&SystemRandom);
    let is_new = parts.store.is_empty().await.map_err(|error| error.to_string())?;
    if role.serves() {
        greet(&public_url, is_new.then_some(setup_token.as_str()));
    }
    let settings = Settings {
        public_url,
        insecure_cookies: config.network.insecure_cookies,
        setup_token,
        limits: Limits {
            api_body_bytes: config.bounds.api_body_bytes,
            hook_body_bytes: config.bounds.hook_body_bytes,
            hook_requests_per_second: config.bounds.hook_requests_per_second,
            hook_bodies_bytes: config.bounds.hook_bodies_bytes,
            workspace: workspace_limits(&config),
        },
        regions,
    };
    let rates = courier.map(|courier| courier as Arc<dyn Rates>);
    let state = api_state(&parts, &worker, settings, draining.clone(), schedules_changed, rates)?;
    tokio::spawn(state.clone().heed_changes());
    let listener = Listener {
        socket,
        router: if role.serves() { api::router(state) } else { api::health_router(state) },
        network: config.network,
        bounds: config.bounds.clone(),
        draining: draining.clone(),
    };
    let closing = CancellationToken::new();
    let serving = tokio::spawn(listener.serve(closing.clone()));

    told_to_end().await;
    tracing::info!("draining");
    draining.cancel();
    // A connection that is closed while its client sends the next request loses that
    // request; so clients are told first, with the answers they get meanwhile.
    tokio::time::sleep(Duration::from_millis(config.bounds.drain_notice_ms)).await;
    closing.cancel();
    // A second signal means now.
    tokio::select! {
        () = finish(serving, scheduling, worker.clone(), config.bounds.drain_timeout_ms) => {}
        () = told_to_end() => tracing::warn!("ended before everything was finished"),
    }
    match tokio::time::timeout(LEAVE_MOST, worker.leave()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "others take the runs of this process when its lease ends"),
        Err(_) => tracing::warn!("others take the runs of this process when its lease ends"),
    }
    life.end();
    Ok(())
}

/// Says that a look at the schedules is due when another process changed some.
async fn heed_schedules(store: Arc<dyn Store>, changed: Arc<Notify>) {
    let mut changes = store.changes();
    while changes.changed().await.is_ok() {
        changed.notify_one();
    }
}

/// How this process shares its database with others. Errors are sentences.
fn sharing(config: &Config, courier: Option<Arc<Courier>>) -> Result<Sharing, String> {
    let work = &config.work;
    let role = Role::named(work.role.trim())
        .ok_or_else(|| format!("`role` is `{}`; it can be `all`, `api`, `worker` or `scheduler`", work.role))?;
    if work.beat_ms == 0 || work.lease_ms < 3 * work.beat_ms {
        return Err("`lease_ms` must be at least three times `beat_ms`, which cannot be 0".into());
    }
    Ok(Sharing {
        role,
        beat: Duration::from_millis(work.beat_ms),
        lease: Duration::from_millis(work.lease_ms),
        host: std::fs::read_to_string("/etc/hostname").map(|name| name.trim().to_owned()).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        carrier: courier.map(|courier| courier as Arc<dyn Carrier>),
    })
}

/// Who carries hints besides the database, if the settings name somebody. It need not be
/// there. Errors are sentences.
fn courier(config: &Config) -> Result<Option<Arc<Courier>>, String> {
    let Between { redis_url, redis_prefix } = &config.between;
    if redis_url.is_empty() {
        return Ok(None);
    }
    if config.storage.database_url.is_empty() {
        return Err("`redis_url` is for several processes on one PostgreSQL database: set `database_url`".into());
    }
    Courier::start(redis_url, redis_prefix).map(|courier| Some(Arc::new(courier)))
}

/// Waits for requests and steps under way.
async fn finish(
    serving: tokio::task::JoinHandle<()>,
    scheduling: tokio::task::JoinHandle<()>,
    worker: Worker,
    drain_timeout_ms: u64,
) {
    let all = async {
        // A task that panicked has ended too, and was logged.
        let _ = serving.await;
        let _ = scheduling.await;
        worker.drain().await;
    };
    if tokio::time::timeout(Duration::from_millis(drain_timeout_ms), all).await.is_err() {
        tracing::warn!("some steps did not finish in time; they are taken up at the next start");
    }
}

fn api_state(
    parts: &Parts,
    worker: &Worker,
    settings: Settings,
    draining: CancellationToken,
    schedules_changed: Arc<Notify>,
    rates: Option<Arc<dyn Rates>>,
) -> Result<ApiState, String> {
    let auth = Auth::new(
        parts.store.clone(),
        parts.clock.clone(),
        parts.ids.clone(),
        Arc::new(SystemRandom),
        PasswordCost::default(),
    )
    .map_err(|error| error.to_string())?;
    Ok(ApiState::new(api::Parts {
        store: parts.store.clone(),
        auth: Arc::new(auth),
        runner: Arc::new(worker.clone()),
        catalog: parts.catalog.clone(),
        vault: parts.vault.clone(),
        clock: parts.clock.clone(),
        ids: parts.ids.clone(),
        queue: Arc::new(NodeQueueFlows),
        samples: samples(),
        web: web_app::router(),
        schedules_changed,
        rates,
        draining,
        settings,
    }))
}

/// The address people use. Browsers take secure cookies from `localhost` over plain http.
fn public_url(config: &Config, address: SocketAddr) -> String {
    let given = config.network.public_url.trim_end_matches('/');
    if given.is_empty() { format!("http://localhost:{}", address.port()) } else { given.to_owned() }
}

/// Says where the server is. Standard output may be closed; that is no reason to stop.
fn greet(public_url: &str, setup_token: Option<&str>) {
    let mut output = std::io::stdout().lock();
    let _ = match setup_token {
        Some(token) => writeln!(
            output,
            "Towpath is at {public_url}\n\nSet it up once, with this link:\n{public_url}/setup?token={token}\n"
        ),
        None => writeln!(output, "Towpath is at {public_url}"),
    };
    let _ = output.flush();
}

/// Returns when the process gets SIGINT or SIGTERM.
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be received; end the process by force");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
