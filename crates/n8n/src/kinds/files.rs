//! Files: `extractFromFile`, `convertToFile`, `spreadsheetFile`, `moveBinaryData`,
//! `compression` and `iCal`.

use crate::draft::Draft;
use crate::source::Source;
use serde_json::{Map, Value, json};

/// `extractFromFile` 1 and 1.1.
pub(crate) fn extract(node: &Source<'_>, to: &mut Draft) {
    to.kind("extract_from_file");
    let file = node.text("binaryPropertyName", "data");
    to.set_unless("file", file, "data");
    let operation = node.choice("operation", "csv");
    match operation {
        "csv" | "html" | "ods" | "xlsx" | "xls" | "rtf" => {
            let broken_rows = if node.version() > 1.0 { "fail" } else { "stop" };
            table(node, operation, broken_rows, to);
        }
        "pdf" => pdf(&node.group("options"), to),
        other => {
            moved(node, other, to);
        }
    }
}

/// What is not a table: one item for each file.
fn moved(node: &Source<'_>, operation: &str, to: &mut Draft) {
    let format = match operation {
        "fromJson" => "json",
        "fromIcs" => "calendar",
        "binaryToPropery" => "base64",
        _ => "text",
    };
    let field = node.text("destinationKey", "data");
    to.set("format", format).set("missing", "skip").set_unless("field", field, "data");
    let options = node.group("options");
    encoding(&options, "", to);
    to.set_unless("keep_mark", !options.flag("stripBOM", true), false);
    match options.choice("keepSource", "") {
        "json" => to.set("keep", "fields"),
        "binary" => to.set("keep", "files"),
        "both" => to.set("keep", "all"),
        _ => to,
    };
}

/// The text of a PDF, and what the file says of itself.
fn pdf(options: &Source<'_>, to: &mut Draft) {
    to.set("format", "pdf").set("missing", "skip");
    let mut pdf = Map::new();
    let password = options.text("password", "");
    if !password.is_empty() {
        pdf.insert("password".into(), password.into());
    }
    let most = options.number("maxPages", 0.0).max(0.0) as u64;
    if most > 0 {
        pdf.insert("most_pages".into(), most.into());
    }
    if !options.flag("joinPages", true) {
        pdf.insert("join".into(), false.into());
    }
    if !pdf.is_empty() {
        to.set("pdf", pdf);
    }
    match options.choice("keepSource", "") {
        "json" => to.set("keep", "fields"),
        "binary" => to.set("keep", "files"),
        "both" => to.set("keep", "all"),
        _ => to,
    };
}

/// `readPDF`: the file stays with the item.
pub(crate) fn read_pdf(node: &Source<'_>, to: &mut Draft) {
    let file = node.text("binaryPropertyName", "data");
    to.kind("extract_from_file").set_unless("file", file, "data").set("format", "pdf").set("keep", "files");
    if node.flag("encrypted", false) {
        let password = node.text("password", "");
        to.set("pdf", json!({"password": password}));
    }
    node.skip(&["password"]);
}

/// `readWriteFile`: files on the server's disk.
pub(crate) fn read_write(node: &Source<'_>, to: &mut Draft) {
    let options = node.group("options");
    if node.choice("operation", "read") == "write" {
        let (path, file) = (node.text("fileName", ""), node.text("dataPropertyName", "data"));
        on_disk(to).set("operation", "write").set("path", path).set_unless("file", file, "data");
        to.set_unless("append", options.flag("append", false), false);
        return folder_note(node);
    }
    let (path, file) = (node.text("fileSelector", ""), options.text("dataPropertyName", "data"));
    on_disk(to).set("path", path).set_unless("file", file, "data").set("missing", "skip");
    let (name, media_type) = (options.text("fileName", ""), options.text("mimeType", ""));
    to.set_unless("file_name", name, "").set_unless("media_type", media_type, "");
    options.skip(&["fileExtension"]);
    folder_note(node);
}

