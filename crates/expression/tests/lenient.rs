//! Flows that were brought along: what is overlooked, how texts are made, and what
//! is left to a sandbox.

mod common;

use common::TestWorld;
use expression::{ExpressionError, Fault, Scope, Template, World, lint};
use serde_json::{Value, json};

fn evaluate(world: &TestWorld, text: &str) -> Result<Value, ExpressionError> {
    Template::parse(text)?.evaluate(&Scope::new(world, &world.items, 0))
}

#[test]
fn a_lenient_world_overlooks_what_javascript_would_throw() {
    let cases = [
        ("{{ $json.missing.deeper }}", json!(null)),
        ("{{ $json.missing.deeper.still }}", json!(null)),
        ("{{ $json.missing.toUpperCase() }}", json!(null)),
        ("{{ $json.name.map(x => x) }}", json!(null)),
        ("{{ JSON.parse('{') }}", json!(null)),
        ("{{ nobody }}", json!(null)),
        ("{{ nobody ?? 'else' }}", json!("else")),
        ("{{ nobody.field }}", json!(null)),
        ("{{ $json.name.nonsense() }}", json!(null)),
        ("{{ $json.missing.isEmpty() }}", json!(true)),
        ("a {{ $json.missing.deeper }} b", json!("a  b")),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text), Ok(wanted), "{text}");
        let strict = evaluate(&TestWorld::new(), text);
        assert!(strict.is_err() || text.contains("isEmpty"), "{text}");
    }
}

#[test]
fn a_lenient_world_does_not_overlook_what_is_not_there() {
    let cases = [
        ("{{ $('Later').item.json.x }}", Fault::Data),
        ("{{ $('Nobody').item.json.x }}", Fault::Data),
        ("{{ $json.missing.toTitleCase() }}", Fault::Data),
        ("{{ 'x'.toNumber() }}", Fault::Data),
        ("{{ $json.name.chunk(2) }}", Fault::Data),
        ("{{ 'x'.repeat(1e9) }}", Fault::Limit),
        ("{{ 1 1 }}", Fault::Syntax),
        ("{{ (1 }}", Fault::Syntax),
    ];
    for (text, fault) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text).map_err(|error| error.fault), Err(fault), "{text}");
    }
}

#[test]
fn a_lenient_world_makes_texts_as_javascript_does() {
    let cases = [
        ("- {{ $json.address.geo }}", json!("- [object Object]")),
        ("- {{ $json.numbers }}", json!("- 3,1,10,2")),
        ("{{ $now.toFormat('t') }}", json!("11:30 PM")),
        ("- {{ [null, [1, { a: 1 }], undefined] }}", json!("- ,1,[object Object],")),
        ("- {{ null }}{{ undefined }}{{ 0 / 0 }}{{ '' }}", json!("- ")),
        ("- {{ 0 }}{{ false }}{{ 1.50 }}", json!("- 0false1.5")),
        ("- {{ $now }}", json!("- 2026-03-28T23:30:00.000+01:00")),
        ("{{ '' + $json.address.geo }}", json!("[object Object]")),
        ("{{ `${[1, { a: 1 }]}` }}", json!("1,[object Object]")),
        ("{{ String({}) }}", json!("[object Object]")),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text), Ok(wanted), "{text}");
    }
}

