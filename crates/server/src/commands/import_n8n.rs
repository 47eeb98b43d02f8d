//! `towpath import n8n`: workflows become flows, are looked at, or tried out.

mod trial;

use crate::cli::ImportN8n;
use crate::commands::{place, show};
use n8n::{Finding, Imported, Report, Weight};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Brings the workflows. Fails if one of them could not be read, or its run failed.
pub async fn import(arguments: ImportN8n) -> Result<ExitCode, String> {
    let files = files(&arguments.files)?;
    let is_batch = files.len() > 1 || arguments.files.iter().any(|path| path.is_dir());
    if arguments.run {
        return trial::run(&arguments, files, is_batch).await;
    }
    let mut is_fine = true;
    for file in files {
        let outcome = one(&file, &arguments, is_batch).await;
        if let Err(message) = outcome {
            is_fine = false;
            match arguments.json && is_batch {
                true => show::print(&format!(
                    "{}\n",
                    json!({"file": file.display().to_string(), "ok": false, "error": message})
                ))?,
                false => eprintln!("towpath: {message}"),
            }
        }
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn one(file: &Path, arguments: &ImportN8n, is_batch: bool) -> Result<(), String> {
    let imported = read(file)?;
    let is_kept = !arguments.dry_run && !arguments.json;
    if is_kept {
        let id = place::keep(&imported.flow, &arguments.place).await?;
        return show::print(&format!("{id} {}\n{}", imported.flow.name, readable(&imported.report)));
    }
    if arguments.json {
        let mut value = json!({"flow": imported.flow, "report": imported.report});
        if is_batch {
            value["file"] = file.display().to_string().into();
            value["ok"] = Value::Bool(true);
            return show::print(&format!("{value}\n"));
        }
        return show::json(&value);
    }
    show::print(&format!("{}\n{}", imported.flow.name, readable(&imported.report)))
}

/// Reads a workflow file. Errors are sentences.
fn read(file: &Path) -> Result<Imported, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8 text", file.display()))?;
    n8n::import(&text).map_err(|error| format!("`{}`: {error}. {}", file.display(), error.hint()))
}

/// The files that are named, and those in the folders that are, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut folders = vec![path.clone()];
        let first = files.len();
        while let Some(folder) = folders.pop() {
            let entries =
                std::fs::read_dir(&folder).map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
            for entry in entries.flatten().map(|entry| entry.path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if entry.extension().is_some_and(|extension| extension == "json") {
                    files.push(entry);
                }
            }
        }
        files[first..].sort();
    }
    if files.is_empty() { Err("there is no workflow file".into()) } else { Ok(files) }
}

/// A report for people: how much there was, then what to do, by node.
fn readable(report: &Report) -> String {
    let counts = &report.counts;
    let mut lines = vec![format!(
        "  {} nodes: {} work as they did, {} with differences, {} have no counterpart",
        counts.nodes, counts.nodes_complete, counts.nodes_partial, counts.nodes_unknown
    )];
    lines.extend(report.findings.iter().map(line));
    lines.join("\n") + "\n"
}

fn line(finding: &Finding) -> String {
    let word = match finding.weight {
        Weight::Blocking => "to do",
        Weight::Changed => "differs",
        Weight::Note => "note",
    };
    let node = finding.node.as_ref().map(|node| format!(" at “{node}”")).unwrap_or_default();
    let field = finding.field.as_ref().map(|field| format!(", {field}")).unwrap_or_default();
    format!("  {word}{node}{field}: {}\n    {}", finding.message, finding.hint)
}
