//! `/forms/run/{token}`: where a form goes on after something was entered.

use super::page;
use crate::problem::Problem;
use crate::routes::resume::page as plain;
use crate::state::ApiState;
use crate::wire::At;
use crate::wire::extract::Tail;
use crate::wire::reply::Answered;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use store::StoreError;
use store::door::RunnerError;
use store::door::forms::{self, FormRun, FormStanding};
use store::door::invitation::{self, Invitation};

/// The address at which a person sees how their form goes on.
pub(crate) fn follow_url(state: &ApiState, run: FormRun) -> Result<String, Problem> {
    let token = state.vault.seal_token(forms::PURPOSE, &run.to_bytes()).map_err(Problem::internal)?;
    Ok(format!("{}{token}", forms::PATH))
}

/// `GET /forms/run/{token}`: the next page, a page that waits, or the end.
pub(crate) async fn follow_form(
    State(state): State<ApiState>,
    At(Tail(token)): At<Tail>,
    request: Request,
) -> Result<Answered, Problem> {
    let looks = request.uri().query().and_then(|query| query.strip_prefix("n=")?.parse().ok()).unwrap_or(0_u32);
    match follow(&state, &token, looks).await {
        Err(problem) if problem.status != StatusCode::INTERNAL_SERVER_ERROR => Ok(plain::of_problem(&problem)),
        outcome => outcome,
    }
}

async fn follow(state: &ApiState, token: &str, looks: u32) -> Result<Answered, Problem> {
    let opened = state.vault.open_token(forms::PURPOSE, token).map_err(|_| Problem::not_found())?;
    let FormRun { workspace, run } = FormRun::from_bytes(&opened).ok_or_else(Problem::not_found)?;
    let standing = match state.runner.form(workspace, run).await {
        Ok(standing) => standing,
        // The run is past keeping.
        Err(RunnerError::Store(StoreError::NotFound(_))) => return Err(Problem::not_found()),
        Err(error) => return Err(error.into()),
    };
    Ok(match standing {
        FormStanding::Page(at) => {
            let invitation = Invitation { workspace, run, frame: at.frame.unwrap_or(0), node: at.node };
            let token =
                state.vault.seal_token(invitation::PURPOSE, &invitation.to_bytes()).map_err(Problem::internal)?;
            Answered(Redirect::to(&format!("{}{token}", invitation::PATH)).into_response())
        }
        FormStanding::Working => page::of_work(looks),
        FormStanding::Ended(ending) => page::of_ending(&ending),
        FormStanding::Failed => page::of_failure(),
    })
}
