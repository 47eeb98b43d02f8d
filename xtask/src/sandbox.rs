//! Builds `crates/sandbox/quickjs/quickjs.wasm` anew: QuickJS and our shim by zig's
//! C compiler, initialised with the prelude, its memory kept as a snapshot.
//!
//! Needs Python with pip, Node.js with npm, and `patch`. The sources of QuickJS come
//! with a crate and those of the packages with npm, both pinned by lock files.

use crate::command::{self, command};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

const ZIG_VERSION: &str = "0.17.0";
/// The stack of C within the memory of WebAssembly.
const STACK_SIZE_BYTES: usize = 256 << 10;
/// The parts of the prelude in the order in which they stand.
const PRELUDE: [&str; 10] =
    ["host", "native", "console", "intl", "dates", "scope", "web", "extension", "require", "run"];
/// What a script may require beyond the prelude: its name, and its file in its package.
const PACKAGES: [(&str, &str); 3] =
    [("jsonata", "jsonata/jsonata.min.js"), ("lodash", "lodash/lodash.min.js"), ("moment", "moment/min/moment.min.js")];

/// Builds it and writes it, or only says whether what is there is the same.
pub fn run(repository: &Path, is_check: bool) -> io::Result<()> {
    let build = Build { crate_folder: repository.join("crates/sandbox"), work: repository.join("target/sandbox") };
    fs::create_dir_all(&build.work)?;
    build.packages()?;
    let wasm = build.wasm()?;
    let kept = build.crate_folder.join("quickjs/quickjs.wasm");
    if is_check {
        let is_same = fs::read(&kept)? == wasm && fs::read_to_string(build.sums_file())? == build.sums()?;
        return if is_same {
            Ok(())
        } else {
            Err(io::Error::other("quickjs.wasm is stale: run `cargo xtask sandbox`"))
        };
    }
    fs::write(kept, wasm)?;
    fs::write(build.sums_file(), build.sums()?)
}

struct Build {
    crate_folder: PathBuf,
    work: PathBuf,
}

impl Build {
    fn quickjs(&self, file: &str) -> PathBuf {
        self.crate_folder.join("quickjs").join(file)
    }

    fn sums_file(&self) -> PathBuf {
        self.quickjs("sums.txt")
    }

    /// The packages for `require`, one file each, from npm.
    fn packages(&self) -> io::Result<()> {
        let folder = self.work.join("npm");
        fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(self.crate_folder.join("packages").join(file), folder.join(file))?;
        }
        let install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
        command::run_quietly(command(&folder, "npm", &install))?;
        for (name, file) in PACKAGES {
            let text = fs::read_to_string(folder.join("node_modules").join(file))?;
            fs::write(self.crate_folder.join(format!("packages/{name}.js")), without_source_map(&text))?;
        }
        fs::write(folder.join("entry.js"), "module.exports = require('ajv');\n")?;
        let out = format!("--outfile={}", self.crate_folder.join("packages/ajv.js").display());
        let bundle = ["esbuild", "entry.js", "--bundle", "--format=cjs", "--minify", "--log-level=error", &out];
        command::run_quietly(command(&folder, "npx", &bundle))
    }

    fn wasm(&self) -> io::Result<Vec<u8>> {
        let sources = self.sources()?;
        fs::write(sources.join("prelude.js"), self.prelude()?)?;
        fs::copy(self.quickjs("shim.c"), sources.join("shim.c"))?;
        self.compile(&sources)?;
        let (plain, snapshot) = (sources.join("plain.wasm"), sources.join("snapshot.wasm"));
        let mut tool = command(&self.quickjs("snapshot"), "cargo", &["run", "--quiet", "--locked", "--"]);
        tool.args([&plain, &snapshot]).env("CARGO_TARGET_DIR", self.work.join("snapshot"));
        command::run(tool)?;
        fs::read(snapshot)
    }

    /// A fresh copy of QuickJS with our patch.
    fn sources(&self) -> io::Result<PathBuf> {
        let manifest = self.quickjs("snapshot/Cargo.toml");
        let path = manifest.to_string_lossy();
        command::run_quietly(command(&self.work, "cargo", &["fetch", "--locked", "--manifest-path", &path]))?;
        let arguments = ["metadata", "--format-version=1", "--locked", "--manifest-path", &path];
        let metadata = command::output("cargo", &arguments).ok_or_else(|| io::Error::other("cargo metadata failed"))?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let packages = metadata["packages"].as_array().into_iter().flatten();
        let found = packages
            .filter(|package| package["name"] == "rquickjs-sys")
            .find_map(|package| package["manifest_path"].as_str());
        let manifest = found.ok_or_else(|| io::Error::other("the lock file of `snapshot` has no rquickjs-sys"))?;
        let (from, to) = (Path::new(manifest).with_file_name("quickjs"), self.work.join("quickjs"));
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "c" || extension == "h") {
                fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
            }
        }
        let patch = self.quickjs("extension.patch");
        command::run_quietly(command(&to, "patch", &["-p1", "-i", &patch.to_string_lossy()]))?;
        Ok(to)
    }

    /// One function of all parts, with Luxon within reach.
    fn prelude(&self) -> io::Result<String> {
        let luxon = fs::read_to_string(self.work.join("npm/node_modules/luxon/build/global/luxon.min.js"))?;
        let mut text =
            format!("(function (host) {{\n{}\nreturn (function () {{\n'use strict';\n", without_source_map(&luxon));
        for part in PRELUDE {
            text += &fs::read_to_string(self.quickjs(&format!("prelude/{part}.js")))?;
        }
        text += "})(); })";
        Ok(text)
    }

    fn compile(&self, sources: &Path) -> io::Result<()> {
        let zig = self.work.join("zig");
        if !zig.join("ziglang").is_dir() {
            let wanted = format!("ziglang=={ZIG_VERSION}");
            let target = zig.to_string_lossy();
            let install = ["-m", "pip", "install", "--quiet", "--target", &target, &wanted];
            command::run_quietly(command(&self.work, "python3", &install))?;
        }
        let (define, link) =
            (format!("-DSTACK_SIZE={STACK_SIZE_BYTES}"), format!("-Wl,-z,stack-size={STACK_SIZE_BYTES}"));
        let mut compile = command(sources, "python3", &["-m", "ziglang", "cc"]);
        compile.args([
            "-target",
            "wasm32-wasi",
            "-mexec-model=reactor",
            "-O2",
            "-s",
            "-Wno-everything",
            "-Wl,--gc-sections",
        ]);
        compile.args(["-DNDEBUG", "-D_GNU_SOURCE", &define, &link]);
        compile.args(["shim.c", "libregexp.c", "libunicode.c", "dtoa.c", "-o", "plain.wasm"]);
        compile.env("PYTHONPATH", zig);
        command::run_quietly(compile)
    }

    /// The digests of what the artefact is made of and of the artefact, as `sha256sum` writes them.
    fn sums(&self) -> io::Result<String> {
        let prelude = PRELUDE.iter().map(|part| format!("quickjs/prelude/{part}.js"));
        let others =
            ["quickjs/shim.c", "quickjs/extension.patch", "packages/package-lock.json", "quickjs/quickjs.wasm"];
        let mut sums = String::new();
        for file in prelude.chain(others.map(str::to_owned)) {
            for byte in Sha256::digest(fs::read(self.crate_folder.join(&file))?) {
                let _ = write!(sums, "{byte:02x}");
            }
            let _ = writeln!(sums, "  {file}");
        }
        Ok(sums)
    }
}

fn without_source_map(text: &str) -> String {
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("//# sourceMappingURL")).collect();
    kept.join("\n") + "\n"
}
