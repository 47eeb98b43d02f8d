//! Signed-in browsers: opened by a password, ended by the user, by time, or by a new password.
//!
//! A session ends 30 days after its last use and 90 days after sign-in, whichever
//! comes first. The store knows the second limit (`expires_at`); the first is
//! computed from `last_seen_at`, so that use needs no other write than the touch.

use crate::email::normalise_email;
use crate::error::{AuthError, AuthResult};
use crate::principal::{Principal, Who};
use crate::secret::{hash_secret, new_secret};
use crate::service::Auth;
use flow::Timestamp;
use flow::id::{SessionId, UserId};
use store::identity::{Session, User};

const MINUTE_MS: i64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// A session ends when it was not used for this long.
pub const SESSION_IDLE_MS: i64 = 30 * DAY_MS;
/// A session ends this long after sign-in, however much it is used.
pub const SESSION_MAX_MS: i64 = 90 * DAY_MS;
const USER_AGENT_CHARACTERS: usize = 256;

/// A fresh session and the secret for its cookie, which is not kept anywhere else.
#[derive(Clone)]
pub struct SignedIn {
    /// Who signed in.
    pub user: User,
    /// The session as kept.
    pub session: Session,
    /// The value for the cookie.
    pub secret: String,
}

impl Auth {
    /// Opens a session if address and password belong together. An unknown
    /// address, a wrong password and a disabled user take the same time and look the same.
    pub async fn sign_in(&self, email: &str, password: &str, user_agent: &str) -> AuthResult<SignedIn> {
        let user = match normalise_email(email) {
            Some(email) => self.store.user_by_email(&email).await?,
            None => None,
        };
        let hash = user.as_ref().map(|user| user.password_hash.as_str());
        let matches = self.passwords.verify(password, hash).await?;
        match user {
            Some(user) if matches && user.disabled_at.is_none() => self.open_session(user, user_agent).await,
            _ => Err(AuthError::WrongCredentials),
        }
    }

    /// Opens a session for somebody who has just been identified otherwise, such as at set-up.
    pub async fn open_session(&self, user: User, user_agent: &str) -> AuthResult<SignedIn> {
        let secret = new_secret(&*self.random);
        let now = self.clock.now();
        let session = Session {
            id: SessionId::new(&*self.ids),
            user: user.id,
            token_hash: hash_secret(&secret),
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus_ms(SESSION_MAX_MS),
            user_agent: user_agent.chars().take(USER_AGENT_CHARACTERS).collect(),
        };
        self.store.create_session(session.clone()).await?;
        Ok(SignedIn { user, session, secret })
    }

    /// Who holds this cookie. None if the session has ended.
    pub async fn session_principal(&self, secret: &str) -> AuthResult<Option<Principal>> {
        let now = self.clock.now();
        let Some((session, user)) = self.store.session_by_hash(hash_secret(secret), now).await? else {
            return Ok(None);
        };
        if is_idle(&session, now) {
            return Ok(None);
        }
        if now.since_ms(session.last_seen_at) >= MINUTE_MS {
            // If it cannot be noted (full disk), people must still get in and look around.
            self.store.touch_session(session.id, now).await.ok();
        }
        let who = Who::User { id: user.id, name: user.name, email: user.email, session: session.id };
        Ok(Some(Principal { organisation: user.organisation, who }))
    }

    /// The sessions of a user that have not ended, newest first.
    pub async fn sessions(&self, user: UserId) -> AuthResult<Vec<Session>> {
        let now = self.clock.now();
        let mut sessions = self.store.sessions_of(user, now).await?;
        sessions.retain(|session| !is_idle(session, now));
        Ok(sessions)
    }

    /// Ends a session of this user.
    pub async fn end_session(&self, user: UserId, session: SessionId) -> AuthResult<()> {
        Ok(self.store.delete_session(user, session).await?)
    }
}

fn is_idle(session: &Session, now: Timestamp) -> bool {
    now.since_ms(session.last_seen_at) >= SESSION_IDLE_MS
}
