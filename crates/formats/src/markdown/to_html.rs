//! Markdown to HTML.

use super::heading::Ids;
use super::links::{attribute, escaped, linked, open};
use crate::FormatError;
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Larger texts are refused, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Deeper nesting is refused.
const MOST_DEPTH: usize = 60;

/// How Markdown becomes HTML.
#[derive(Clone, Debug)]
pub struct ToHtml {
    /// Links open in a new window.
    pub new_window: bool,
    /// Bare addresses become links.
    pub link_addresses: bool,
    /// Punctuation at the end of a bare address is not part of it.
    pub exclude_punctuation: bool,
    /// A whole page, not a part of one.
    pub whole_document: bool,
    /// `# Title {id}` gives the heading this id.
    pub own_heading_ids: bool,
    /// Ids of headings have dashes for spaces.
    pub dashed_heading_ids: bool,
    /// Ids of headings keep all signs but spaces and quotes.
    pub raw_heading_ids: bool,
    /// Headings have no ids.
    pub no_heading_ids: bool,
    /// Ids of headings begin so.
    pub heading_prefix: String,
    /// The beginning of ids is kept as it is.
    pub raw_heading_prefix: bool,
    /// The level of `#`.
    pub first_heading: u8,
    /// `#Title` without a space is no heading.
    pub space_before_heading: bool,
    /// `@name` becomes a link.
    pub mentions: bool,
    /// Where it leads, with `{u}` for the name.
    pub mentions_link: String,
    /// `- [x]` becomes a box.
    pub task_lists: bool,
    /// Line breaks stay line breaks.
    pub line_breaks: bool,
    /// `~~text~~` is struck through.
    pub strikethrough: bool,
    /// Tables are tables.
    pub tables: bool,
    /// Headings of tables have ids.
    pub table_heading_ids: bool,
}

impl Default for ToHtml {
    fn default() -> Self {
        Self {
            new_window: false,
            link_addresses: false,
            exclude_punctuation: false,
            whole_document: false,
            own_heading_ids: false,
            dashed_heading_ids: false,
            raw_heading_ids: false,
            no_heading_ids: false,
            heading_prefix: String::new(),
            raw_heading_prefix: false,
            first_heading: 1,
            space_before_heading: false,
            mentions: false,
            mentions_link: "https://github.com/{u}".into(),
            task_lists: false,
            line_breaks: false,
            strikethrough: false,
            tables: false,
            table_heading_ids: false,
        }
    }
}

/// Markdown as HTML. HTML in it is kept as it is.
pub fn to_html(markdown: &str, how: &ToHtml) -> Result<String, FormatError> {
    if markdown.len() > MOST_BYTES {
        return Err(FormatError::too_large("The text is too large", MOST_BYTES, "bytes"));
    }
    let spaced = if how.space_before_heading { None } else { Some(space_headings(markdown)) };
    let mut options = Options::empty();
    options.set(Options::ENABLE_TABLES, how.tables);
    options.set(Options::ENABLE_STRIKETHROUGH, how.strikethrough);
    options.set(Options::ENABLE_TASKLISTS, how.task_lists);
    let mut writing = Writing { how, open: vec![Part::of(Shape::Root)], ids: Ids::default() };
    for event in Parser::new_ext(spaced.as_deref().unwrap_or(markdown), options) {
        writing.take(event)?;
    }
    let html = writing.open.pop().map(Part::into_html).unwrap_or_default();
    if !how.whole_document {
        return Ok(html);
    }
    let head = "<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n";
    Ok(format!("{head}{}\n</body>\n</html>", html.trim()))
}

/// Puts a space behind the signs of `#Title`, but not in code.
fn space_headings(markdown: &str) -> String {
    let mut fence: Option<&str> = None;
    let line_of = |line: &str| {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let signs = line.bytes().take_while(|byte| *byte == b'#').count();
        let is_heading = fence.is_none() && (1..=6).contains(&signs);
        if is_heading && !line[signs..].starts_with([' ', '\t']) {
            format!("{} {}", &line[..signs], &line[signs..])
        } else {
            line.to_owned()
        }
    };
    markdown.split('\n').map(line_of).collect::<Vec<_>>().join("\n")
}

