//! What expressions and scripts give, and how they fail.

use crate::world::TestWorld;
use expression::Scope;
use expression::javascript::{JavaScript, Script, ScriptError, ScriptResult};
use sandbox::Sandbox;
use serde_json::{Value, json};
use std::sync::LazyLock;

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(Sandbox::new);

fn evaluate(source: &str) -> Result<Value, String> {
    let world = TestWorld::new();
    SANDBOX.evaluate(source, &Scope::new(&world, &world.items, 0)).map_err(|error| error.message)
}

fn run(source: &str) -> Result<ScriptResult, ScriptError> {
    let world = TestWorld::new();
    let scope = Scope::new(&world, &world.items, 0);
    SANDBOX.run(&Script { source, scope, is_per_item: false, timeout_ms: 1000 })
}

#[test]
fn expressions_see_the_run() {
    for (source, value) in [
        ("1 + 1", json!(2)),
        ("$json.name", json!("Ada Lovelace")),
        ("$('Lead').item.json.source", json!("web")),
        ("$('Lead').all().map(item => item.json.source)", json!(["web", "phone"])),
        ("$input.all().length", json!(2)),
        ("{ a: 1 }", json!({"a": 1})),
        ("const a = 20; a + 1", json!(21)),
        ("undefined", json!(null)),
        ("() => 1", json!(null)),
        ("NaN", json!(null)),
        ("12n", json!(12)),
        ("new Date(2026, 2, 28, 23, 30).toISOString()", json!("2026-03-28T22:30:00.000Z")),
    ] {
        assert_eq!(evaluate(source), Ok(value), "{source}");
    }
}

#[test]
fn scripts_return_and_print() {
    let result = run("console.log('hello', { a: 1 });\nawait null;\nreturn $input.all().map(item => item.json.age);");
    assert_eq!(result, Ok(ScriptResult { value: json!([36, 85]), console: vec!["hello {\"a\":1}".into()] }));
}

#[test]
fn errors_name_the_line_of_the_script() {
    let error = run("const a = 1;\n\nreturn a.b.c;").unwrap_err();
    assert_eq!((error.code, error.line), ("script_error", Some(3)), "{error:?}");
    let error = run("const a = 1;\nreturn a b;").unwrap_err();
    assert_eq!((error.code, error.line), ("script_error", Some(2)), "{error:?}");
}

#[test]
fn recursion_is_an_error() {
    let error = run("const deeper = () => deeper() + 1;\nreturn deeper();").unwrap_err();
    assert_eq!(error.code, "script_error", "{error:?}");
}
