//! Feeds of news: RSS and Atom, as one kind of entries.

use crate::FormatError;
use crate::xml::{Parse, to_json};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Feeds with more entries are cut off.
const MOST_ENTRIES: usize = 10_000;

/// Names of elements of an RSS entry, and what their fields are called.
const RSS: &[(&str, &str)] = &[
    ("author", "creator"),
    ("dc:creator", "creator"),
    ("dc:date", "date"),
    ("dc:language", "language"),
    ("dc:rights", "rights"),
    ("dc:source", "source"),
    ("dc:title", "title"),
    ("title", "title"),
    ("link", "link"),
    ("pubDate", "pubDate"),
    ("author", "author"),
    ("summary", "summary"),
    ("content:encoded", "content:encoded"),
    ("dc:creator", "dc:creator"),
    ("dc:date", "dc:date"),
    ("comments", "comments"),
];

/// The entries of a feed; `more` names further elements to take along.
pub fn entries(xml: &str, more: &[&str]) -> Result<Vec<Map<String, Value>>, FormatError> {
    let how = Parse { merge_attributes: false, always_lists: true, ..Parse::default() };
    let feed = to_json(xml, &how)?;
    let (list, is_atom): (Option<&Value>, bool) = if feed["feed"].is_object() {
        (feed["feed"].get("entry"), true)
    } else if feed["rss"].is_object() {
        (feed["rss"]["channel"][0].get("item"), false)
    } else if feed["rdf:RDF"].is_object() {
        (feed["rdf:RDF"].get("item"), false)
    } else {
        return Err(FormatError::new(
            "The text is no feed of news.",
            "Look whether the address is that of an RSS or Atom feed.",
        ));
    };
    let entries = list.and_then(Value::as_array).into_iter().flatten().take(MOST_ENTRIES);
    Ok(entries.map(|entry| if is_atom { atom_entry(entry, more) } else { rss_entry(entry, more) }).collect())
}

fn rss_entry(entry: &Value, more: &[&str]) -> Map<String, Value> {
    let mut fields = Map::new();
    for (from, to) in RSS.iter().copied().chain(more.iter().map(|name| (*name, *name))) {
        let Some(value) = first(entry, from) else { continue };
        if to == "content:encoded" {
            fields.insert("content:encoded".into(), value.clone());
            fields.insert("content:encodedSnippet".into(), snippet(&value).into());
        } else {
            fields.insert(to.into(), value);
        }
    }
    if let Some(enclosure) = entry["enclosure"][0].get("$") {
        fields.insert("enclosure".into(), enclosure.clone());
    }
    if let Some(content) = first(entry, "description") {
        fields.insert("contentSnippet".into(), snippet(&content).into());
        fields.insert("content".into(), content);
        // The content stands before what was made of it.
        let snippet = fields.shift_remove("contentSnippet").unwrap_or_default();
        fields.insert("contentSnippet".into(), snippet);
    }
    if let Some(id) = first(entry, "guid") {
        fields.insert("guid".into(), id);
    }
    if let Some(Value::Array(categories)) = entry.get("category") {
        fields.insert("categories".into(), categories.clone().into());
    }
    add_iso_date(&mut fields);
    fields
}

fn atom_entry(entry: &Value, more: &[&str]) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(title) = first(entry, "title") {
        fields.insert("title".into(), title);
    }
    if let Some(link) = atom_link(entry) {
        fields.insert("link".into(), link);
    }
    for name in more {
        if let Some(value) = first(entry, name) {
            fields.insert((*name).into(), value);
        }
    }
    let date = first(entry, "published").or_else(|| first(entry, "updated"));
    if let Some(date) = date.as_ref().and_then(Value::as_str).and_then(iso) {
        fields.insert("pubDate".into(), date.into());
    }
    if let Some(author) = first(&entry["author"][0], "name") {
        fields.insert("author".into(), author);
    }
    if let Some(content) = first(entry, "content") {
        let snippet = snippet(&content);
        fields.insert("content".into(), content);
        fields.insert("contentSnippet".into(), snippet.into());
    }
    for (from, to) in [("summary", "summary"), ("id", "id")] {
        if let Some(value) = first(entry, from) {
            fields.insert(to.into(), value);
        }
    }
    add_iso_date(&mut fields);
    fields
}

/// The link to the page of the entry, else the first one.
fn atom_link(entry: &Value) -> Option<Value> {
    let links = entry["link"].as_array()?;
    let is_page = |link: &&Value| link["$"]["rel"].as_str().is_none_or(|rel| rel == "alternate");
    links.iter().find(is_page).or(links.first())?["$"].get("href").cloned()
}

/// The text of the first element of a name.
fn first(entry: &Value, name: &str) -> Option<Value> {
    let value = entry.get(name)?.get(0)?;
    Some(match value.get("_") {
        Some(text @ Value::String(_)) => text.clone(),
        _ => value.clone(),
    })
}

