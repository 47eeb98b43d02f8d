//! Nothing of one run is seen by the next, whoever's it is.

use crate::world::TestWorld;
use expression::Scope;
use expression::javascript::{JavaScript, Script};
use sandbox::Sandbox;
use serde_json::json;
use std::collections::HashSet;

/// Leaves its mark everywhere a program can, and says whether it found another's.
const MARK: &str = "
    const marks = [globalThis, Object.prototype, Array.prototype, String.prototype, Function.prototype, Promise,
        JSON, Math, console, DateTime, DateTime.prototype, Buffer, $input, $item, Intl, luxon.Settings,
        crypto, Symbol, Reflect, Object.getPrototypeOf(async () => {}), require, setTimeout];
    const found = marks.map(place => place.mark).filter(mark => mark !== undefined);
    const registered = Symbol.keyFor(Symbol.for('mark')) && globalThis[Symbol.for('mark')];
    for (const place of marks) Object.defineProperty(place, 'mark', { value: $json.tenant, configurable: true });
    globalThis[Symbol.for('mark')] = $json.tenant;
    luxon.Settings.defaultLocale = $json.tenant;
    $getWorkflowStaticData('global').mark ??= $json.tenant;
    RegExp.prototype.exec.call(new RegExp($json.tenant), $json.tenant);
    JSON.stringify = undefined;
    Array.prototype.map = () => { throw new Error('patched by ' + $json.tenant); };
    Promise.prototype.then2 = 1;
    return { found, registered, statics: $getWorkflowStaticData('global').mark, regexp: RegExp.$1 || RegExp['$&'],
        tenant: $json.tenant };
";

#[test]
fn ten_thousand_alternating_runs_share_nothing() {
    let sandbox = Sandbox::new();
    let worlds = ["a", "b"].map(|tenant| TestWorld::with(vec![json!({ "tenant": tenant })]));
    for run in 0..10_000 {
        let world = &worlds[run % 2];
        let tenant = ["a", "b"][run % 2];
        let scope = Scope::new(world, &world.items, 0);
        if run % 5 != 0 {
            let mark = "[typeof mark, {}.mark, globalThis.mark = Object.prototype.mark = $json.tenant]";
            assert_eq!(sandbox.evaluate(mark, &scope), Ok(json!(["undefined", null, tenant])), "run {run}");
            continue;
        }
        let result = sandbox.run(&Script { source: MARK, scope, is_per_item: false, timeout_ms: 10_000 });
        let value = result.unwrap_or_else(|error| panic!("run {run}: {error:?}")).value;
        assert_eq!(value, json!({"found": [], "statics": tenant, "tenant": tenant}), "run {run}");
    }
}

#[test]
fn chance_is_fresh_in_each_run() {
    let sandbox = Sandbox::new();
    let world = TestWorld::new();
    let scope = Scope::new(&world, &world.items, 0);
    let draws = (0..100).map(|_| sandbox.evaluate("Math.random() + crypto.randomUUID()", &scope).unwrap().to_string());
    assert_eq!(draws.collect::<HashSet<_>>().len(), 100);
}

#[test]
fn the_items_of_a_run_cannot_be_changed_from_inside() {
    let sandbox = Sandbox::new();
    let world = TestWorld::new();
    let before = world.items.clone();
    let scope = Scope::new(&world, &world.items, 0);
    let source = "for (const item of items) { item.json.name = 'x'; delete item.json.age; } return items;";
    let script = Script { source, scope, is_per_item: false, timeout_ms: 1000 };
    assert_eq!(sandbox.run(&script).unwrap().value[0]["json"]["name"], json!("x"));
    assert_eq!(world.items, before);
}
