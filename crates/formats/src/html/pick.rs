//! What is taken of the elements found.

use crate::FormatError;
use crate::html_text;
use scraper::node::Node;
use scraper::{ElementRef, Selector};

/// Elements of a page.
#[derive(Clone, Debug, Default)]
pub struct Found<'a>(Vec<ElementRef<'a>>);

impl<'a> Found<'a> {
    pub(super) fn new(elements: Vec<ElementRef<'a>>) -> Self {
        Self(elements)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each element by itself.
    pub fn each(&self) -> impl Iterator<Item = Self> + '_ {
        self.0.iter().map(|element| Self(vec![*element]))
    }

    /// What a plain CSS selector finds inside of the elements.
    pub(crate) fn inside(&self, css: &str) -> Result<Self, FormatError> {
        let selector = Selector::parse(css).map_err(|_| {
            FormatError::new(format!("`{css}` is not a CSS selector."), "Write it as in a style sheet.")
        })?;
        Ok(Self(self.0.iter().flat_map(|element| element.select(&selector)).collect()))
    }

    /// The text of all elements one after the other, without scripts and styles.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.0.iter().filter(|element| !is_hidden(element)).for_each(|element| add_text(*element, &mut text));
        text
    }

    /// The text of the first element as it reads on paper: paragraphs, lists, links.
    pub fn plain_text(&self, skip: &[&str]) -> Result<String, FormatError> {
        html_text::plain_text(&self.inner_html().unwrap_or_default(), skip)
    }

    /// What the first element contains.
    pub fn inner_html(&self) -> Option<String> {
        self.0.first().map(ElementRef::inner_html)
    }

    /// An attribute of the first element.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.0.first()?.attr(name).map(str::to_owned)
    }

    /// The value of the first element as a form would send it; of a list of
    /// choices all that are chosen.
    pub fn values(&self) -> Option<Vec<String>> {
        let first = self.0.first()?;
        let given = first.attr("value").map(str::to_owned);
        match first.value().name() {
            "textarea" => Some(vec![first.text().collect()]),
            "option" => Some(vec![option_value(first)]),
            "select" => Some(chosen(first)),
            "input" if matches!(first.attr("type"), Some("checkbox" | "radio")) => {
                Some(vec![given.unwrap_or_else(|| "on".into())])
            }
            _ => given.map(|value| vec![value]),
        }
    }
}

fn is_hidden(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "script" | "style")
}

fn add_text(element: ElementRef<'_>, text: &mut String) {
    for node in element.descendants() {
        let Node::Text(part) = node.value() else { continue };
        let parent = node.parent().and_then(ElementRef::wrap);
        if !parent.as_ref().is_some_and(is_hidden) {
            text.push_str(part);
        }
    }
}

fn option_value(option: &ElementRef<'_>) -> String {
    option.attr("value").map_or_else(|| option.text().collect(), str::to_owned)
}

fn chosen(select: &ElementRef<'_>) -> Vec<String> {
    let is_option = |element: &ElementRef<'_>| element.value().name() == "option";
    let options: Vec<ElementRef<'_>> = select.descendent_elements().filter(is_option).collect();
    let mut chosen = options.iter().filter(|option| option.attr("selected").is_some()).map(option_value);
    if select.attr("multiple").is_some() {
        return chosen.collect();
    }
    chosen.next_back().or_else(|| options.first().map(option_value)).into_iter().collect()
}
