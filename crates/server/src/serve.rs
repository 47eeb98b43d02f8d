//! `towpath serve`: everything in one process.

use crate::config::Config;
use crate::listener::Listener;
use crate::queue_flows::NodeQueueFlows;
use crate::samples::samples;
use crate::wiring::{Parts, outbound_client, worker_limits};
use crate::{logs, web_app};
use api::{ApiState, Limits, Settings};
use auth::{Auth, PasswordCost, SystemRandom, new_secret};
use scheduler::Scheduler;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use worker::Worker;

/// Serves until the process is told to end. Errors are sentences.
pub async fn serve(config: Config) -> Result<(), String> {
    logs::start(&config.logs)?;
    let parts = Parts::open(&config.storage)?;
    let socket = TcpListener::bind(&config.network.listen)
        .await
        .map_err(|error| format!("cannot listen on `{}`: {error}", config.network.listen))?;
    let address = socket.local_addr().map_err(|error| error.to_string())?;
    let public_url = public_url(&config, address);
    let http = outbound_client(config.work.outbound_allow.split(','))?;
    let worker = parts.start_worker(http, Some(public_url.clone()), worker_limits(&config)).await?;

    let draining = CancellationToken::new();
    let schedules_changed = Arc::new(Notify::new());
    let scheduler = Scheduler {
        store: parts.store.clone(),
        runner: Arc::new(worker.clone()),
        clock: parts.clock.clone(),
        keep_runs_per_flow: config.storage.keep_runs,
        changed: schedules_changed.clone(),
    };
    let scheduling = tokio::spawn(scheduler.run(draining.clone()));

    let setup_token = new_secret(&SystemRandom);
    let is_new = parts.store.is_empty().await.map_err(|error| error.to_string())?;
    greet(&public_url, is_new.then_some(setup_token.as_str()));
    let settings = Settings {
        public_url,
        insecure_cookies: config.network.insecure_cookies,
        setup_token,
        limits: Limits {
            api_body_bytes: config.bounds.api_body_bytes,
            hook_body_bytes: config.bounds.hook_body_bytes,
            hook_requests_per_second: config.bounds.hook_requests_per_second,
        },
    };
    let state = api_state(&parts, &worker, settings, draining.clone(), schedules_changed)?;
    let listener = Listener {
        socket,
        router: api::router(state),
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
        () = finish(serving, scheduling, worker, config.bounds.drain_timeout_ms) => {}
        () = told_to_end() => tracing::warn!("ended before everything was finished"),
    }
    Ok(())
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
