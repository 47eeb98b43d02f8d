//! HTML to Markdown.

mod table;

use crate::FormatError;
use crate::html::Page;
use ego_tree::NodeRef;
use regex_lite::Regex;
use scraper::ElementRef;
use scraper::node::Node;

/// How HTML becomes Markdown.
#[derive(Clone, Debug)]
pub struct FromHtml {
    /// What stands before an entry of a list.
    pub bullet: String,
    /// What stands around code of several lines.
    pub fence: String,
    /// What stands around emphasis.
    pub emphasis: String,
    /// What stands around strong emphasis.
    pub strong: String,
    /// Code of several lines is indented instead.
    pub indented_code: bool,
    /// Elements that are left out.
    pub ignore: Vec<String>,
    /// Further elements that stand in lines of their own.
    pub blocks: Vec<String>,
    /// Images whose data stands in the page are kept.
    pub keep_data_images: bool,
    /// Addresses of links stand at the end.
    pub links_below: bool,
    /// More line breaks in a row become so many.
    pub most_line_breaks: usize,
    /// Replacements in texts.
    pub replace: Vec<Replace>,
    /// What is escaped everywhere, in place of the usual signs.
    pub escape: Option<Replace>,
    /// What is escaped at the start of lines, in place of the usual signs.
    pub escape_line_start: Option<Replace>,
}

/// A pattern and what takes the place of what fits it.
#[derive(Clone, Debug)]
pub struct Replace {
    /// A regular expression.
    pub pattern: String,
    /// What takes its place; `$1` is the first group.
    pub by: String,
}

impl Default for FromHtml {
    fn default() -> Self {
        Self {
            bullet: "*".into(),
            fence: "```".into(),
            emphasis: "_".into(),
            strong: "**".into(),
            indented_code: false,
            ignore: Vec::new(),
            blocks: Vec::new(),
            keep_data_images: false,
            links_below: false,
            most_line_breaks: 3,
            replace: Vec::new(),
            escape: None,
            escape_line_start: None,
        }
    }
}

/// HTML as Markdown.
pub fn from_html(html: &str, how: &FromHtml) -> Result<String, FormatError> {
    let page = Page::read(html)?;
    let mut writing = Writing { how, texts: Texts::new(how)?, links: Vec::new() };
    let mut out = Out::default();
    for child in page.html().root_element().children().filter(|child| name(*child) == "body") {
        writing.children(child, &mut out, Inside::default());
    }
    let mut markdown = out.text.trim_matches('\n').trim_end().to_owned();
    if !writing.links.is_empty() {
        let links = writing.links.iter().enumerate().map(|(place, link)| format!("[{}]: {link}", place + 1));
        markdown += &format!("\n\n{}", links.collect::<Vec<_>>().join("\n"));
    }
    Ok(fewer_line_breaks(&markdown, how.most_line_breaks))
}

/// What is around an element.
#[derive(Clone, Copy, Default)]
struct Inside {
    /// How many lists.
    lists: usize,
    is_code: bool,
    keeps_spaces: bool,
}

/// Text with the line breaks that are due before what comes next.
#[derive(Default)]
struct Out {
    text: String,
    due: usize,
}

impl Out {
    fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.due = 0;
        }
        if self.due > 0 {
            let kept = self.text.trim_end_matches([' ', '\n']).len();
            self.text.truncate(kept);
            self.text += &"\n".repeat(self.due);
            self.due = 0;
        }
        self.text += text;
    }

    fn breaks(&mut self, count: usize) {
        self.due = self.due.max(count);
    }

    fn is_at_line_start(&self) -> bool {
        self.text.is_empty() || self.due > 0 || self.text.ends_with('\n')
    }
}

struct Writing<'h> {
    how: &'h FromHtml,
    texts: Texts,
    /// Addresses that go to the end.
    links: Vec<String>,
}

