//! Scripts that want to stay, to take everything, or to get out. Bounded work is
//! asserted, not tight times: each ends by itself, in its own bounds, and the next
//! one is served as if nothing had been.

use crate::world::TestWorld;
use expression::Scope;
use expression::javascript::{JavaScript, Script, ScriptError, ScriptResult};
use sandbox::Sandbox;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a script that would never end is given, in milliseconds.
const TIMEOUT_MS: u64 = 200;
/// What one is given that ends for another reason; long, so that a busy machine changes nothing.
const LONG_TIMEOUT_MS: u64 = 30_000;
/// What may come on top: the tick, and the patience of a busy machine.
const PATIENCE: Duration = Duration::from_millis(3_000);

fn run(sandbox: &Sandbox, source: &str) -> Result<ScriptResult, ScriptError> {
    run_for(sandbox, source, LONG_TIMEOUT_MS)
}

fn run_for(sandbox: &Sandbox, source: &str, timeout_ms: u64) -> Result<ScriptResult, ScriptError> {
    let world = TestWorld::new();
    let scope = Scope::new(&world, &world.items, 0);
    sandbox.run(&Script { source, scope, is_per_item: false, timeout_ms })
}

/// The lines of a corpus as the two sides of the bar.
fn lines(corpus: &str) -> impl Iterator<Item = (&str, &str)> {
    corpus.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" | "))
}

/// What is wrong with how a script ended.
fn complaint(wanted: &str, ended: &Result<ScriptResult, ScriptError>) -> Option<String> {
    let code = ended.as_ref().err().map(|error| error.code);
    let is_right = match wanted {
        "time" => code == Some("script_timeout"),
        "memory" => code == Some("script_memory"),
        "output" => code == Some("script_output"),
        "error" => code == Some("script_error"),
        "any" => true,
        value => {
            let value = value.strip_prefix("value ").and_then(|json| serde_json::from_str::<Value>(json).ok());
            ended.as_ref().ok().map(|result| &result.value) == value.as_ref()
        }
    };
    let broke = ended.as_ref().err().is_some_and(|error| error.message.contains("ended unexpectedly"));
    (!is_right || broke).then(|| format!("wanted {wanted}, got {:?}", ended.as_ref().map(|result| &result.value)))
}

#[test]
fn every_hostile_script_is_stopped_within_its_bounds() {
    let sandbox = Sandbox::new();
    let mut failures = Vec::new();
    let mut count = 0;
    for (wanted, source) in lines(include_str!("hostile.txt")) {
        count += 1;
        let began = Instant::now();
        let timeout_ms = if matches!(wanted, "time" | "any") { TIMEOUT_MS } else { LONG_TIMEOUT_MS };
        let ended = run_for(&sandbox, source, timeout_ms);
        let taken = began.elapsed();
        let late = (taken > Duration::from_millis(timeout_ms) + PATIENCE).then(|| format!("took {taken:?}"));
        let console_bytes: usize = ended.as_ref().map_or(0, |result| result.console.iter().map(String::len).sum());
        let talks = (console_bytes > 66 << 10).then(|| format!("kept {console_bytes} bytes of the console"));
        for complaint in [complaint(wanted, &ended), late, talks].into_iter().flatten() {
            failures.push(format!("{source}\n    {complaint}"));
        }
        assert_eq!(run(&sandbox, "return 7;").map(|result| result.value), Ok(json!(7)), "after {source}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 75, "only {count} scripts were found");
}

#[test]
fn hostile_expressions_end_within_their_own_bounds() {
    let sandbox = Sandbox::new();
    let world = TestWorld::new();
    for source in [
        "(() => { for (;;) {} })()",
        "/^(a+)+$/.test('a'.repeat(40) + '!')",
        "Array.prototype.reverse.call({ length: 2 ** 53 - 1, 0: 1 })",
        "(() => { const a = []; for (;;) a.push(new Array(1e5).fill(0)); })()",
        "'a'.repeat(2 ** 21)",
        "(function f() { return f() + 1; })()",
        "while (true) {}",
    ] {
        let began = Instant::now();
        let error = sandbox.evaluate(source, &Scope::new(&world, &world.items, 0)).expect_err(source);
        assert_eq!(error.fault, expression::Fault::Limit, "{source}: {error:?}");
        assert!(began.elapsed() < Duration::from_secs(1) + PATIENCE, "{source} took {:?}", began.elapsed());
    }
}

#[test]
fn nothing_outside_can_be_reached() {
    let sandbox = Sandbox::new();
    let mut failures = Vec::new();
    let mut count = 0;
    for (wanted, expression) in lines(include_str!("escape.txt")) {
        count += 1;
        // At both places that take code.
        let world = TestWorld::new();
        let evaluated = sandbox.evaluate(expression, &Scope::new(&world, &world.items, 0)).ok();
        let returned = run(&sandbox, &format!("return {expression};")).ok().map(|result| result.value);
        let wanted = (wanted != "error").then(|| json!(wanted));
        if evaluated != wanted || returned != wanted {
            failures.push(format!("{expression}\n    wanted {wanted:?}, got {evaluated:?} and {returned:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 45, "only {count} attempts were found");
}

#[test]
fn modules_cannot_be_imported() {
    let sandbox = Sandbox::new();
    for source in ["return await import('fs');", "return await import('data:text/javascript,export default 1');"] {
        let error = run(&sandbox, source).expect_err(source);
        assert_eq!(error.code, "script_error", "{source}: {error:?}");
    }
}

#[test]
fn the_module_imports_nothing_but_our_host() {
    let wasm = include_bytes!("../../quickjs/quickjs.wasm");
    let names = imports(wasm);
    let wanted = ["ask", "give", "now", "offset", "print", "random", "take"];
    assert_eq!(names, wanted.map(|name| format!("towpath {name}")));
}

/// The names in the import section of a module, sorted.
fn imports(wasm: &[u8]) -> Vec<String> {
    let mut at = 8;
    loop {
        let section = wasm[at];
        at += 1;
        let size = number(wasm, &mut at);
        if section != 2 {
            at += size;
            continue;
        }
        let count = number(wasm, &mut at);
        let mut names: Vec<String> = (0..count)
            .map(|_| {
                let (module, name) = (text(wasm, &mut at), text(wasm, &mut at));
                assert_eq!(wasm[at], 0, "{name} is no function");
                at += 1;
                number(wasm, &mut at);
                format!("{module} {name}")
            })
            .collect();
        names.sort();
        return names;
    }
}

fn number(wasm: &[u8], at: &mut usize) -> usize {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = wasm[*at];
        *at += 1;
        value |= usize::from(byte & 127) << shift;
        if byte < 128 {
            return value;
        }
        shift += 7;
    }
}

fn text(wasm: &[u8], at: &mut usize) -> String {
    let size = number(wasm, at);
    *at += size;
    String::from_utf8_lossy(&wasm[*at - size..*at]).into_owned()
}
