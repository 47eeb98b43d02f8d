//! The role Towpath connects as must be bound by the policies on rows.

use crate::{StoreError, StoreResult};
use ::postgres::Client;

/// Refuses a role that sees the rows of all workspaces whatever the policies say.
pub(super) fn refuse_bypassing(client: &mut Client) -> StoreResult<()> {
    let row = client
        .query_one("SELECT rolname::text, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user", &[])?;
    let (role, bypasses): (String, bool) = (row.try_get(0)?, row.try_get(1)?);
    if bypasses {
        return Err(StoreError::Conflict(format!(
            "the role `{role}` is a superuser or bypasses row-level security, so the database could not keep \
             workspaces apart; make one that does not, with `CREATE ROLE towpath LOGIN PASSWORD '…'` and \
             `CREATE DATABASE towpath OWNER towpath`, and connect as that"
        )));
    }
    Ok(())
}
