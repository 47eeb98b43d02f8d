//! The examples of `docs/expressions.md` give what they say.

mod common;

use common::TestWorld;
use expression::{Scope, Template};
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
