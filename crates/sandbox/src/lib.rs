//! A stranger's JavaScript, where it can reach nothing and be stopped at any
//! instruction: QuickJS compiled to WebAssembly, run by wasmtime.
//!
//! Each expression and each script has a fresh instance of a snapshot in which
//! the prelude (`quickjs/prelude`) is loaded already; nothing of it survives the
//! call. `README.md` beside this says how it is built and what was measured.

mod address;
mod answer;
mod digest;
mod error;
mod host;
mod limits;
mod machine;
mod native;
mod packages;
mod run;
mod settings;
mod ticker;
mod turns;

use answer::Asked;
use expression::javascript::{JavaScript, Script, ScriptError, ScriptResult};
use expression::{ExpressionError, Scope};
use limits::Limits;
use machine::Machine;
use run::Form;
use serde_json::Value;
use std::sync::OnceLock;
use turns::Turns;

/// What an expression may use.
const EXPRESSION: Limits = Limits { wall_ms: 1000, cpu_ms: 250, heap_bytes: 32 << 20, result_bytes: 1 << 20 };
/// What a script may use; its time is its own.
const SCRIPT: Limits = Limits { wall_ms: 10_000, cpu_ms: u64::MAX, heap_bytes: 64 << 20, result_bytes: 16 << 20 };

/// The sandbox. Making one costs nothing; the machine is loaded at its first use.
#[derive(Default)]
pub struct Sandbox {
    machine: OnceLock<Machine>,
    turns: Turns,
}

impl Sandbox {
    /// A sandbox.
    pub fn new() -> Self {
        Self::default()
    }

    fn machine(&self) -> &Machine {
        self.machine.get_or_init(Machine::new)
    }
}

impl JavaScript for Sandbox {
    fn evaluate(&self, source: &str, scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        let asked = Asked { source, scope: *scope, is_script: false };
        let ended = run::perform(self.machine(), asked, Form::Expression, EXPRESSION);
        let json = ended.outcome.map_err(|failure| error::of_expression(failure, source))?;
        serde_json::from_str(&json).map_err(|error| error::of_expression(error::unreadable(&error), source))
    }

    fn run(&self, script: &Script<'_>) -> Result<ScriptResult, ScriptError> {
        let asked = Asked { source: script.source, scope: script.scope, is_script: true };
        let form = if script.is_per_item { Form::ScriptPerItem } else { Form::Script };
        let limits = Limits { wall_ms: script.timeout_ms, ..SCRIPT };
        let ended = self.turns.take(|| run::perform(self.machine(), asked, form, limits));
        let value =
            ended.outcome.and_then(|json| serde_json::from_str(&json).map_err(|error| error::unreadable(&error)));
        match value {
            Ok(value) => Ok(ScriptResult { value, console: ended.console }),
            Err(failure) => Err(error::of_script(failure, limits, ended.console)),
        }
    }
}
