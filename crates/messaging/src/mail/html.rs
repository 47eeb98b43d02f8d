//! A mail as HTML that holds in mail programs: tables for what must stand, looks written
//! on each element, columns that go below each other without being told, and colours
//! for the dark that programs which know of it take.
//!
//! Every text is escaped where it is written; there is no other way into the page.

use super::{Align, Block, Column, Font, Line, List, Mail, Size, Span};
use std::fmt::Write;

const WIDTH_PX: u32 = 600;
const PADDING_PX: u32 = 32;
const GAP_PX: u32 = 20;

/// For programs that know of the dark and of small screens; the others have what stands
/// on the elements. Outlook on the web names its own dark by `data-ogsc` and `data-ogsb`.
const RULES: &str = "body{margin:0;padding:0;width:100%!important;-webkit-text-size-adjust:100%}\
img{border:0;max-width:100%}\
@media (max-width:620px){.tp-pad{padding-left:20px!important;padding-right:20px!important}.tp-col{max-width:100%!important}\
.tp-cell{padding-left:0!important;padding-right:0!important}}\
@media (prefers-color-scheme:dark){.tp-ground{background-color:#101413!important}.tp-sheet{background-color:#1a201f!important}\
.tp-ink{color:#eef2f0!important}.tp-soft{color:#b3bfba!important}.tp-link{color:#8fd9c8!important}.tp-line{border-color:#3b4744!important}}\
[data-ogsb] .tp-ground{background-color:#101413!important}[data-ogsb] .tp-sheet{background-color:#1a201f!important}\
[data-ogsc] .tp-ink{color:#eef2f0!important}[data-ogsc] .tp-soft{color:#b3bfba!important}[data-ogsc] .tp-link{color:#8fd9c8!important}";

/// What keeps programs from showing the first lines of the mail after the preview text.
const FILLING: &str = "&#847;&zwnj;&nbsp;";

/// The page.
pub(super) fn page(mail: &Mail, subject: &str) -> String {
    let mut page = Page { html: String::with_capacity(8 * 1024), look: Look::of(mail) };
    page.head(subject);
    let ground = &mail.style.ground.0;
    let _ = write!(page.html, "<body class=\"tp-ground\" style=\"margin:0;padding:0;background-color:{ground}\">");
    page.preheader(mail.preheader.trim());
    let _ = write!(
        page.html,
        "<table role=\"presentation\" class=\"tp-ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"background-color:{ground}\"><tr><td align=\"center\" style=\"padding:24px 8px\">\
         <!--[if mso]><table role=\"presentation\" width=\"{WIDTH_PX}\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\
         <table role=\"presentation\" class=\"tp-sheet\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"max-width:{WIDTH_PX}px;background-color:#ffffff;border-radius:12px\">"
    );
    page.blocks(&mail.blocks);
    page.html.push_str("</table><!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>");
    page.html
}

/// What is the same all over a mail.
struct Look {
    accent: String,
    on_accent: &'static str,
    font: &'static str,
}

impl Look {
    fn of(mail: &Mail) -> Self {
        let accent = mail.style.accent.0.clone();
        let on_accent = if is_light(&accent) { "#16201d" } else { "#ffffff" };
        let font = match mail.style.font {
            Font::Sans => "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
            Font::Serif => "Georgia,Cambria,'Times New Roman',serif",
        };
        Self { accent, on_accent, font }
    }
}

/// Whether dark letters are read better on a colour than white ones (WCAG's luminance).
fn is_light(colour: &str) -> bool {
    let channel = |at: usize| {
        let value = u8::from_str_radix(colour.get(at..at + 2).unwrap_or("00"), 16).unwrap_or(0);
        let share = f64::from(value) / 255.0;
        if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    // At this luminance white and near-black letters have the same contrast.
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) > 0.2
}

struct Page {
    html: String,
    look: Look,
}

impl Page {
    fn head(&mut self, subject: &str) {
        self.html.push_str(
            "<!doctype html><html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta name=\"x-apple-disable-message-reformatting\">\
             <meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"supported-color-schemes\" content=\"light dark\"><title>",
        );
        self.text(subject);
        self.html.push_str(
            "</title><!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>\
             </o:OfficeDocumentSettings></xml><![endif]--><style>",
        );
        self.html.push_str(RULES);
        self.html.push_str("</style></head>");
    }

    fn preheader(&mut self, preheader: &str) {
        if preheader.is_empty() {
            return;
        }
        self.html.push_str("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:transparent\">");
        self.text(preheader);
        self.html.push_str(&FILLING.repeat(60));
        self.html.push_str("</div>");
    }