impl Writing<'_> {
    fn children(&mut self, parent: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.text(text, out, inside),
                Node::Element(_) if !self.is_ignored(child) => self.element(child, out, inside),
                _ => {}
            }
        }
    }

    fn text(&self, text: &str, out: &mut Out, inside: Inside) {
        if inside.keeps_spaces {
            return out.add(text);
        }
        let words = collapsed(text);
        let words = if out.is_at_line_start() || out.text.ends_with(' ') { words.trim_start() } else { &words };
        if inside.is_code {
            out.add(words);
        } else {
            out.add(&self.texts.escaped(words));
        }
    }

    fn element(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        let element = name(node);
        if self.how.blocks.iter().any(|block| block == element) {
            return self.block(node, out, inside, "", 2);
        }
        match element {
            "script" | "style" | "head" | "template" => {}
            "br" => out.add("  \n"),
            "hr" => self.lone(out, "---"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element[1..].parse().unwrap_or(1);
                self.block(node, out, inside, &format!("{} ", "#".repeat(level)), 2);
            }
            "strong" | "b" => self.around(node, out, inside, &self.how.strong.clone()),
            "em" | "i" => self.around(node, out, inside, &self.how.emphasis.clone()),
            "del" | "s" | "strike" => self.around(node, out, inside, "~~"),
            "code" | "kbd" | "samp" if !inside.is_code => self.code(node, out, inside),
            "pre" => self.preformatted(node, out),
            "a" => self.link(node, out, inside),
            "img" => self.image(node, out),
            "ul" | "ol" => self.list(node, out, inside),
            "li" => self.entry(node, None, out, inside),
            "blockquote" => self.quote(node, out, inside),
            "table" => self.table(node, out),
            "p" | "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav" | "form"
            | "figure" | "fieldset" | "address" | "dl" | "dd" | "dt" | "figcaption" | "details" | "summary" => {
                self.block(node, out, inside, "", 2);
            }
            _ => self.children(node, out, inside),
        }
    }

    fn block(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside, prefix: &str, breaks: usize) {
        let content = self.content(node, inside);
        let content = content.trim_matches([' ', '\n']);
        out.breaks(breaks);
        if !content.is_empty() {
            out.add(&format!("{prefix}{content}"));
            out.breaks(breaks);
        }
    }

    fn lone(&self, out: &mut Out, text: &str) {
        out.breaks(2);
        out.add(text);
        out.breaks(2);
    }

    /// What an element gives by itself.
    fn content(&mut self, node: NodeRef<'_, Node>, inside: Inside) -> String {
        let mut content = Out::default();
        self.children(node, &mut content, inside);
        content.text
    }

    fn around(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside, mark: &str) {
        let content = self.content(node, inside);
        let trimmed = content.trim();
        let starts_with_space = child_text(node).starts_with(char::is_whitespace);
        if starts_with_space && !out.is_at_line_start() && !out.text.ends_with(' ') {
            out.add(" ");
        }
        if trimmed.is_empty() {
            return;
        }
        out.add(&format!("{mark}{trimmed}{mark}"));
        if content.ends_with(char::is_whitespace) {
            out.add(" ");
        }
    }

    fn code(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        let content = self.content(node, Inside { is_code: true, ..inside });
        let longest = longest_run(&content, '`');
        let (fence, space) = if longest == 0 { ("`".to_owned(), "") } else { ("`".repeat(longest + 1), " ") };
        if !content.is_empty() {
            out.add(&format!("{fence}{space}{content}{space}{fence}"));
        }
    }

    fn preformatted(&mut self, node: NodeRef<'_, Node>, out: &mut Out) {
        let code = node.children().find(|child| name(*child) == "code");
        let language = code
            .and_then(|code| attribute(code, "class"))
            .and_then(|classes| classes.split_whitespace().find_map(|class| class.strip_prefix("language-")));
        let text = child_text(node);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if self.how.indented_code {
            let lines: Vec<String> = text.split('\n').map(|line| format!("    {line}")).collect();
            return self.lone(out, &lines.join("\n"));
        }
        let fence = &self.how.fence;
        self.lone(out, &format!("{fence}{}\n{text}\n{fence}", language.unwrap_or_default()));
    }

    fn link(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        let Some(target) = attribute(node, "href").filter(|target| !target.is_empty()) else {
            return self.children(node, out, inside);
        };
        let target_text = target.replace('(', "%28").replace(')', "%29").replace('_', "%5F").replace('*', "%2A");
        if child_text(node) == target {
            return out.add(&format!("<{target_text}>"));
        }
        let content = self.content(node, inside);
        let content = content.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        if self.how.links_below {
            let place = self.links.iter().position(|link| *link == target_text).unwrap_or_else(|| {
                self.links.push(target_text);
                self.links.len() - 1
            });
            return out.add(&format!("[{content}][{}]", place + 1));
        }
        let title = attribute(node, "title").filter(|title| !title.is_empty());
        let title = title.map(|title| format!(" \"{title}\"")).unwrap_or_default();
        out.add(&format!("[{content}]({target_text}{title})"));
    }

    fn image(&self, node: NodeRef<'_, Node>, out: &mut Out) {
        let source = attribute(node, "src").unwrap_or_default();
        let is_data = source.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
        if source.is_empty() || (is_data && !self.how.keep_data_images) {
            return;
        }
        let title = attribute(node, "title").filter(|title| !title.is_empty());
        let title = title.map(|title| format!(" \"{title}\"")).unwrap_or_default();
        out.add(&format!("![{}]({source}{title})", attribute(node, "alt").unwrap_or_default()));
    }

    fn list(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        let breaks = if inside.lists > 0 { 1 } else { 2 };
        out.breaks(breaks);
        let start = attribute(node, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
        let mut number: i64 = start;
        for child in node.children().filter(|child| child.value().is_element()) {
            if self.is_ignored(child) {
                continue;
            }
            if name(child) == "li" {
                let marker = (name(node) == "ol").then_some(number);
                self.entry(child, marker, out, Inside { lists: inside.lists + 1, ..inside });
                number += 1;
            } else {
                self.element(child, out, Inside { lists: inside.lists + 1, ..inside });
            }
        }
        out.breaks(breaks);
    }

    fn entry(&mut self, node: NodeRef<'_, Node>, number: Option<i64>, out: &mut Out, inside: Inside) {
        let marker = number.map_or_else(|| format!("{} ", self.how.bullet), |number| format!("{number}. "));
        let content = self.content(node, inside);
        let content = content.trim_matches([' ', '\n']);
        if content.is_empty() {
            return;
        }
        let lines: Vec<&str> = content.split('\n').collect();
        let indent = " ".repeat(3);
        let mut text = format!("{marker}{}", lines[0]);
        for line in &lines[1..] {
            text.push('\n');
            if !line.is_empty() {
                text += &indent;
                text += line;
            }
        }
        out.breaks(1);
        out.add(&text);
        out.breaks(1);
    }

    fn quote(&mut self, node: NodeRef<'_, Node>, out: &mut Out, inside: Inside) {
        let content = self.content(node, inside);
        let lines: Vec<String> = content.trim().split('\n').map(|line| format!("> {line}")).collect();
        let quoted: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        self.lone(out, &quoted.join("\n"));
    }

    fn table(&mut self, node: NodeRef<'_, Node>, out: &mut Out) {
        let mut rows = Vec::new();
        for row in table::rows(node) {
            let cells = row.children().filter(|cell| matches!(name(*cell), "td" | "th"));
            let cell_text = |cell| self.content(cell, Inside::default()).trim().replace('\n', " ").replace('|', "\\|");
            rows.push(cells.map(cell_text).collect::<Vec<String>>());
        }
        if let Some(text) = table::text(&rows) {
            self.lone(out, &text);
        }
    }

    fn is_ignored(&self, node: NodeRef<'_, Node>) -> bool {
        self.how.ignore.iter().any(|ignored| ignored == name(node))
    }
}