/// An element that has not ended.
struct Part<'a> {
    shape: Shape<'a>,
    html: String,
    /// The text without marks, for ids and the alternative of images.
    text: String,
    /// The last thing written was a block.
    after_block: bool,
}

enum Shape<'a> {
    Root,
    Paragraph,
    Heading(HeadingLevel),
    Quote,
    Code(Option<CowStr<'a>>),
    Html,
    List(Option<u64>),
    Item { task: Option<bool> },
    Table(Vec<Alignment>),
    Head,
    Row,
    Cell,
    Inline(&'static str),
    Link { target: CowStr<'a>, title: CowStr<'a> },
    Image { source: CowStr<'a>, title: CowStr<'a> },
    Other,
}

impl<'a> Part<'a> {
    fn of(shape: Shape<'a>) -> Self {
        Self { shape, html: String::new(), text: String::new(), after_block: false }
    }

    fn inline(&mut self, html: &str) {
        if self.after_block && !html.is_empty() {
            self.html.push('\n');
        }
        self.html += html;
        self.after_block = false;
    }

    /// Blocks stand in lines of their own; a list goes on where the text of its item ends.
    fn block(&mut self, html: &str) {
        let goes_on = matches!(self.shape, Shape::Item { .. }) && !self.after_block;
        if !self.html.is_empty() && !goes_on {
            self.html.push('\n');
        }
        self.html += html;
        self.after_block = true;
    }

    fn into_html(self) -> String {
        self.html
    }
}

struct Writing<'a, 'h> {
    how: &'h ToHtml,
    open: Vec<Part<'a>>,
    ids: Ids,
}

impl<'a> Writing<'a, '_> {
    fn take(&mut self, event: Event<'a>) -> Result<(), FormatError> {
        match event {
            Event::Start(tag) => return self.begin(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                let html = format!("<code>{}</code>", code_text(&code));
                self.part().text += &code;
                self.part().inline(&html);
            }
            Event::Html(html) => self.part().html += &html,
            Event::InlineHtml(html) => self.part().inline(&html),
            Event::SoftBreak if !self.how.line_breaks => self.part().inline("\n"),
            Event::SoftBreak | Event::HardBreak => self.part().inline("<br />\n"),
            Event::Rule => self.part().block("<hr />"),
            Event::TaskListMarker(done) => {
                if let Some(Part { shape: Shape::Item { task }, .. }) = self.item() {
                    *task = Some(done);
                }
            }
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        Ok(())
    }

    fn begin(&mut self, tag: Tag<'a>) -> Result<(), FormatError> {
        if self.open.len() > MOST_DEPTH {
            let message = format!("The text is nested more than {MOST_DEPTH} deep.");
            return Err(FormatError::new(message, "Use fewer lists and quotes within each other."));
        }
        self.open.push(Part::of(match tag {
            Tag::Paragraph => Shape::Paragraph,
            Tag::Heading { level, .. } => Shape::Heading(level),
            Tag::BlockQuote(_) => Shape::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => Shape::Code(Some(language)),
            Tag::CodeBlock(CodeBlockKind::Indented) => Shape::Code(None),
            Tag::HtmlBlock => Shape::Html,
            Tag::List(start) => Shape::List(start),
            Tag::Item => Shape::Item { task: None },
            Tag::Table(alignments) => Shape::Table(alignments),
            Tag::TableHead => Shape::Head,
            Tag::TableRow => Shape::Row,
            Tag::TableCell => Shape::Cell,
            Tag::Emphasis => Shape::Inline("em"),
            Tag::Strong => Shape::Inline("strong"),
            Tag::Strikethrough => Shape::Inline("del"),
            Tag::Link { dest_url, title, .. } => Shape::Link { target: dest_url, title },
            Tag::Image { dest_url, title, .. } => Shape::Image { source: dest_url, title },
            _ => Shape::Other,
        }));
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let html = match self.part().shape {
            Shape::Code(_) => code_text(text),
            Shape::Link { .. } | Shape::Image { .. } => escaped(text),
            _ => linked(text, self.how),
        };
        let part = self.part();
        part.text += text;
        part.inline(&html);
    }

    fn end(&mut self, _: TagEnd) {
        let Some(part) = self.open.pop() else { return };
        let Part { shape, html, text, .. } = part;
        let how = self.how;
        let is_inline = matches!(shape, Shape::Inline(_) | Shape::Link { .. } | Shape::Image { .. });
        let element = match shape {
            Shape::Paragraph => format!("<p>{html}</p>"),
            Shape::Heading(level) => self.heading(level, &html, &text),
            Shape::Quote => format!("<blockquote>\n{}\n</blockquote>", indented(&html)),
            Shape::Code(language) => format!("<pre><code{}>{html}</code></pre>", language_class(language.as_deref())),
            Shape::Html => html.trim_end_matches('\n').to_owned(),
            Shape::List(start) => self.list(start, &html),
            Shape::Item { task } => item(task, &html),
            Shape::Table(alignments) => table(&html, &alignments),
            Shape::Head => format!("<thead>\n<tr>\n{html}\n</tr>\n</thead>\n<tbody>"),
            Shape::Row => format!("<tr>\n{html}\n</tr>"),
            Shape::Cell => self.cell(&html, &text),
            Shape::Inline(name) => format!("<{name}>{html}</{name}>"),
            Shape::Link { target, title } => {
                let begin = open(&target, how).replacen('>', &format!("{}>", title_of(&title)), 1);
                format!("{begin}{html}</a>")
            }
            Shape::Image { source, title } => {
                format!("<img src=\"{}\" alt=\"{}\"{} />", attribute(&source), attribute(&text), title_of(&title))
            }
            Shape::Root | Shape::Other => html,
        };
        let parent = self.part();
        if is_inline {
            parent.text += &text;
            parent.inline(&element);
        } else {
            parent.block(&element);
        }
    }

    fn heading(&mut self, level: HeadingLevel, html: &str, text: &str) -> String {
        let level = (level as u8 + self.how.first_heading.saturating_sub(1)).min(6);
        if self.how.no_heading_ids {
            return format!("<h{level}>{html}</h{level}>");
        }
        let (shown, id) = self.ids.of(text, self.how);
        let html = if shown.len() < text.len() {
            html.rsplit_once('{').map_or(html, |(before, _)| before.trim_end())
        } else {
            html
        };
        format!("<h{level} id=\"{id}\">{html}</h{level}>")
    }

    fn list(&mut self, start: Option<u64>, html: &str) -> String {
        let is_inside = self.open.iter().any(|part| matches!(part.shape, Shape::Item { .. }));
        let end = if is_inside { "" } else { "\n" };
        match start {
            None => format!("<ul>\n{html}{end}</ul>"),
            Some(1) => format!("<ol>\n{html}{end}</ol>"),
            Some(start) => format!("<ol start=\"{start}\">\n{html}{end}</ol>"),
        }
    }

    fn cell(&mut self, html: &str, text: &str) -> String {
        let is_head = self.open.iter().any(|part| matches!(part.shape, Shape::Head));
        let id = if is_head && self.how.table_heading_ids {
            format!(" id=\"{}\"", text.replace(' ', "_").to_lowercase())
        } else {
            String::new()
        };
        let name = if is_head { "th" } else { "td" };
        let place = self.open.last().map_or(0, |row| row.html.matches(&format!("</{name}>")).count());
        let alignment = self.open.iter().rev().find_map(|part| match &part.shape {
            Shape::Table(alignments) => alignments.get(place),
            _ => None,
        });
        let style = match alignment {
            Some(Alignment::Left) => " style=\"text-align:left;\"",
            Some(Alignment::Center) => " style=\"text-align:center;\"",
            Some(Alignment::Right) => " style=\"text-align:right;\"",
            _ => "",
        };
        format!("<{name}{id}{style}>{html}</{name}>")
    }

    /// The innermost element. `open` never loses its first.
    fn part(&mut self) -> &mut Part<'a> {
        if self.open.is_empty() {
            self.open.push(Part::of(Shape::Root));
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn item(&mut self) -> Option<&mut Part<'a>> {
        self.open.iter_mut().rev().find(|part| matches!(part.shape, Shape::Item { .. }))
    }
}

fn table(html: &str, _: &[Alignment]) -> String {
    format!("<table>\n{html}\n</tbody>\n</table>")
}

fn item(task: Option<bool>, html: &str) -> String {
    let Some(done) = task else { return format!("<li>{html}</li>") };
    let checked = if done { " checked" } else { "" };
    format!(
        "<li class=\"task-list-item\" style=\"list-style-type: none;\"><input type=\"checkbox\" disabled \
         style=\"margin: 0px 0.35em 0.25em -1.6em; vertical-align: middle;\"{checked}> {}</li>",
        html.trim_start()
    )
}

fn language_class(language: Option<&str>) -> String {
    match language.and_then(|language| language.split_whitespace().next()) {
        Some(language) => format!(" class=\"{0} language-{0}\"", attribute(language)),
        None => String::new(),
    }
}

fn title_of(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) }
}

