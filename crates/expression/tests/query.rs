//! JSONPath and JMESPath: one line a case, over one document.

use expression::query::{jmes_path, json_path};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "store": {
            "book": [
                {"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95},
                {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword", "price": 12.99},
                {"category": "fiction", "author": "Herman Melville", "title": "Moby", "isbn": "0-553", "price": 8.99}
            ],
            "bicycle": {"color": "red", "price": 399}
        },
        "tags": ["b", "a", "c"], "nested": [[1, 2], [3, [4]]], "empty": [], "a b": 1, "zero": 0, "name": "Ada"
    })
}

const PATHS: &[(&str, &str)] = &[
    ("$.store.book[0].title", r#"["Sayings"]"#),
    ("$['store']['book'][-1]['title']", r#"["Moby"]"#),
    ("$.store.book[*].author", r#"["Nigel Rees", "Evelyn Waugh", "Herman Melville"]"#),
    ("$..price", "[8.95, 12.99, 8.99, 399]"),
    ("$.store.book[?@.price < 10].title", r#"["Sayings", "Moby"]"#),
    ("$.store.book[?(@.isbn)].title", r#"["Moby"]"#),
    ("$.store.book[?@.category == 'fiction' && @.price > 10].title", r#"["Sword"]"#),
    ("$.store.book[?!@.isbn].title", r#"["Sayings", "Sword"]"#),
    ("$.store.book[0:2].price", "[8.95, 12.99]"),
    ("$.store.book[::-1].price", "[8.99, 12.99, 8.95]"),
    ("$.store.book[0,2].price", "[8.95, 8.99]"),
    ("$.tags[?@ > 'a']", r#"["b", "c"]"#),
    ("$.store.book[?length(@.title) == 4].title", r#"["Moby"]"#),
    ("$.store.book[?match(@.author, '.*Waugh')].title", r#"["Sword"]"#),
    ("$.store.book[?search(@.author, 'el')].title", r#"["Sayings", "Sword", "Moby"]"#),
    ("$.store.book[?count(@.*) == 5].title", r#"["Moby"]"#),
    ("$.store[?value(@.color) == 'red'].price", "[399]"),
    ("$['a b']", "[1]"),
    ("$.missing", "[]"),
    ("$", ""),
];

const QUERIES: &[(&str, &str)] = &[
    ("store.book[0].title", r#""Sayings""#),
    ("store.book[-1].title", r#""Moby""#),
    ("store.book[*].price", "[8.95, 12.99, 8.99]"),
    ("store.book[].author | [0]", r#""Nigel Rees""#),
    ("store.book[?price < `10`].title", r#"["Sayings", "Moby"]"#),
    ("store.book[?category == 'fiction' && price > `10`] | [0].title", r#""Sword""#),
    ("store.book[?isbn].title", r#"["Moby"]"#),
    ("store.book[?!isbn].title", r#"["Sayings", "Sword"]"#),
    ("store.book[?contains(author, 'Waugh')].title", r#"["Sword"]"#),
    ("store.book[*].{t: title, p: price} | [0]", r#"{"t": "Sayings", "p": 8.95}"#),
    ("store.book[*].[title, price] | [1]", r#"["Sword", 12.99]"#),
    ("store.*.price", "[399]"),
    ("store.book[1:].title", r#"["Sword", "Moby"]"#),
    ("store.book[::-1].title", r#"["Moby", "Sword", "Sayings"]"#),
    ("nested[]", "[1, 2, 3, [4]]"),
    ("nested[][]", "[1, 2, 3, 4]"),
    ("\"a b\"", "1"),
    ("missing.deeper", "null"),
    ("missing || name", r#""Ada""#),
    ("zero && name", r#""Ada""#),
    ("!empty", "true"),
    ("@.name", r#""Ada""#),
    ("length(tags)", "3"),
    ("length(name)", "3"),
    ("sort(tags)", r#"["a", "b", "c"]"#),
    ("reverse(tags)", r#"["c", "a", "b"]"#),
    ("join(', ', tags)", r#""b, a, c""#),
    ("max(store.book[*].price)", "12.99"),
    ("sum(store.book[*].price)", "30.93"),
    ("avg(`[1, 2, 3]`)", "2"),
    ("max_by(store.book, &price).title", r#""Sword""#),
    ("min_by(store.book, &price).title", r#""Sayings""#),
    ("sort_by(store.book, &price)[*].title", r#"["Sayings", "Moby", "Sword"]"#),
    ("map(&price, store.book)", "[8.95, 12.99, 8.99]"),
    ("keys(store)", r#"["book", "bicycle"]"#),
    ("values(store.bicycle)", r#"["red", 399]"#),
    ("merge(store.bicycle, `{\"wheels\": 2}`)", r#"{"color": "red", "price": 399, "wheels": 2}"#),
    ("not_null(missing, name)", r#""Ada""#),
    ("to_string(zero)", r#""0""#),
    ("to_number('12.5')", "12.5"),
    ("to_array(name)", r#"["Ada"]"#),
    ("type(tags)", r#""array""#),
    ("starts_with(name, 'A')", "true"),
    ("ends_with(name, 'x')", "false"),
    ("abs(`-3`)", "3"),
    ("ceil(`1.2`)", "2"),
    ("floor(`1.8`)", "1"),
    ("store.book[?price == max(`[1]`)]", "[]"),
    ("store.book.title", "null"),
    ("`\"text\"`", r#""text""#),
    ("'it\\'s'", r#""it's""#),
    ("(store.book[*].price)[0]", "8.95"),
];

#[test]
fn json_paths_find_what_they_say() {
    let document = document();
    for (path, wanted) in PATHS.iter().filter(|(_, wanted)| !wanted.is_empty()) {
        let wanted: Value = serde_json::from_str(wanted).unwrap();
        let found = json_path(&document, path).map(|found| found.into_iter().cloned().collect::<Value>());
        assert_eq!(found, Ok(wanted), "{path}");
    }
    assert_eq!(json_path(&document, "$"), Ok(vec![&document]));
}

#[test]
fn jmes_paths_give_what_they_say() {
    let document = document();
    for (query, wanted) in QUERIES {
        let wanted: Value = serde_json::from_str(wanted).unwrap();
        assert_eq!(jmes_path(&document, query), Ok(wanted), "{query}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_and_never_a_panic() {
    let deep = "[".repeat(100_000);
    let long = "a".repeat(10_000);
    let wrong = ["", "a.", "a[", "a[?", "a | ", "foo(", "a..b", "{a}", "[0", "&", "`", "'", "a b", &deep, &long];
    for query in wrong {
        assert!(jmes_path(&document(), query).is_err(), "{query:.20}");
    }
    for path in ["", "store", "$[", "$.store[?", "$..", "$[?(@.a", &deep, &long] {
        assert!(json_path(&document(), path).is_err(), "{path:.20}");
    }
    assert_eq!(jmes_path(&document(), "lenght(tags)").unwrap_err().message, "JMESPath has no function `lenght`.");
    assert!(jmes_path(&document(), "length(zero)").unwrap_err().message.contains("do not fit"));
    assert!(jmes_path(&document(), "tags[::0]").is_err());
}
