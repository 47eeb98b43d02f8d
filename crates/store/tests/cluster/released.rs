//! The files of released schemas never change: databases have been made by them.

use std::path::{Path, PathBuf};

/// How many schemas are released.
pub const RELEASED: usize = 17;

/// The files of one database's schemas, in order.
pub fn migrations(database: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(database).join("migrations");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn the_files_of_released_schemas_are_as_they_were() {
    let mut found = String::new();
    for database in ["postgres", "sqlite"] {
        for file in migrations(database).into_iter().take(RELEASED) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            found += &format!("{:016x} {database}/{name}\n", hash(&std::fs::read(file).unwrap()));
        }
    }
    assert_eq!(found, include_str!("released.txt"), "add a migration instead of changing a released one");
}

/// FNV-1a: the same everywhere and for ever.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
