//! Makes a PDF of Markdown.

use super::letters::{Font, encoded};
use super::pages::{Frame, Pages};
use super::paper::Paper;
use crate::FormatError;
use image::{DynamicImage, ImageReader, Limits};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::io::Cursor;

/// Points of a millimetre.
const MILLIMETRE: f32 = 72.0 / 25.4;
/// A picture of more pixels in a row or column is refused.
const MOST_PIXELS: u32 = 10_000;
/// Pictures become no larger than this when they are unpacked, in bytes.
const MOST_PICTURE_BYTES: u64 = 128 * 1024 * 1024;
/// The size of letters at the head and the foot of a page, in points.
const SMALL: f32 = 8.5;

/// The size of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 148 × 210 mm.
    A5,
    /// 297 × 420 mm.
    A3,
    /// 8.5 × 11 inches.
    Letter,
    /// 8.5 × 14 inches.
    Legal,
}

/// The empty room around the text, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Above.
    pub top: f32,
    /// Below.
    pub bottom: f32,
    /// On the left.
    pub left: f32,
    /// On the right.
    pub right: f32,
}

/// A picture for the pages.
#[derive(Clone, Debug)]
pub struct Picture {
    /// By what the text names it.
    pub name: String,
    /// Its width.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
    data: Pixels,
}

/// How a picture lies in the file.
#[derive(Clone, Debug)]
enum Pixels {
    /// As JPEG, which PDF knows.
    Jpeg(Vec<u8>),
    /// Red, green and blue of each pixel.
    Plain(Vec<u8>),
}

/// What becomes pages, and how they look.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The text.
    pub markdown: &'a str,
    /// The title of the document; may be empty.
    pub title: &'a str,
    /// The size of pages.
    pub size: PageSize,
    /// Wider than high.
    pub landscape: bool,
    /// The empty room around the text.
    pub margins: Margins,
    /// The size of letters, in points.
    pub letters: f32,
    /// A line at the head of each page; `{page}` and `{pages}` stand for its number and how many there are.
    pub header: &'a str,
    /// The same at the foot.
    pub footer: &'a str,
    /// The pictures the text names.
    pub pictures: &'a [Picture],
}

impl Picture {
    /// Reads a picture. JPEG stays as it is, all else becomes pixels on white.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, FormatError> {
        let unreadable = |reason: String| {
            FormatError::new(format!("The picture `{name}` cannot be read: {reason}."), "Use JPEG, PNG, GIF or WebP.")
        };
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| unreadable(error.to_string()))?;
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
        limits.max_alloc = Some(MOST_PICTURE_BYTES);
        reader.limits(limits);
        let is_jpeg = reader.format() == Some(image::ImageFormat::Jpeg);
        let decoded = reader.decode().map_err(|error| unreadable(error.to_string()))?;
        let (width_px, height_px) = (decoded.width(), decoded.height());
        let data = match (is_jpeg, &decoded) {
            (true, DynamicImage::ImageRgb8(_)) => Pixels::Jpeg(bytes.to_vec()),
            _ => Pixels::Plain(on_white(&decoded)),
        };
        Ok(Self { name: name.to_owned(), width_px, height_px, data })
    }
}

fn on_white(picture: &DynamicImage) -> Vec<u8> {
    let blend = |colour: u8, opacity: u8| {
        let (colour, opacity) = (u16::from(colour), u16::from(opacity));
        ((colour * opacity + 255 * (255 - opacity)) / 255) as u8
    };
    picture.to_rgba8().pixels().flat_map(|pixel| [0, 1, 2].map(|part| blend(pixel.0[part], pixel.0[3]))).collect()
}

