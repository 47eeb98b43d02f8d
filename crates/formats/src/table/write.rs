//! Tables, written.

use super::Rows;
use crate::FormatError;
use csv::{QuoteStyle, WriterBuilder};
use serde_json::Value;
use std::fmt::Write as _;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Values with a sign between them.
    Csv,
    /// A workbook of Excel.
    Xlsx,
    /// A workbook of older versions of Excel.
    Xls,
    /// A workbook of LibreOffice.
    Ods,
    /// A page with a table.
    Html,
    /// A text with layout that holds a table.
    Rtf,
}

/// Writes a table; `delimiter` is for CSV, `sheet` for workbooks.
pub fn write(rows: &Rows, what: Written, sheet: &str, delimiter: &str) -> Result<Vec<u8>, FormatError> {
    match what {
        Written::Csv => csv(rows, delimiter),
        Written::Html => Ok(html(rows).into_bytes()),
        Written::Rtf => Ok(super::rtf::write(rows, shown).into_bytes()),
        Written::Xls => {
            check_sheet(sheet)?;
            super::xls_write::write(rows, sheet, shown)
        }
        Written::Xlsx => crate::archive::zip(&xlsx(rows, sheet)?),
        Written::Ods => crate::archive::zip(&ods(rows, sheet)),
    }
}

fn csv(rows: &Rows, delimiter: &str) -> Result<Vec<u8>, FormatError> {
    let [delimiter] = delimiter.as_bytes() else {
        return Err(FormatError::new(
            format!("`{delimiter}` cannot stand between values."),
            "Use one sign, such as `,`.",
        ));
    };
    let mut writer = WriterBuilder::new()
        .delimiter(*delimiter)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| FormatError::new(format!("The table cannot be written: {error}."), "");
    for row in rows {
        writer.write_record(row.iter().map(shown)).map_err(failed)?;
    }
    let bytes =
        writer.into_inner().map_err(|error| FormatError::new(format!("The table cannot be written: {error}."), ""))?;
    // The last line ends with the file, as people who compare files expect.
    Ok(bytes.strip_suffix(b"\n").map(<[u8]>::to_vec).unwrap_or(bytes))
}

fn html(rows: &Rows) -> String {
    let mut page = String::from("<html><head><meta charset=\"utf-8\"/></head><body><table>");
    for row in rows {
        page += "<tr>";
        for cell in row {
            let _ = write!(page, "<td>{}</td>", escaped(&shown(cell)));
        }
        page += "</tr>";
    }
    page + "</table></body></html>"
}

/// Refuses what Excel does not take for the name of a sheet.
fn check_sheet(sheet: &str) -> Result<(), FormatError> {
    if sheet.chars().count() > 31 || sheet.contains(['\\', '/', '?', '*', '[', ']', ':']) || sheet.is_empty() {
        let message = format!("`{sheet}` cannot be the name of a sheet.");
        return Err(FormatError::new(message, "Use up to 31 letters, without \\ / ? * [ ] and `:`."));
    }
    Ok(())
}

/// The files of a workbook with one sheet, texts in the cells themselves.
fn xlsx(rows: &Rows, sheet: &str) -> Result<Vec<(String, Vec<u8>)>, FormatError> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    check_sheet(sheet)?;
    let mut cells = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (number, row) in (1..).zip(rows) {
        let _ = write!(cells, "<row r=\"{number}\">");
        for (column, cell) in row.iter().enumerate() {
            let place = format!("{}{number}", column_name(column));
            let _ = match cell {
                Value::Null => Ok(()),
                Value::Number(value) => write!(cells, "<c r=\"{place}\"><v>{value}</v></c>"),
                Value::Bool(truth) => write!(cells, "<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(*truth)),
                text => write!(
                    cells,
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escaped(&shown(text))
                ),
            };
        }
        cells += "</row>";
    }
    cells += "</sheetData></worksheet>";
    let types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
    );
    let links = |kind: &str, target: &str| {
        format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        escaped(sheet)
    );
    let files = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", links("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", links("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", cells),
    ];
    Ok(files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

fn ods(rows: &Rows, sheet: &str) -> Vec<(String, Vec<u8>)> {
    const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    const SPACE: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let mut content = format!(
        "{HEAD}<office:document-content xmlns:office=\"{SPACE}:office:1.0\" xmlns:table=\"{SPACE}:table:1.0\" xmlns:text=\"{SPACE}:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet><table:table table:name=\"{}\">",
        escaped(sheet)
    );
    for row in rows {
        content += "<table:table-row>";
        for cell in row {
            let _ = match cell {
                Value::Null => write!(content, "<table:table-cell/>"),
                Value::Number(value) => write!(
                    content,
                    "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
                ),
                Value::Bool(truth) => write!(
                    content,
                    "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{truth}\"><text:p>{truth}</text:p></table:table-cell>"
                ),
                text => {
                    let lines: Vec<String> =
                        shown(text).split('\n').map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
                    write!(
                        content,
                        "<table:table-cell office:value-type=\"string\">{}</table:table-cell>",
                        lines.concat()
                    )
                }
            };
        }
        content += "</table:table-row>";
    }
    content += "</table:table></office:spreadsheet></office:body></office:document-content>";
    let manifest = format!(
        "{HEAD}<manifest:manifest xmlns:manifest=\"{SPACE}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{KIND}\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    [("mimetype", KIND.to_owned()), ("content.xml", content), ("META-INF/manifest.xml", manifest)]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect()
}

/// 0 → `A`, 26 → `AA`.
fn column_name(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        match (column / 26).checked_sub(1) {
            Some(rest) => column = rest,
            None => break,
        }
    }
    name.reverse();
    String::from_utf8(name).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => truth.to_string().to_uppercase(),
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let is_allowed = |letter: &char| *letter >= ' ' || matches!(letter, '\n' | '\t');
    let text: String = text.chars().filter(is_allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
