//! The route table: every address of the server but those of the web app, with
//! what a request needs to pass. A route that is not here does not exist.

use crate::forms::{follow_form, show_form, show_test_form, submit_form, submit_test_form};
use crate::gate::Needs::{self, Caller, FirstTime, Nothing, Person, SignIn, SignedIn, Tenant, Workspace};
use crate::hooks::{receive_hook, receive_test_hook};
use crate::live::watch_runs;
use crate::route::{Route, any_method, delete, get, patch, post, put};
use crate::routes::audit::list_audit;
use crate::routes::batches::{get_batch, retry_runs};
use crate::routes::callbacks::receive_callback;
use crate::routes::catalog::{list_credential_kinds, list_kinds, list_samples, list_time_zones};
use crate::routes::credentials::{
    change_credential, create_credential, delete_credential, list_credentials, test_credential,
};
use crate::routes::debugging::{attach_run, detach_run, get_standing, step_run, watch_expression};
use crate::routes::drafts::{check_flow, drop_draft, get_draft, list_drafts, save_draft};
use crate::routes::events::send_event;
use crate::routes::flow_files::{export_flow, import_flow};
use crate::routes::flow_tests::{
    create_flow_test, delete_flow_test, list_flow_tests, replace_flow_test, run_flow_tests,
};
use crate::routes::flows::{change_flow, create_flow, delete_flow, get_flow, list_flows};
use crate::routes::health::{livez, openapi_document, readyz};
use crate::routes::import::{import_n8n, preview_n8n};
use crate::routes::jobs::get_job_status;
use crate::routes::limits::{get_limits, set_limits};
use crate::routes::members::{add_member, change_member, list_members, remove_member};
use crate::routes::messages::{preview_messages, send_test};
use crate::routes::node_completed::complete_flow_node;
use crate::routes::presets::{change_preset, create_preset, delete_preset, list_presets};
use crate::routes::publishing::{pause_flow, publish_flow, resume_flow};
use crate::routes::queue::{schedule_email, schedule_job, schedule_sms};
use crate::routes::regions::{get_region, set_region};
use crate::routes::resume::{resume_wait, show_wait};
use crate::routes::run_actions::{cancel_run, kill_run, pause_run, rerun_run, resume_run, retry_run, settle_run};
use crate::routes::runs::{get_run, list_runs};
use crate::routes::schedules::preview_schedule;
use crate::routes::session::{change_password, delete_session, get_session, list_sessions, sign_in, sign_out};
use crate::routes::setup::{get_setup, set_up};
use crate::routes::steps::{get_step, list_steps};
use crate::routes::table_files::{export_csv, import_csv};
use crate::routes::table_rows::{change_row, delete_rows, insert_rows, list_rows};
use crate::routes::tables::{change_table, create_table, delete_table, get_table, list_tables};
use crate::routes::tokens::{create_token, delete_token, list_tokens};
use crate::routes::trials::{list_flow_samples, listen_flow, preview_template, start_run, try_node};
use crate::routes::variables::{
    change_variable, clear_static_data, create_variable, delete_variable, get_static_data, list_flow_variables,
    list_variables,
};
use crate::routes::versions::{diff_flow, get_version, list_versions, restore_version, tag_version};
use crate::routes::workers::{get_workers_health, get_workers_stats, list_workers};
use crate::routes::workspaces::{change_workspace, create_workspace, list_workspaces};
use auth::Permission::{
    DebugRuns, ReadAudit, ReadCredentials, ReadFlows, ReadMembers, ReadRuns, ReadTables, ReadTokens, ReadVariables,
    ReadWorkspace, UseQueue, WriteCredentials, WriteFlows, WriteLimits, WriteMembers, WriteRegion, WriteRuns,
    WriteTables, WriteTokens, WriteVariables, WriteWorkspace,
};

