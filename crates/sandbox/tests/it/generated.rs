//! Generated expressions give the same answer in the native evaluator and here.

use crate::differential::plain;
use crate::world::TestWorld;
use expression::javascript::JavaScript;
use expression::{Fault, Scope, Template};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
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

/// Moments from 1970 to 2100, to the minute.
fn moment() -> impl Strategy<Value = String> {
    (0_u64..68_000_000).prop_map(|minutes| (minutes * 60_000).to_string())
}

/// A date of JavaScript or of Luxon, asked for something.
fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        (moment(), prop::sample::select(DATE_METHODS.to_vec()))
            .prop_map(|(moment, method)| format!("new Date({moment}).{method}")),
        (moment(), prop::sample::select(DATE_TIME_METHODS.to_vec()))
            .prop_map(|(moment, method)| format!("DateTime.fromMillis({moment}).{method}")),
        (moment(), moment(), prop::sample::select(vec!["days", "months", "hours"])).prop_map(|(one, other, unit)| {
            format!("DateTime.fromMillis({one}).diff(DateTime.fromMillis({other}), \"{unit}\").as(\"{unit}\")")
        }),
    ]
}

/// Fields that may be missing, lists and objects that are spread or taken apart.
fn taken_apart() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(FORMS.to_vec()).prop_map(str::to_owned),
        (list(), list()).prop_map(|(one, other)| format!("[...{one}, ...{other}]")),
        list().prop_map(|list| format!("Math.max(0, ...{list}.map(Number).filter(Number.isFinite))")),
        list().prop_map(|list| format!("(([first, second]) => [second, first])({list})")),
        (text(), number()).prop_map(|(text, number)| format!("(({{ a, b }}) => [b, a])({{ a: {text}, b: {number} }})")),
        (text(), number()).prop_map(|(text, number)| format!("({{ ...{{ a: {text}, b: 0 }}, b: {number} }}).b")),
        list().prop_map(|list| {
            format!("{list}.reduce((counts, x) => ({{ ...counts, [typeof x]: (counts[typeof x] ?? 0) + 1 }}), {{}})")
        }),
    ]
}

/// What gives a number, a text, a list or a truth of smaller ones.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        number(),
        text(),
        list(),
        date(),
        taken_apart(),
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
            // Natively an object in a text becomes JSON, on purpose.
            inner.clone().prop_map(|inner| {
                format!("(it => `<${{typeof it === \"object\" ? JSON.stringify(it) : it}}>`)({inner})")
            }),
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
    "match(/([a-z])(\\d)?/)?.[1]",
    "match(/[a-z]/gi)?.length",
    "replace(/(\\w)(\\w)/g, \"$2$1\")",
    "replace(/[A-Z]/g, letter => letter.toLowerCase())",
    "split(/[ ,]+/)",
    "localeCompare(\"b\")",
    "codePointAt(0)",
    "normalize(\"NFC\")",
];
const DATE_METHODS: &[&str] = &[
    "toISOString()",
    "getTime()",
    "getDay()",
    "getHours()",
    "getTimezoneOffset()",
    "toDateString()",
    "toUTCString()",
    "toLocaleDateString(\"de-DE\")",
    "toLocaleDateString(\"en-US\", { month: \"long\", day: \"numeric\" })",
    "toLocaleTimeString(\"en-GB\")",
    "toLocaleString(\"fr-FR\")",
    "toJSON()",
];
const DATE_TIME_METHODS: &[&str] = &[
    "toISO()",
    "toISODate()",
    "weekNumber",
    "ordinal",
    "plus({ months: 1 }).toISO()",
    "minus({ days: 40, hours: 3 }).toISO()",
    "startOf(\"week\").toISODate()",
    "endOf(\"month\").toISO()",
    "toFormat(\"EEE, d LLL yyyy HH:mm\")",
    "toFormat(\"kkkk-'W'WW o q\")",
    "setZone(\"America/New_York\").toFormat(\"h:mm a ZZ\")",
    "setLocale(\"es\").toFormat(\"cccc, d LLLL\")",
    "isInDST",
    "hasSame(DateTime.fromMillis(1700000000000), \"year\")",
    "diff(DateTime.fromMillis(1700000000000), [\"years\", \"days\"]).toObject()",
    "toSQL()",
    "toRFC2822()",
];
const FORMS: &[&str] = &[
    "$json.address?.city",
    "$json.missing?.deeper?.still",
    "$json.missing?.[0]",
    "$json.address?.geo?.lat?.toFixed(1)",
    "$json[\"first name\"]?.length",
    "Object.entries($json.address.geo).map(([name, value]) => `${name}=${value}`)",
    "Object.fromEntries(Object.entries($json.address.geo).map(([name, value]) => [value, name]))",
    "$json.orders.map(({ id, total }) => id * total)",
    "$json.orders.map(({ items: [first] }) => first)",
    "$json.orders.reduce((most, order) => (order.total > most.total ? order : most)).id",
    "$json.orders.toSorted((a, b) => (a.total < b.total ? 1 : -1)).map(order => order.id)",
    "$json.orders.find(order => order.items?.includes(\"milk\"))?.id",
    "$json.orders.flatMap(order => order.items)",
    "[...new Set($json.tags)]",
    "$json.name.split(\" \").map(word => word[0]).join(\"\")",
    "[...$json.name].length",
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
    "reduce((most, x) => (x > most ? x : most), 0)",
    "reduceRight((text, x) => `${text}${x}`, \"\")",
    "findLast(x => x > 2)",
    "findLastIndex(x => x)",
    "lastIndexOf(3)",
    "flat()",
    "join()",
    "toSorted((a, b) => (a > b ? 1 : -1))",
    "toSorted((a, b) => (a < b ? -1 : 1))",
    "map((x, place, all) => all[place] === x)",
    "map(x => x?.a?.b ?? x?.length)",
    "some(x => [1, \"new\"].includes(x))",
];

/// A few seconds, the same cases each time; `PROPTEST_CASES=100000` with a
/// `PROPTEST_RNG_SEED` looks further.
fn config() -> ProptestConfig {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    ProptestConfig {
        cases: u32::try_from(asked("PROPTEST_CASES").unwrap_or(1_500)).unwrap_or(u32::MAX),
        rng_seed: RngSeed::Fixed(asked("PROPTEST_RNG_SEED").unwrap_or(20_261_120)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
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
