//! Texts with expressions in them: segments, types, references, lint.

mod common;

use common::TestWorld;
use expression::{ExpressionError, Scope, Template, lint, references};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn evaluate(text: &str) -> Result<Value, ExpressionError> {
    let world = TestWorld::new();
    Template::parse(text)?.evaluate(&Scope::new(&world, &world.items, 0))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let world = TestWorld::new();
    let template = Template::parse(text).map_err(|error| error.message)?;
    template.evaluate_as(&Scope::new(&world, &world.items, 0)).map_err(|error| error.message)
}

#[test]
fn one_expression_keeps_its_type_and_parts_become_a_text() {
    let cases = [
        ("{{ $json.age }}", json!(36)),
        ("{{$json.tags}}", json!(["new", "vip", "new"])),
        (" {{ $json.age }}", json!(" 36")),
        ("Hi {{ $json.name }}!", json!("Hi Ada Lovelace!")),
        ("{{ 1 }}{{ 2 }}", json!("12")),
        ("{{ $json.missing }}.{{ $json.nothing }}.{{ $json.empty }}", json!("..")),
        ("{{ $json.address.geo }} {{ $json.numbers }}", json!("{\"lat\":51.5} [3,1,10,2]")),
        ("{{ $json.price }} {{ 1.50 }} {{ true }}", json!("19.99 1.5 true")),
        ("{{ {a:{b:1}} }}", json!({"a": {"b": 1}})),
        ("{{ {a:{b:1}}}}", json!({"a": {"b": 1}})),
        ("{{ '}}' }}", json!("}}")),
        ("a } b }} c { d", json!("a } b }} c { d")),
        (r"\{{ not read }} {{ 1 }}", json!("{{ not read }} 1")),
        ("", json!("")),
        ("{{ $json.name // a note }}", json!("Ada Lovelace")),
        ("{{\n  $json.name\n}}", json!("Ada Lovelace")),
    ];
    for (text, wanted) in cases {
        assert_eq!(evaluate(text), Ok(wanted), "{text}");
    }
}

#[test]
fn errors_name_their_place_in_the_whole_text() {
    let text = "Grüße, {{ $json.name }} und {{ $json.missing.deeper }}";
    let error = evaluate(text).unwrap_err();
    assert_eq!(&text[error.start..error.end], "$json.missing.deeper");
    let text = "ü {{ $json.name.toUper() }}";
    let error = evaluate(text).unwrap_err();
    assert_eq!(&text[error.start..error.end], "toUper");
    assert_eq!(evaluate("a {{ $json").unwrap_err().message, "The expression has no end.");
    assert_eq!(evaluate("a {{ }}").unwrap_err().message, "There is nothing between `{{` and `}}`.");
}

#[test]
fn values_are_read_as_the_type_that_is_wanted() {
    assert_eq!(read("{{ '12' }}"), Ok(12_u16));
    assert_eq!(read("{{ '1.5' }}"), Ok(1.5_f64));
    assert_eq!(read("{{ 'true' }}"), Ok(true));
    assert_eq!(read("{{ 12 }}"), Ok("12".to_owned()));
    assert_eq!(read("{{ $json.missing }}"), Ok(String::new()));
    assert_eq!(read::<Option<u8>>("{{ $json.missing }}"), Ok(None));
    assert_eq!(read("{{ $json.tags }}"), Ok(vec!["new".to_owned(), "vip".to_owned(), "new".to_owned()]));
    assert_eq!(
        read::<u8>("{{ $json.name }}").unwrap_err(),
        "`{{ $json.name }}` gives the text \"Ada Lovelace\", but a whole number from 0 is wanted here."
    );
    assert_eq!(
        read::<u8>("{{ $json.missing }}").unwrap_err(),
        "`{{ $json.missing }}` gives nothing, but a whole number from 0 is wanted here."
    );
    assert_eq!(
        read::<u8>("{{ 300 }}").unwrap_err(),
        "`{{ 300 }}` gives the number 300, but a whole number from 0 is wanted here."
    );
}

#[test]
fn references_and_lint_know_the_nodes() {
    let text = "{{ $('Lead').item.json.a }} {{ $node[\"Other one\"].json.b + $node.Third.json.c }}";
    assert_eq!(references(text), ["Lead", "Other one", "Third"]);
    assert!(references("no expression").is_empty());
    assert!(lint(text, &["Lead", "Other one", "Third"]).is_empty());
    let problems = lint(text, &["Lead", "Other on", "Third"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "There is no node `Other one`.");
    assert_eq!(problems[0].hint, "Did you mean `Other on`?");
    assert_eq!(&text[problems[0].start..problems[0].end], "\"Other one\"");
    assert_eq!(lint("{{ 1 + }}", &[]).len(), 1);
}
