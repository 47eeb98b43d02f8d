//! Makes sure there is a web app to embed: where it was not built, a page that says so.

use std::path::Path;
use std::{fs, io};

const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>Towpath</title>\
<p>The web app was not built. Run <code>make run</code>, or <code>npm ci && npm run build</code> in <code>web</code>, \
and build the server again.</p>\n";

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let index = dist.join("index.html");
    if !index.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(index, PAGE)?;
    }
    Ok(())
}
