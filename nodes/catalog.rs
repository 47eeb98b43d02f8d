//! All node kinds. Written by `cargo xtask codegen` from the folders beside it.

use node_sdk::Catalog;

#[path = "aggregate/mod.rs"]
mod aggregate;
#[path = "approval/mod.rs"]
mod approval;
#[path = "break/mod.rs"]
mod r#break;
#[path = "compare/mod.rs"]
mod compare;
#[path = "compression/mod.rs"]
mod compression;
#[path = "continue/mod.rs"]
mod r#continue;
#[path = "convert_to_file/mod.rs"]
mod convert_to_file;
#[path = "credentials/mod.rs"]
mod credentials;
#[path = "crypto/mod.rs"]
mod crypto;
#[path = "data_table/mod.rs"]
mod data_table;
#[path = "date_time/mod.rs"]
mod date_time;
#[path = "discard/mod.rs"]
mod discard;
#[path = "disk_file/mod.rs"]
mod disk_file;
#[path = "edit_image/mod.rs"]
mod edit_image;
#[path = "email_trigger/mod.rs"]
mod email_trigger;
#[path = "error_trigger/mod.rs"]
mod error_trigger;
#[path = "event_trigger/mod.rs"]
mod event_trigger;
#[path = "execution_data/mod.rs"]
mod execution_data;
#[path = "extract_from_file/mod.rs"]
mod extract_from_file;
#[path = "filter/mod.rs"]
mod filter;
#[path = "flatten/mod.rs"]
mod flatten;
#[path = "for_each/mod.rs"]
mod for_each;
#[path = "form_page/mod.rs"]
mod form_page;
#[path = "form_trigger/mod.rs"]
mod form_trigger;
#[path = "graphql/mod.rs"]
mod graphql;
#[path = "html/mod.rs"]
mod html;
#[path = "http_request/mod.rs"]
mod http_request;
#[path = "if/mod.rs"]
mod r#if;
#[path = "imap/mod.rs"]
mod imap;
#[path = "imported_node/mod.rs"]
mod imported_node;
#[path = "imported_trigger/mod.rs"]
mod imported_trigger;
#[path = "jwt/mod.rs"]
mod jwt;
#[path = "limit/mod.rs"]
mod limit;
#[path = "make_pdf/mod.rs"]
mod make_pdf;
#[path = "manual_trigger/mod.rs"]
mod manual_trigger;
#[path = "markdown/mod.rs"]
mod markdown;
#[path = "merge/mod.rs"]
mod merge;
#[path = "mysql/mod.rs"]
mod mysql;
#[path = "no_op/mod.rs"]
mod no_op;
#[path = "pivot/mod.rs"]
mod pivot;
#[path = "postgres/mod.rs"]
mod postgres;
#[path = "race/mod.rs"]
mod race;
#[path = "random/mod.rs"]
mod random;
#[path = "remove_duplicates/mod.rs"]
mod remove_duplicates;
#[path = "remove_seen/mod.rs"]
mod remove_seen;
#[path = "rename_fields/mod.rs"]
mod rename_fields;
#[path = "requests/mod.rs"]
mod requests;
#[path = "respond/mod.rs"]
mod respond;
#[path = "rss/mod.rs"]
mod rss;
#[path = "schedule/mod.rs"]
mod schedule;
#[path = "script/mod.rs"]
mod script;
#[path = "send_email/mod.rs"]
mod send_email;
#[path = "send_event/mod.rs"]
mod send_event;
#[path = "send_sms/mod.rs"]
mod send_sms;
#[path = "send_webhook/mod.rs"]
mod send_webhook;
#[path = "set_fields/mod.rs"]
mod set_fields;
#[path = "signing/mod.rs"]
mod signing;
#[path = "sort/mod.rs"]
mod sort;
#[path = "split_out/mod.rs"]
mod split_out;
#[path = "split_ways/mod.rs"]
mod split_ways;
#[path = "sql/mod.rs"]
mod sql;
#[path = "sqlite/mod.rs"]
mod sqlite;
#[path = "stop_and_error/mod.rs"]
mod stop_and_error;
#[path = "sub_flow/mod.rs"]
mod sub_flow;
#[path = "sub_flow_trigger/mod.rs"]
mod sub_flow_trigger;
#[path = "summarise/mod.rs"]
mod summarise;
#[path = "switch/mod.rs"]
mod switch;
#[path = "test_data/mod.rs"]
mod test_data;
#[path = "totp/mod.rs"]
mod totp;
#[path = "try/mod.rs"]
mod r#try;
#[path = "variable/mod.rs"]
mod variable;
#[path = "wait/mod.rs"]
mod wait;
#[path = "wait_for_event/mod.rs"]
mod wait_for_event;
#[path = "webhook/mod.rs"]
mod webhook;
#[path = "while/mod.rs"]
mod r#while;
#[path = "xml/mod.rs"]
mod xml;

