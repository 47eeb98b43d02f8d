//! HTML as plain text that keeps paragraphs, lists, headings and links.
//!
//! Lines break before 80 letters; headings are in capitals; a link is followed
//! by its address in brackets.

mod paper;

use crate::FormatError;
use crate::html::Page;
use ego_tree::{NodeId, NodeRef};
use paper::Paper;
use scraper::node::Node;
use scraper::{ElementRef, Selector};
use std::collections::HashSet;

/// Lines break before they are longer than this.
const WIDTH: usize = 80;

/// Elements nested deeper are read as if they stood side by side.
const MOST_DEPTH: usize = 200;

/// The text of a piece of HTML; elements that one of the selectors fits are left out.
pub fn plain_text(html: &str, skip: &[&str]) -> Result<String, FormatError> {
    let page = Page::read(html)?;
    let mut skipped = HashSet::new();
    for selector in skip.iter().map(|selector| selector.trim()).filter(|selector| !selector.is_empty()) {
        let selector = Selector::parse(selector).map_err(|_| {
            FormatError::new(format!("`{selector}` is not a CSS selector."), "Name elements, as in `img, .note`.")
        })?;
        skipped.extend(page.html().select(&selector).map(|element| element.id()));
    }
    let mut walk = Walk { paper: Paper::new(WIDTH), skipped };
    let body = page.html().root_element().children().find(|child| name(*child) == "body");
    if let Some(body) = body {
        walk.children(body, 0);
    }
    Ok(walk.paper.finish())
}

struct Walk {
    paper: Paper,
    skipped: HashSet<NodeId>,
}

impl Walk {
    fn children(&mut self, parent: NodeRef<'_, Node>, depth: usize) {
        if depth > MOST_DEPTH {
            for text in parent.descendants().filter_map(|node| node.value().as_text()) {
                self.paper.write(text);
            }
            return;
        }
        parent.children().for_each(|child| self.node(child, depth + 1));
    }

    fn node(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        match node.value() {
            Node::Text(text) => self.paper.write(text),
            Node::Element(_) if self.skipped.contains(&node.id()) => {}
            Node::Element(_) => self.element(node, depth),
            _ => {}
        }
    }

    fn element(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        match name(node) {
            "script" | "style" | "head" | "template" | "noscript" => {}
            "br" => self.paper.break_line(),
            "wbr" => self.paper.write_as_is("\u{200b}"),
            "hr" => self.rule(),
            "a" => self.link(node, depth),
            "img" => self.image(node),
            "p" => self.block(node, depth, 2, 2),
            "table" => self.block(node, depth, 2, 2),
            "article" | "aside" | "div" | "footer" | "form" | "header" | "main" | "nav" | "section" => {
                self.block(node, depth, 1, 1);
            }
            "h1" | "h2" | "h3" => self.heading(node, depth, 3),
            "h4" | "h5" | "h6" => self.heading(node, depth, 2),
            "blockquote" => self.quote(node, depth),
            "pre" => {
                self.paper.open_preformatted(2);
                self.children(node, depth);
                self.paper.close(2);
            }
            "ul" | "ol" => self.list(node, depth),
            _ => self.children(node, depth),
        }
    }

    fn block(&mut self, node: NodeRef<'_, Node>, depth: usize, before: usize, after: usize) {
        self.paper.open(before, 0);
        self.children(node, depth);
        self.paper.close(after);
    }

    fn heading(&mut self, node: NodeRef<'_, Node>, depth: usize, before: usize) {
        self.paper.open(before, 0);
        self.paper.begin_capitals();
        self.children(node, depth);
        self.paper.end_capitals();
        self.paper.close(2);
    }

    fn rule(&mut self) {
        self.paper.open(2, 0);
        self.paper.write_as_is(&"-".repeat(WIDTH));
        self.paper.close(2);
    }

    fn link(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        let target = attribute(node, "href").unwrap_or_default();
        let target = target.strip_prefix("mailto:").unwrap_or(target);
        if target.is_empty() || target.starts_with('#') {
            return self.children(node, depth);
        }
        let before = self.paper.letters();
        self.children(node, depth);
        if self.paper.letters() == before {
            self.paper.write_as_is(target);
        } else {
            self.paper.write_as_is(&format!(" [{target}]"));
        }
    }