/// Makes a PDF.
pub fn write(sheet: &Sheet<'_>) -> Result<Vec<u8>, FormatError> {
    let (page_width, page_height) = page(sheet);
    let frame = frame(sheet, page_width, page_height)?;
    let mut pages = Pages::new(frame, sheet.letters, sheet.pictures);
    pages.lay_out(sheet.markdown)?;
    let mut papers = pages.papers;
    let count = papers.len();
    for (place, paper) in papers.iter_mut().enumerate() {
        let filled =
            |text: &str| text.replace("{page}", &(place + 1).to_string()).replace("{pages}", &count.to_string());
        small_line(paper, &filled(sheet.header), frame.top - 2.0 * SMALL, page_width);
        small_line(paper, &filled(sheet.footer), frame.bottom + 3.0 * SMALL, page_width);
    }
    bound(sheet, &papers, (page_width, page_height))
}

fn page(sheet: &Sheet<'_>) -> (f32, f32) {
    let (width, height) = match sheet.size {
        PageSize::A3 => (297.0, 420.0),
        PageSize::A4 => (210.0, 297.0),
        PageSize::A5 => (148.0, 210.0),
        PageSize::Letter => (215.9, 279.4),
        PageSize::Legal => (215.9, 355.6),
    };
    let (width, height) = (width * MILLIMETRE, height * MILLIMETRE);
    if sheet.landscape { (height, width) } else { (width, height) }
}

fn frame(sheet: &Sheet<'_>, page_width: f32, page_height: f32) -> Result<Frame, FormatError> {
    let Margins { top, bottom, left, right } = sheet.margins;
    let frame = Frame {
        page_height,
        left: left * MILLIMETRE,
        top: top * MILLIMETRE,
        width: page_width - (left + right) * MILLIMETRE,
        bottom: page_height - bottom * MILLIMETRE,
    };
    if frame.width < 72.0 || frame.bottom - frame.top < 72.0 {
        return Err(FormatError::new("The margins leave no room for text.", "Make them smaller, or the page larger."));
    }
    Ok(frame)
}

fn small_line(paper: &mut Paper, text: &str, baseline: f32, page_width: f32) {
    if text.trim().is_empty() {
        return;
    }
    let (font, letters) = (Font::default(), encoded(text));
    let x = (page_width - font.width(&letters, SMALL)) / 2.0;
    paper.text(x.max(0.0), baseline, font, SMALL, &letters);
}

fn bound(sheet: &Sheet<'_>, papers: &[Paper], (width, height): (f32, f32)) -> Result<Vec<u8>, FormatError> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let fonts = fonts(&mut document);
    let pictures = pictures(&mut document, sheet.pictures);
    let resources = document.add_object(dictionary! { "Font" => fonts, "XObject" => pictures });
    let mut kids = Vec::with_capacity(papers.len());
    for paper in papers {
        // What we write is the content itself; nothing has to be encoded for it.
        let content = document.add_object(Stream::new(Dictionary::new(), paper.ink.clone().into_bytes()));
        let page = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Contents" => content,
            "Resources" => resources,
        });
        kids.push(Object::Reference(page));
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    let title = lopdf::text_string(sheet.title);
    let about = document.add_object(dictionary! { "Producer" => Object::string_literal("Towpath"), "Title" => title });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", about);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| {
        FormatError::new(format!("The PDF cannot be written: {error}."), "Report it with the text.")
    })?;
    Ok(bytes)
}

fn fonts(document: &mut Document) -> Dictionary {
    let mut fonts = Dictionary::new();
    for font in Font::all() {
        let id = document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type1",
            "BaseFont" => Object::Name(font.name().into_bytes()),
            "Encoding" => "WinAnsiEncoding",
        });
        fonts.set(font.key(), id);
    }
    fonts
}

fn pictures(document: &mut Document, pictures: &[Picture]) -> Dictionary {
    let mut named = Dictionary::new();
    for (number, picture) in pictures.iter().enumerate() {
        let id: ObjectId = document.add_object(stream_of(picture));
        named.set(format!("I{number}"), id);
    }
    named
}

