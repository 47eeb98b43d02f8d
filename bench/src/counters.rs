//! Counts what a server does to its database, from outside: `count.c`, loaded before the
//! C library.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The counters of a server that was started with [`Counters::environment`].
pub struct Counters {
    shim: PathBuf,
    file: PathBuf,
}

/// What was counted so far.
#[derive(Clone, Copy)]
pub struct Counted {
    /// Calls that flush a file to the disk.
    pub flushes: u64,
    /// Bytes written to the database's log.
    pub log_bytes: u64,
    /// Transactions begun, reads among them.
    pub transactions: u64,
}

impl Counters {
    /// Builds the shim in this folder; needs a C compiler.
    pub fn make(folder: &Path) -> Result<Self, String> {
        let (source, shim, file) = (folder.join("count.c"), folder.join("count.so"), folder.join("counters"));
        let words = |error: std::io::Error| error.to_string();
        std::fs::write(&source, include_str!("count.c")).map_err(words)?;
        std::fs::write(&file, [0; 24]).map_err(words)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&shim).arg(source).arg("-ldl");
        let status = compiler.status().map_err(|error| format!("`cc` cannot be started: {error}"))?;
        if status.success() { Ok(Self { shim, file }) } else { Err(format!("`cc` failed ({status})")) }
    }

    /// What the server needs in its environment.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![("LD_PRELOAD", self.shim.clone().into()), ("COUNT_FILE", self.file.clone().into())]
    }

    /// What was counted so far.
    pub fn read(&self) -> Result<Counted, String> {
        let bytes = std::fs::read(&self.file).map_err(|error| error.to_string())?;
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|number| u64::from_ne_bytes(*number));
        let mut next = || numbers.next().ok_or("the counters are cut off");
        Ok(Counted { flushes: next()?, log_bytes: next()?, transactions: next()? })
    }
}

impl std::ops::Sub for Counted {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            flushes: self.flushes - before.flushes,
            log_bytes: self.log_bytes - before.log_bytes,
            transactions: self.transactions - before.transactions,
        }
    }
}
