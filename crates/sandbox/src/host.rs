//! What QuickJS may ask of the host, and all it can reach: the functions below.
//! None takes longer than its data is large, and none does anything outside.

use crate::answer::{self, Asked};
use crate::limits::{Limits, Watch};
use scoped_tls_hkt::scoped_thread_local;
use wasmtime::{Caller, Error, Extern, Linker, Memory, Result};

// A store holds only what it owns; what a run may see is borrowed. It hangs here
// for as long as the call into WebAssembly lasts, which is on this thread.
scoped_thread_local!(pub(crate) static ASKED: for<'a> Asked<'a>);

/// How much of what a script prints is kept.
const CONSOLE_BYTES_MAXIMUM: usize = 64 << 10;

/// How a run ended by its own account.
pub(crate) enum Given {
    /// With this value, as JSON.
    Value(String),
    /// With this error, as JSON.
    Error(String),
    /// With a value larger than allowed.
    TooLarge,
}

/// What the host keeps of one run.
pub(crate) struct HostState {
    pub(crate) watch: Watch,
    pub(crate) given: Option<Given>,
    pub(crate) console: Vec<String>,
    console_bytes: usize,
    answer: Vec<u8>,
}

impl HostState {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { watch: Watch::new(limits), given: None, console: Vec::new(), console_bytes: 0, answer: Vec::new() }
    }

    fn print(&mut self, line: &str) {
        let left = CONSOLE_BYTES_MAXIMUM - self.console_bytes;
        if left == 0 {
            return;
        }
        let end = line.floor_char_boundary(line.len().min(left));
        self.console.push(line[..end].to_owned());
        self.console_bytes += if end < line.len() { left } else { end };
        if self.console_bytes >= CONSOLE_BYTES_MAXIMUM {
            self.console.push("… more was printed than is kept".to_owned());
        }
    }
}

/// Defines the host functions. `shim.c` says what each is for.
pub(crate) fn define(linker: &mut Linker<HostState>) -> Result<()> {
    linker.func_wrap("towpath", "ask", ask)?;
    linker.func_wrap("towpath", "take", take)?;
    linker.func_wrap("towpath", "give", give)?;
    linker.func_wrap("towpath", "print", print)?;
    linker.func_wrap("towpath", "random", random)?;
    linker.func_wrap("towpath", "now", now)?;
    linker.func_wrap("towpath", "offset", offset)?;
    Ok(())
}

type Host<'a> = Caller<'a, HostState>;

fn ask(mut caller: Host<'_>, question: i32, name: u32, name_size: u32, first: i32, second: i32) -> Result<i32> {
    let name = text_at(&mut caller, name, name_size)?;
    let state = caller.data_mut();
    state.answer.clear();
    let mut answer = std::mem::take(&mut state.answer);
    let is_known = ASKED.with(|asked| answer::write(&asked, question, &name, (first, second), &mut answer));
    let size = i32::try_from(answer.len()).unwrap_or(-1);
    caller.data_mut().answer = answer;
    Ok(if is_known { size } else { -1 })
}

fn take(mut caller: Host<'_>, to: u32) -> Result<()> {
    let answer = std::mem::take(&mut caller.data_mut().answer);
    memory(&mut caller)?.write(&mut caller, to as usize, &answer)?;
    caller.data_mut().answer = answer;
    Ok(())
}

fn give(mut caller: Host<'_>, is_error: i32, text: u32, text_size: u32) -> Result<()> {
    let is_too_large = text_size as usize > caller.data().watch.limits.result_bytes;
    let given = if is_too_large {
        Given::TooLarge
    } else {
        let text = text_at(&mut caller, text, text_size)?;
        if is_error == 0 { Given::Value(text) } else { Given::Error(text) }
    };
    caller.data_mut().given = Some(given);
    Ok(())
}

fn print(mut caller: Host<'_>, text: u32, text_size: u32) -> Result<()> {
    let kept_size = text_size.min(CONSOLE_BYTES_MAXIMUM as u32 + 1);
    let line = text_at(&mut caller, text, kept_size)?;
    caller.data_mut().print(&line);
    Ok(())
}

fn random(mut caller: Host<'_>, to: u32, size: u32) -> Result<()> {
    let mut bytes = [0; 64];
    let bytes = bytes.get_mut(..size as usize).ok_or_else(|| Error::msg("more chance than 64 bytes at once"))?;
    getrandom::fill(bytes).map_err(|error| Error::msg(format!("the system has no random numbers: {error}")))?;
    memory(&mut caller)?.write(&mut caller, to as usize, bytes)?;
    Ok(())
}

fn now(caller: Host<'_>) -> f64 {
    let started = ASKED.with(|asked| asked.scope.world.now());
    // An expression sees one moment; the time of a script goes on.
    let passed_ms = if ASKED.with(|asked| asked.is_script) { caller.data().watch.passed_ms() } else { 0 };
    started.0 as f64 + passed_ms as f64
}

fn offset(_: Host<'_>, milliseconds: f64) -> i32 {
    ASKED.with(|asked| answer::offset_minutes(asked.scope.world.time_zone(), milliseconds)).unwrap_or(0)
}

fn memory(caller: &mut Host<'_>) -> Result<Memory> {
    caller.get_export("memory").and_then(Extern::into_memory).ok_or_else(|| Error::msg("the module has no memory"))
}

fn text_at(caller: &mut Host<'_>, start: u32, size: u32) -> Result<String> {
    let memory = memory(caller)?;
    let range = start as usize..start as usize + size as usize;
    let bytes = memory.data(caller).get(range).ok_or_else(|| Error::msg("a text outside of the memory"))?;
    // QuickJS writes lone surrogates as they are; a text cannot hold them.
    Ok(String::from_utf8_lossy(bytes).into_owned())
}
