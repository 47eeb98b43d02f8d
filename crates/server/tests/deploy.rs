//! What is deployed, and what the documents tell people to type, fits the program: commands
//! are commands of it, templates use values that are there, and units are units.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_towpath");

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The program takes these arguments: asked for its help with them it finds nothing wrong.
fn takes(arguments: &[String], place: &str) {
    let output = Command::new(BINARY).args(arguments).arg("--help").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{place}: `towpath {}`: {said}", arguments.join(" "));
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// The words of a line as a shell would give them to a program, up to a comment or what follows a command.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            ('#' | '|' | ';' | '&' | '<' | '>', None) if word.is_none() => break,
            (letter, None) if letter.is_whitespace() => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The arguments of each command of the program in the examples of a document.
fn examples(document: &str) -> Vec<Vec<String>> {
    let blocks = document.split("```").skip(1).step_by(2).filter(|block| block.starts_with("sh"));
    let lines: Vec<String> =
        blocks.flat_map(|block| block.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let is_variable = |word: &String| word.split_once('=').is_some_and(|(name, _)| name.starts_with("TOWPATH_"));
    let commands = lines.iter().map(|line| words(line).into_iter().skip_while(is_variable).collect::<Vec<_>>());
    let ours =
        commands.filter(|command| command.first().is_some_and(|program| program.rsplit('/').next() == Some("towpath")));
    ours.map(|command| command[1..].to_vec()).collect()
}

#[test]
fn words_are_a_shells() {
    assert_eq!(
        words("towpath run A.json --input '{\"a\": 1}'  # once"),
        ["towpath", "run", "A.json", "--input", "{\"a\": 1}"]
    );
    assert_eq!(words("echo a | towpath user"), ["echo", "a"]);
}

#[test]
fn what_documents_tell_to_type_is_understood() {
    let documents = std::fs::read_dir(repository().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let documents = documents.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let mut commands = 0;
    for path in documents.chain([repository().join("README.md")]) {
        let text = std::fs::read_to_string(&path).unwrap();
        for arguments in examples(&text) {
            takes(&arguments, &path.display().to_string());
            commands += 1;
        }
    }
    assert!(commands > 15, "only {commands} commands were found");
}

#[test]
fn containers_perform_commands() {
    let image = read("deploy/Containerfile");
    let line =
        |word: &str| image.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_else(|| panic!("no {word}"));
    assert_eq!(texts(&serde_json::from_str(line("ENTRYPOINT ")).unwrap()), ["towpath"]);
    let usual = texts(&serde_json::from_str(line("CMD ")).unwrap());
    takes(&usual, "Containerfile");

    let compose: Value = serde_saphyr::from_str(&read("deploy/compose.yaml")).unwrap();
    let services = compose["services"].as_object().unwrap();
    let is_ours = |service: &&Value| service["image"] == "towpath" || service["<<"]["image"] == "towpath";
    let ours: Vec<&Value> = services.values().filter(is_ours).collect();
    assert_eq!(ours.len(), 4, "migrate and three roles");
    for service in ours {
        let command = texts(&service["command"]);
        takes(if command.is_empty() { &usual } else { &command }, "compose.yaml");
    }
    let given = read("deploy/env.example");
    let given: BTreeSet<&str> = given.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    let text = read("deploy/compose.yaml");
    let asked = text.match_indices("${").map(|(start, _)| text[start + 2..].split([':', '}']).next().unwrap());
    let unknown: Vec<&str> = asked.filter(|name| !given.contains(name)).collect();
    assert!(unknown.is_empty(), "deploy/env.example does not name {unknown:?}");
}

#[test]
fn the_chart_uses_values_there_are() {
    let values: Value = serde_saphyr::from_str(&read("deploy/helm/towpath/values.yaml")).unwrap();
    let has = |values: &Value, path: &str| path.split('.').try_fold(values, |value, name| value.get(name)).is_some();
    let mut used = 0;
    for file in std::fs::read_dir(repository().join("deploy/helm/towpath/templates")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for (mark, of) in [(".Values.", &values), ("$values.", &values["worker"])] {
            for (start, _) in text.match_indices(mark) {
                let rest = &text[start + mark.len()..];
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
                let name = &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())];
                assert!(has(of, name), "{}: values.yaml has no `{name}`", path.display());
                used += 1;
            }
        }
        let actions: Vec<&str> = text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()).collect();
        let begins_with = |words: &[&str]| {
            let first = actions.iter().filter_map(|action| action.trim_start_matches('-').split_whitespace().next());
            first.filter(|word| words.contains(word)).count()
        };
        let (opened, closed) = (begins_with(&["if", "range", "with", "define"]), begins_with(&["end"]));
        assert_eq!(opened, closed, "{}: what is opened is closed", path.display());
        for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("args: ")) {
            let arguments = line.replace("{{ .role | quote }}", "\"worker\"");
            takes(&texts(&serde_json::from_str(&arguments).unwrap()), &path.display().to_string());
        }
    }
    assert!(used > 20, "only {used} values were found");
}

#[test]
fn units_are_units() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["towpath.service", "towpath@.service"];
    for name in names {
        let text = read(&format!("deploy/systemd/{name}"));
        let command = text.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/towpath ")).unwrap();
        takes(&words(&command.replace("%i", "worker")), name);
        std::fs::write(folder.path().join(name), text.replace("/usr/local/bin/towpath", BINARY)).unwrap();
    }
    let files = ["towpath.service", "towpath@worker.service"].map(|name| folder.path().join(name));
    let verified =
        Command::new("systemd-analyze").args(["verify", "--man=no", "--recursive-errors=no"]).args(files).output();
    match verified {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !said.contains("Unknown key"), "{said}");
        }
        Err(_) => eprintln!("left out: systemd-analyze is not installed"),
    }
}
