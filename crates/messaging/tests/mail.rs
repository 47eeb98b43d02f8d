//! Composed mails as they are sent: words kept, strangers' words harmless, addresses looked at.

use messaging::mail::Mail;
use serde_json::{Value, json};

fn mail(blocks: Value) -> Mail {
    serde_json::from_value(json!({"preheader": "In short", "blocks": blocks})).unwrap()
}

fn html(blocks: Value) -> String {
    mail(blocks).render("Subject").unwrap().html
}

#[test]
fn the_text_has_the_words_of_the_mail() {
    let cases = [
        (json!([{"kind": "heading", "text": "Hello Ada"}]), "Hello Ada"),
        (
            json!([{"kind": "text", "lines": [
                {"spans": [{"text": "Your "}, {"text": "order", "bold": true}, {"text": " is here."}]},
                {"list": "bullet", "spans": [{"text": "a cup"}]},
                {"list": "bullet", "spans": [{"text": "a plate"}]},
                {"spans": []},
                {"list": "number", "spans": [{"text": "open"}]},
                {"list": "number", "spans": [{"text": "enjoy"}]},
            ]}]),
            "Your order is here.\n\n- a cup\n- a plate\n\n1. open\n2. enjoy",
        ),
        (
            json!([{"kind": "text", "lines": [{"spans": [
                {"text": "our ", "link": "https://a.example"}, {"text": "shop", "italic": true, "link": "https://a.example"},
            ]}]}]),
            "our shop (https://a.example)",
        ),
        (json!([{"kind": "button", "label": "Pay", "url": "https://a.example/pay"}]), "Pay: https://a.example/pay"),
        (json!([{"kind": "image", "url": "https://a.example/a.png", "alt": "A cup"}, {"kind": "spacer"}]), "[A cup]"),
        (
            json!([{"kind": "columns", "columns": [
                {"blocks": [{"kind": "heading", "text": "Left"}]}, {"blocks": [{"kind": "heading", "text": "Right"}]},
            ]}]),
            "Left\n\nRight",
        ),
        (
            json!([{"kind": "footer", "lines": [{"spans": [{"text": "Bright Agency"}]}],
                "unsubscribe_label": "Unsubscribe", "unsubscribe_url": "https://a.example/u"}]),
            "Bright Agency\nUnsubscribe: https://a.example/u",
        ),
    ];
    for (blocks, text) in cases {
        assert_eq!(mail(blocks.clone()).render("Subject").unwrap().text, text, "{blocks}");
    }
}

#[test]
fn what_strangers_write_is_never_markup() {
    let evil = "<img src=x onerror=alert(1)>\"'&\n**b** [c](javascript:d)";
    let page = html(json!([
        {"kind": "heading", "text": evil},
        {"kind": "text", "lines": [{"spans": [{"text": evil, "bold": true}]}]},
        {"kind": "button", "label": evil, "url": "https://a.example/?a=\"><script>"},
        {"kind": "image", "url": "https://a.example/a.png", "alt": evil},
        {"kind": "footer", "unsubscribe_label": evil, "unsubscribe_url": "https://a.example"},
    ]));
    assert!(!page.contains("<script") && !page.contains("<img src=x"), "{page}");
    assert_eq!(page.matches("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;<br>**b**").count(), 5);
    assert!(page.contains("https://a.example/?a=&quot;&gt;&lt;script&gt;"));
}