    /// Each block is a row, so that nothing an earlier one leaves open reaches the next.
    fn blocks(&mut self, blocks: &[Block]) {
        let last = blocks.len().saturating_sub(1);
        for (index, block) in blocks.iter().enumerate() {
            let (top, bottom) = (if index == 0 { 32 } else { 10 }, if index == last { 32 } else { 10 });
            let side = PADDING_PX;
            let _ = write!(
                self.html,
                "<tr><td class=\"tp-pad\" style=\"padding:{top}px {side}px {bottom}px {side}px\"{}>",
                align_attribute(align_of(block))
            );
            self.block(block, WIDTH_PX - 2 * PADDING_PX);
            self.html.push_str("</td></tr>");
        }
        if blocks.is_empty() {
            self.html.push_str("<tr><td style=\"padding:32px\">&nbsp;</td></tr>");
        }
    }

    fn block(&mut self, block: &Block, width_px: u32) {
        match block {
            Block::Heading { text, size, align } => self.heading(text, *size, *align),
            Block::Text { lines, align } => self.lines(lines, *align, "tp-ink", "font-size:16px;line-height:1.6;color:#1f2a27"),
            Block::Button { label, url, .. } => self.button(label, url),
            Block::Image { url, alt, link, width_percent, .. } => {
                let width_px = width_px * u32::from((*width_percent).clamp(10, 100)) / 100;
                self.image(url, alt, link, width_px);
            }
            Block::Divider {} => self.html.push_str(
                "<div class=\"tp-line\" style=\"border-top:1px solid #dde3e0;font-size:1px;line-height:1px;height:1px\">&nbsp;</div>",
            ),
            Block::Spacer { height_px } => {
                let height = (*height_px).clamp(4, 120);
                let _ = write!(
                    self.html,
                    "<div style=\"height:{height}px;line-height:{height}px;font-size:1px\">&nbsp;</div>"
                );
            }
            Block::Columns { columns } => self.columns(columns, width_px),
            Block::Footer { lines, unsubscribe_label, unsubscribe_url } => {
                self.footer(lines, unsubscribe_label, unsubscribe_url.trim());
            }
        }
    }

    fn heading(&mut self, text: &str, size: Size, align: Align) {
        let (tag, size_px) = match size {
            Size::Large => ("h1", 28),
            Size::Medium => ("h2", 22),
            Size::Small => ("h3", 18),
        };
        let (font, align) = (self.look.font, align_style(align));
        let _ = write!(
            self.html,
            "<{tag} class=\"tp-ink\" dir=\"auto\" style=\"margin:0;font-family:{font};font-size:{size_px}px;line-height:1.3;\
             font-weight:700;color:#16201d{align}\">"
        );
        self.text(text);
        let _ = write!(self.html, "</{tag}>");
    }

    /// Paragraphs and lists.
    fn lines(&mut self, lines: &[Line], align: Align, class: &str, look: &str) {
        let (font, align) = (self.look.font, align_style(align));
        let mut open: Option<&str> = None;
        for (index, line) in lines.iter().enumerate() {
            let wanted = match line.list {
                List::None => None,
                List::Bullet => Some("ul"),
                List::Number => Some("ol"),
            };
            if open != wanted {
                if let Some(tag) = open {
                    let _ = write!(self.html, "</{tag}>");
                }
                if let Some(tag) = wanted {
                    let _ = write!(
                        self.html,
                        "<{tag} class=\"{class}\" dir=\"auto\" style=\"margin:0 0 12px;padding:0 0 0 24px;font-family:{font};{look}{align}\">"
                    );
                }
                open = wanted;
            }
            if wanted.is_some() {
                self.html.push_str("<li style=\"margin:0 0 6px\">");
                self.spans(&line.spans);
                self.html.push_str("</li>");
            } else {
                let bottom_px = if index + 1 == lines.len() { 0 } else { 12 };
                let _ = write!(
                    self.html,
                    "<p class=\"{class}\" dir=\"auto\" style=\"margin:0 0 {bottom_px}px;font-family:{font};{look}{align}\">"
                );
                self.spans(&line.spans);
                self.html.push_str("</p>");
            }
        }
        if let Some(tag) = open {
            let _ = write!(self.html, "</{tag}>");
        }
    }

    fn spans(&mut self, spans: &[Span]) {
        if spans.iter().all(|span| span.text.is_empty()) {
            self.html.push_str("&nbsp;");
        }
        for span in spans {
            let link = span.link.trim();
            if !link.is_empty() {
                self.open_link(link);
            }
            let marks = [(span.bold, "strong"), (span.italic, "em")];
            for (_, tag) in marks.iter().filter(|(is_on, _)| *is_on) {
                let _ = write!(self.html, "<{tag}>");
            }
            self.text(&span.text);
            for (_, tag) in marks.iter().rev().filter(|(is_on, _)| *is_on) {
                let _ = write!(self.html, "</{tag}>");
            }
            if !link.is_empty() {
                self.html.push_str("</a>");
            }
        }
    }

