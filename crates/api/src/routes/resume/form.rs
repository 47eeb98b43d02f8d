//! Pages of a form in the middle of a run: the address of the wait shows the page, and
//! what is posted there becomes the items.

use super::{at, refused};
use crate::forms::entry::{self, Posted};
use crate::forms::page::{self, Shown};
use crate::forms::{follow_url, token};
use crate::hooks::read_body;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::reply::Answered;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect};
use flow::form::Page;
use store::door::forms::FormRun;
use store::door::invitation::Invitation;

/// What the values of a page need.
pub(super) struct Values<'a> {
    pub page: &'a Page,
    pub is_test: bool,
    pub time_zone: &'a str,
}

/// The page.
pub(super) fn show(state: &ApiState, wait: &str, page: &Page, query: Option<&str>) -> Result<Answered, Problem> {
    let posted = Posted::prefilled(page, query.unwrap_or_default());
    let token = token::new(state, wait)?;
    Ok(page::of_form(&Shown { page, posted: &posted, wrong: &[], notice: None, token: &token }))
}

/// What was entered ends the wait.
pub(super) async fn submit(
    state: &ApiState,
    wait: &Invitation,
    scope: &str,
    values: Values<'_>,
    request: Request,
) -> Result<Answered, Problem> {
    let Values { page, is_test, time_zone } = values;
    let (parts, body) = request.into_parts();
    state.forms.admit(&parts)?;
    let body = read_body(body, state.settings.limits.hook_body_bytes).await?;
    let posted = Posted::read(&parts.headers, &body)?;
    let shown = |wrong: &[entry::Wrong], notice| {
        let token = token::new(state, scope)?;
        Ok(page::of_form(&Shown { page, posted: &posted, wrong, notice, token: &token }))
    };
    if posted.is_of_a_machine() || token::open(state, scope, posted.token()).is_none() {
        return shown(&[], Some("Look whether all is right, and send it once more."));
    }
    let entries = match entry::check(page, &posted) {
        Ok(entries) => entries,
        Err(wrong) => return shown(&wrong, None),
    };
    let items = vec![entries.into_item(state.now(), time_zone, is_test)].into();
    state.runner.signal(wait.workspace, wait.run, at(wait), items).await.map_err(refused)?;
    go_on(state, wait)
}

/// To where the form goes on.
pub(super) fn go_on(state: &ApiState, wait: &Invitation) -> Result<Answered, Problem> {
    let run = FormRun { workspace: wait.workspace, run: wait.run };
    Ok(Answered(Redirect::to(&follow_url(state, run)?).into_response()))
}
