//! Makes machine code of `quickjs.wasm` for the target, so that the server starts
//! without compiling anything and holds no compiler.

use std::path::Path;
use wasmtime::Engine;

// The same settings as the runtime's, or it refuses to load what is made here.
#[path = "src/settings.rs"]
mod settings;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/settings.rs");
    println!("cargo::rerun-if-changed=quickjs/quickjs.wasm");
    let wasm = std::fs::read("quickjs/quickjs.wasm").expect("quickjs/quickjs.wasm is in the repository");
    let mut config = settings::settings();
    // Named, not found out: code for any machine of this kind, not for this very one.
    let target = std::env::var("TARGET").expect("cargo sets TARGET");
    config.target(&target).expect("Cranelift makes code for this target");
    let engine = Engine::new(&config).expect("the settings are sound");
    let code = engine.precompile_module(&wasm).expect("quickjs.wasm is WebAssembly");
    let folder = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&folder).join("quickjs.cwasm"), code).expect("OUT_DIR can be written");
}
