//! Requests and what talks to others: what their nodes become here, by version and
//! option, without running anything. Each mapping must also be one that our kind accepts.

mod support;

use serde_json::{Value, json};
use support::check;

#[track_caller]
fn request(version: f64, theirs: Value, ours: Value, reported: &[&str]) {
    check("httpRequest", version, theirs, "http_request", ours, reported);
}

#[test]
fn every_way_to_sign_in_is_known() {
    for (kind, way) in [
        ("httpBasicAuth", "basic"),
        ("httpBearerAuth", "bearer"),
        ("httpHeaderAuth", "header"),
        ("httpQueryAuth", "query"),
        ("httpDigestAuth", "digest"),
        ("httpCustomAuth", "custom"),
        ("oAuth1Api", "oauth1"),
    ] {
        let theirs =
            json!({"url": "https://a.example/", "authentication": "genericCredentialType", "genericAuthType": kind});
        for version in [2.0, 3.0, 4.0, 4.2] {
            request(version, theirs.clone(), json!({"authentication": way}), &[]);
        }
    }
    for (kind, way) in [
        ("basicAuth", "basic"),
        ("digestAuth", "digest"),
        ("headerAuth", "header"),
        ("queryAuth", "query"),
        ("oAuth1", "oauth1"),
    ] {
        request(1.0, json!({"url": "https://a.example/", "authentication": kind}), json!({"authentication": way}), &[]);
        check(
            "graphql",
            1.0,
            json!({"endpoint": "https://a.example/", "authentication": kind}),
            "graphql",
            json!({"authentication": way}),
            &[],
        );
    }
    let of_service = |kind: &str| json!({"url": "https://a.example/", "authentication": "predefinedCredentialType", "nodeCredentialType": kind});
    request(4.2, of_service("slackApi"), json!({"authentication": "bearer"}), &[]);
    request(4.2, of_service("googleSheetsOAuth2Api"), json!({"authentication": "oauth2"}), &["authentication"]);
    request(4.2, of_service("oddApi"), json!({"authentication": null}), &["authentication"]);
}

#[test]
fn names_and_values_come_from_lists_and_json() {
    request(
        4.2,
        json!({"url": "=https://a.example/", "sendQuery": true, "specifyQuery": "json", "jsonQuery": "={{ $json.q }}",
            "sendHeaders": true, "specifyHeaders": "json", "jsonHeaders": "{\"x\": \"1\"}"}),
        json!({"query_json": "{{ $json.q }}", "headers": {"x": "1"}, "lists": "brackets"}),
        &[],
    );
    request(
        4.1,
        json!({"url": "https://a.example/", "sendQuery": true, "queryParameters": {"parameters": [{"name": "q", "value": "1"}, {"name": "=x{{ $json.n }}", "value": "=a{{ 1 }}b"}]},
            "options": {"queryParameterArrays": "repeat"}}),
        json!({"query": {"q": "1"}, "query_json": "{{ ({ [\"x\" + ($json.n)]: \"a\" + (1) + \"b\" }) }}", "lists": null}),
        &[],
    );
    request(
        1.0,
        json!({"url": "https://a.example/", "jsonParameters": true, "queryParametersJson": "={\"a\": {{ $json.n }}}", "headerParametersJson": "{\"h\": 1}"}),
        json!({"query_json": "{\"a\": {{ $json.n }}}", "headers": {"h": 1}}),
        &[],
    );
    request(
        2.0,
        json!({"url": "https://a.example/", "queryParametersUi": {"parameter": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]}, "options": {"useQueryString": true}}),
        json!({"query": {"a": ["1", "2"]}, "lists": null}),
        &[],
    );
}