/// `readBinaryFile`, `readBinaryFiles` and `writeBinaryFile`.
pub(crate) fn binary_file(node: &Source<'_>, to: &mut Draft) {
    let file = node.text("dataPropertyName", "data");
    on_disk(to).set_unless("file", file, "data");
    match node.kind() {
        "writeBinaryFile" => {
            let path = node.text("fileName", "");
            to.set("operation", "write").set("path", path);
            to.set_unless("append", node.group("options").flag("append", false), false);
        }
        "readBinaryFiles" => {
            let path = node.text("fileSelector", "");
            to.set("path", path).set("missing", "skip");
        }
        _ => {
            let path = node.text("filePath", "");
            to.set("path", path);
        }
    }
    folder_note(node);
}

fn on_disk(to: &mut Draft) -> &mut Draft {
    to.kind("disk_file")
}

fn folder_note(node: &Source<'_>) {
    node.note(
        "files_on_disk",
        "Files lie in the folder that whoever runs the server has set for files of flows, and nowhere else.",
        "Write the path within that folder.",
    );
}

fn encoding(options: &Source<'_>, default: &str, to: &mut Draft) {
    let encoding = options.text("encoding", default);
    to.set_unless("encoding", encoding, default);
}

fn table(node: &Source<'_>, format: &str, broken_rows: &str, to: &mut Draft) {
    let ours = match format {
        "csv" => "csv",
        "html" => "html",
        "autodetect" => "auto",
        _ => "workbook",
    };
    to.set_unless("format", ours, "auto");
    let options = node.group("options");
    let mut table = Map::new();
    let mut set = |name: &str, value: Value, default: Value| {
        if value != default {
            table.insert(name.to_owned(), value);
        }
    };
    let header = options.flag("headerRow", true);
    set("header", header.into(), true.into());
    set("with_empty", options.flag("includeEmptyCells", false).into(), false.into());
    set("plain", options.flag("rawData", false).into(), false.into());
    if ours == "csv" {
        set("delimiter", options.text("delimiter", ",").into(), ",".into());
        set("from_line", json!(options.number("fromLine", 1.0).max(1.0) as u64), json!(1));
        set("most_rows", json!(options.number("maxRowCount", -1.0).max(0.0) as u64), json!(0));
        set("numbered", json!(!header), json!(false));
        let skipping = options.group("skipRecordsWithErrors.value");
        let skips = skipping.flag("enabled", false);
        let most = skipping.number("maxSkippedRecords", -1.0).max(0.0) as u64;
        set("broken_rows", if skips { "skip" } else { broken_rows }.into(), "fail".into());
        set("most_broken", json!(most), json!(0));
        // Quotes in the middle of a value are always taken as they are.
        options.skip(&["relaxQuotes"]);
        encoding(&options, "", to);
        to.set_unless("keep_mark", !options.flag("enableBOM", false), false);
    } else {
        set("sheet", options.text("sheetName", "").into(), "".into());
        set("range", options.text("range", "").into(), "".into());
        options.skip(&["readAsString", "skipRecordsWithErrors"]);
    }
    if !table.is_empty() {
        to.set("table", table);
    }
}

/// `convertToFile` 1 and 1.1.
pub(crate) fn convert(node: &Source<'_>, to: &mut Draft) {
    to.kind("convert_to_file");
    let file = node.text("binaryPropertyName", "data");
    to.set_unless("file", file, "data");
    let options = node.group("options");
    match node.choice("operation", "csv") {
        "toJson" => {
            to.set("format", "json");
            if node.choice("mode", "once") == "each" {
                to.set("files", "each");
            }
            to.set_unless("pretty", options.flag("format", false), false);
            written_text(&options, to);
        }
        "toText" => {
            let field = node.text("sourceProperty", "");
            to.set("format", "text").set("field", field);
            written_text(&options, to);
        }
        "toBinary" => {
            let field = node.text("sourceProperty", "");
            let media_type = options.text("mimeType", "");
            to.set("format", "base64").set("field", field).set_unless("media_type", media_type, "");
            // Version 1 could be told that the text is no base 64.
            if !options.flag("dataIsBase64", true) {
                to.set("format", "text");
                encoding(&options, "utf8", to);
            }
            options.skip(&["encoding", "addBOM"]);
        }
        "iCal" => event(node, to),
        format => written_table(node, format, to),
    }
    let name = options.text("fileName", "");
    match node.choice("operation", "csv") {
        format @ ("csv" | "html" | "ods" | "rtf" | "xls" | "xlsx") if name.is_empty() => {
            to.set("file_name", format!("File.{format}"))
        }
        _ => to.set_unless("file_name", name, ""),
    };
}

