//! Settings that are compiled into the machine code. `build.rs` and the runtime
//! both take this file, so that they cannot differ.

use wasmtime::Config;

/// Interruption at every loop and call, and nothing else out of the ordinary.
pub(crate) fn settings() -> Config {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config
}