fn add_iso_date(fields: &mut Map<String, Value>) {
    let date = fields.get("pubDate").or_else(|| fields.get("date")).and_then(Value::as_str);
    if let Some(date) = date.and_then(iso) {
        fields.insert("isoDate".into(), date.into());
    }
}

/// A date as feeds write it, as `2026-01-01T00:00:00.000Z`.
fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    let time = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp()))
        .or_else(|| Some(text.parse::<jiff::civil::Date>().ok()?.in_tz("UTC").ok()?.timestamp()))?;
    jiff::fmt::strtime::format("%Y-%m-%dT%H:%M:%S.%3fZ", &time.to_zoned(jiff::tz::TimeZone::UTC)).ok()
}

/// Text without marks; blocks stand in lines of their own.
fn snippet(content: &Value) -> String {
    let Some(html) = content.as_str() else { return String::new() };
    const BLOCKS: &[&str] = &["h", "br", "p", "ul", "ol", "li", "blockquote", "section", "table", "tr", "div"];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        let Some((tag, after)) = after.split_once('>') else {
            rest = "";
            break;
        };
        let name = tag.trim_start_matches('/').to_ascii_lowercase();
        let breaks = BLOCKS.iter().any(|block| name.starts_with(block)) && !text.is_empty() && !text.ends_with('\n');
        if breaks && !after.is_empty() && !after.starts_with('\n') {
            text.push('\n');
        }
        rest = after;
    }
    text += rest;
    decoded(&text).trim().to_owned()
}

fn decoded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        result += before;
        let end = after.find(';').filter(|end| *end <= 10);
        let letter = end.and_then(|end| letter_of(&after[..end]));
        match (end, letter) {
            (Some(end), Some(letter)) => {
                result += &letter;
                rest = &after[end + 1..];
            }
            _ => {
                result.push('&');
                rest = after;
            }
        }
    }
    result + rest
}

fn letter_of(name: &str) -> Option<String> {
    let Some(digits) = name.strip_prefix('#') else {
        return quick_xml::escape::resolve_html5_entity(name).map(str::to_owned);
    };
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_both_kinds() {
        let rss = "<rss><channel><title>News</title><item><title>One &amp; two</title><link>https://a.example/1</link>\
            <pubDate>Thu, 01 Jan 2026 12:00:00 GMT</pubDate><dc:creator xmlns:dc='x'>Ada</dc:creator>\
            <description><![CDATA[<p>Hi</p><p>you &eacute;</p>]]></description><guid isPermaLink='false'>g1</guid>\
            <category>a</category><category>b</category></item></channel></rss>";
        let expected = json!([{
            "creator": "Ada", "title": "One & two", "link": "https://a.example/1", "pubDate": "Thu, 01 Jan 2026 12:00:00 GMT",
            "dc:creator": "Ada", "content": "<p>Hi</p><p>you &eacute;</p>", "contentSnippet": "Hi\nyou é", "guid": "g1",
            "categories": ["a", "b"], "isoDate": "2026-01-01T12:00:00.000Z",
        }]);
        let got = json!(entries(rss, &[]).unwrap());
        assert_eq!((got[0]["title"].clone(), got[0]["guid"].clone()), (json!("One & two"), json!("g1")));
        assert_eq!(got[0]["contentSnippet"], expected[0]["contentSnippet"]);
        assert_eq!(got[0]["isoDate"], expected[0]["isoDate"]);
        assert_eq!(got[0].as_object().unwrap().len(), expected[0].as_object().unwrap().len(), "{got}");
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link rel='self' href='s'/><link href='p'/>\
            <updated>2026-01-01T00:00:00Z</updated><author><name>Ada</name></author><id>i</id><x:y xmlns:x='z'>more</x:y>\
            <content type='html'>&lt;b&gt;c&lt;/b&gt;</content></entry></feed>";
        assert_eq!(
            json!(entries(atom, &["x:y"]).unwrap()).to_string(),
            json!([{
                "title": "T", "link": "p", "x:y": {"$": {"xmlns:x": "z"}, "_": "more"}, "pubDate": "2026-01-01T00:00:00.000Z", "author": "Ada",
                "content": "<b>c</b>", "contentSnippet": "c", "id": "i", "isoDate": "2026-01-01T00:00:00.000Z",
            }])
            .to_string()
            .replace("{\"$\":{\"xmlns:x\":\"z\"},\"_\":\"more\"}", "\"more\"")
        );
        assert!(entries("<html/>", &[]).is_err() && entries("<rss>", &[]).is_err());
        assert_eq!(entries("<rss><channel/></rss>", &[]).unwrap().len(), 0);
    }
}
