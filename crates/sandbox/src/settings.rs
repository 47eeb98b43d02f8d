// Settings that are compiled into the machine code. Both build.rs and the runtime
// include this file, so that they cannot differ.

/// Interruption at every loop and call, and nothing else out of the ordinary.
fn settings() -> Config {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config
}
