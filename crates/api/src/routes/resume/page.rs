//! The plain pages of approvals and forms: no script, readable by every browser and screen reader.

use crate::problem::Problem;
use crate::wire::reply::Answered;
use axum::response::{Html, IntoResponse};
use http::{StatusCode, header};

/// The field of the form that says what was chosen.
pub(super) const CHOICE: &str = "choice";

const STYLE: &str = "\
:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}\
body{max-width:36rem;margin:10vh auto;padding:0 1.25rem}\
h1{font-size:1.5rem;line-height:1.25}\
.message{white-space:pre-wrap;overflow-wrap:anywhere}\
form{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:2rem}\
form.fields{flex-direction:column;gap:1.5rem}\
.field{display:flex;flex-direction:column;gap:.375rem;border:0;margin:0;padding:0;min-width:0}\
label,legend{font-weight:600;padding:0;overflow-wrap:anywhere}\
.choice{display:flex;gap:.625rem;align-items:baseline;font-weight:400;padding:.25rem 0}\
.soft{font-weight:400;opacity:.75}\
input:not([type=radio],[type=checkbox],[type=file]),textarea,select{font:inherit;color:inherit;background:Field;\
padding:.5rem .625rem;border:1px solid GrayText;border-radius:.375rem;width:100%;box-sizing:border-box}\
.choice input{width:1.125rem;height:1.125rem;flex:none;margin:0;translate:0 .125rem}\
input[type=file],::file-selector-button{font:inherit;max-width:100%}\
:is(input,textarea,select,a):focus-visible{outline:3px solid Highlight;outline-offset:2px}\
[aria-invalid]{border:2px solid #c62828}\
.error{margin:0;font-weight:600}.error,.wrong h2{color:light-dark(#b3261e,#ffb4ab)}\
.wrong{border:2px solid #c62828;border-radius:.5rem;padding:.75rem 1rem;margin-top:1.5rem}\
.wrong h2{font-size:1.125rem;margin:0}.wrong ul,.wrong p{margin:.5rem 0 0}.wrong a{color:inherit}\
.more{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}\
button.main{align-self:flex-start;background:CanvasText;color:Canvas;border-color:CanvasText;font-weight:600}\
button{font:inherit;padding:.625rem 1.5rem;border:2px solid;border-radius:.5rem;background:none;color:inherit;cursor:pointer}\
button:focus-visible{outline:3px solid Highlight;outline-offset:2px}\
footer{margin-top:3rem;font-size:.9375rem}";

/// The question with a button for each answer.
pub(super) fn of_question(flow: &str, message: &str, choices: &[(u16, String)]) -> Answered {
    let button = |(port, label): &(u16, String)| {
        format!("<button name=\"{CHOICE}\" value=\"{port}\">{}</button>", escaped(label))
    };
    let buttons: String = choices.iter().map(button).collect();
    let content = format!(
        "<p class=\"message\">{}</p><form method=\"post\">{buttons}</form>\
         <footer>Asked by the flow “{}”. Your answer counts once.</footer>",
        escaped(message),
        escaped(flow),
    );
    page(StatusCode::OK, "Your decision is needed", &content)
}

/// What was chosen is written down.
pub(super) fn of_thanks(label: &str) -> Answered {
    let content = format!("<p>Your answer was taken: {}. You can close this page.</p>", escaped(label));
    page(StatusCode::OK, "Thank you", &content)
}

/// Why nothing can be done here.
pub(crate) fn of_problem(problem: &Problem) -> Answered {
    let hint = problem.hint.as_deref().unwrap_or_default();
    let content = format!("<p>{}</p><p>{}</p>", escaped(&problem.detail), escaped(hint));
    let heading = match problem.status {
        StatusCode::GONE => "Too late, or answered already",
        StatusCode::CONFLICT => "Not yet",
        StatusCode::NOT_FOUND => "There is nothing here",
        _ => "That did not work",
    };
    let mut answered = page(problem.status, heading, &content);
    if let Some(seconds) = problem.retry_after_s {
        answered.0.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answered
}

/// A page with this heading.
pub(crate) fn page(status: StatusCode, heading: &str, content: &str) -> Answered {
    page_with(status, heading, "", content)
}

/// A page with something more in its head. `head` and `content` are markup, `heading` is text.
pub(crate) fn page_with(status: StatusCode, heading: &str, head: &str, content: &str) -> Answered {
    let heading = escaped(heading);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\">{head}<title>{heading}</title><style>{STYLE}</style></head>\
         <body><main><h1>{heading}</h1>{content}</main></body></html>"
    );
    Answered((status, Html(html)).into_response())
}

/// A text as it stands in markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