fn written_text(options: &Source<'_>, to: &mut Draft) {
    let encoding = options.text("encoding", "utf-8");
    to.set_unless("encoding", encoding, "utf-8");
    to.set_unless("mark", options.flag("addBOM", false), false);
}

fn written_table(node: &Source<'_>, format: &str, to: &mut Draft) {
    let options = node.group("options");
    let ours = match format {
        "xlsx" | "xls" | "ods" | "html" | "csv" | "rtf" => format,
        _ => {
            node.lost(
                "operation",
                format!("Files of the kind `{format}` cannot be written here; it is CSV."),
                "Choose another kind.",
            );
            "csv"
        }
    };
    to.set_unless("format", ours, "csv").set_unless("header", options.flag("headerRow", true), true);
    let (sheet, delimiter) = (options.text("sheetName", "Sheet"), options.text("delimiter", ","));
    to.set_unless("sheet", sheet, "Sheet").set_unless("delimiter", delimiter, ",");
    // Workbooks are always packed.
    options.skip(&["compression"]);
}

/// `spreadsheetFile` 1 and 2.
pub(crate) fn spreadsheet(node: &Source<'_>, to: &mut Draft) {
    if node.choice("operation", "fromFile") == "toFile" {
        to.kind("convert_to_file");
        let (file, name) = (node.text("binaryPropertyName", "data"), node.text("options.fileName", ""));
        to.set_unless("file", file, "data").set_unless("file_name", name, "");
        return written_table(node, node.choice("fileFormat", "xls"), to);
    }
    to.kind("extract_from_file");
    let file = node.text("binaryPropertyName", "data");
    to.set_unless("file", file, "data");
    // Version 1 read everything as a workbook, also CSV.
    let format = if node.version() < 2.0 { "xlsx" } else { node.choice("fileFormat", "autodetect") };
    table(node, format, "stop", to);
}

/// `moveBinaryData` 1 and 1.1.
pub(crate) fn move_binary(node: &Source<'_>, to: &mut Draft) {
    let options = node.group("options");
    if node.choice("mode", "binaryToJson") == "jsonToBinary" {
        return to_binary(node, &options, to);
    }
    let whole = node.flag("setAllData", true);
    let format = match (whole, options.flag("keepAsBase64", false), options.flag("jsonParse", false)) {
        (true, ..) | (false, false, true) => "json",
        (false, true, _) => "base64",
        _ => "text",
    };
    to.kind("extract_from_file").set("format", format).set("missing", "skip");
    let file = node.text("sourceKey", "data");
    to.set_unless("file", file, "data");
    let field = node.text("destinationKey", "data");
    to.set_unless("field", if whole { String::new() } else { field }, "data");
    encoding(&options, "utf8", to);
    to.set_unless("keep_mark", !options.flag("stripBOM", true), false);
    let keep = match (whole, options.flag("keepSource", false)) {
        (true, true) => "files",
        (true, false) => "other_files",
        (false, true) => "all",
        (false, false) => "fields",
    };
    to.set_unless("keep", keep, "other_files");
}

