//! Who is it, and may they: passwords, sessions, API tokens, roles.
//!
//! `Auth` finds out who is asking and keeps sessions and tokens. Whether they may
//! is decided by pure functions over a role or scopes and a `Permission`. The HTTP
//! side (cookies, header fields, status codes) is not here.

mod access;
mod email;
mod error;
mod passwords;
mod permission;
mod principal;
mod random;
mod rules;
mod scope;
mod secret;
mod service;
mod sessions;
mod tokens;

pub use access::{Access, access_of, may_create_workspace};
pub use email::normalise_email;
pub use error::{AuthError, AuthResult};
pub use passwords::{PasswordCost, Passwords};
pub use permission::{Permission, allows};
pub use principal::{Principal, Who};
pub use random::{Random, SystemRandom};
pub use rules::{PasswordProblem, check_password};
pub use scope::Scope;
pub use secret::{hash_secret, new_secret};
pub use service::{Auth, NewServer};
pub use sessions::{SESSION_IDLE_MS, SESSION_MAX_MS, SignedIn};
pub use tokens::{NewToken, TOKEN_PREFIX};
