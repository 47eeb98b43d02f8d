//! The token of a page: sealed, of one form, good for a day.

use crate::problem::Problem;
use crate::state::ApiState;
use flow::Timestamp;
use uuid::Uuid;

const PURPOSE: &str = "form page";
const GOOD_MS: i64 = 24 * 3_600_000;

/// A token for a page of the form with this scope.
pub(crate) fn new(state: &ApiState, scope: &str) -> Result<String, Problem> {
    let nonce = state.ids.uuid();
    let bytes = [nonce.as_bytes().as_slice(), &state.now().0.to_be_bytes(), scope.as_bytes()].concat();
    state.vault.seal_token(PURPOSE, &bytes).map_err(Problem::internal)
}

/// What makes this page different from all others; None if the token is not of a page
/// of this form, or is too old.
pub(crate) fn open(state: &ApiState, scope: &str, token: &str) -> Option<Uuid> {
    let bytes = state.vault.open_token(PURPOSE, token).ok()?;
    let (nonce, rest) = bytes.split_first_chunk::<16>()?;
    let (made_at, of) = rest.split_first_chunk::<8>()?;
    let age_ms = state.now().since_ms(Timestamp(i64::from_be_bytes(*made_at)));
    (of == scope.as_bytes() && age_ms <= GOOD_MS).then(|| Uuid::from_bytes(*nonce))
}