/// What happens to texts.
struct Texts {
    replace: Vec<(Regex, String)>,
    escape: Option<(Regex, String)>,
    line_start: Option<(Regex, String)>,
}

impl Texts {
    fn new(how: &FromHtml) -> Result<Self, FormatError> {
        let one = |replace: &Replace| {
            let by = replace.by.replace("$&", "$0");
            let regex = Regex::new(&replace.pattern).map_err(|_| {
                let message = format!("`{}` is not a regular expression that can be used here.", replace.pattern);
                FormatError::new(message, "Look-around and references back are not known.")
            });
            Ok::<_, FormatError>((regex?, by))
        };
        Ok(Self {
            replace: how.replace.iter().map(one).collect::<Result<_, _>>()?,
            escape: how.escape.as_ref().map(one).transpose()?,
            line_start: how.escape_line_start.as_ref().map(one).transpose()?,
        })
    }

    fn escaped(&self, text: &str) -> String {
        let mut text = match &self.escape {
            Some((regex, by)) => regex.replace_all(text, by.as_str()).into_owned(),
            None => escaped(text),
        };
        text = match &self.line_start {
            Some((regex, by)) => regex.replace_all(&text, by.as_str()).into_owned(),
            None => escaped_start(&text),
        };
        self.replace.iter().fold(text, |text, (regex, by)| regex.replace_all(&text, by.as_str()).into_owned())
    }
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_~[]".contains(letter) {
            result.push('\\');
        }
        result.push(letter);
    }
    result
}

