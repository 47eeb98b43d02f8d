//! The committed engine is the one that its committed sources gave.

use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

#[test]
fn the_engine_belongs_to_its_sources() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sums = include_str!("../../quickjs/sums.txt");
    assert!(sums.lines().count() > 10, "sums.txt names too few files");
    for line in sums.lines() {
        let (wanted, file) = line.split_once("  ").unwrap();
        let mut sum = String::new();
        for byte in Sha256::digest(std::fs::read(folder.join(file)).unwrap()) {
            write!(sum, "{byte:02x}").unwrap();
        }
        assert_eq!(sum, wanted, "{file} changed: run `cargo xtask sandbox`");
    }
}
