//! `emailSend` (1, 2, 2.1).

use crate::draft::Draft;
use crate::source::Source;

pub(crate) fn send(node: &Source<'_>, to: &mut Draft) {
    to.kind("send_email");
    to.set("from", node.text("fromEmail", ""))
        .set("to", node.text("toEmail", ""))
        .set("subject", node.text("subject", ""));
    let options = node.group("options");
    // Version 1 had these beside the others, later ones among the options.
    let either = |name: &str| if node.has(name) { node.text(name, "") } else { options.text(name, "") };
    for (name, ours) in [("ccEmail", "cc"), ("bccEmail", "bcc"), ("attachments", "attachments")] {
        to.set_unless(ours, either(name), "");
    }
    to.set_unless("reply_to", options.text("replyTo", ""), "");
    let (text, html) = (node.text("text", ""), node.text("html", ""));
    let format = if node.version() < 2.0 { "both" } else { node.choice("emailFormat", "html") };
    if format != "html" {
        to.set_unless("text", text, "");
    }
    if format != "text" {
        to.set_unless("html", html, "");
    }
    node.skip(&["resource", "operation", "options.appendAttribution"]);
}