#[test]
fn bodies_are_taken_over() {
    let body = |parameters: Value| {
        let mut all = json!({"url": "https://a.example/", "method": "POST", "sendBody": true});
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        all
    };
    let pairs = |pairs: Value| json!({"parameters": pairs});
    request(
        4.2,
        body(
            json!({"bodyParameters": pairs(json!([{"name": "a.b", "value": "={{ $json.x }}"}, {"name": "c", "value": "1"}, {"name": "c", "value": "2"}]))}),
        ),
        json!({"body": "json", "json": {"a": {"b": "{{ $json.x }}"}, "c": "2"}}),
        &[],
    );
    request(
        3.0,
        body(json!({"bodyParameters": pairs(json!([{"name": "a.b", "value": "1"}]))})),
        json!({"json": {"a.b": "1"}}),
        &[],
    );
    request(4.2, body(json!({"specifyBody": "json", "jsonBody": "={{ $json }}"})), json!({"json": "{{ $json }}"}), &[]);
    request(
        4.2,
        body(json!({"contentType": "form-urlencoded", "specifyBody": "string", "body": "a=1&b=x y"})),
        json!({"body": "form", "form": {"a": "1", "b": "x y"}}),
        &[],
    );
    request(
        4.2,
        body(json!({"contentType": "form-urlencoded", "specifyBody": "string", "body": "=a={{ $json.a }}"})),
        json!({"body": "text", "text": "a={{ $json.a }}", "content_type": "application/x-www-form-urlencoded"}),
        &[],
    );
    request(
        4.2,
        body(json!({"contentType": "raw", "rawContentType": "text/xml", "body": "<a/>"})),
        json!({"body": "text", "text": "<a/>", "content_type": "text/xml"}),
        &[],
    );
    request(
        4.2,
        body(
            json!({"contentType": "multipart-form-data", "bodyParameters": pairs(json!([{"parameterType": "formBinaryData", "name": "f", "inputDataFieldName": "data"}, {"name": "a", "value": "1"}]))}),
        ),
        json!({"body": "multipart", "parts": [{"name": "f", "file": "data"}, {"name": "a", "value": "1"}]}),
        &[],
    );
    request(
        4.2,
        body(json!({"contentType": "binaryData", "inputDataFieldName": "doc"})),
        json!({"body": "file", "file": "doc"}),
        &[],
    );
    let switched_off = json!({"url": "https://a.example/", "bodyParameters": pairs(json!([{"name": "a", "value": "1"}])), "jsonQuery": "{}"});
    request(4.2, switched_off, json!({"body": null, "query": null}), &[]);
    let old = |parameters: Value| {
        let mut all = json!({"url": "https://a.example/", "requestMethod": "POST"});
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        all
    };
    request(
        1.0,
        old(json!({"bodyParametersUi": {"parameter": [{"name": "a", "value": "={{ $json.a }}"}]}})),
        json!({"body": "json", "json": {"a": "{{ $json.a }}"}}),
        &[],
    );
    request(
        1.0,
        old(
            json!({"jsonParameters": true, "bodyParametersJson": "={{ $json }}", "options": {"bodyContentType": "form-urlencoded"}}),
        ),
        json!({"body": "form", "form_json": "{{ $json }}"}),
        &[],
    );
    request(
        2.0,
        old(
            json!({"jsonParameters": true, "sendBinaryData": true, "binaryPropertyName": "file:data", "options": {"bodyContentType": "multipart-form-data"}}),
        ),
        json!({"body": "multipart", "parts": [{"name": "file", "file": "data"}]}),
        &[],
    );
    request(
        1.0,
        json!({"url": "https://a.example/", "bodyParametersUi": {"parameter": [{"name": "a", "value": "1"}]}}),
        json!({"body": null}),
        &[],
    );
}

