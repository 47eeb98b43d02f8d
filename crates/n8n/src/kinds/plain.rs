//! Nodes with next to nothing to set.

use crate::draft::Draft;
use crate::draft::Repeats;
use crate::source::Source;

/// `noOp`.
pub(crate) fn no_op(_: &Source<'_>, to: &mut Draft) {
    to.kind("no_op");
}

/// `splitInBatches`: a box around what lies between its loop output and the arrow back.
pub(crate) fn split_in_batches(node: &Source<'_>, to: &mut Draft) {
    let version = node.version();
    let default = if version < 3.0 { 10.0 } else { 1.0 };
    node.skip(&["splitInBatchesNotice"]);
    let size = node.number("batchSize", default).max(1.0) as u64;
    if node.value("options.reset", false) != false {
        let message =
            "Reset is on: n8n begins anew each time items arrive. A box does so anyway, each time it is entered.";
        node.changed("options.reset", message, "Look whether the loop ends when it should.");
    }
    // Where nothing came back, it was not asked for the next batch.
    to.kind("for_each").set("when_empty", "end").set_unless("batch_size", size, 1);
    (to.outputs, to.repeats) = if version < 2.0 {
        (vec!["main".into()], Some(Repeats { each_output: 0, done_output: None }))
    } else if version < 3.0 {
        (vec!["main".into(); 2], Some(Repeats { each_output: 0, done_output: Some(1) }))
    } else {
        (vec!["main".into(); 2], Some(Repeats { each_output: 1, done_output: Some(0) }))
    };
}
