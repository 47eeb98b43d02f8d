//! `editImage`: one operation, or several of them in a row.

use crate::draft::Draft;
use crate::source::Source;

pub(crate) fn map(node: &Source<'_>, to: &mut Draft) {
    to.kind("edit_image");
    let file = node.text("dataPropertyName", "data");
    to.set_unless("file", file, "data");
    match node.choice("operation", "border") {
        "blur" => {
            let strength = node.value("sigma", 2);
            to.set("operation", "blur").set("strength", strength);
            node.skip(&["blur"]);
        }
        "composite" => {
            let (on_top, left, top) =
                (node.text("dataPropertyNameComposite", ""), node.value("positionX", 50), node.value("positionY", 50));
            to.set("operation", "composite").set("on_top", on_top).set("left", left).set("top", top);
        }
        "crop" => {
            to.set("operation", "crop");
            for (theirs, ours, default) in [
                ("width", "width", 500),
                ("height", "height", 500),
                ("positionX", "left", 50),
                ("positionY", "top", 50),
            ] {
                let value = node.value(theirs, default);
                to.set(ours, value);
            }
        }
        "information" => {
            to.set("operation", "information");
            node.changed(
                "operation",
                "It tells only of width, height, kind and alpha here.",
                "Look at what reads the rest.",
            );
        }
        "resize" => resize(node, to),
        "rotate" => {
            let degrees = node.value("rotate", 0);
            to.set("operation", "rotate").set("degrees", degrees);
            node.skip(&["backgroundColor"]);
        }
        other => {
            to.set("operation", "convert");
            let message = format!("Pictures cannot be changed by `{other}` here; it only converts.");
            node.lost("operation", message, "Change the picture with a service of your choice.");
        }
    }
    options(&node.group("options"), to);
}

fn resize(node: &Source<'_>, to: &mut Draft) {
    let (width, height) = (node.value("width", 500), node.value("height", 500));
    let fit = match node.choice("resizeOption", "maximumArea") {
        "ignoreAspectRatio" => "stretch",
        "minimumArea" => "cover",
        "onlyIfLarger" => "shrink",
        "onlyIfSmaller" => "grow",
        "percent" => "percent",
        _ => "within",
    };
    to.set("width", width).set("height", height).set_unless("fit", fit, "within");
}

fn options(options: &Source<'_>, to: &mut Draft) {
    match options.choice("format", "") {
        "" => {}
        kind @ ("png" | "jpeg" | "webp" | "gif") => drop(to.set("format", kind)),
        other => {
            options.lost(
                "format",
                format!("Pictures of the kind `{other}` cannot be written here."),
                "Choose another kind.",
            );
        }
    }
    let (name, result) = (options.text("fileName", ""), options.text("destinationKey", ""));
    to.set_unless("file_name", name, "").set_unless("result", result, "");
    to.set_unless("quality", options.number("quality", 85.0).clamp(1.0, 100.0) as u64, 85);
}
