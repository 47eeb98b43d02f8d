//! Hashing and verifying passwords with argon2id, off the async threads and
//! few at a time: a flood of sign-ins waits or is refused, and the rest of the
//! server keeps its cores and memory.

use crate::error::{AuthError, AuthResult};
use crate::random::Random;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many may wait for a turn before the next is refused.
const WAITING_MAX: usize = 64;
const SALT_LENGTH: usize = 16;

/// What one hash costs.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// How many hashes are computed at once.
    pub at_once: usize,
}

impl Default for PasswordCost {
    /// 19 MiB and two passes, the usual recommendation; two at once.
    fn default() -> Self {
        Self { memory_kib: Params::DEFAULT_M_COST, passes: Params::DEFAULT_T_COST, at_once: 2 }
    }
}

/// Hashes and verifies passwords.
pub struct Passwords {
    argon2: Argon2<'static>,
    random: Arc<dyn Random>,
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Verified against when there is no user, so that the answer takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    /// Hashes at this cost.
    pub fn new(cost: PasswordCost, random: Arc<dyn Random>) -> AuthResult<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(hashing)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let at_once = cost.at_once.max(1);
        Ok(Self {
            nobody: hash(&argon2, "nobody has this password", new_salt(&*random))?.into(),
            turns: Arc::new(Semaphore::new(at_once)),
            waiting: Arc::new(Semaphore::new(at_once + WAITING_MAX)),
            argon2,
            random,
        })
    }

    /// The argon2id hash as a PHC string.
    pub async fn hash(&self, password: &str) -> AuthResult<String> {
        let (argon2, password, salt) = (self.argon2.clone(), password.to_owned(), new_salt(&*self.random));
        self.compute(move || hash(&argon2, &password, salt)).await
    }

    /// Whether the password belongs to this hash. Without a hash the answer is no,
    /// after the same work.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> AuthResult<bool> {
        let known = hash.is_some();
        let (argon2, password, hash) =
            (self.argon2.clone(), password.to_owned(), hash.unwrap_or(&self.nobody).to_owned());
        let matches = self.compute(move || verify(&argon2, &password, &hash)).await?;
        Ok(known && matches)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> AuthResult<T> + Send + 'static) -> AuthResult<T> {
        let place = self.waiting.clone().try_acquire_owned().map_err(|_| AuthError::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| AuthError::Busy)?;
        // The permits move into the work: if the caller goes away, the core stays counted until it is free.
        tokio::task::spawn_blocking(move || {
            let (_place, _turn) = (place, turn);
            work()
        })
        .await
        .map_err(hashing)?
    }
}

fn new_salt(random: &dyn Random) -> [u8; SALT_LENGTH] {
    let mut salt = [0; SALT_LENGTH];
    random.fill(&mut salt);
    salt
}

fn hash(argon2: &Argon2<'_>, password: &str, salt: [u8; SALT_LENGTH]) -> AuthResult<String> {
    let hash: PasswordHash = argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(hashing)?;
    Ok(hash.to_string())
}

fn verify(argon2: &Argon2<'_>, password: &str, hash: &str) -> AuthResult<bool> {
    let hash = PasswordHash::new(hash).map_err(hashing)?;
    match argon2.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(hashing(error)),
    }
}

fn hashing(error: impl std::fmt::Display) -> AuthError {
    AuthError::Hashing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    fn passwords(cost: PasswordCost) -> Passwords {
        Passwords::new(cost, Arc::new(SystemRandom)).unwrap()
    }

    fn cheap() -> Passwords {
        passwords(PasswordCost { memory_kib: 64, passes: 1, at_once: 1 })
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = passwords(PasswordCost::default());
        let hash = passwords.hash("canal boat").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("canal boat", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("canal boats", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn equal_passwords_have_different_hashes() {
        let passwords = cheap();
        assert_ne!(passwords.hash("canal boat").await.unwrap(), passwords.hash("canal boat").await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_the_password_of_nobody() {
        assert!(!cheap().verify("nobody has this password", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_flood_is_refused_and_leaves_no_place_taken() {
        let passwords = Arc::new(cheap());
        let held = passwords.turns.clone().acquire_owned().await.unwrap();
        let waiting: Vec<_> = (0..=WAITING_MAX)
            .map(|_| Box::pin(passwords.verify("x", None)))
            .map(|mut future| {
                let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                assert!(future.as_mut().poll(&mut context).is_pending());
                future
            })
            .collect();
        assert!(matches!(passwords.verify("x", None).await, Err(AuthError::Busy)));
        drop(waiting);
        drop(held);
        assert!(!passwords.verify("x", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_damaged_hash_is_an_error_and_no_match() {
        assert!(matches!(cheap().verify("x", Some("not a hash")).await, Err(AuthError::Hashing(_))));
    }
}
