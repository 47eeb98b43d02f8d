//! Prints settings and documents.

use crate::cli::ShowConfig;
use crate::config::reference;
use serde_json::Value;
use std::io::Write;

/// Prints the reference, or says that the settings can be read.
pub fn settings(shown: &ShowConfig) -> Result<(), String> {
    if shown.reference {
        return print(&reference());
    }
    let config = super::config(&shown.settings)?;
    let secret = if config.storage.instance_key.is_empty() { "from the data folder" } else { "given" };
    print(&format!(
        "data: {}\ninstance key: {secret}\nlisten: {}\npublic_url: {}\noutbound_allow: {}\nlog: {}\n",
        config.storage.data,
        config.network.listen,
        config.network.public_url,
        config.work.outbound_allow,
        config.logs.log,
    ))
}

/// Prints JSON for people and programs.
pub fn json(value: &Value) -> Result<(), String> {
    print(&format!("{value:#}\n"))
}

/// Prints; a reader that went away is not an error worth a sentence.
pub fn print(text: &str) -> Result<(), String> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("cannot write: {error}")),
        _ => Ok(()),
    }
}
