//! `towpath migrate`: brings the database up to date before the servers of a new version start.

use super::transfer::place_of;
use crate::cli::Settings;
use std::process::ExitCode;
use store::schema::{self, Schema};

/// Brings the schema of the settings' database up to date, and says so.
pub fn migrate(settings: &Settings) -> Result<ExitCode, String> {
    let place = place_of(&super::config(settings)?.storage);
    let before = schema::bring_up(&place).map_err(|error| error.to_string())?;
    super::show::print(&match before {
        Schema { found, known } if found == known => format!("The database has schema {known}, which is up to date.\n"),
        Schema { found: 0, known } => format!("The database was empty and has schema {known} now.\n"),
        Schema { found, known } => format!("The database had schema {found} and has schema {known} now.\n"),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Says how the schema stands and changes nothing; fails unless this version can work with it as it is.
pub fn check(settings: &Settings) -> Result<ExitCode, String> {
    let place = place_of(&super::config(settings)?.storage);
    let Schema { found, known } = schema::look(&place).map_err(|error| error.to_string())?;
    let has = match found {
        0 => "The database is empty".to_owned(),
        found => format!("The database has schema {found}"),
    };
    super::show::print(&match found.cmp(&known) {
        std::cmp::Ordering::Equal => format!("{has}, which is up to date.\n"),
        std::cmp::Ordering::Less => format!("{has}; this version of Towpath brings it up to {known}.\n"),
        std::cmp::Ordering::Greater => format!("{has}; this version of Towpath knows only up to {known}.\n"),
    })?;
    Ok(if found == known { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
