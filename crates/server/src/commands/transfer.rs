//! `towpath backup`, `restore` and `move`: everything that is kept, from one
//! database into another.

use crate::cli::{Move, Settings};
use crate::config::Storage;
use std::path::{Path, PathBuf};
use store::transfer::{Copied, Place, copy};

/// Copies the database of the settings, which may be in use, into a new file.
pub fn backup(file: &Path, settings: &Settings) -> Result<(), String> {
    let storage = super::config(settings)?.storage;
    let copied = copy_all(&place_of(&storage), &Place::File(file.to_owned()))?;
    eprintln!("Backed up {} into `{}`.", rows(&copied), file.display());
    say_where_the_key_is(&storage);
    Ok(())
}

/// Copies a backup into the database of the settings, which must be empty.
pub fn restore(file: &Path, settings: &Settings) -> Result<(), String> {
    let storage = super::config(settings)?.storage;
    if storage.database_url.is_empty() {
        make_folder(Path::new(&storage.data))?;
    }
    let copied = copy_all(&Place::File(file.to_owned()), &place_of(&storage))?;
    eprintln!("Restored {} from `{}`.", rows(&copied), file.display());
    say_where_the_key_is(&storage);
    Ok(())
}

/// Copies everything from one place to another, empty one. Ids stay what they are.
pub fn move_all(places: &Move) -> Result<(), String> {
    let authorities = places.authorities.as_deref();
    let to = named(&places.to, authorities);
    if let Place::File(file) = &to {
        make_folder(file.parent().unwrap_or(Path::new(".")))?;
    }
    let copied = copy_all(&named(&places.from, authorities), &to)?;
    eprintln!("Copied {} from `{}` to `{}`.", rows(&copied), shown(&places.from), shown(&places.to));
    eprintln!(
        "Start Towpath on the new place with the instance key of the old one; remove the old one when you are content."
    );
    Ok(())
}

/// The driver waits inside, which the thread of a runtime must not do; commands have none yet here.
fn copy_all(from: &Place, to: &Place) -> Result<Vec<Copied>, String> {
    copy(from, to).map_err(|error| format!("nothing was copied: {error}"))
}

/// The database of the settings; not through a pooler, which keeps no session.
pub(super) fn place_of(storage: &Storage) -> Place {
    let urls = [&storage.database_direct_url, &storage.database_url];
    let Some(url) = urls.into_iter().find(|url| !url.is_empty()) else { return database_file(&storage.data) };
    let authorities = Some(&storage.database_authorities).filter(|file| !file.is_empty()).map(PathBuf::from);
    Place::Postgres { url: url.clone(), authorities }
}

/// A PostgreSQL address, or a data folder.
fn named(place: &str, authorities: Option<&Path>) -> Place {
    match place.starts_with("postgres://") || place.starts_with("postgresql://") {
        true => Place::Postgres { url: place.to_owned(), authorities: authorities.map(Path::to_owned) },
        false => database_file(place),
    }
}

fn database_file(folder: &str) -> Place {
    Place::File(Path::new(folder).join("towpath.db"))
}

/// A place without its password.
fn shown(place: &str) -> String {
    match url::Url::parse(place) {
        Ok(mut url) if url.password().is_some() => {
            url.set_password(Some("…")).ok();
            url.to_string()
        }
        _ => place.to_owned(),
    }
}

fn make_folder(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder `{}`: {error}", folder.display()))
}

fn rows(copied: &[Copied]) -> String {
    let of = |table: &str| copied.iter().find(|copied| copied.table == table).map_or(0, |copied| copied.rows);
    let all: u64 = copied.iter().map(|copied| copied.rows).sum();
    format!("{all} rows ({} flows, {} runs)", of("flow"), of("run"))
}

fn say_where_the_key_is(storage: &Storage) {
    if storage.instance_key.is_empty() {
        let key = Path::new(&storage.data).join("instance.key");
        eprintln!(
            "The instance key is not among it. Keep `{}` too: without it no credential can be opened.",
            key.display()
        );
    }
}