    fn open_link(&mut self, address: &str) {
        self.html.push_str("<a class=\"tp-link\" href=\"");
        self.text(address);
        let _ = write!(self.html, "\" style=\"color:{};text-decoration:underline\">", self.look.accent);
    }

    /// A cell with a colour, because not every program gives room to a link.
    fn button(&mut self, label: &str, url: &str) {
        let Look { accent, on_accent, font } = &self.look;
        let _ = write!(
            self.html,
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\
             <td bgcolor=\"{accent}\" style=\"border-radius:8px;background-color:{accent};mso-padding-alt:13px 26px\"><a href=\"",
        );
        let look = format!(
            "\" style=\"display:inline-block;padding:13px 26px;font-family:{font};font-size:16px;line-height:1.25;\
             font-weight:600;color:{on_accent};text-decoration:none;border-radius:8px\">"
        );
        self.text(url.trim());
        self.html.push_str(&look);
        self.text(label);
        self.html.push_str("</a></td></tr></table>");
    }

    fn image(&mut self, url: &str, alt: &str, link: &str, width_px: u32) {
        let link = link.trim();
        if !link.is_empty() {
            self.open_link(link);
        }
        self.html.push_str("<img src=\"");
        self.text(url.trim());
        self.html.push_str("\" alt=\"");
        self.text(alt);
        let font = self.look.font;
        let _ = write!(
            self.html,
            "\" width=\"{width_px}\" class=\"tp-soft\" style=\"display:inline-block;width:100%;max-width:{width_px}px;height:auto;\
             border-radius:8px;font-family:{font};font-size:14px;color:#5a6763\">"
        );
        if !link.is_empty() {
            self.html.push_str("</a>");
        }
    }

    /// Boxes as wide as they may be: where there is no room beside each other they stand
    /// below each other, in programs without media queries too. Outlook gets a table.
    fn columns(&mut self, columns: &[Column], width_px: u32) {
        let count = u32::try_from(columns.len()).unwrap_or(1).max(1);
        let each_px = width_px / count;
        self.html.push_str(
            "<!--[if mso]><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><![endif]-->\
             <div style=\"font-size:0;text-align:center\">",
        );
        for (index, column) in columns.iter().enumerate() {
            // Room between columns, not beside them: their edges are those of the mail.
            let left_px = if index == 0 { 0 } else { GAP_PX / 2 };
            let right_px = if index + 1 == columns.len() { 0 } else { GAP_PX / 2 };
            let _ = write!(
                self.html,
                "<!--[if mso]><td width=\"{each_px}\" valign=\"top\"><![endif]--><div class=\"tp-col\" \
                 style=\"display:inline-block;width:100%;max-width:{each_px}px;vertical-align:top;text-align:start\">\
                 <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">"
            );
            for block in &column.blocks {
                let _ = write!(
                    self.html,
                    "<tr><td class=\"tp-cell\" style=\"padding:8px {right_px}px 8px {left_px}px\"{}>",
                    align_attribute(align_of(block))
                );
                self.block(block, each_px - left_px - right_px);
                self.html.push_str("</td></tr>");
            }
            self.html.push_str("</table></div><!--[if mso]></td><![endif]-->");
        }
        self.html.push_str("</div><!--[if mso]></tr></table><![endif]-->");
    }

    fn footer(&mut self, lines: &[Line], label: &str, url: &str) {
        let look = "font-size:13px;line-height:1.6;color:#5a6763";
        self.lines(lines, Align::Center, "tp-soft", look);
        if url.is_empty() {
            return;
        }
        let font = self.look.font;
        let _ = write!(
            self.html,
            "<p class=\"tp-soft\" style=\"margin:8px 0 0;font-family:{font};{look};text-align:center\"><a class=\"tp-soft\" href=\""
        );
        self.text(url);
        self.html.push_str("\" style=\"color:#5a6763;text-decoration:underline\">");
        self.text(if label.trim().is_empty() { url } else { label });
        self.html.push_str("</a></p>");
    }

    /// Writes a text: no letter of it is markup.
    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\n' => self.html.push_str("<br>"),
                letter if letter.is_control() => {}
                letter => self.html.push(letter),
            }
        }
    }
}

fn align_of(block: &Block) -> Align {
    match block {
        Block::Heading { align, .. } | Block::Text { align, .. } => *align,
        Block::Button { align, .. } | Block::Image { align, .. } => *align,
        Block::Footer { .. } => Align::Center,
        Block::Divider {} | Block::Spacer { .. } | Block::Columns { .. } => Align::Start,
    }
}

/// Where lines begin needs no word: it depends on the script they are written in.
fn align_attribute(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Center => " align=\"center\"",
        Align::End => " align=\"right\"",
    }
}

fn align_style(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::Center => ";text-align:center",
        Align::End => ";text-align:right",
    }
}
