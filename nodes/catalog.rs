//! All node kinds. Written by `cargo xtask codegen` from the folders beside it.

use node_sdk::Catalog;

#[path = "credentials/mod.rs"]
mod credentials;
#[path = "http_request/mod.rs"]
mod http_request;
#[path = "no_op/mod.rs"]
mod no_op;
#[path = "send_email/mod.rs"]
mod send_email;
#[path = "send_sms/mod.rs"]
mod send_sms;

/// All node kinds and kinds of credentials of this build, in palette order.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    credentials::credentials().into_iter().for_each(|kind| catalog.add_credential(kind));
    catalog.add(http_request::kind());
    catalog.add(no_op::kind());
    catalog.add(send_email::kind());
    catalog.add(send_sms::kind());
    catalog.sort();
    catalog
}