/// Signs that begin a list, quote or heading, and numbers with a dot anywhere.
fn escaped_start(text: &str) -> String {
    let start = text.len() - text.trim_start().len();
    let (space, rest) = text.split_at(start);
    let signs = rest.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&signs) && rest[signs..].starts_with(' ');
    let is_mark = rest.starts_with(['=', '>', '-']) || rest.starts_with("+ ") || is_heading;
    let mut result = format!("{space}{}", if is_mark { "\\" } else { "" });
    let mut before = ' ';
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_number = letter == '.' && before.is_ascii_digit();
        if ends_number && letters.peek().is_some_and(|next| next.is_whitespace()) {
            result.push('\\');
        }
        result.push(letter);
        before = letter;
    }
    result
}

/// Spaces and line breaks in a row become one space.
fn collapsed(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_space = matches!(letter, ' ' | '\t' | '\r' | '\n' | '\u{c}');
        if !is_space {
            result.push(letter);
        } else if !result.ends_with(' ') {
            result.push(' ');
        }
    }
    result
}

fn fewer_line_breaks(text: &str, most: usize) -> String {
    let mut result = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == '\n' { run + 1 } else { 0 };
        if run <= most.max(1) {
            result.push(letter);
        }
    }
    result
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|letter| letter != sign).map(str::len).max().unwrap_or(0)
}

fn child_text(node: NodeRef<'_, Node>) -> String {
    node.descendants().filter_map(|node| node.value().as_text()).map(|text| &**text).collect()
}

fn name(node: NodeRef<'_, Node>) -> &str {
    match node.value() {
        Node::Element(element) => element.name(),
        _ => "",
    }
}

fn attribute<'a>(node: NodeRef<'a, Node>, name: &str) -> Option<&'a str> {
    ElementRef::wrap(node)?.value().attr(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_markdown() {
        let usual = FromHtml::default;
        for (html, how, expected) in [
            (
                "<h1>Title</h1><p>some  <b>bold</b> and <em>soft</em></p>",
                usual(),
                "# Title\n\nsome **bold** and _soft_",
            ),
            ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>x", usual(), "* a\n* b\n   * c\n\nx"),
            ("<ol start=3><li>a<li>b</ol>", usual(), "3. a\n4. b"),
            ("<a href='https://a.example/b_c' title=t>x</a>", usual(), "[x](https://a.example/b%5Fc \"t\")"),
            ("<a href='https://a.example'>https://a.example</a>", usual(), "<https://a.example>"),
            (
                "<a href=b>x</a> <a href=c>y</a>",
                FromHtml { links_below: true, ..usual() },
                "[x][1] [y][2]\n\n[1]: b\n[2]: c",
            ),
            ("<pre><code class='language-js'>a\n  b\n</code></pre>", usual(), "```js\na\n  b\n```"),
            ("<pre>a</pre>", FromHtml { indented_code: true, ..usual() }, "    a"),
            ("<code>a`b</code>", usual(), "`` a`b ``"),
            ("<blockquote>a<p>b</p></blockquote>", usual(), "> a\n>\n> b"),
            ("a<br>b<hr>c", usual(), "a  \nb\n\n---\n\nc"),
            ("<img src=a.png alt=x><img src=data:x>", usual(), "![x](a.png)"),
            ("1. a * b # c [d]", usual(), "1\\. a \\* b # c \\[d\\]"),
            ("- a", usual(), "\\- a"),
            ("<table><tr><th>a<th>bb<tr><td>ccc<td>d</table>", usual(), "| a   | bb |\n| --- | -- |\n| ccc | d  |"),
            ("<p>keep</p><aside>no</aside>", FromHtml { ignore: vec!["aside".into()], ..usual() }, "keep"),
            (
                "foo",
                FromHtml { replace: vec![Replace { pattern: "f(o+)".into(), by: "b$1".into() }], ..usual() },
                "boo",
            ),
            ("", usual(), ""),
        ] {
            assert_eq!(from_html(html, &how).unwrap(), expected, "{html}");
        }
    }
}