#[test]
fn answers_pages_and_pace_are_taken_over() {
    let with = |options: Value| json!({"url": "https://a.example/", "options": options});
    request(
        4.2,
        with(
            json!({"response": {"response": {"fullResponse": true, "neverError": true, "responseFormat": "text", "outputPropertyName": "said"}}}),
        ),
        json!({"with_head": true, "ignore_status": true, "answer": "text", "text_field": "said"}),
        &[],
    );
    request(
        4.2,
        with(
            json!({"pagination": {"pagination": {"parameters": {"parameters": [{"name": "page", "value": "={{ $pageCount + 1 }}"}, {"type": "headers", "name": "h", "value": "1"}]},
            "paginationCompleteWhen": "receiveSpecificStatusCodes", "statusCodesWhenComplete": "404", "limitPagesFetched": true, "maxRequests": 3, "requestInterval": 20}}}),
        ),
        json!({"pages": {"mode": "change", "changes": [{"place": "query", "name": "page", "value": "{{ $pageCount + 1 }}"}, {"place": "headers", "name": "h", "value": "1"}],
            "until": "status", "statuses": "404", "most": 3, "pause_ms": 20}}),
        &[],
    );
    request(
        4.2,
        with(
            json!({"pagination": {"pagination": {"paginationMode": "responseContainsNextURL", "nextURL": "={{ $response.body.next }}", "paginationCompleteWhen": "other", "completeExpression": "={{ !$response.body.next }}"}}}),
        ),
        json!({"pages": {"mode": "next_url", "next_url": "{{ $response.body.next }}", "until": "condition", "condition": "{{ !$response.body.next }}", "most": 1000}}),
        &[],
    );
    request(
        4.2,
        with(json!({"pagination": {"pagination": {"paginationMode": "off", "nextURL": "x"}}})),
        json!({"pages": null}),
        &[],
    );
    request(
        4.2,
        with(
            json!({"batching": {"batch": {"batchSize": 1, "batchInterval": 200}}, "timeout": 1000, "redirect": {"redirect": {"followRedirects": false}}}),
        ),
        json!({"at_once": 1, "pause_ms": 200, "timeout_ms": 1000, "follow_redirects": false}),
        &[],
    );
    request(
        4.2,
        with(
            json!({"allowUnauthorizedCerts": true, "proxy": "http://p:1", "lowercaseHeaders": false, "timeout": 900000, "odd": 1}),
        ),
        json!({"timeout_ms": 300000}),
        &[
            "options.lowercaseHeaders",
            "options.timeout",
            "options.allowUnauthorizedCerts",
            "options.proxy",
            "options.odd",
        ],
    );
    request(3.0, with(json!({"redirect": {"redirect": {}}})), json!({"follow_redirects": false}), &[]);
    request(
        1.0,
        json!({"url": "https://a.example/", "options": {}}),
        json!({"answer": "json", "whole_lists": true}),
        &[],
    );
    request(
        1.0,
        json!({"url": "https://a.example/", "responseFormat": "string", "dataPropertyName": "html", "options": {"fullResponse": true, "batchSize": 3}}),
        json!({"answer": "text", "read_text": true, "text_field": "html", "with_head": true, "at_once": 3, "pause_ms": 1000}),
        &[],
    );
    request(
        1.0,
        json!({"url": "https://a.example/", "options": {"splitIntoItems": true}}),
        json!({"whole_lists": null}),
        &[],
    );
}

#[test]
fn graphql_is_a_kind_of_its_own() {
    let theirs = json!({"endpoint": "https://a.example/", "query": "query { a }", "variables": "={{ $json.v }}", "operationName": "A"});
    check(
        "graphql",
        1.1,
        theirs.clone(),
        "graphql",
        json!({"query": "query { a }", "variables": "{{ $json.v }}", "operation": "A", "body": null}),
        &[],
    );
    check("graphql", 1.0, theirs, "graphql", json!({"body": "graphql", "variables": null}), &[]);
    check(
        "graphql",
        1.0,
        json!({"endpoint": "https://a.example/", "requestMethod": "GET", "query": "{ a }", "responseFormat": "string", "dataPropertyName": "said"}),
        "graphql",
        json!({"method": "GET", "answer": "text", "text_field": "said"}),
        &[],
    );
}

#[test]
fn answers_to_callers_are_taken_over() {
    let respond = |theirs: Value, ours: Value, reported: &[&str]| {
        check("respondToWebhook", 1.1, theirs, "respond", ours, reported);
    };
    respond(json!({"options": {}}), json!({"body": null}), &[]);
    respond(
        json!({"respondWith": "allIncomingItems", "options": {"responseKey": "rows", "responseCode": 201}}),
        json!({"body": "items", "wrap_in": "rows", "status": 201}),
        &[],
    );
    respond(
        json!({"respondWith": "binary", "responseDataSource": "set", "inputFieldName": "doc"}),
        json!({"body": "file", "file": "doc"}),
        &[],
    );
    respond(json!({"respondWith": "binary"}), json!({"body": "file", "file": null}), &[]);
    respond(
        json!({"respondWith": "redirect", "redirectURL": "=https://a.example/{{ $json.x }}"}),
        json!({"body": "empty", "status": 307, "headers": {"location": "https://a.example/{{ $json.x }}"}}),
        &[],
    );
    respond(
        json!({"respondWith": "json", "responseBody": "={{ $json }}", "options": {"responseHeaders": {"entries": [{"name": "x", "value": "1"}]}}}),
        json!({"json": "{{ $json }}", "headers": {"x": "1"}}),
        &[],
    );
    respond(json!({"respondWith": "jwt", "payload": "{}"}), json!({}), &["respondWith"]);
    check(
        "stopAndError",
        1.0,
        json!({"errorType": "errorObject", "errorObject": "={\"message\": \"{{ $json.a }}\"}"}),
        "stop_and_error",
        json!({"message": "", "object": "{\"message\": \"{{ $json.a }}\"}"}),
        &[],
    );
    check(
        "executionData",
        1.0,
        json!({"dataToSave": {"values": [{"key": "order", "value": "={{ $json.id }}"}]}}),
        "execution_data",
        json!({"values": [{"name": "order", "value": "{{ $json.id }}"}]}),
        &[],
    );
}

