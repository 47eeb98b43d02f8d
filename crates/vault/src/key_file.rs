//! The file of the instance key: 32 bytes in base 64 that only its owner can read.

use crate::VaultError;
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

pub(crate) fn load_or_create(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    match load(path) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(path, &error)),
    }
    create(path).map_err(|error| unusable(path, &error))?;
    // Read back: if another process was first, its key is the one that counts.
    load(path).map_err(|error| unusable(path, &error))
}

fn load(path: &Path) -> io::Result<Zeroizing<String>> {
    refuse_if_others_can_read(&fs::metadata(path)?)?;
    fs::read_to_string(path).map(Zeroizing::new)
}

/// Writes the key to a file of its own and links it into place: a crash leaves
/// either no key or a whole one, and an existing key is never replaced.
fn create(path: &Path) -> io::Result<()> {
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(key.as_mut_slice()).map_err(|_| io::Error::other("no randomness"))?;
    let text = Zeroizing::new(STANDARD.encode(key.as_slice()) + "\n");

    let mut suffix = [0; 8];
    rand::fill(&mut suffix).map_err(|_| io::Error::other("no randomness"))?;
    let draft = path.with_extension(format!("new-{:016x}", u64::from_le_bytes(suffix)));
    let linked = write_private(&draft, text.as_bytes()).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => removed?,
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn refuse_if_others_can_read(metadata: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(io::Error::new(ErrorKind::PermissionDenied, "can be read by others; `chmod 600` it"))
}

#[cfg(not(unix))]
fn refuse_if_others_can_read(_: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

fn unusable(path: &Path, error: &io::Error) -> VaultError {
    VaultError::KeyFile { path: path.display().to_string(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use crate::{Vault, VaultError};
    use std::fs;

    #[test]
    fn the_first_start_makes_the_key_and_the_next_ones_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.key");
        let token = Vault::load_or_create(&path).unwrap().seal_token("test", b"kept").unwrap();
        assert_eq!(Vault::load_or_create(&path).unwrap().open_token("test", &token).unwrap(), b"kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn many_starting_at_once_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.key");
        let vaults: Vec<Vault> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| Vault::load_or_create(&path).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let token = vaults[0].seal_token("test", b"shared").unwrap();
        assert!(vaults.iter().all(|vault| vault.open_token("test", &token).is_ok()));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it_and_a_loose_file_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.key");
        Vault::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = Vault::load_or_create(&path).unwrap_err();
        assert!(error.to_string().contains("can be read by others"), "{error}");
    }

    #[test]
    fn a_damaged_file_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.key");
        Vault::load_or_create(&path).unwrap();
        fs::write(&path, "half a k").unwrap();
        assert_eq!(Vault::load_or_create(&path).unwrap_err(), VaultError::BadKey);
        assert_eq!(fs::read_to_string(&path).unwrap(), "half a k");
    }
}