fn stream_of(picture: &Picture) -> Stream {
    let mut about = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(picture.width_px),
        "Height" => i64::from(picture.height_px),
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
    };
    match &picture.data {
        Pixels::Jpeg(bytes) => {
            about.set("Filter", "DCTDecode");
            Stream::new(about, bytes.clone()).with_compression(false)
        }
        Pixels::Plain(bytes) => Stream::new(about, bytes.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{Read, read};

    fn sheet(markdown: &str) -> Sheet<'_> {
        Sheet {
            markdown,
            title: "Grüße",
            size: PageSize::A5,
            landscape: false,
            margins: Margins { top: 20.0, bottom: 20.0, left: 20.0, right: 20.0 },
            letters: 11.0,
            header: "",
            footer: "{page} of {pages}",
            pictures: &[],
        }
    }

    /// How much is drawn, read as other programs do.
    fn operations(bytes: &[u8]) -> usize {
        let document = Document::load_mem(bytes).unwrap();
        let pages = document.get_pages();
        let all =
            pages.values().map(|page| lopdf::content::Content::decode(&document.get_page_content(*page)).unwrap());
        all.map(|content| content.operations.len()).sum()
    }

    fn text_of(sheet: &Sheet<'_>) -> crate::pdf::Text {
        read(&write(sheet).unwrap(), &Read::default()).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let markdown = "# Invoice №7\n\nDear **Zoë**, you owe *12.50 €* for `tea`.\n\n1. one\n2. two\n   - inner\n\n> quoted\n\n\
            | item | price |\n|---|---|\n| tea | 12.50 |\n| a very long description that has to be broken into lines | 1 |\n\n```\nfn main() {}\n```\n\n---\n\nend";
        let text = text_of(&sheet(markdown));
        let words: Vec<&str> = text.pages[0].split_whitespace().collect();
        let all = words.join(" ");
        for expected in [
            "Invoice", "Zoë", "12.50", "€", "tea", "1.", "two", "•", "inner", "quoted", "price", "broken", "main()",
            "1 of 1",
        ] {
            assert!(all.contains(expected), "{expected} in {all}");
        }
        assert_eq!((text.page_count, text.about.get("Title").map(String::as_str)), (1, Some("Grüße")));
        assert!(operations(&write(&sheet(markdown)).unwrap()) > 40);
    }

    #[test]
    fn long_texts_go_on_on_further_pages() {
        let markdown = "word ".repeat(3_000) + "\n\n<!-- page -->\n\nlast " + &"x".repeat(500);
        let text = text_of(&sheet(&markdown));
        assert!(text.page_count > 5, "{}", text.page_count);
        let count: usize = text.pages.iter().map(|page| page.matches("word").count()).sum();
        assert_eq!(count, 3_000, "no word is lost");
        let last = text.pages.last().unwrap();
        assert!(last.contains("last") && last.contains(&format!("{0} of {0}", text.page_count)), "{last}");
        let two = read(&write(&sheet(&markdown)).unwrap(), &Read { most_pages: Some(2), ..Read::default() }).unwrap();
        assert_eq!((two.pages.len(), two.page_count), (2, text.page_count));
    }

    #[test]
    fn pictures_go_along_and_missing_ones_are_named() {
        let mut bytes = Vec::new();
        let pixels = image::RgbaImage::from_pixel(4, 2, image::Rgba([255, 0, 0, 128]));
        DynamicImage::ImageRgba8(pixels).write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        let pictures = [Picture::read("logo", &bytes).unwrap()];
        assert_eq!((pictures[0].width_px, pictures[0].height_px), (4, 2));
        let made = write(&Sheet { pictures: &pictures, ..sheet("![logo](logo)\n\ntext") }).unwrap();
        let document = Document::load_mem(&made).unwrap();
        let page = *document.get_pages().values().next().unwrap();
        assert!(String::from_utf8_lossy(&document.get_page_content(page)).contains("/I0 Do"));
        assert!(write(&sheet("![x](photo)")).unwrap_err().message.contains("`photo`"));
        assert!(Picture::read("a", b"none").is_err());
        let narrow = Sheet { margins: Margins { top: 1.0, bottom: 1.0, left: 90.0, right: 90.0 }, ..sheet("x") };
        assert!(write(&narrow).unwrap_err().message.contains("margins"));
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert!(read(b"hello", &Read::default()).is_err());
    }
}
