//! What can go wrong when somebody signs in or is looked up.

use crate::rules::PasswordProblem;
use store::StoreError;

/// What can go wrong when somebody signs in or is looked up.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Address or password is wrong; which one is not told.
    #[error("the email address or the password is wrong")]
    WrongCredentials,
    /// The text is no email address.
    #[error("this is not an email address")]
    BadEmail,
    /// The new password breaks a rule.
    #[error(transparent)]
    BadPassword(#[from] PasswordProblem),
    /// Too many people sign in at this moment; try again in a second.
    #[error("too many sign-ins at once")]
    Busy,
    /// A password cannot be hashed, or a kept hash cannot be read.
    #[error("password hashing failed: {0}")]
    Hashing(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A result of this crate.
pub type AuthResult<T> = Result<T, AuthError>;
