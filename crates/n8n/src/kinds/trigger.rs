//! What starts a run: by hand, on an error, at a time, by a request, by another flow.

use crate::draft::Draft;
use crate::source::Source;

/// `manualTrigger`, `start`, and in old files whatever was started by hand.
pub(crate) fn manual(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["notice"]);
    to.trigger("manual_trigger");
}

/// `errorTrigger`.
pub(crate) fn error(node: &Source<'_>, to: &mut Draft) {
    node.skip(&["notice"]);
    to.trigger("error_trigger");
}
