//! Runs other programs, and says plainly which one failed.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command in a folder, with the program's name kept for errors.
pub fn command(folder: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a command; an error names it and says how it ended.
pub fn run(mut command: Command) -> io::Result<()> {
    let line = line(&command);
    eprintln!("$ {line}");
    let status = command.stdin(Stdio::null()).status().map_err(|error| failed_to_start(&command, &error))?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{line}` failed ({status})"))) }
}

/// Runs a command and keeps what it prints, to be shown only if it fails.
pub fn run_quietly(mut command: Command) -> io::Result<()> {
    let line = line(&command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| failed_to_start(&command, &error))?;
    if output.status.success() {
        return Ok(());
    }
    let (printed, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(io::Error::other(format!("`{line}` failed ({})\n{printed}\n{complained}", output.status)))
}

/// What a command prints, without the white space around it; None if it cannot be run or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program is on the path.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn failed_to_start(command: &Command, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy()))
}
