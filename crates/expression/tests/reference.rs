//! The reference is true: its examples give what they say, it names all there is,
//! and the editor has the same table.

mod common;

use common::TestWorld;
use expression::{Scope, Template, usable};
use serde_json::Value;

const REFERENCE: &str = include_str!("../../../docs/expressions.md");

#[test]
fn every_example_gives_what_it_says() {
    let world = TestWorld::new();
    let mut count = 0;
    for line in REFERENCE.lines() {
        let row = line.strip_prefix("| `").and_then(|row| row.strip_suffix("` |"));
        let Some((expression, wanted)) = row.and_then(|row| row.split_once("` | `")) else { continue };
        let expression = expression.replace("\\|", "|");
        let wanted: Value = serde_json::from_str(wanted).unwrap();
        let template = Template::parse(&format!("{{{{ {expression} }}}}")).unwrap();
        assert_eq!(template.evaluate(&Scope::new(&world, &world.items, 0)), Ok(wanted), "{expression}");
        count += 1;
    }
    assert!(count > 80, "only {count} examples were found");
}

/// The table of the editor; `UPDATE=1` writes it anew.
#[test]
fn the_editor_has_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/form/expression/reference.json");
    let mut wanted = serde_json::to_string_pretty(&usable()).unwrap();
    wanted.push('\n');
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert!(there == wanted, "write it anew with UPDATE=1");
}

#[test]
fn everything_usable_is_in_the_reference_and_can_be_read() {
    let words: Vec<&str> = REFERENCE.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    for one in usable() {
        let name = one.name.rsplit('.').next().unwrap_or_default().trim_start_matches('$');
        assert!(name.is_empty() || words.contains(&name), "`{}` is not in docs/expressions.md", one.name);
        let text = match one.of {
            "root" | "function" => one.call.to_owned(),
            "node" => format!("$('Lead').{}", one.call),
            _ => format!("$json.name.{}", one.call),
        };
        let text = format!("{{{{ {text} }}}}");
        Template::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let problems = expression::lint(&text, &["Lead", "Node"]);
        assert!(problems.iter().all(|problem| problem.message.starts_with("There is no `")), "{text}: {problems:?}");
    }
}
