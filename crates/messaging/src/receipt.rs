//! Receipts of messages: a lattice, so that their order does not matter.
//!
//! queued < sent < delivered < read; `failed` ends a message unless it is
//! delivered after all (carriers do report both, in either order).

/// How far a message is; larger is later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Queued,
    Sent,
    Failed,
    Delivered,
    Read,
}

fn stage(status: &str) -> Option<Stage> {
    match status {
        "queued" | "accepted" | "scheduled" | "sending" => Some(Stage::Queued),
        "sent" => Some(Stage::Sent),
        "failed" | "undelivered" | "bounced" | "canceled" => Some(Stage::Failed),
        "delivered" => Some(Stage::Delivered),
        "read" => Some(Stage::Read),
        _ => None,
    }
}

/// Whether a message whose status is `present` takes on the status `news`. An
/// unknown status is noted in the history and changes nothing.
pub fn advances(present: &str, news: &str) -> bool {
    match (stage(present), stage(news)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(present), Some(news)) => news > present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the order of arrival, the message ends in the same status.
    #[test]
    fn order_does_not_matter() {
        let cases = [
            (["queued", "sent", "delivered"], "delivered"),
            (["sent", "delivered", "read"], "read"),
            (["sent", "failed", "delivered"], "delivered"),
            (["queued", "sent", "failed"], "failed"),
            (["sending", "sent", "undelivered"], "undelivered"),
        ];
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for (statuses, expected) in cases {
            for order in orders {
                let mut present = "queued";
                for index in order {
                    if advances(present, statuses[index]) {
                        present = statuses[index];
                    }
                }
                assert_eq!(present, expected, "{statuses:?} in order {order:?}");
            }
        }
    }

    #[test]
    fn an_unknown_status_changes_nothing() {
        assert!(!advances("sent", "teleported"));
        assert!(advances("teleported", "sent"));
    }
}
