//! Performs one expression or script in an instance of its own.

use crate::answer::Asked;
use crate::host::{ASKED, Given, HostState};
use crate::limits::{Limits, Watch};
use crate::machine::Machine;
use wasmtime::{Store, Trap};

/// What `run` of the module performs.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Expression = 0,
    Script = 1,
    ScriptPerItem = 2,
}

/// Why a run gave no value.
pub(crate) enum Failure {
    Time,
    Memory,
    Output,
    Depth,
    /// It waits for what never comes.
    Unsettled,
    /// It threw; the error as the prelude puts it.
    Thrown(String),
    /// Something inside gave up; the reason is for us, not for people.
    Broken(String),
}

/// What became of a run.
pub(crate) struct Ended {
    /// The value as JSON.
    pub(crate) outcome: Result<String, Failure>,
    /// What it printed.
    pub(crate) console: Vec<String>,
}

/// Performs a run in a fresh instance, which is thrown away afterwards.
pub(crate) fn perform(machine: &Machine, asked: Asked<'_>, form: Form, limits: Limits) -> Ended {
    let _running = machine.ticker.run();
    let mut store = Store::new(machine.instance.module().engine(), HostState::new(limits));
    store.limiter(|state| &mut state.watch);
    store.epoch_deadline_callback(|mut context| context.data_mut().watch.look());
    store.set_epoch_deadline(1);
    let called = ASKED.set(asked, || {
        let instance = machine.instance.instantiate(&mut store)?;
        instance.get_typed_func::<i32, ()>(&mut store, "run")?.call(&mut store, form as i32)
    });
    let HostState { watch, given, console, .. } = store.into_data();
    Ended { outcome: outcome(&watch, given, called.err()), console }
}

fn outcome(watch: &Watch, given: Option<Given>, trap: Option<wasmtime::Error>) -> Result<String, Failure> {
    match (given, trap) {
        _ if watch.is_late => Err(Failure::Time),
        (Some(Given::TooLarge), _) => Err(Failure::Output),
        (Some(Given::Value(value)), None) => Ok(value),
        // What was thrown is most likely what comes of having no memory left.
        _ if watch.is_full => Err(Failure::Memory),
        (Some(Given::Error(error)), None) => Err(Failure::Thrown(error)),
        (None, None) => Err(Failure::Unsettled),
        (_, Some(error)) => match error.downcast_ref::<Trap>() {
            // The stack of WebAssembly, or that of C within its memory.
            Some(Trap::StackOverflow | Trap::MemoryOutOfBounds) => Err(Failure::Depth),
            _ => Err(Failure::Broken(error.to_string())),
        },
    }
}