#[test]
fn webhooks_answer_as_they_did() {
    let webhook = |version: f64, theirs: Value, ours: Value, reported: &[&str]| {
        check("webhook", version, theirs, "webhook", ours, reported)
    };
    let started = json!("{\"message\":\"Workflow was started\"}");
    webhook(
        2.0,
        json!({"path": "a"}),
        json!({"respond": "accepted", "reply_status": 200, "reply_text": started, "methods": ["GET"]}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "httpMethod": "POST", "options": {"responseData": "thanks", "responseCode": {"values": {"responseCode": 201}}}}),
        json!({"reply_status": 201, "reply_text": "thanks"}),
        &[],
    );
    webhook(
        1.0,
        json!({"path": "a", "responseCode": 204, "options": {"noResponseBody": true}}),
        json!({"reply_status": 204, "reply_text": null}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "responseMode": "responseNode", "multipleMethods": true, "httpMethod": ["GET", "POST"]}),
        json!({"respond": "answered", "reply_status": null, "methods": ["GET", "POST"]}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "responseMode": "lastNode"}),
        json!({"respond": "last", "patience_seconds": 300, "reply_status": 200, "last": null}),
        &[],
    );
    webhook(
        1.0,
        json!({"path": "a", "responseMode": "lastNode", "responseData": "firstEntryBinary", "responseCode": 201}),
        json!({"last": "file", "last_file": "data", "reply_status": 201}),
        &[],
    );
    webhook(
        2.1,
        json!({"path": "a", "responseMode": "lastNode", "options": {"responsePropertyName": "a.b", "responseContentType": "text/html",
            "responseHeaders": {"entries": [{"name": "X-A", "value": "1"}]}, "responseCode": {"values": {"responseCode": "customCode", "customCode": 418}}}}),
        json!({"last_field": "a.b", "last_content_type": "text/html", "reply_headers": {"X-A": "1"}, "reply_status": 418}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "responseMode": "lastNode", "responseData": "allEntries"}),
        json!({"last": "items"}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "responseMode": "lastNode", "responseData": "noData"}),
        json!({"last": "nothing"}),
        &[],
    );
    webhook(
        2.0,
        json!({"path": "a", "authentication": "jwtAuth", "options": {"ipWhitelist": "10.0.0.1, 10.1.0.0/16", "ignoreBots": true,
            "rawBody": true, "binaryPropertyName": "file", "allowedOrigins": "https://a.example, https://b.example"}}),
        json!({"verify": "jwt", "allow": ["10.0.0.1", "10.1.0.0/16"], "refuse_bots": true, "keep_body": true,
            "file_name": "file", "origins": ["https://a.example", "https://b.example"]}),
        &[],
    );
    webhook(2.0, json!({"path": "orders/:id"}), json!({"path": "orders/:id", "origins": ["*"]}), &[]);
    webhook(2.0, json!({"path": ":id"}), json!({"path": null}), &["path"]);
    webhook(2.0, json!({"path": "a b"}), json!({"path": null}), &["path"]);
}

#[test]
fn data_for_trials_is_made_up() {
    let made = |kind: &str| json!({"category": "randomData", "randomDataType": kind});
    for (kind, ours) in [
        ("address", "address"),
        ("latLong", "coordinates"),
        ("creditCard", "credit_card"),
        ("macAddress", "mac"),
        ("semver", "version"),
        ("uuid", "uuid"),
    ] {
        check("debugHelper", 1.0, made(kind), "test_data", json!({"make": ours}), &[]);
    }
    check(
        "debugHelper",
        1.0,
        json!({"category": "randomData", "randomDataSeed": "s", "randomDataCount": 3, "randomDataSingleArray": true}),
        "test_data",
        json!({"make": null, "seed": "s", "count": 3, "as_list": true}),
        &[],
    );
}
