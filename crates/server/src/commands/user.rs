//! `towpath user`: what can be done for people without signing in.

use crate::config::Config;
use crate::wiring::Parts;
use auth::{PasswordCost, Passwords, SystemRandom, check_password, normalise_email};
use std::io::BufRead;
use std::sync::Arc;

/// Gives somebody a new password, read from standard input.
pub async fn reset_password(email: &str, config: &Config) -> Result<(), String> {
    let email = normalise_email(email).ok_or_else(|| format!("`{email}` is not an email address"))?;
    let parts = Parts::open(&config.storage)?;
    let user = parts.store.user_by_email(&email).await.map_err(|error| error.to_string())?;
    let user = user.ok_or_else(|| format!("nobody signs in with `{email}`"))?;
    eprintln!("New password for {email} (it is shown while you type; end with Enter):");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| format!("cannot read the password: {error}"))?;
    let password = line.trim_end_matches(['\r', '\n']);
    check_password(password, &email).map_err(|reason| format!("choose another password: {reason}"))?;
    let passwords =
        Passwords::new(PasswordCost::default(), Arc::new(SystemRandom)).map_err(|error| error.to_string())?;
    let hash = passwords.hash(password).await.map_err(|error| error.to_string())?;
    parts.store.change_password(user.id, &hash, None).await.map_err(|error| error.to_string())?;
    let line = api::system_line(parts.ids.as_ref(), parts.clock.now(), "password.reset", user.id);
    parts.store.append_audit(line).await.map_err(|error| error.to_string())?;
    eprintln!("The password is changed; {email} is signed out everywhere.");
    Ok(())
}
