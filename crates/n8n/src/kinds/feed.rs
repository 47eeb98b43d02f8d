//! `rssFeedRead` 1 to 1.2.

use crate::draft::Draft;
use crate::source::Source;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    let url = node.text("url", "");
    to.kind("rss").set("url", url);
    let options = node.group("options");
    let more = options.text("customFields", "");
    to.set_unless("more", more, "");
    if options.flag("ignoreSSL", false) {
        options.changed(
            "ignoreSSL",
            "Certificates are always checked here.",
            "Install the other side's certificate on the server.",
        );
    }
}