/// All routes.
#[rustfmt::skip]
pub(crate) fn routes() -> Vec<Route> {
    macro_rules! w { ($rest:literal) => { concat!("/api/v1/workspaces/{workspace}", $rest) }; }
    vec![
        get("/livez", Nothing, "Whether the process answers", livez),
        get("/readyz", Nothing, "Whether the server takes work", readyz),
        get("/api/openapi.json", Nothing, "This document", openapi_document),

        get("/api/v1/setup", Nothing, "Whether set-up is needed", get_setup),
        post("/api/v1/setup", FirstTime, "Make the first organisation, workspace and owner", set_up),
        post("/api/v1/session", SignIn, "Sign in", sign_in),
        get("/api/v1/session", Person, "Who is signed in", get_session),
        delete("/api/v1/session", Person, "Sign out", sign_out),
        get("/api/v1/sessions", Person, "The browsers you are signed in with", list_sessions),
        delete("/api/v1/sessions/{session}", Person, "Sign a browser out", delete_session),
        post("/api/v1/password", Person, "Change your password", change_password),

        get("/api/v1/kinds", SignedIn, "The node kinds", list_kinds),
        get("/api/v1/credential-kinds", SignedIn, "The kinds of credentials", list_credential_kinds),
        get("/api/v1/time-zones", SignedIn, "The time zones", list_time_zones),
        post("/api/v1/schedules/preview", SignedIn, "When schedules are due next", preview_schedule),
        get("/api/v1/samples", SignedIn, "Flows to begin with", list_samples),

        get("/api/v1/workspaces", Person, "Your workspaces", list_workspaces),
        post("/api/v1/workspaces", Person, "Make a workspace", create_workspace),
        patch(w!(""), Workspace(WriteWorkspace), "Change name or time zone", change_workspace),
        get(w!("/limits"), Workspace(ReadWorkspace), "How many runs at once", get_limits),
        put(w!("/limits"), Workspace(WriteLimits), "Change how many runs at once", set_limits),
        get(w!("/region"), Workspace(ReadWorkspace), "The region it is at home in", get_region),
        put(w!("/region"), Workspace(WriteRegion), "Send all that comes for it to another region", set_region),
        get(w!("/members"), Workspace(ReadMembers), "The members", list_members),
        post(w!("/members"), Workspace(WriteMembers), "Add a member", add_member),
        patch(w!("/members/{user}"), Workspace(WriteMembers), "Change a member's role", change_member),
        delete(w!("/members/{user}"), Workspace(WriteMembers), "Remove a member", remove_member),
        get(w!("/tokens"), Workspace(ReadTokens), "The API tokens", list_tokens),
        post(w!("/tokens"), Workspace(WriteTokens), "Make an API token", create_token),
        delete(w!("/tokens/{token}"), Workspace(WriteTokens), "End an API token", delete_token),
        get(w!("/audit"), Workspace(ReadAudit), "Who did what", list_audit),
        get(w!("/workers"), Workspace(ReadAudit), "The processes and how much they have to do", list_workers),
        get(w!("/workers/health"), Workspace(ReadAudit), "Whether runs are performed", get_workers_health),
        get(w!("/workers/stats"), Workspace(ReadAudit), "How much there is to do, and how runs fared", get_workers_stats),

        get(w!("/flows"), Workspace(ReadFlows), "The flows", list_flows),
        post(w!("/flows"), Workspace(WriteFlows), "Make a flow", create_flow),
        post(w!("/flows/check"), Workspace(ReadFlows), "Check any document", check_flow),
        post(w!("/flows/import"), Workspace(WriteFlows), "Make a flow from a file", import_flow),
        post(w!("/import/n8n"), Workspace(WriteFlows), "Make a flow from a workflow of n8n", import_n8n),
        post(w!("/import/n8n/preview"), Workspace(ReadFlows), "What a workflow of n8n would become", preview_n8n),
        get(w!("/flows/{flow}"), Workspace(ReadFlows), "A flow with your draft", get_flow),
        patch(w!("/flows/{flow}"), Workspace(WriteFlows), "Change name or description", change_flow),
        delete(w!("/flows/{flow}"), Workspace(WriteFlows), "Delete a flow", delete_flow),
        put(w!("/flows/{flow}/draft"), Workspace(WriteFlows), "Save your draft", save_draft),
        get(w!("/flows/{flow}/drafts"), Workspace(ReadFlows), "Who has a draft", list_drafts),
        get(w!("/flows/{flow}/drafts/{user}"), Workspace(ReadFlows), "Somebody's draft", get_draft),
        delete(w!("/flows/{flow}/draft"), Workspace(WriteFlows), "Drop your draft", drop_draft),
        post(w!("/flows/{flow}/publish"), Workspace(WriteFlows), "Publish your draft", publish_flow),
        post(w!("/flows/{flow}/pause"), Workspace(WriteFlows), "Stop the triggers", pause_flow),
        post(w!("/flows/{flow}/resume"), Workspace(WriteFlows), "Start the triggers again", resume_flow),
        get(w!("/flows/{flow}/versions"), Workspace(ReadFlows), "The published versions", list_versions),
        get(w!("/flows/{flow}/versions/{number}"), Workspace(ReadFlows), "A published version", get_version),
        post(w!("/flows/{flow}/versions/{number}/restore"), Workspace(WriteFlows), "Make it your draft", restore_version),
        put(w!("/flows/{flow}/versions/{number}/tags"), Workspace(WriteFlows), "Tag a published version", tag_version),
        get(w!("/flows/{flow}/diff"), Workspace(ReadFlows), "What changed between two versions", diff_flow),
        get(w!("/flows/{flow}/tests"), Workspace(ReadFlows), "The tests of a flow", list_flow_tests),
        post(w!("/flows/{flow}/tests"), Workspace(WriteFlows), "Save a test of a flow", create_flow_test),
        post(w!("/flows/{flow}/tests/run"), Workspace(WriteRuns), "Play tests on the draft", run_flow_tests),
        put(w!("/flows/{flow}/tests/{test}"), Workspace(WriteFlows), "Change a test of a flow", replace_flow_test),
        delete(w!("/flows/{flow}/tests/{test}"), Workspace(WriteFlows), "Delete a test of a flow", delete_flow_test),
        get(w!("/flows/{flow}/export"), Workspace(ReadFlows), "The draft as a file", export_flow),
        post(w!("/flows/{flow}/runs"), Workspace(WriteRuns), "Start a run", start_run),
        post(w!("/flows/{flow}/listen"), Workspace(WriteRuns), "Let the test address answer", listen_flow),
        get(w!("/flows/{flow}/samples"), Workspace(ReadRuns), "The items each node saw last", list_flow_samples),
        post(w!("/flows/{flow}/nodes/{node}/try"), Workspace(WriteRuns), "Perform one node", try_node),
        post(w!("/flows/{flow}/nodes/{node}/messages"), Workspace(ReadRuns), "Messages as people would get them", preview_messages),
        post(w!("/flows/{flow}/nodes/{node}/messages/test"), Workspace(WriteRuns), "Send one message as a test", send_test),
        post(w!("/flows/{flow}/preview"), Workspace(ReadRuns), "Evaluate an expression", preview_template),

        get(w!("/runs"), Workspace(ReadRuns), "The runs", list_runs),
        post(w!("/runs/retry"), Workspace(WriteRuns), "Try all failed runs again", retry_runs),
        get(w!("/batches/{batch}"), Workspace(ReadRuns), "How far a batch of runs is", get_batch),
        get(w!("/runs/{run}"), Workspace(ReadRuns), "A run with its steps", get_run),
        get(w!("/runs/{run}/steps"), Workspace(ReadRuns), "The steps of a run", list_steps),
        get(w!("/runs/{run}/steps/{number}"), Workspace(ReadRuns), "A step with its items", get_step),
        post(w!("/runs/{run}/cancel"), Workspace(WriteRuns), "Cancel a run", cancel_run),
        post(w!("/runs/{run}/kill"), Workspace(WriteRuns), "End a run at once", kill_run),
        post(w!("/runs/{run}/pause"), Workspace(WriteRuns), "Let a run stand still", pause_run),
        post(w!("/runs/{run}/resume"), Workspace(WriteRuns), "Let a paused run go on", resume_run),
        get(w!("/runs/{run}/debug"), Workspace(ReadRuns), "Where a run stands", get_standing),
        post(w!("/runs/{run}/debug"), Workspace(WriteRuns), "Let a run that is debugged go on", step_run),
        post(w!("/runs/{run}/debug/attach"), Workspace(DebugRuns), "Debug a run that is under way", attach_run),
        post(w!("/runs/{run}/debug/detach"), Workspace(DebugRuns), "Debug a run no more", detach_run),
        post(w!("/runs/{run}/debug/watch"), Workspace(ReadRuns), "Evaluate where a run stands", watch_expression),
        post(w!("/runs/{run}/retry"), Workspace(WriteRuns), "Try a failed run again", retry_run),
        post(w!("/runs/{run}/rerun"), Workspace(WriteRuns), "Run again with the same items", rerun_run),
        post(w!("/runs/{run}/settle"), Workspace(WriteRuns), "Settle a step in doubt", settle_run),
        post(w!("/events"), Workspace(WriteRuns), "Send an event", send_event),
        get(w!("/live"), Workspace(ReadRuns), "What happens as it happens", watch_runs),

        get(w!("/credentials"), Workspace(ReadCredentials), "The credentials", list_credentials),
        post(w!("/credentials"), Workspace(WriteCredentials), "Make a credential", create_credential),
        patch(w!("/credentials/{credential}"), Workspace(WriteCredentials), "Change a credential", change_credential),
        delete(w!("/credentials/{credential}"), Workspace(WriteCredentials), "Delete a credential", delete_credential),
        post(w!("/credentials/{credential}/test"), Workspace(WriteCredentials), "Try a credential", test_credential),

        get(w!("/presets"), Workspace(ReadFlows), "The presets of a kind of node", list_presets),
        post(w!("/presets"), Workspace(WriteFlows), "Save parameters of a node as a preset", create_preset),
        patch(w!("/presets/{preset}"), Workspace(WriteFlows), "Change a preset", change_preset),
        delete(w!("/presets/{preset}"), Workspace(WriteFlows), "Delete a preset", delete_preset),

        get(w!("/variables"), Workspace(ReadVariables), "The variables", list_variables),
        post(w!("/variables"), Workspace(WriteVariables), "Make a variable", create_variable),
        patch(w!("/variables/{variable}"), Workspace(WriteVariables), "Change a variable", change_variable),
        delete(w!("/variables/{variable}"), Workspace(WriteVariables), "Delete a variable", delete_variable),
        get(w!("/flows/{flow}/variables"), Workspace(ReadVariables), "What `$vars` is in a flow", list_flow_variables),
        get(w!("/flows/{flow}/static-data"), Workspace(ReadVariables), "What scripts of a flow keep", get_static_data),
        delete(w!("/flows/{flow}/static-data"), Workspace(WriteVariables), "Forget what scripts keep", clear_static_data),

        get(w!("/tables"), Workspace(ReadTables), "The data tables", list_tables),
        post(w!("/tables"), Workspace(WriteTables), "Make a data table", create_table),
        get(w!("/tables/{table}"), Workspace(ReadTables), "A data table with its columns", get_table),
        patch(w!("/tables/{table}"), Workspace(WriteTables), "Change name or columns", change_table),
        delete(w!("/tables/{table}"), Workspace(WriteTables), "Delete a data table", delete_table),
        get(w!("/tables/{table}/rows"), Workspace(ReadTables), "Rows of a data table", list_rows),
        post(w!("/tables/{table}/rows"), Workspace(WriteTables), "Add rows", insert_rows),
        patch(w!("/tables/{table}/rows/{number}"), Workspace(WriteTables), "Change a row", change_row),
        post(w!("/tables/{table}/rows/delete"), Workspace(WriteTables), "Delete rows", delete_rows),
        get(w!("/tables/{table}/csv"), Workspace(ReadTables), "The rows as CSV", export_csv),
        post(w!("/tables/{table}/csv"), Workspace(WriteTables), "Add rows from CSV", import_csv),

        post("/api/schedule-email", Tenant(UseQueue), "Send an e-mail later", schedule_email),
        post("/api/schedule-sms", Tenant(UseQueue), "Send a text message later", schedule_sms),
        post("/api/schedule-job", Tenant(UseQueue), "Call an address later", schedule_job),
        get("/api/job-status/{job}", Tenant(UseQueue), "How a job stands", get_job_status),
        post("/api/flow-node-completed", Tenant(UseQueue), "Go on with a run that waits", complete_flow_node),

        any_method("/hooks/{*path}", Caller, "Start a run of a published flow", receive_hook),
        any_method("/hooks/test/{*path}", Caller, "Start a run of the draft while listening", receive_test_hook),
        get("/forms/{*path}", Caller, "A form", show_form),
        post("/forms/{*path}", Caller, "Fill in a form", submit_form),
        get("/forms/test/{*path}", Caller, "The form of a draft while listening", show_test_form),
        post("/forms/test/{*path}", Caller, "Fill in the form of a draft while listening", submit_test_form),
        get("/forms/run/{path}", Caller, "Where a form goes on", follow_form),
        post("/callbacks/{path}", Caller, "A provider's receipt", receive_callback),
        get("/resume/{path}", Caller, "What a wait asks for", show_wait),
        post("/resume/{path}", Caller, "End a wait", resume_wait),
    ]
}

/// Method, path and need of each route, as text, for golden files.
pub fn permissions() -> Vec<(&'static str, &'static str, String)> {
    let row = |route: &Route| {
        let method = if route.verb.names().len() > 1 { "any" } else { route.verb.names()[0] };
        (method, route.path, Needs::to_string(&route.needs))
    };
    routes().iter().map(row).collect()
}
