//! Makes a PDF of text.

use crate::files::{aside, for_each_aside, format_error, named};
use formats::{markdown, pdf};
use node_sdk::each::{OnItemError, paired};
use node_sdk::flow::Item;
use node_sdk::{Field, Group, HeavyContext, HeavyNode, Kind, NodeError, Output, async_trait, binary, heavy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # Make a PDF
///
/// Makes a PDF file of Markdown or HTML, for each item.
///
/// Headings, lists, tables, quotes, code, rules and pictures are laid out on pages. A picture is a file of the item, named
/// as in `![](data)`; a line `<!-- page -->` begins a new page. Write `{{ $json.name }}` where fields of the item belong.
///
/// The fonts are those every PDF reader has (Helvetica, Courier): they know the letters of Western European languages.
/// Other letters are written in Latin ones. Of HTML, structure is kept and style is not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakePdf {
    /// # Written in
    ///
    /// What the text is written in.
    #[serde(default)]
    format: Format,
    /// What stands on the pages.
    #[schemars(extend("x-widget" = "multiline", "x-placeholder" = "# Invoice {{ $json.number }}"))]
    text: Field<String>,
    /// # File
    ///
    /// The name the item gets for the PDF.
    #[serde(default = "data")]
    file: Field<String>,
    /// # File name
    ///
    /// The name of the file itself.
    #[serde(default = "document")]
    file_name: Field<String>,
    /// The title readers show.
    #[serde(default)]
    title: Field<String>,
    /// # Page
    ///
    /// The size of pages.
    #[serde(default)]
    page: Page,
    /// # Wider than high
    ///
    /// Turns the page on its side.
    #[serde(default)]
    landscape: bool,
    /// A line at the head of each page. `{page}` is its number, `{pages}` how many there are.
    #[serde(default)]
    header: Field<String>,
    /// A line at the foot of each page. `{page}` is its number, `{pages}` how many there are.
    #[serde(default = "numbers")]
    footer: Field<String>,
    /// # Margins
    ///
    /// The empty room around the text, in millimetres.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    margins: Margins,
    /// # Size of letters
    ///
    /// In points.
    #[serde(default = "eleven")]
    #[schemars(range(min = 6, max = 36), extend("x-group" = "Advanced"))]
    letters: u8,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// What the text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// # Markdown
    #[default]
    Markdown,
    /// # HTML
    Html,
}

/// The size of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Page {
    /// # A4
    #[default]
    A4,
    /// # A5
    A5,
    /// # A3
    A3,
    /// # Letter
    Letter,
    /// # Legal
    Legal,
}

/// The empty room around the text, in millimetres.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Margins {
    /// Above.
    #[schemars(range(max = 200))]
    top: u8,
    /// Below.
    #[schemars(range(max = 200))]
    bottom: u8,
    /// On the left.
    #[schemars(range(max = 200))]
    left: u8,
    /// On the right.
    #[schemars(range(max = 200))]
    right: u8,
}

impl Default for Margins {
    fn default() -> Self {
        Self { top: 20, bottom: 20, left: 20, right: 20 }
    }
}

#[async_trait]
impl HeavyNode for MakePdf {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        for_each_aside(context, 2, self.on_item_error, |index| self.made(context, index)).await
    }
}

impl MakePdf {
    async fn made(&self, context: &HeavyContext<'_>, index: usize) -> Result<Item, NodeError> {
        let (scope, mut item) = (context.scope(index), context.items()[index].clone());
        let (text, title) = (named(&self.text, &scope, "text")?, named(&self.title, &scope, "title")?);
        let (header, footer) = (named(&self.header, &scope, "header")?, named(&self.footer, &scope, "footer")?);
        let (file, file_name) = (named(&self.file, &scope, "file")?, named(&self.file_name, &scope, "file_name")?);
        let files: Vec<_> = item.binary.iter().map(|(name, file)| (name.clone(), file.clone())).collect();
        let (is_html, size, landscape) = (self.format == Format::Html, self.page.size(), self.landscape);
        let (margins, letters) = (self.margins.read(), f32::from(self.letters));
        let made = aside(move || {
            let text = if is_html {
                markdown::from_html(&text, &markdown::FromHtml::default()).map_err(format_error)?
            } else {
                text
            };
            let mut pictures = Vec::new();
            for (name, file) in files.iter().filter(|(name, _)| text.contains(&format!("]({name})"))) {
                pictures.push(pdf::Picture::read(name, &binary::bytes(file)?).map_err(format_error)?);
            }
            let (header, footer) = (header.as_str(), footer.as_str());
            let sheet = pdf::Sheet {
                markdown: &text,
                title: &title,
                size,
                landscape,
                margins,
                letters,
                header,
                footer,
                pictures: &pictures,
            };
            let bytes = pdf::write(&sheet).map_err(|error| format_error(error).at("text"))?;
            binary::of(&bytes, file_name, "application/pdf")
        });
        item.binary.insert(file, made.await?);
        item.lineage = paired(index);
        Ok(item)
    }
}

impl Page {
    fn size(self) -> pdf::PageSize {
        match self {
            Self::A3 => pdf::PageSize::A3,
            Self::A4 => pdf::PageSize::A4,
            Self::A5 => pdf::PageSize::A5,
            Self::Letter => pdf::PageSize::Letter,
            Self::Legal => pdf::PageSize::Legal,
        }
    }
}

impl Margins {
    fn read(self) -> pdf::Margins {
        let [top, bottom, left, right] = [self.top, self.bottom, self.left, self.right].map(f32::from);
        pdf::Margins { top, bottom, left, right }
    }
}

fn data() -> Field<String> {
    Field::Fixed("data".into())
}

fn document() -> Field<String> {
    Field::Fixed("document.pdf".into())
}

fn numbers() -> Field<String> {
    Field::Fixed("{page} / {pages}".into())
}

fn eleven() -> u8 {
    11
}

/// The kind `make_pdf`.
pub fn kind() -> Kind {
    heavy::<MakePdf>("make_pdf", Group::Data, include_str!("icon.svg"))
        .keywords(&["pdf", "document", "invoice", "report", "print", "markdown", "html"])
        .timeout_ms(120_000)
}