#[test]
fn what_is_not_known_reaches_the_sandbox_as_it_is_written() {
    let sources = [
        "(() => { let a = 1; if (a) { return {a: {b: 1}}} })()",
        "new Map([[1, 2]]).size",
        "/(?<=a)b/.test('ab')",
        "$json.count = 1",
        "[1, 2].push(3)",
        "Math.random()",
        "this.x",
        "$json.tags.forEach(tag => tag)",
        "String.raw`a`",
        "1 & 2",
        "function () { return '}}' }",
        "[3].map(x => { x += 1; return x })",
        "(1, 2)",
        "({ a() { return 1 } }).a()",
    ];
    let world = TestWorld::new().with_sandbox();
    for source in sources {
        let text = format!("{{{{ {source} }}}}");
        assert_eq!(evaluate(&world, &text), Ok(json!({"asked": format!(" {source} ")})), "{source}");
        let strict = evaluate(&TestWorld::new(), &text);
        assert_eq!(strict.map_err(|error| error.fault), Err(Fault::Unknown), "{source}");
        assert!(lint(&text, &[]).is_empty(), "{source}");
    }
    assert_eq!(evaluate(&world, "a {{ $json.name }} {{ 1 ^ 2 }}").unwrap(), r#"a Ada Lovelace {"asked":" 1 ^ 2 "}"#);
}

#[test]
fn what_is_known_does_not_reach_the_sandbox() {
    let world = TestWorld::new().with_sandbox();
    for text in ["{{ $json.missing.deeper }}", "{{ 1 1 }}", "{{ 'x'.repeat(1e9) }}", "{{ nobody }}"] {
        assert!(evaluate(&world, text).is_err(), "{text}");
    }
    assert_eq!(evaluate(&world, "{{ $json.age }}"), Ok(json!(36)));
}

#[test]
fn a_fault_in_the_sandbox_is_placed_and_overlooked_like_any_other() {
    let text = "ü {{ (() => { throw 1 })() }}";
    let error = evaluate(&TestWorld::new().with_sandbox(), text).unwrap_err();
    assert_eq!(&text[error.start..error.end], "(() =");
    assert_eq!(error.units(text), (5, 10));
    let lenient = TestWorld::lenient().with_sandbox();
    assert_eq!(evaluate(&lenient, text), Ok(json!("ü ")));
}

#[test]
fn nodes_named_in_foreign_javascript_are_known() {
    let text = "{{ (() => { let a = $('Lead').item; return $node[\"Nobody\"].json })() }}";
    assert_eq!(expression::references(text), ["Lead", "Nobody"]);
    assert_eq!(lint(text, &["Lead"]).len(), 1);
    assert_eq!(lint("{{ $jsn.name }} {{ $json.name.toUper() }}", &[]).len(), 2);
}

#[test]
fn a_lenient_world_compares_and_joins_dates_as_javascript_does() {
    let millis = TestWorld::lenient().now().0;
    let cases = [
        (r#"{{ $now < "2099-03-29" }}"#, json!(false)),
        (r#"{{ "2001-01-01" < $now }}"#, json!(false)),
        (r#"{{ $now < DateTime.fromISO("2099-03-29") }}"#, json!(true)),
        (r#"{{ $now > String($now.toMillis() - 1) }}"#, json!(true)),
        ("{{ $now.plus(0) === $now }}", json!(false)),
        ("{{ $now.plus(0) == $now }}", json!(false)),
        ("{{ $now.plus(0) !== $now }}", json!(true)),
        ("{{ +$now.plus(0) === +$now }}", json!(true)),
        (r#"{{ "at " + $now }}"#, json!(format!("at {millis}"))),
        ("{{ $now + 1 === $now.toMillis() + 1 }}", json!(true)),
        (r#"{{ "a " + DateTime.fromISO("2026-01-02").diff(DateTime.fromISO("2026-01-01")) }}"#, json!("a 86400000")),
        (r#"{{ "id " + 12345678901234567890 }}"#, json!("id 12345678901234567000")),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text), Ok(wanted), "{text}");
    }
}

#[test]
fn a_lenient_world_takes_values_for_what_javascript_does() {
    let cases = [
        (r#"{{ isNaN("x") }}"#, json!(true)),
        ("{{ isNaN($json.missing) }}", json!(true)),
        (r#"{{ isFinite("5") }}"#, json!(true)),
        (r#"{{ ({ ..."ab", c: 1 }) }}"#, json!({"0": "a", "1": "b", "c": 1})),
        ("{{ Object.keys(5) }}", json!([])),
        (r#"{{ "a ".concat({ b: 1 }) }}"#, json!("a [object Object]")),
        ("{{ [1, 2] > [3, [4]] }}", json!(false)),
        (r#"{{ [10] > "9" }}"#, json!(false)),
        ("{{ [10] > 9 }}", json!(true)),
        ("{{ $now.zone.name }} {{ $now.c.year }}", json!("Europe/Berlin 2026")),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text), Ok(wanted), "{text}");
    }
}

#[test]
fn in_a_lenient_world_a_date_that_is_none_makes_others_none() {
    let cases = [
        (r#"{{ DateTime.fromISO("x").toHTTP() }}"#, json!(null)),
        (r#"{{ DateTime.fromISO("x").toUTC() }}"#, json!(null)),
        (r#"{{ DateTime.fromISO("x").toObject() }}"#, json!({})),
        (r#"- {{ DateTime.fromISO("x") }}"#, json!("- Invalid DateTime")),
        (r#"{{ $now.diff(DateTime.fromISO("x"), "days").days }}"#, json!(null)),
        (r#"{{ $now.isBetween(DateTime.fromISO("x"), $now) }}"#, json!(false)),
        ("{{ $now.until($now.minus({ days: 1 })).isValid }}", json!(false)),
        (r#"{{ $now.until($now.minus({ days: 1 })).length("days") }}"#, json!(null)),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(&TestWorld::lenient(), text), Ok(wanted), "{text}");
    }
}

#[test]
fn undefined_is_told_from_null() {
    let world = TestWorld::lenient();
    let found = |text: &str| Template::parse(text)?.evaluate_found(&Scope::new(&world, &world.items, 0));
    assert_eq!(found("{{ $json.missing }}"), Ok(None));
    assert_eq!(found("{{ null }}"), Ok(Some(json!(null))));
    assert_eq!(found("- {{ $json.missing }}"), Ok(Some(json!("- "))));
}
