//! The machine: QuickJS as machine code, ready to be instantiated, and the clock
//! that interrupts what runs too long.

use crate::host::{self, HostState};
use crate::settings::settings;
use crate::ticker::Ticker;
use std::sync::Arc;
use wasmtime::{Enabled, Engine, InstancePre, Linker, Module, PoolingAllocationConfig};

/// QuickJS with the prelude loaded, compiled by build.rs.
static QUICKJS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/quickjs.cwasm"));

/// How deep WebAssembly may nest, in bytes of the native stack. The threads of
/// the server have 2 MiB, and host calls need some of it.
const STACK_SIZE_BYTES: usize = 1 << 20;

/// More memory than any run may have: the snapshot and the heap of a script.
const MEMORY_SIZE_BYTES: usize = 128 << 20;
/// What of a place is put back by copying instead of by the operating system; about
/// what a small expression touches.
const RESIDENT_SIZE_BYTES: usize = 1 << 20;
/// Places kept so while nobody uses them.
const WARM_PLACES: u32 = 16;

/// Everything that runs share and none can change.
pub(crate) struct Machine {
    pub(crate) instance: InstancePre<HostState>,
    pub(crate) ticker: Arc<Ticker>,
}

impl Machine {
    /// Loads the machine code; takes about a millisecond.
    pub(crate) fn new() -> Self {
        let mut config = settings();
        config.max_wasm_stack(STACK_SIZE_BYTES);
        config.allocation_strategy(pool());
        let engine = Engine::new(&config).expect("the settings are sound on every platform we build for");
        let module = load(&engine);
        let mut linker = Linker::new(&engine);
        host::define(&mut linker).expect("each host function is defined once");
        let instance = linker.instantiate_pre(&module).expect("the module imports host functions only");
        Self { instance, ticker: Ticker::start(engine) }
    }
}

/// Places for instances, kept and cleaned by wasmtime instead of mapped anew. There
/// are more of them than the server has threads, so none is ever lacking.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.max_memory_size(MEMORY_SIZE_BYTES).linear_memory_keep_resident(RESIDENT_SIZE_BYTES);
    pool.max_unused_warm_slots(WARM_PLACES);
    // Only what was written to is put back, where the operating system can tell.
    pool.pagemap_scan(Enabled::Auto);
    pool
}

#[expect(unsafe_code, reason = "wasmtime offers no other way to load machine code")]
fn load(engine: &Engine) -> Module {
    // SAFETY: the bytes must come from `Engine::precompile_module` of the same
    // version. They do: build.rs made them in this very build, they are part of
    // the binary, and nothing read at run time ever gets here.
    let loaded = unsafe { Module::deserialize(engine, QUICKJS) };
    loaded.expect("build.rs made it with the same settings and the same version")
}
