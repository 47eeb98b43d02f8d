//! Generated expressions give the same answer in the native evaluator and here.

use crate::differential::plain;
use crate::world::TestWorld;
use expression::javascript::JavaScript;
use expression::{Fault, Scope, Template};
use proptest::prelude::*;
use sandbox::Sandbox;
use std::sync::LazyLock;

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(Sandbox::new);

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-100_i32..1000).prop_map(|number| format!("({number})")),
        (-1000_i32..1000).prop_map(|number| format!("({})", f64::from(number) / 8.0)),
        Just("$json.age".to_owned()),
        Just("$json.orders[1].total".to_owned()),
        Just("$json.numbers[2]".to_owned()),
        Just("$json.name.length".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ,.äß-]{0,12}".prop_map(|text| format!("\"{text}\"")),
        Just("$json.name".to_owned()),
        Just("$json.email".to_owned()),
        Just("$json.empty".to_owned()),
        Just("$json.tags[1]".to_owned()),
    ]
}

fn list() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("$json.numbers".to_owned()),
        Just("$json.tags".to_owned()),
        Just("$json.orders.map(order => order.total)".to_owned()),
        prop::collection::vec(number(), 0..5).prop_map(|entries| format!("[{}]", entries.join(", "))),
        prop::collection::vec(text(), 0..4).prop_map(|entries| format!("[{}]", entries.join(", "))),
    ]
}

/// What gives a number, a text, a list or a truth of smaller ones.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        number(),
        text(),
        list(),
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("$json.missing".to_owned())
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            (number(), prop::sample::select(vec!["+", "-", "*", "/", "%"]), number())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (number(), prop::sample::select(vec!["<", ">=", "===", "!==", "=="]), number())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (text(), text()).prop_map(|(left, right)| format!("({left} + {right})")),
            (text(), prop::sample::select(TEXT_METHODS.to_vec())).prop_map(|(text, method)| format!("{text}.{method}")),
            (number(), prop::sample::select(NUMBER_METHODS.to_vec()))
                .prop_map(|(number, method)| format!("{number}.{method}")),
            (list(), prop::sample::select(LIST_METHODS.to_vec())).prop_map(|(list, method)| format!("{list}.{method}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(condition, yes, no)| format!("({condition} ? {yes} : {no})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} ?? {right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} || {right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("[{left}, {right}]")),
            inner.clone().prop_map(|inner| format!("{{ a: {inner} }}.a")),
            inner.clone().prop_map(|inner| format!("typeof {inner}")),
            inner.clone().prop_map(|inner| format!("!{inner}")),
            inner.clone().prop_map(|inner| format!("`<${{{inner}}}>`").replace("[object Object]", "")),
            inner.prop_map(|inner| format!("JSON.stringify({inner})")),
        ]
    })
}

const TEXT_METHODS: &[&str] = &[
    "toUpperCase()",
    "toLowerCase()",
    "trim()",
    "length",
    "slice(1, 4)",
    "slice(-3)",
    "substring(3, 1)",
    "split(\" \")",
    "split(\"\")",
    "indexOf(\"a\")",
    "includes(\"a\")",
    "startsWith(\"A\")",
    "padStart(8, \"*\")",
    "padEnd(5)",
    "repeat(2)",
    "replace(\"a\", \"b\")",
    "replaceAll(\"a\", \"\")",
    "replace(/[aeiou]/g, \"_\")",
    "charAt(1)",
    "charCodeAt(0)",
    "at(-1)",
    "concat(\"!\", 1)",
    "isEmpty()",
    "isNotEmpty()",
    "toTitleCase()",
    "toSnakeCase()",
    "isEmail()",
    "extractDomain()",
    "urlEncode()",
    "base64Encode()",
    "match(/[a-z]+/)",
    "search(/[A-Z]/)",
    "lastIndexOf(\"a\")",
    "trimStart()",
    "toSentenceCase()",
    "removeTags()",
    "quote()",
    "hash(\"md5\")",
];
const NUMBER_METHODS: &[&str] = &[
    "toFixed(2)",
    "toString()",
    "toString(2)",
    "round()",
    "round(1)",
    "floor()",
    "ceil()",
    "abs()",
    "isEven()",
    "isOdd()",
    "isInteger()",
    "toLocaleString()",
    "toPrecision(3)",
    "format()",
    "toExponential(2)",
];
const LIST_METHODS: &[&str] = &[
    "length",
    "join(\"-\")",
    "map(x => x + 1)",
    "filter(x => x > 5)",
    "filter(Boolean)",
    "reverse()",
    "slice(1)",
    "slice(-2, -1)",
    "includes(3)",
    "indexOf(10)",
    "concat([1])",
    "every(x => x)",
    "some(x => x > 100)",
    "find(x => x > 2)",
    "findIndex(x => x === 10)",
    "reduce((sum, x) => sum + x, 0)",
    "flatMap(x => [x, x])",
    "at(-1)",
    "first()",
    "last()",
    "unique()",
    "chunk(2)",
    "compact()",
    "isEmpty()",
    "toSorted()",
    "sort()",
    "sort((a, b) => a - b)",
    "map((x, place) => place)",
    "map(String)",
    "map(x => `${x}`)",
    "toJsonString()",
    "append(5)",
    "union([1, 3])",
    "difference([3])",
    "intersection([3, 10])",
];

/// Two seconds; `PROPTEST_CASES=100000` with another `PROPTEST_RNG_SEED` looks further.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(1_500), failure_persistence: None, ..ProptestConfig::default() }
}

/// `sort` and `reverse` change their list in JavaScript. Natively the item stays as it
/// was, on purpose: only who looks at the same list again sees the difference.
fn shows_that_a_list_was_changed(source: &str) -> bool {
    let changes = [".sort(", ".reverse("].iter().any(|call| source.contains(call));
    changes && source.matches("$json").count() > 1
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn both_give_the_same(source in expression()) {
        prop_assume!(!shows_that_a_list_was_changed(&source));
        let world = TestWorld::new();
        let scope = Scope::new(&world, &world.items, 0);
        let native = Template::parse(&format!("{{{{ {source} }}}}")).and_then(|template| template.evaluate(&scope));
        let here = SANDBOX.evaluate(&source, &scope);
        match (native, here) {
            (Ok(native), Ok(here)) => prop_assert_eq!(plain(native), plain(here), "{}", source),
            (Ok(native), Err(error)) => prop_assert!(false, "{}: natively {}, here {:?}", source, native, error),
            // What is not known natively goes to the sandbox: there is nothing to compare.
            (Err(error), Ok(_)) if error.fault == Fault::Unknown || error.fault == Fault::Syntax => {}
            (Err(error), Ok(here)) => prop_assert!(false, "{}: natively {:?}, here {}", source, error, here),
            (Err(_), Err(_)) => {}
        }
    }
}