/// All node kinds and kinds of credentials of this build, in palette order.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    catalog.add(aggregate::kind());
    catalog.add(approval::kind());
    catalog.add(r#break::kind());
    catalog.add(compare::kind());
    catalog.add(compression::kind());
    catalog.add(r#continue::kind());
    catalog.add(convert_to_file::kind());
    credentials::credentials().into_iter().for_each(|kind| catalog.add_credential(kind));
    catalog.add(crypto::kind());
    catalog.add(data_table::kind());
    catalog.add(date_time::kind());
    catalog.add(discard::kind());
    catalog.add(disk_file::kind());
    catalog.add(edit_image::kind());
    catalog.add(email_trigger::kind());
    catalog.add(error_trigger::kind());
    catalog.add(event_trigger::kind());
    catalog.add(execution_data::kind());
    catalog.add(extract_from_file::kind());
    catalog.add(filter::kind());
    catalog.add(flatten::kind());
    catalog.add(for_each::kind());
    catalog.add(form_page::kind());
    catalog.add(form_trigger::kind());
    catalog.add(graphql::kind());
    catalog.add(html::kind());
    catalog.add(http_request::kind());
    catalog.add(r#if::kind());
    catalog.add(imported_node::kind());
    catalog.add(imported_trigger::kind());
    catalog.add(jwt::kind());
    catalog.add(limit::kind());
    catalog.add(make_pdf::kind());
    catalog.add(manual_trigger::kind());
    catalog.add(markdown::kind());
    catalog.add(merge::kind());
    catalog.add(mysql::kind());
    catalog.add(no_op::kind());
    catalog.add(pivot::kind());
    catalog.add(postgres::kind());
    catalog.add(race::kind());
    catalog.add(remove_duplicates::kind());
    catalog.add(remove_seen::kind());
    catalog.add(rename_fields::kind());
    catalog.add(respond::kind());
    catalog.add(rss::kind());
    catalog.add(schedule::kind());
    catalog.add(script::kind());
    catalog.add(send_email::kind());
    catalog.add(send_event::kind());
    catalog.add(send_sms::kind());
    catalog.add(send_webhook::kind());
    catalog.add(set_fields::kind());
    catalog.add(sort::kind());
    catalog.add(split_out::kind());
    catalog.add(split_ways::kind());
    catalog.add(sqlite::kind());
    catalog.add(stop_and_error::kind());
    catalog.add(sub_flow::kind());
    catalog.add(sub_flow_trigger::kind());
    catalog.add(summarise::kind());
    catalog.add(switch::kind());
    catalog.add(test_data::kind());
    catalog.add(totp::kind());
    catalog.add(r#try::kind());
    catalog.add(variable::kind());
    catalog.add(wait::kind());
    catalog.add(wait_for_event::kind());
    catalog.add(webhook::kind());
    catalog.add(r#while::kind());
    catalog.add(xml::kind());
    catalog.sort();
    catalog
}
