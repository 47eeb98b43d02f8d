//! All node kinds. Written by `cargo xtask codegen` from the folders beside it.

use node_sdk::Catalog;

#[path = "credentials/mod.rs"]
mod credentials;
#[path = "error_trigger/mod.rs"]
mod error_trigger;
#[path = "http_request/mod.rs"]
mod http_request;
#[path = "if/mod.rs"]
mod r#if;
#[path = "manual_trigger/mod.rs"]
mod manual_trigger;
#[path = "merge/mod.rs"]
mod merge;
#[path = "no_op/mod.rs"]
mod no_op;
#[path = "respond/mod.rs"]
mod respond;
#[path = "schedule/mod.rs"]
mod schedule;
#[path = "send_email/mod.rs"]
mod send_email;
#[path = "send_sms/mod.rs"]
mod send_sms;
#[path = "set_fields/mod.rs"]
mod set_fields;
#[path = "stop_and_error/mod.rs"]
mod stop_and_error;
#[path = "switch/mod.rs"]
mod switch;
#[path = "wait/mod.rs"]
mod wait;
#[path = "webhook/mod.rs"]
mod webhook;

/// All node kinds and kinds of credentials of this build, in palette order.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    credentials::credentials().into_iter().for_each(|kind| catalog.add_credential(kind));
    catalog.add(error_trigger::kind());
    catalog.add(http_request::kind());
    catalog.add(r#if::kind());
    catalog.add(manual_trigger::kind());
    catalog.add(merge::kind());
    catalog.add(no_op::kind());
    catalog.add(respond::kind());
    catalog.add(schedule::kind());
    catalog.add(send_email::kind());
    catalog.add(send_sms::kind());
    catalog.add(set_fields::kind());
    catalog.add(stop_and_error::kind());
    catalog.add(switch::kind());
    catalog.add(wait::kind());
    catalog.add(webhook::kind());
    catalog.sort();
    catalog
}
