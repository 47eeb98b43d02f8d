//! API tokens: `towpath_` and 256 random bits, shown once.

use crate::error::AuthResult;
use crate::principal::{Principal, Who};
use crate::scope::Scope;
use crate::secret::{hash_secret, new_secret};
use crate::service::Auth;
use flow::Timestamp;
use flow::id::{TokenId, UserId, WorkspaceId};
use store::identity::Token;

const MINUTE_MS: i64 = 60 * 1000;
/// How every API token begins, so that scanners for leaked secrets find it.
pub const TOKEN_PREFIX: &str = "towpath_";

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The workspace it opens.
    pub workspace: WorkspaceId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Who makes it.
    pub created_by: UserId,
    /// When it ends; None: never.
    pub expires_at: Option<Timestamp>,
}

impl Auth {
    /// Makes a token; gives what is kept and the secret, which is shown once.
    pub async fn create_token(&self, new: NewToken) -> AuthResult<(Token, String)> {
        let secret = format!("{TOKEN_PREFIX}{}", new_secret(&*self.random));
        let token = Token {
            id: TokenId::new(&*self.ids),
            workspace: new.workspace,
            name: new.name,
            token_hash: hash_secret(&secret),
            scopes: new.scopes.iter().map(Scope::to_string).collect(),
            created_by: new.created_by,
            created_at: self.clock.now(),
            last_used_at: None,
            expires_at: new.expires_at,
        };
        self.store.create_token(token.clone()).await?;
        Ok((token, secret))
    }

    /// Who holds this API token. None if it is none or has ended.
    pub async fn token_principal(&self, secret: &str) -> AuthResult<Option<Principal>> {
        if !secret.starts_with(TOKEN_PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let Some(token) = self.store.token_by_hash(hash_secret(secret), now).await? else {
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|last| now.since_ms(last) >= MINUTE_MS) {
            // If it cannot be noted (full disk), the request itself may still be served.
            self.store.touch_token(token.id, now).await.ok();
        }
        let organisation = self.store.workspace(token.workspace).await?.organisation;
        // A scope this version does not know grants nothing.
        let scopes = token.scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
        let Token { id, name, workspace, created_by, .. } = token;
        Ok(Some(Principal { organisation, who: Who::Token { id, name, workspace, scopes, created_by } }))
    }
}
