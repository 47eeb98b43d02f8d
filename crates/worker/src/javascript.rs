//! The sandbox that expressions and scripts of all runs go to. There is one for the
//! process, loaded at its first use; what runs in it shares nothing.

use expression::JavaScript;
use sandbox::Sandbox;
use std::sync::LazyLock;

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(Sandbox::new);

/// The sandbox.
pub(crate) fn sandbox() -> &'static dyn JavaScript {
    &*SANDBOX
}
