//! Nodes for trying things out and for learning: `debugHelper`, `aiTransform`, and the
//! customers of n8n's courses.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::json;

/// `debugHelper`.
pub(crate) fn debug(node: &Source<'_>, to: &mut Draft) {
    match node.choice("category", "throwError") {
        "doNothing" => drop(to.kind("no_op")),
        "throwError" => {
            to.kind("stop_and_error").set("message", node.text("throwErrorMessage", "Node has thrown an error"));
            node.skip(&["throwErrorType"]);
        }
        "randomData" => random_data(node, to),
        other => {
            let message = format!("The block tried out how n8n fails (`{other}`), which no block here does.");
            node.lost("category", message, "Leave it out.");
            to.is_unknown = true;
        }
    }
    node.skip(&["throwErrorMessage", "throwErrorType", "memorySizeValue"]);
    node.skip(&["randomDataType", "randomDataSeed", "randomDataCount", "randomDataSingleArray"]);
    node.skip(&["nanoidAlphabet", "nanoidLength"]);
}

/// Data made up for trying things out; a seed gives the same data here, but not that of n8n.
fn random_data(node: &Source<'_>, to: &mut Draft) {
    let make = match node.choice("randomDataType", "user") {
        "address" => "address",
        "latLong" => "coordinates",
        "creditCard" => "credit_card",
        "email" => "email",
        "ipv4" => "ipv4",
        "ipv6" => "ipv6",
        "macAddress" => "mac",
        "nanoid" => "nano_id",
        "url" => "url",
        "uuid" => "uuid",
        "semver" => "version",
        _ => "user",
    };
    to.kind("test_data").set_unless("make", make, "user");
    let count = node.value("randomDataCount", 10);
    let seed = node.text("randomDataSeed", "");
    to.set_unless("count", count, 10).set_unless("seed", seed, "");
    to.set_unless("as_list", node.flag("randomDataSingleArray", false), false);
    if make == "nano_id" {
        let length = match node.value("nanoidLength", 16) {
            serde_json::Value::String(text) => {
                text.trim().parse::<u64>().map_or_else(|_| json!(text), |number| json!(number))
            }
            other => other,
        };
        to.set("alphabet", node.text("nanoidAlphabet", LETTERS)).set("length", length);
    }
}

/// The letters of short ids there.
const LETTERS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `aiTransform`: code that was written by a model and is kept with the node.
pub(crate) fn ai_transform(node: &Source<'_>, to: &mut Draft) {
    let code = node.raw("jsCode").and_then(|code| code.as_str()).unwrap_or_default();
    node.skip(&["instructions", "codeGeneratedForPrompt", "hint"]);
    if code.trim().is_empty() {
        node.lost("jsCode", "No code was made of the instructions yet.", "Write the code into a Code block.");
        to.is_unknown = true;
        return;
    }
    to.kind("script").set("code", code);
}

/// `n8nTrainingCustomerDatastore`: five people who are always the same.
pub(crate) fn customers(node: &Source<'_>, to: &mut Draft) {
    let is_one = node.choice("operation", "getAllPeople") == "getOnePerson";
    let all = node.flag("returnAll", false);
    let limit = node.number("limit", 5.0).max(0.0) as usize;
    let count = if is_one {
        1
    } else if all {
        5
    } else {
        limit
    };
    let people = json!([
        {"id": "23423532", "name": "Jay Gatsby", "email": "gatsby@west-egg.com", "notes": "Keeps asking about a green light??", "country": "US", "created": "1925-04-10"},
        {"id": "23423533", "name": "José Arcadio Buendía", "email": "jab@macondo.co", "notes": "Lots of people named after him. Very confusing", "country": "CO", "created": "1967-05-05"},
        {"id": "23423534", "name": "Max Sendak", "email": "info@in-and-out-of-weeks.org", "notes": "Keeps rolling his terrible eyes", "country": "US", "created": "1963-04-09"},
        {"id": "23423535", "name": "Zaphod Beeblebrox", "email": "captain@heartofgold.com", "notes": "Felt like I was talking to more than one person", "country": null, "created": "1979-10-12"},
        {"id": "23423536", "name": "Edmund Pevensie", "email": "edmund@narnia.gov", "notes": "Passionate sailor", "country": "UK", "created": "1950-10-16"},
    ]);
    let code = format!(
        "const people = {people};\nreturn $input.all().flatMap(() => people.slice(0, {count}).map((json) => ({{ json }})));"
    );
    to.kind("script").set("code", code);
}

/// `n8nTrainingCustomerMessenger`, which only says that it sent something.
pub(crate) fn messenger(node: &Source<'_>, to: &mut Draft) {
    let value = format!("Sent message to customer {}", node.text("customerId", ""));
    node.skip(&["message"]);
    to.kind("set_fields").set("fields", vec![json!({"name": "output", "value": value, "type": "text"})]);
    to.set("keep", "none").set("files", false);
}