fn to_binary(node: &Source<'_>, options: &Source<'_>, to: &mut Draft) {
    let whole = node.flag("convertAllData", true);
    let source = node.text("sourceKey", "data");
    let is_base64 = options.flag("dataIsBase64", false);
    let is_raw = options.flag("useRawData", false);
    let format = match (is_base64, is_raw) {
        (true, _) => "base64",
        (false, true) => "text",
        (false, false) => "json",
    };
    to.kind("convert_to_file").set("format", format).set("missing", "skip");
    if format == "json" {
        to.set("files", "each");
    }
    to.set("field", if whole { String::new() } else { source });
    let (file, name, media_type) =
        (node.text("destinationKey", "data"), options.text("fileName", ""), options.text("mimeType", ""));
    to.set_unless("file", file, "data").set_unless("file_name", name, "").set_unless("media_type", media_type, "");
    written_text(options, to);
    to.set("keep", if options.flag("keepSource", false) { "all" } else { "rest" });
}

/// `compression` 1 and 1.1.
pub(crate) fn compression(node: &Source<'_>, to: &mut Draft) {
    to.kind("compression");
    let files = node.text("binaryPropertyName", "data");
    to.set_unless("files", files, "data");
    if node.choice("operation", "decompress") != "compress" {
        let prefix = node.text("outputPrefix", "file_");
        to.set_unless("prefix", prefix, "file_");
        return;
    }
    to.set("operation", "pack");
    let is_old = node.version() < 1.1;
    if node.choice("outputFormat", if is_old { "" } else { "zip" }) == "gzip" {
        // Since version 1.1 a single file keeps the name as it is written.
        let prefix = if is_old { node.text("outputPrefix", "data") } else { node.text("binaryPropertyOutput", "data") };
        to.set("format", "gzip").set("prefix", prefix);
    } else {
        let (name, result) = (node.text("fileName", "data.zip"), node.text("binaryPropertyOutput", "data"));
        to.set("file_name", name).set_unless("result", result, "data");
    }
    node.skip(&["outputPrefix", "binaryPropertyOutput", "fileName"]);
}

/// `iCal`: an event as a file.
pub(crate) fn calendar(node: &Source<'_>, to: &mut Draft) {
    to.kind("convert_to_file");
    let file = node.text("binaryPropertyName", "data");
    to.set_unless("file", file, "data");
    node.skip(&["operation"]);
    event(node, to);
}

fn event(node: &Source<'_>, to: &mut Draft) {
    let more = node.group("additionalFields");
    let mut event = Map::new();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            event.insert(name.to_owned(), value.into());
        }
    };
    for name in ["title", "start", "end"] {
        set(name, node.text(name, ""));
    }
    for (theirs, ours) in [
        ("description", "description"),
        ("location", "location"),
        ("url", "url"),
        ("calName", "calendar"),
        ("status", "status"),
        ("busyStatus", "busy"),
        ("recurrenceRule", "repeats"),
        ("uid", "uid"),
        ("geolocationUi.geolocationValues.lat", "latitude"),
        ("geolocationUi.geolocationValues.lon", "longitude"),
        ("organizerUi.organizerValues.name", "organiser_name"),
        ("organizerUi.organizerValues.email", "organiser_email"),
    ] {
        set(ours, more.text(theirs, ""));
    }
    if node.flag("allDay", false) {
        event.insert("all_day".into(), true.into());
    }
    if more.has("sequence") {
        event.insert("sequence".into(), json!(more.number("sequence", 0.0).max(0.0) as u64));
    }
    let guest = |entry: &Source<'_>| json!({"name": entry.text("name", ""), "email": entry.text("email", ""), "asked": entry.flag("rsvp", false)});
    let guests: Vec<Value> = more.entries("attendeesUi.attendeeValues").iter().map(guest).collect();
    if !guests.is_empty() {
        event.insert("guests".into(), guests.into());
    }
    to.set("format", "event").set("event", event);
    let name = more.text("fileName", "");
    to.set_unless("file_name", name, "");
}
