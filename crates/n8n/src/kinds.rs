//! Which of n8n's nodes is mapped by which function.
//!
//! To add one: a function `map(node, to)` in a file under `kinds/`, and a line in
//! the table. `node` gives the parameters with n8n's defaults of the version, `to`
//! takes our kind, our parameters and the names of the ports. What `node` was not
//! asked for is reported by itself. `kinds/set.rs` is an example; cases go to
//! `crates/n8n/cases`, a workflow with what its nodes give, run by `tests/cases.rs`.

mod branch;
mod code;
pub(crate) mod conditions;
mod crypto;
mod data_table;
mod date;
mod email;
mod feed;
mod files;
mod flow_control;
mod form;
mod graphql;
mod helper;
mod http;
mod image;
mod lists;
mod mailbox;
mod markup;
mod merge;
mod plain;
mod set;
mod sql;
mod trigger;
mod unknown;
mod webhook;

use crate::draft::Draft;
use crate::source::Source;

/// Maps one node.
pub(crate) type Mapper = fn(node: &Source<'_>, to: &mut Draft);

/// The mapper of a kind, by n8n's full name of it.
pub(crate) fn mapper(kind: &str) -> Option<Mapper> {
    let name = kind.strip_prefix("n8n-nodes-base.").or_else(|| kind.strip_prefix("@n8n/n8n-nodes-langchain."))?;
    let found = TABLE.iter().find(|(names, _)| names.contains(&name));
    found.map(|(_, mapper)| *mapper)
}

/// Keeps a node as it is, for want of a mapper.
pub(crate) use unknown::{hint, keep};

#[rustfmt::skip]
const TABLE: &[(&[&str], Mapper)] = &[
    (&["manualTrigger", "start"], trigger::manual),
    (&["errorTrigger"], trigger::error),
    (&["cron"], trigger::cron),
    (&["executeWorkflowTrigger"], trigger::called),
    (&["interval"], trigger::interval_trigger),
    (&["scheduleTrigger"], trigger::schedule),
    (&["formTrigger"], form::trigger),
    (&["webhook"], webhook::map),
    (&["emailReadImap"], mailbox::map),

    (&["aiTransform"], helper::ai_transform),
    (&["code"], code::code),
    (&["debugHelper"], helper::debug),
    (&["n8nTrainingCustomerDatastore"], helper::customers),
    (&["n8nTrainingCustomerMessenger"], helper::messenger),
    (&["dataTable"], data_table::map),
    (&["emailSend"], email::send),
    (&["executeWorkflow"], flow_control::call),
    (&["executionData"], flow_control::execution_data),
    (&["function"], code::function),
    (&["functionItem"], code::function_item),
    (&["graphql"], graphql::map),
    (&["postgres"], sql::postgres),
    (&["mySql"], sql::mysql),
    (&["rssFeedRead"], feed::map),
    (&["editImage"], image::map),
    (&["httpRequest"], http::map),
    (&["respondToWebhook"], flow_control::respond),
    (&["form"], form::page),
    (&["stopAndError"], flow_control::stop),
    (&["wait"], flow_control::wait),
    (&["aggregate"], lists::aggregate),
    (&["compareDatasets"], lists::compare_datasets),
    (&["crypto"], crypto::map),
    (&["dateTime"], date::map),
    (&["jwt"], crypto::jwt),
    (&["totp"], crypto::totp),
    (&["filter"], lists::filter),
    (&["itemLists"], lists::item_lists),
    (&["limit"], lists::limit),
    (&["removeDuplicates"], lists::remove_duplicates),
    (&["renameKeys"], lists::rename_keys),
    (&["sort"], lists::sort),
    (&["splitOut"], lists::split_out),
    (&["summarize"], lists::summarize),
    (&["compression"], files::compression),
    (&["convertToFile"], files::convert),
    (&["extractFromFile"], files::extract),
    (&["iCal"], files::calendar),
    (&["moveBinaryData"], files::move_binary),
    (&["readBinaryFile", "readBinaryFiles", "writeBinaryFile"], files::binary_file),
    (&["readPDF"], files::read_pdf),
    (&["readWriteFile"], files::read_write),
    (&["spreadsheetFile"], files::spreadsheet),
    (&["html"], markup::html),
    (&["htmlExtract"], markup::html_extract),
    (&["markdown"], markup::markdown),
    (&["xml"], markup::xml),
    (&["if"], branch::r#if),
    (&["merge"], merge::map),
    (&["noOp"], plain::no_op),
    (&["set"], set::map),
    (&["splitInBatches"], plain::split_in_batches),
    (&["switch"], branch::switch),
];
