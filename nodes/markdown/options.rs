//! How the two languages are written.

use formats::markdown::{FromHtml, Replace, ToHtml};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How HTML is written.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HtmlOptions {
    /// # Links in a new window
    ///
    /// Links get `target="_blank"`.
    new_window: bool,
    /// # Link addresses
    ///
    /// Bare addresses such as `https://example.com` become links.
    link_addresses: bool,
    /// # Punctuation ends addresses
    ///
    /// A dot at the end of a bare address is not part of it.
    exclude_punctuation: bool,
    /// # A whole page
    ///
    /// With `<html>`, `<head>` and `<body>` around it.
    whole_document: bool,
    /// # No ids
    ///
    /// Headings have no ids.
    no_heading_ids: bool,
    /// # Own ids
    ///
    /// `# Title {id}` gives the heading this id.
    own_heading_ids: bool,
    /// # Ids with dashes
    ///
    /// Ids of headings have dashes for spaces.
    dashed_heading_ids: bool,
    /// # Raw ids
    ///
    /// Ids of headings keep all signs but spaces and quotes.
    raw_heading_ids: bool,
    /// # Raw beginning of ids
    ///
    /// The beginning of ids is kept as it is.
    raw_heading_prefix: bool,
    /// # Headings need a space
    ///
    /// `#Title` without a space is no heading.
    space_before_heading: bool,
    /// # Mentions
    ///
    /// `@name` becomes a link.
    mentions: bool,
    /// # Task lists
    ///
    /// `- [x]` becomes a box.
    task_lists: bool,
    /// # Keep line breaks
    ///
    /// Line breaks in a paragraph stay line breaks.
    line_breaks: bool,
    /// # Strikethrough
    ///
    /// `~~text~~` is struck through.
    strikethrough: bool,
    /// # Tables
    ///
    /// Rows with `|` become tables.
    tables: bool,
    /// # Ids of table headings
    ///
    /// Headings of tables have ids.
    table_heading_ids: bool,
    /// # Ids begin with
    ///
    /// What stands in front of the ids of headings.
    heading_prefix: String,
    /// # Level of the first heading
    ///
    /// What `#` becomes: 2 makes it `<h2>`.
    #[schemars(range(min = 1, max = 6))]
    first_heading: u8,
    /// # Mentions lead to
    ///
    /// The address of a mention, with `{u}` for the name.
    mentions_link: String,
}

impl Default for HtmlOptions {
    fn default() -> Self {
        let ToHtml { heading_prefix, first_heading, mentions_link, .. } = ToHtml::default();
        Self {
            new_window: false,
            link_addresses: false,
            exclude_punctuation: false,
            whole_document: false,
            no_heading_ids: false,
            own_heading_ids: false,
            dashed_heading_ids: false,
            raw_heading_ids: false,
            raw_heading_prefix: false,
            space_before_heading: false,
            mentions: false,
            task_lists: false,
            line_breaks: false,
            strikethrough: false,
            tables: false,
            table_heading_ids: false,
            heading_prefix,
            first_heading,
            mentions_link,
        }
    }
}

impl HtmlOptions {
    /// The options as the format knows them.
    pub fn read(&self) -> ToHtml {
        ToHtml {
            new_window: self.new_window,
            link_addresses: self.link_addresses,
            exclude_punctuation: self.exclude_punctuation,
            whole_document: self.whole_document,
            no_heading_ids: self.no_heading_ids,
            own_heading_ids: self.own_heading_ids,
            dashed_heading_ids: self.dashed_heading_ids,
            raw_heading_ids: self.raw_heading_ids,
            raw_heading_prefix: self.raw_heading_prefix,
            space_before_heading: self.space_before_heading,
            mentions: self.mentions,
            task_lists: self.task_lists,
            line_breaks: self.line_breaks,
            strikethrough: self.strikethrough,
            tables: self.tables,
            table_heading_ids: self.table_heading_ids,
            heading_prefix: self.heading_prefix.clone(),
            first_heading: self.first_heading,
            mentions_link: self.mentions_link.clone(),
        }
    }
}

/// How Markdown is written.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownOptions {
    /// # Bullet
    ///
    /// What stands before an entry of a list.
    bullet: String,
    /// # Fence
    ///
    /// What stands around code of several lines.
    fence: String,
    /// # Emphasis
    ///
    /// What stands around emphasised words.
    emphasis: String,
    /// # Strong emphasis
    ///
    /// What stands around strong words.
    strong: String,
    /// # Indent code
    ///
    /// Code of several lines is indented and has no fence.
    indented_code: bool,
    /// # Leave out
    ///
    /// Names of elements, with commas between.
    ignore: String,
    /// # Further blocks
    ///
    /// Names of elements that stand in lines of their own, with commas between.
    blocks: String,
    /// # Keep images with data
    ///
    /// Images whose data stands in the page.
    keep_data_images: bool,
    /// # Links at the end
    ///
    /// Addresses stand below the text.
    links_below: bool,
    /// # Most line breaks
    ///
    /// More line breaks in a row become so many.
    #[schemars(range(min = 1, max = 20))]
    most_line_breaks: usize,
    /// # Replace in texts
    ///
    /// Patterns and what takes their place.
    replace: Vec<Pattern>,
    /// # Escape everywhere
    ///
    /// In place of the usual signs.
    escape: Option<Pattern>,
    /// # Escape at the start of lines
    ///
    /// In place of the usual signs.
    escape_line_start: Option<Pattern>,
}

/// # Pattern
///
/// A regular expression and what takes the place of what fits it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pattern {
    /// The regular expression.
    pattern: String,
    /// What takes its place; `$1` is the first group.
    #[serde(default)]
    by: String,
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        let FromHtml { bullet, fence, emphasis, strong, most_line_breaks, .. } = FromHtml::default();
        Self {
            bullet,
            fence,
            emphasis,
            strong,
            indented_code: false,
            ignore: String::new(),
            blocks: String::new(),
            keep_data_images: false,
            links_below: false,
            most_line_breaks,
            replace: Vec::new(),
            escape: None,
            escape_line_start: None,
        }
    }
}

impl MarkdownOptions {
    /// The options as the format knows them.
    pub fn read(&self) -> FromHtml {
        let pattern = |pattern: &Pattern| Replace { pattern: pattern.pattern.clone(), by: pattern.by.clone() };
        FromHtml {
            bullet: self.bullet.clone(),
            fence: self.fence.clone(),
            emphasis: self.emphasis.clone(),
            strong: self.strong.clone(),
            indented_code: self.indented_code,
            ignore: names(&self.ignore),
            blocks: names(&self.blocks),
            keep_data_images: self.keep_data_images,
            links_below: self.links_below,
            most_line_breaks: self.most_line_breaks,
            replace: self.replace.iter().map(pattern).collect(),
            escape: self.escape.as_ref().map(pattern),
            escape_line_start: self.escape_line_start.as_ref().map(pattern),
        }
    }
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}