    fn image(&mut self, node: NodeRef<'_, Node>) {
        let (alt, source) = (attribute(node, "alt").unwrap_or_default(), attribute(node, "src").unwrap_or_default());
        let text = match (alt, source) {
            (alt, "") => alt.to_owned(),
            ("", source) => format!("[{source}]"),
            (alt, source) => format!("{alt} [{source}]"),
        };
        self.paper.write_as_is(&text);
    }

    fn quote(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        self.paper.open(2, 2);
        self.children(node, depth);
        self.paper.close_with(2, |text| {
            text.trim_matches('\n').split('\n').map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
        });
    }

    fn list(&mut self, node: NodeRef<'_, Node>, depth: usize) {
        let is_nested = node.parent().is_some_and(|parent| name(parent) == "li");
        let breaks = if is_nested { 1 } else { 2 };
        let is_blank = |child: &NodeRef<'_, Node>| {
            child.value().as_text().is_some_and(|text| text.trim().is_empty()) || child.value().is_comment()
        };
        let entries: Vec<_> = node.children().filter(|child| !is_blank(child)).collect();
        if entries.is_empty() {
            return;
        }
        let ordered = name(node) == "ol";
        let start = attribute(node, "start").and_then(|start| start.parse::<i64>().ok()).unwrap_or(1);
        let last = start + i64::try_from(entries.len()).unwrap_or(0) - 1;
        let width = if ordered { last.to_string().len().max(start.to_string().len()) + 3 } else { 3 };
        let width = if is_nested { width - 1 } else { width };
        self.paper.open(breaks, 0);
        for (number, entry) in (start..).zip(entries) {
            let prefix = match (name(entry), ordered) {
                ("li", true) => format!(" {number}. "),
                ("li", false) => " * ".to_owned(),
                _ => String::new(),
            };
            let prefix = if is_nested { prefix.trim_start().to_owned() } else { prefix };
            self.paper.open(1, width);
            if name(entry) == "li" {
                self.children(entry, depth + 1)
            } else {
                self.node(entry, depth + 1)
            }
            self.paper.close_with(1, |text| {
                let indent = " ".repeat(width);
                format!("{prefix:width$}{}", text.replace('\n', &format!("\n{indent}")))
            });
        }
        self.paper.close(breaks);
    }
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
    fn reads_as_on_paper() {
        let long = "word ".repeat(20);
        let wrapped = format!("{}\n{}", ["word"; 16].join(" "), ["word"; 4].join(" "));
        for (html, expected) in [
            ("<p>one</p>\n<p>two<br>three</p>", "one\n\ntwo\nthree"),
            ("<div>a</div><div>b <b>c</b>d</div>e", "a\nb cd\ne"),
            ("<h1>Title <u>x</u></h1><p>y</p>", "TITLE X\n\ny"),
            ("<p>y</p><h2>t</h2>z", "y\n\n\nT\n\nz"),
            ("<a href=https://a.example>here</a>", "here [https://a.example]"),
            ("<a href=mailto:a@b.example><img></a> <a href=#x>up</a>", "a@b.example up"),
            ("<img src=a.png alt=x> <img src=b.png>", "x [a.png] [b.png]"),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", " * a\n * b\n   * c"),
            ("<ol start=9><li>a<li>b</ol>", " 9.  a\n 10. b"),
            ("x<blockquote>a<p>b</blockquote>y", "x\n\n> a\n> \n> b\n\ny"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "ab"),
            ("a<script>x</script><style>y</style> b &amp; c", "a b & c"),
            ("<b class=x>no</b>yes<i>no</i>", "yes"),
            ("", ""),
            (long.as_str(), wrapped.as_str()),
        ] {
            assert_eq!(plain_text(html, &[".x", "i"]).unwrap(), expected.to_owned(), "{html}");
        }
    }

    #[test]
    fn depth_does_no_harm() {
        for (deep, depth) in [("<div>", 500), ("<ul><li>", 250), ("<b>", 500)] {
            assert!(plain_text(&(deep.repeat(depth) + "x"), &[]).unwrap().ends_with('x'), "{deep}");
        }
        assert!(plain_text(&"<div>".repeat(100_000), &[]).unwrap_err().message.contains("512"));
    }
}
