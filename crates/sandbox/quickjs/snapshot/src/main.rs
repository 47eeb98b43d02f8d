//! Runs the initialisation of a WebAssembly module and writes the module anew with
//! the memory it left: `snapshot IN.wasm OUT.wasm`.

use std::error::Error;
use wasmparser::ValType;
use wasmtime::{Caller, Engine, Extern, Instance, Linker, Memory, Module, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, Wizer};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, from, to] = arguments.as_slice() else { return Err("usage: snapshot IN.wasm OUT.wasm".into()) };
    let wasm = std::fs::read(from)?;
    let wizer = Wizer::new();
    let (module, instrumented) = wizer.instrument(&wasm).map_err(|error| error.to_string())?;
    let mut initialised = initialise(&instrumented, wizer.get_init_func())?;
    let snapshot = futures_executor::block_on(wizer.snapshot(&module, &mut initialised));
    std::fs::write(to, snapshot.map_err(|error| error.to_string())?)?;
    Ok(())
}

struct Initialised {
    store: Store<()>,
    instance: Instance,
}

/// Runs `_initialize` of the C library and then the function of this name. The
/// host has nothing to say yet: time stands at zero and chance is nought.
fn initialise(wasm: &[u8], function: &str) -> Result<Initialised, Box<dyn Error>> {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    let print = |mut caller: Caller<'_, ()>, text: u32, size: u32| {
        if let Some(memory) = caller.get_export("memory").and_then(Extern::into_memory) {
            eprintln!("{}", text_at(&memory, &mut caller, text, size));
        }
    };
    linker.func_wrap("towpath", "print", print)?;
    linker.func_wrap("towpath", "ask", |_: i32, _: i32, _: i32, _: i32, _: i32| -1_i32)?;
    linker.func_wrap("towpath", "take", |_: i32| ())?;
    linker.func_wrap("towpath", "give", |_: i32, _: i32, _: i32| ())?;
    linker.func_wrap("towpath", "random", |_: i32, _: i32| ())?;
    linker.func_wrap("towpath", "now", || 0.0_f64)?;
    linker.func_wrap("towpath", "offset", |_: f64| 0_i32)?;
    let module = Module::new(&engine, wasm)?;
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module)?;
    for name in ["_initialize", function] {
        instance.get_typed_func::<(), ()>(&mut store, name)?.call(&mut store, ())?;
    }
    Ok(Initialised { store, instance })
}

fn text_at(memory: &Memory, caller: &mut Caller<'_, ()>, text: u32, size: u32) -> String {
    let (start, end) = (text as usize, text as usize + size as usize);
    String::from_utf8_lossy(memory.data(caller).get(start..end).unwrap_or_default()).into_owned()
}

impl InstanceState for Initialised {
    async fn global_get(&mut self, name: &str, _: ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut self.store, name).expect("the instrumented module exports it");
        match global.get(&mut self.store) {
            Val::I32(value) => SnapshotVal::I32(value),
            Val::I64(value) => SnapshotVal::I64(value),
            Val::F32(value) => SnapshotVal::F32(value),
            Val::F64(value) => SnapshotVal::F64(value),
            _ => unreachable!("wizer allows globals of numbers only"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        let memory = self.instance.get_memory(&mut self.store, name).expect("the instrumented module exports it");
        contents(memory.data(&self.store));
    }
}