#[test]
fn addresses_are_looked_at() {
    let span = |link: &str| json!([{"kind": "text", "lines": [{"spans": [{"text": "a", "link": link}]}]}]);
    let cases = [
        (json!([{"kind": "button", "label": "Pay"}]), "blocks.0.url"),
        (json!([{"kind": "button", "label": "Pay", "url": "javascript:alert(1)"}]), "blocks.0.url"),
        (json!([{"kind": "divider"}, {"kind": "image", "url": "data:image/png;base64,AA"}]), "blocks.1.url"),
        (json!([{"kind": "image", "url": "https://a.example/a.png", "link": "a.example"}]), "blocks.0.link"),
        (span("https://"), "blocks.0.lines.0.spans.0.link"),
        (span("https://a.example/a\tb"), "blocks.0.lines.0.spans.0.link"),
        (json!([{"kind": "footer", "unsubscribe_url": "vbscript:x"}]), "blocks.0.unsubscribe_url"),
        (
            json!([{"kind": "columns", "columns": [{"blocks": []}, {"blocks": [{"kind": "button", "label": "a"}]}]}]),
            "blocks.0.columns.1.blocks.0.url",
        ),
        (json!([{"kind": "columns", "columns": [{"blocks": []}]}]), "blocks.0.columns"),
        (
            json!([{"kind": "columns", "columns": [{"blocks": [{"kind": "footer"}]}, {"blocks": []}]}]),
            "blocks.0.columns.0",
        ),
    ];
    for (blocks, path) in cases {
        assert_eq!(mail(blocks.clone()).render("Subject").unwrap_err().path, path, "{blocks}");
    }
    let spaced = mail(span(" https://a.example/New York ")).render("Subject").unwrap();
    assert!(spaced.html.contains("href=\"https://a.example/New%20York\""), "{}", spaced.html);
    for link in ["", "https://a.example", "HTTP://A.example", "mailto:a@b.example", "tel:+49301234"] {
        assert!(mail(span(link)).render("Subject").is_ok(), "{link}");
    }
}

/// What mail programs need, told apart from how it looks.
#[test]
fn the_page_holds_in_mail_programs() {
    let page = html(json!([
        {"kind": "columns", "columns": [
            {"blocks": [{"kind": "heading", "text": "Left", "size": "small"}]},
            {"blocks": [{"kind": "image", "url": "https://a.example/a.png", "width_percent": 50}]},
        ]},
        {"kind": "button", "label": "Pay", "url": "https://a.example", "align": "center"},
    ]));
    for needed in [
        "<!doctype html>",
        "<title>Subject</title>",
        "In short",
        "name=\"color-scheme\" content=\"light dark\"",
        "@media (prefers-color-scheme:dark)",
        // Two columns of half the room, below each other where there is less.
        "display:inline-block;width:100%;max-width:268px",
        // A picture of half a column.
        "width=\"129\"",
        "role=\"presentation\"",
        "<!--[if mso]>",
        "bgcolor=\"#0b6b5b\"",
        "color:#ffffff",
    ] {
        assert!(page.contains(needed), "{needed} is missing in {page}");
    }
    // Some programs cut a mail off beyond 102 KB.
    assert!(page.len() < 20_000, "{} bytes", page.len());
    let tables = (page.matches("<table").count(), page.matches("</table>").count());
    assert_eq!(tables.0, tables.1);
}

#[test]
fn letters_on_a_button_can_be_read() {
    for (accent, letters) in
        [("#0b6b5b", "#ffffff"), ("#ffd54a", "#16201d"), ("#000000", "#ffffff"), ("#ffffff", "#16201d")]
    {
        let mail: Mail = serde_json::from_value(json!({
            "style": {"accent": accent},
            "blocks": [{"kind": "button", "label": "Pay", "url": "https://a.example"}],
        }))
        .unwrap();
        let html = mail.render("").unwrap().html;
        assert!(html.contains(&format!("font-weight:600;color:{letters};")), "{accent}");
    }
}

#[test]
fn only_colours_are_colours() {
    for accent in ["red", "#0b6b5", "#0b6b5z", "#0b6b5b;background:url(x)"] {
        assert!(serde_json::from_value::<Mail>(json!({"style": {"accent": accent}})).is_err(), "{accent}");
    }
}

#[test]
fn texts_are_changed_where_they_stand() {
    let given = mail(json!([
        {"kind": "text", "lines": [{"spans": [{"text": "a", "link": "b"}]}]},
        {"kind": "columns", "columns": [{"blocks": [{"kind": "button", "label": "c", "url": "d"}]}, {}]},
    ]));
    let mut paths = Vec::new();
    let changed = given.try_map(|text: &String, path: &str| {
        paths.push(path.to_owned());
        Ok::<_, ()>(text.to_uppercase())
    });
    let wanted = [
        "preheader",
        "blocks.0.lines.0.spans.0.text",
        "blocks.0.lines.0.spans.0.link",
        "blocks.1.columns.0.blocks.0.label",
        "blocks.1.columns.0.blocks.0.url",
    ];
    assert_eq!(paths, wanted);
    assert_eq!(serde_json::to_value(changed.unwrap()).unwrap()["blocks"][1]["columns"][0]["blocks"][0]["url"], "D");
}
