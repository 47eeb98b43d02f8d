//! Sorts by code, in the sandbox.

use node_sdk::expression::javascript::Script;
use node_sdk::{LightContext, NodeError};
use serde_json::Value;

/// How long the code may take for all items together, in milliseconds.
const TIMEOUT_MS: u64 = 5_000;

/// The places of the items in the order the code wants.
pub(super) fn order(code: &str, context: &LightContext<'_>) -> Result<Vec<usize>, NodeError> {
    let count = context.items().len();
    if count < 2 {
        return Ok((0..count).collect());
    }
    let Some(sandbox) = context.world.javascript() else {
        let hint = "Sort by fields, or turn the sandbox on.";
        return Err(NodeError::permanent("sandbox_missing", "There is nothing here that runs code.", hint).at("code"));
    };
    // What the code compares is looked up by place, so that only places come back.
    let source = format!(
        "const items = $input.all();\n\
         const compare = (a, b) => {{\n{code}\n}};\n\
         return items.map((_, place) => place).sort((left, right) => compare(items[left], items[right]));"
    );
    let script = Script { source: &source, scope: context.scope(0), is_per_item: false, timeout_ms: TIMEOUT_MS };
    let result = sandbox.run(&script).map_err(|error| {
        let line = error.line.and_then(|line| line.checked_sub(2)).map(|line| format!(" (line {line})"));
        let message = format!("The code failed{}: {}", line.unwrap_or_default(), error.message);
        NodeError::permanent(error.code, message, "Mend the code.").at("code")
    })?;
    places(&result.value, count).ok_or_else(|| {
        let hint = "Return a number from it, and leave the list of items alone.";
        NodeError::permanent("script_result", "The code gave no order of the items.", hint).at("code")
    })
}

/// The places, if each is there once.
fn places(value: &Value, count: usize) -> Option<Vec<usize>> {
    let places: Vec<usize> =
        value.as_array()?.iter().map(|place| Some(place.as_f64()? as usize)).collect::<Option<_>>()?;
    let mut seen = vec![false; count];
    for place in &places {
        *seen.get_mut(*place)? = true;
    }
    (places.len() == count && seen.iter().all(|seen| *seen)).then_some(places)
}
