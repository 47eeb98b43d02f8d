//! Call-backs of providers about messages: `/callbacks/{token}`.

use crate::hooks::header_pairs;
use crate::problem::Problem;
use crate::secrets;
use crate::state::ApiState;
use crate::wire::extract::{Tail, body_problem};
use crate::wire::{At, NoContent};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use http::StatusCode;
use node_sdk::Credential;
use node_sdk::catalog::{CallbackRequest, Receipt};
use std::time::Duration;
use store::StoreError;
use store::messages::{CallbackTarget, MessageStatus};

/// What the worker seals call-back addresses for.
pub(crate) const PURPOSE: &str = "callback";
/// A receipt may overtake the record of the step that sent the message.
const PATIENCE: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_secs(1), Duration::from_secs(2)];

/// `POST /callbacks/{token}`: a receipt, verified with the credential that sent the message.
pub(crate) async fn receive_callback(
    State(state): State<ApiState>,
    At(Tail(token)): At<Tail>,
    request: Request,
) -> Result<NoContent, Problem> {
    let opened = state.vault.open_token(PURPOSE, &token).map_err(|_| Problem::not_found())?;
    let target: CallbackTarget = serde_json::from_slice(&opened).map_err(|_| Problem::not_found())?;
    let row = state.store.credential(target.workspace, target.credential).await?;
    let fields = secrets::open(&state, &row).await?;
    let credential = Credential::new(row.kind.clone(), row.id.to_string(), fields);
    let receipt = read(&state, &target, &credential, request).await?;
    keep(&state, &target, &row.kind, receipt).await
}

async fn read(
    state: &ApiState,
    target: &CallbackTarget,
    credential: &Credential,
    request: Request,
) -> Result<Receipt, Problem> {
    let kind = state.catalog.find(&target.kind, target.kind_version).ok_or_else(Problem::not_found)?;
    let (_, read) = kind.receipt.as_ref().ok_or_else(Problem::not_found)?;
    let method = request.method().clone();
    let headers = header_pairs(request.headers());
    // Providers sign the address they were given, which is the public one.
    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{path}", state.settings.public_url);
    let body = Bytes::from_request(request, state).await.map_err(body_problem)?;
    let callback = CallbackRequest { method: method.as_str(), url: &url, headers: &headers, body: &body };
    read(&callback, credential)
        .map_err(|error| Problem::new(StatusCode::FORBIDDEN, "not_verified", error.message).hint(error.hint))
}

async fn keep(
    state: &ApiState,
    target: &CallbackTarget,
    provider: &str,
    receipt: Receipt,
) -> Result<NoContent, Problem> {
    let news = MessageStatus { status: receipt.status, at: state.now(), detail: receipt.detail };
    for pause in PATIENCE {
        let kept = state.store.receive(
            target.workspace,
            provider,
            &receipt.provider_id,
            news.clone(),
            messaging::receipt::advances,
        );
        match kept.await {
            Ok(_) => {
                state.runner.receipt_came(target.workspace);
                return Ok(NoContent);
            }
            Err(StoreError::NotFound(_)) => tokio::time::sleep(pause).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::not_found())
}
