//! A mail composed of blocks, and the HTML and text that are sent of it.
//!
//! Its texts are of a type `T`: with expressions as the author wrote them, or plain as
//! they are sent. Nothing in a plain text is ever read as markup, so what a stranger
//! wrote into a form cannot become a link or a picture in somebody's mailbox.

mod html;
mod link;
mod map;
mod text;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A composed mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de> + Default"))]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct Mail<T = String> {
    /// # Preview text
    ///
    /// What mailboxes show beside the subject.
    #[serde(default)]
    pub preheader: T,
    /// How all of it looks.
    #[serde(default)]
    pub style: Style,
    /// What it consists of, from the top.
    #[serde(default)]
    pub blocks: Vec<Block<T>>,
}

/// How all of a mail looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Style {
    /// # Colour
    ///
    /// Of buttons and links, as `#rrggbb`.
    pub accent: Colour,
    /// # Ground
    ///
    /// The colour around the mail, as `#rrggbb`.
    pub ground: Colour,
    /// The letters.
    pub font: Font,
}

impl Default for Style {
    fn default() -> Self {
        Self { accent: Colour("#0b6b5b".into()), ground: Colour("#f1f3f2".into()), font: Font::Sans }
    }
}

/// A colour, as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct Colour(String);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_colour =
            text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|letter| letter.is_ascii_hexdigit());
        if is_colour { Ok(Self(text)) } else { Err(format!("`{text}` is not a colour such as `#0b6b5b`")) }
    }
}

/// The letters of a mail. Mail programs have few; these are everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// # Plain
    #[default]
    Sans,
    /// # With serifs
    Serif,
}

/// A block of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    deny_unknown_fields,
    bound(deserialize = "T: Deserialize<'de> + Default")
)]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub enum Block<T = String> {
    /// # Heading
    Heading {
        /// What it says.
        #[serde(default)]
        text: T,
        /// How large it is.
        #[serde(default)]
        size: Size,
        /// Where it stands.
        #[serde(default)]
        align: Align,
    },
    /// # Text
    Text {
        /// Its paragraphs and entries of lists.
        #[serde(default)]
        lines: Vec<Line<T>>,
        /// Where it stands.
        #[serde(default)]
        align: Align,
    },
    /// # Button
    Button {
        /// What it says.
        #[serde(default)]
        label: T,
        /// Where it leads.
        #[serde(default)]
        url: T,
        /// Where it stands.
        #[serde(default)]
        align: Align,
    },
    /// # Image
    Image {
        /// The address of the picture, which everybody must be able to open.
        #[serde(default)]
        url: T,
        /// What is to be seen on it, for those who do not see it.
        #[serde(default)]
        alt: T,
        /// Where a press on it leads; empty: nowhere.
        #[serde(default)]
        link: T,
        /// Its width, in percent of the mail.
        #[serde(default = "full_percent")]
        #[schemars(range(min = 10, max = 100))]
        width_percent: u8,
        /// Where it stands.
        #[serde(default)]
        align: Align,
    },
    /// # Divider
    Divider {},
    /// # Space
    Spacer {
        /// Its height, in pixels.
        #[serde(default = "usual_space_px")]
        #[schemars(range(min = 4, max = 120))]
        height_px: u16,
    },
    /// # Columns
    ///
    /// Beside each other; on phones below each other.
    Columns {
        /// Two or three.
        columns: Vec<Column<T>>,
    },
    /// # Footer
    Footer {
        /// Who writes, and from where.
        #[serde(default)]
        lines: Vec<Line<T>>,
        /// # Words of the link to unsubscribe
        ///
        /// What the link says.
        #[serde(default)]
        unsubscribe_label: T,
        /// # Address to unsubscribe at
        ///
        /// Empty: the mail has no such link.
        #[serde(default)]
        unsubscribe_url: T,
    },
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de> + Default"))]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct Column<T = String> {
    /// What it consists of; not of columns, nor of a footer.
    #[serde(default)]
    // Blocks hold columns and columns hold blocks; in the schema the inner ones are left open.
    #[schemars(with = "Vec<Value>")]
    pub blocks: Vec<Block<T>>,
}

