//! `emailReadImap` 1, 2 and 2.1.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::Value;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.trigger("email_trigger").set("first", "existing");
    let mailbox = node.text("mailbox", "INBOX");
    to.set_unless("mailbox", mailbox, "INBOX");
    match node.choice("postProcessAction", "read") {
        "nothing" => drop(to.set("then", "nothing")),
        "move" => {
            let place = node.text("move", "");
            to.set("then", "move").set("move_to", place);
        }
        _ => node.skip(&["move"]),
    }
    let format = match node.choice("format", "simple") {
        "raw" => "raw",
        "resolved" => "resolved",
        _ => "simple",
    };
    to.set("shape", format);
    // The simple form has files only if that was asked for.
    let files = format == "resolved" || node.flag("downloadAttachments", false);
    to.set_unless("files", files, true);
    let (prefix, resolved) = (
        node.text("dataPropertyAttachmentsPrefixName", "attachment_"),
        node.text("options.dataPropertyAttachmentsPrefixName", ""),
    );
    to.set_unless("prefix", if resolved.is_empty() { prefix } else { resolved }, "attachment_");
    let options = node.group("options");
    criteria(&options, to);
    if options.flag("allowUnauthorizedCerts", false) {
        let message = "Certificates are always checked here.";
        options.changed("allowUnauthorizedCerts", message, "Install the other side's certificate on the server.");
    }
    // Here the mailbox is looked at every minute on a new connection, so nothing has to be kept alive.
    options.skip(&["forceReconnect", "trackLastMessageId"]);
}

/// A list of criteria, as JSON text: `["UNSEEN", ["SINCE", "1-Jan-2026"]]`.
fn criteria(options: &Source<'_>, to: &mut Draft) {
    let text = options.text("customEmailConfig", "[\"UNSEEN\"]");
    let Ok(Value::Array(criteria)) = serde_json::from_str::<Value>(&text) else {
        let message = "The criteria cannot be read; unread mails are taken.";
        return options.lost("customEmailConfig", message, "Enter them in the block.");
    };
    let mut words = Vec::new();
    let mut unread = false;
    for criterion in &criteria {
        match criterion {
            Value::String(word) if word == "UNSEEN" => unread = true,
            Value::String(word) if word == "ALL" => {}
            Value::String(_) => words.push(one(std::slice::from_ref(criterion))),
            Value::Array(parts) => words.push(one(parts)),
            _ => {}
        }
    }
    if !unread {
        to.set("which", "all");
    }
    to.set_unless("criteria", words.join(" "), "");
}

/// A criterion with what it looks for; what is more than a word stands in quotes.
fn one(parts: &[Value]) -> String {
    let word = |(place, part): (usize, &Value)| {
        let text = part.as_str().map_or_else(|| part.to_string(), str::to_owned);
        // `!` before a criterion turns it around.
        let text =
            if place == 0 { text.strip_prefix('!').map_or(text.clone(), |word| format!("NOT {word}")) } else { text };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:*,".contains(&byte));
        if place == 0 || (is_plain && !text.is_empty()) {
            text
        } else {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    };
    parts.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn criteria_are_written_as_the_protocol_wants_them() {
        for (parts, expected) in [
            (json!(["SINCE", "1-Jan-2026"]), "SINCE 1-Jan-2026"),
            (json!(["SUBJECT", "a \"b\""]), "SUBJECT \"a \\\"b\\\"\""),
            (json!(["LARGER", 100]), "LARGER 100"),
            (json!(["!FROM", "x@y.z"]), "NOT FROM \"x@y.z\""),
        ] {
            assert_eq!(one(parts.as_array().unwrap()), expected);
        }
    }
}