fn code_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Two spaces in front of each line, but not within preformatted text.
fn indented(html: &str) -> String {
    let mut is_inside = false;
    let line_of = |line: &str| {
        let was_inside = is_inside;
        is_inside = (was_inside || line.contains("<pre>")) && !line.contains("</pre>");
        if was_inside || line.is_empty() { line.to_owned() } else { format!("  {line}") }
    };
    html.split('\n').map(line_of).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_html() {
        let usual = ToHtml::default;
        for (markdown, how, expected) in [
            ("# Hello *World*", usual(), "<h1 id=\"helloworld\">Hello <em>World</em></h1>"),
            ("#Hello", usual(), "<h1 id=\"hello\">Hello</h1>"),
            ("#Hello", ToHtml { space_before_heading: true, ..usual() }, "<p>#Hello</p>"),
            (
                "## A b\n## A b",
                ToHtml { dashed_heading_ids: true, ..usual() },
                "<h2 id=\"a-b\">A b</h2>\n<h2 id=\"a-b-1\">A b</h2>",
            ),
            ("# T {own}", ToHtml { own_heading_ids: true, first_heading: 2, ..usual() }, "<h2 id=\"own\">T</h2>"),
            (
                "a\nb  \nc\n\n**d** `e<` & f",
                usual(),
                "<p>a\nb<br />\nc</p>\n<p><strong>d</strong> <code>e&lt;</code> &amp; f</p>",
            ),
            ("a\nb", ToHtml { line_breaks: true, ..usual() }, "<p>a<br />\nb</p>"),
            ("* a\n* b\n    * c\n* d", usual(), "<ul>\n<li>a</li>\n<li>b<ul>\n<li>c</li></ul></li>\n<li>d</li>\n</ul>"),
            ("1. a\n\n2. b", usual(), "<ol>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ol>"),
            ("> a\n> b", usual(), "<blockquote>\n  <p>a\n  b</p>\n</blockquote>"),
            ("```js\na < b\n```", usual(), "<pre><code class=\"js language-js\">a &lt; b\n</code></pre>"),
            ("---", usual(), "<hr />"),
            ("[a](b \"c\") ![d](e)", usual(), "<p><a href=\"b\" title=\"c\">a</a> <img src=\"e\" alt=\"d\" /></p>"),
            (
                "[a](b)",
                ToHtml { new_window: true, ..usual() },
                "<p><a href=\"b\" rel=\"noopener noreferrer\" target=\"_blank\">a</a></p>",
            ),
            (
                "see https://a.example.",
                ToHtml { link_addresses: true, exclude_punctuation: true, ..usual() },
                "<p>see <a href=\"https://a.example\">https://a.example</a>.</p>",
            ),
            ("~~x~~", ToHtml { strikethrough: true, ..usual() }, "<p><del>x</del></p>"),
            (
                "|a|b|\n|-|:-:|\n|1|2|",
                ToHtml { tables: true, ..usual() },
                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th style=\"text-align:center;\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td style=\"text-align:center;\">2</td>\n</tr>\n</tbody>\n</table>",
            ),
            (
                "hi @ada!",
                ToHtml { mentions: true, ..usual() },
                "<p>hi <a href=\"https://github.com/ada\">@ada</a>!</p>",
            ),
            ("a <b>c</b>\n\n<div>\nx\n</div>", usual(), "<p>a <b>c</b></p>\n<div>\nx\n</div>"),
            (
                "x",
                ToHtml { whole_document: true, ..usual() },
                "<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n<p>x</p>\n</body>\n</html>",
            ),
        ] {
            assert_eq!(to_html(markdown, &how).unwrap(), expected, "{markdown}");
        }
        assert!(to_html(&">".repeat(500), &usual()).unwrap_err().message.contains("nested"));
    }
}