/// A paragraph, or an entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de> + Default"))]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct Line<T = String> {
    /// Whether it is an entry of a list.
    #[serde(default)]
    pub list: List,
    /// Its parts, each with one look.
    #[serde(default)]
    pub spans: Vec<Span<T>>,
}

/// Whether a line is an entry of a list. Entries after each other are one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// # A paragraph
    #[default]
    None,
    /// # With a dot
    Bullet,
    /// # With a number
    Number,
}

/// A part of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de> + Default"))]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct Span<T = String> {
    /// What it says.
    pub text: T,
    /// In strong letters.
    #[serde(default)]
    pub bold: bool,
    /// In slanted letters.
    #[serde(default)]
    pub italic: bool,
    /// Where it leads; empty: nowhere.
    #[serde(default)]
    pub link: T,
}

/// How large a heading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// # Large
    #[default]
    Large,
    /// # Medium
    Medium,
    /// # Small
    Small,
}

/// Where something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// # Where lines begin
    #[default]
    Start,
    /// # In the middle
    Center,
    /// # Where lines end
    End,
}

/// A mail as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// For those who look at HTML.
    pub html: String,
    /// For those who do not.
    pub text: String,
    /// Where one unsubscribes, if it says so.
    pub unsubscribe_url: Option<String>,
}

/// Why a mail cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The part at fault, as a path with dots.
    pub path: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// The most blocks of a mail, those in columns among them.
const BLOCKS_MOST: usize = 200;

impl<T> Mail<T> {
    /// Finds what is wrong with it whatever its texts say.
    pub fn check(&self) -> Result<(), Flaw> {
        let columns = self.blocks.iter().enumerate().filter_map(|(index, block)| match block {
            Block::Columns { columns } => Some((format!("blocks.{index}.columns"), columns)),
            _ => None,
        });
        let mut count = self.blocks.len();
        for (path, columns) in columns {
            if !(2..=3).contains(&columns.len()) {
                return Err(flaw(path, "Columns are two or three.", "Add a column, or take one away."));
            }
            for (index, column) in columns.iter().enumerate() {
                count += column.blocks.len();
                let is_outer = |block: &Block<T>| matches!(block, Block::Columns { .. } | Block::Footer { .. });
                if column.blocks.iter().any(is_outer) {
                    let path = format!("{path}.{index}");
                    return Err(flaw(path, "A column holds no columns and no footer.", "Put them below the columns."));
                }
            }
        }
        if count > BLOCKS_MOST {
            let message = format!("The mail has {count} blocks; {BLOCKS_MOST} are the most.");
            return Err(flaw("blocks".into(), message, "Send a link to a page instead."));
        }
        Ok(())
    }
}

impl Mail {
    /// What is sent of it. `subject` is the title of the page some programs show it as.
    pub fn render(&self, subject: &str) -> Result<Rendered, Flaw> {
        self.check()?;
        let mail = link::tidied(self);
        link::check(&mail)?;
        let unsubscribe_url = mail.blocks.iter().find_map(|block| match block {
            Block::Footer { unsubscribe_url, .. } => Some(unsubscribe_url.trim()).filter(|url| !url.is_empty()),
            _ => None,
        });
        Ok(Rendered {
            html: html::page(&mail, subject),
            text: text::of(&mail),
            unsubscribe_url: unsubscribe_url.map(str::to_owned),
        })
    }
}

fn flaw(path: String, message: impl Into<String>, hint: &str) -> Flaw {
    Flaw { path, message: message.into(), hint: hint.into() }
}

fn full_percent() -> u8 {
    100
}

fn usual_space_px() -> u16 {
    24
}
