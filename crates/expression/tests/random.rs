//! No text makes the reader or the evaluator panic, overflow the stack or run long.

mod common;

use common::TestWorld;
use expression::{Scope, Template};
use proptest::prelude::*;

fn evaluate(text: &str) {
    let world = TestWorld::new();
    if let Ok(template) = Template::parse(text) {
        // Whatever comes out is fine, as long as something does.
        let _ = template.evaluate(&Scope::new(&world, &world.items, 0));
    }
}

/// Words that make up expressions, so that random ones are often valid.
const WORDS: &[&str] = &[
    "$json",
    "$item",
    "$input",
    "$now",
    "$('Lead')",
    "name",
    "tags",
    "numbers",
    "orders",
    "emoji",
    "address",
    "when",
    ".",
    "?.",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    ":",
    "?",
    "=>",
    "x",
    "x =>",
    "(a, b) =>",
    "...",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "==",
    "===",
    "<",
    ">",
    "&&",
    "||",
    "??",
    "!",
    "typeof",
    "in",
    "1",
    "0",
    "-1",
    "1e308",
    "0.5",
    "\"a\"",
    "'😀'",
    "`${",
    "`",
    "null",
    "undefined",
    "true",
    "/a/g",
    ".map(",
    ".filter(",
    ".sort(",
    ".reduce(",
    ".slice(",
    ".substring(",
    ".padStart(",
    ".split(",
    ".replace(",
    ".repeat(",
    ".toFixed(",
    ".toString(",
    ".plus(",
    ".minus(",
    ".startOf(",
    ".toFormat(",
    ".diff(",
    ".set({",
    "hour:",
    ".toDateTime(",
    ".at(",
    ".chunk(",
    ".flat(",
    ".join(",
    "Math.max(",
    "Object.entries(",
    "JSON.stringify(",
    "DateTime.fromFormat(",
    "new Date(",
    "$if(",
    "length",
    "days",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn words_in_any_order(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        evaluate(&format!("{{{{ {} }}}}", words.join(" ")));
        evaluate(&format!("{{{{ {} }}}}", words.concat()));
    }

    #[test]
    fn any_text(text in "\\PC{0,40}", tail in any::<String>()) {
        evaluate(&format!("{{{{ {text} }}}}{tail}"));
        evaluate(&format!("{{{{{tail}"));
    }

    #[test]
    fn methods_with_odd_arguments(
        value in prop::sample::select(&["$json.emoji", "$json.umlaut", "$json.numbers", "$json.orders", "$now", "12.5", "-0", "$json", "'2026-02-30'", "(0/0)", "$json.text", "$json.when", "$now.diff($today, ['months', 'hours'])", "Interval.after($now, { days: 2 })", "new Date('x')", "true"][..]),
        method in prop::sample::select(methods()),
        one in prop::sample::select(ARGUMENTS),
        other in prop::sample::select(ARGUMENTS),
    ) {
        evaluate(&format!("{{{{ {value}.{method}({one}, {other}) }}}}"));
    }

    #[test]
    fn dates_of_any_text(text in "[0-9TWZ:+. /,-]{0,24}|[A-Za-z0-9 ,:]{0,24}|\\PC{0,12}", pattern in "[yMdHhmsaZLEocqSkW'. -]{0,16}") {
        evaluate(&format!("{{{{ {0:?}.toDateTime() }}}}{{{{ new Date({0:?}).getTime() }}}}", text));
        evaluate(&format!("{{{{ DateTime.fromFormat({text:?}, {pattern:?}) }}}}{{{{ $now.toFormat({pattern:?}) }}}}"));
        evaluate(&format!("{{{{ Duration.fromISO({text:?}) }}}}{{{{ DateTime.fromISO({text:?}) }}}}"));
    }

    #[test]
    fn queries_of_any_text(query in "[a-z.*@&|!?<>=`'\"\\[\\](){}:,0-9 -]{0,24}") {
        let _ = expression::query::jmes_path(&serde_json::json!({"a": [1, {"b": "c"}], "b": null}), &query);
        let _ = expression::query::json_path(&serde_json::json!({"a": [1, {"b": "c"}]}), &format!("${query}"));
    }
}

/// All methods of the reference.
fn methods() -> Vec<&'static str> {
    expression::usable().into_iter().filter(|one| one.call.contains('(')).map(|one| one.name).collect()
}

const ARGUMENTS: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "2.5",
    "1e308",
    "-1e308",
    "0/0",
    "9007199254740993",
    "'a'",
    "'😀'",
    "''",
    "'days'",
    "null",
    "[]",
    "[1]",
    "{}",
    "{ days: 1e9 }",
    "{ hour: 99 }",
    "{ months: -1e15, hours: 0.5 }",
    "{ style: 'currency', currency: 'EUR', minimumFractionDigits: 90 }",
    "{ month: 'long', hour: 'numeric', timeZone: 'Mars' }",
    "'de-DE'",
    "'dd LLLL yyyy ZZZZ'",
    "$today",
    "Infinity",
    "/./g",
    "/(a)|b/",
    "x => x",
    "(a, b) => 0/0",
    "$now",
    "$json",
    "'yyyy'",
    "'\\''",
];

#[test]
fn nesting_ends_in_an_error_before_the_stack_does() {
    let nested = [
        ("(", ")"),
        ("[", "]"),
        ("{a:", "}"),
        ("!", ""),
        ("-", ""),
        ("x=>", ""),
        ("1+", ""),
        ("2**", ""),
        ("true?1:", ""),
        ("`${", "}`"),
        ("[1].map(x=>", ")"),
        ("$if(1,", ")"),
        ("typeof ", ""),
        ("1??", ""),
        ("$json?.[", "]"),
        ("Math.max(", ")"),
        ("[...", "]"),
    ];
    for (open, close) in nested {
        for depth in [10, 60, 70, 1_000, 20_000] {
            evaluate(&format!("{{{{ {}1{} }}}}", open.repeat(depth), close.repeat(depth)));
        }
    }
    for link in [".a", "?.a", "[0]", ".trim()", "+1", " && 1", " || 0"] {
        evaluate(&format!("{{{{ $json.name{} }}}}", link.repeat(20_000)));
        evaluate(&format!("{{{{ $json.name{} }}}}", link.repeat(150)));
    }
}
