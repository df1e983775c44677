//! Tests and files that the documentation names exist, and the README lists every room command.

use std::path::Path;

use super::source::{Source, sources};
use crate::paths;

/// Folders with tests and with files that the documentation names.
const FOLDERS: [&str; 11] =
    ["contrib/", "core/", "web/", "bot/", "src/", "migration/", "tests/", "xtask/", "bench/", "properties/", "docs/"];

/// Help texts that belong to no command.
const NO_COMMANDS: [&str; 5] = ["title", "line", "who", "ways", "several"];

/// Every code span that names a test or a file that does not exist, and every room command that the README lacks.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let (mut code, mut docs) = (vec![], sources(&root, "docs", "md")?);
    for folder in FOLDERS {
        code.extend(sources(&root, folder, "rs")?);
    }
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        docs.push(Source { path: name.into(), text: std::fs::read_to_string(root.join(name))? });
    }
    let mut found: Vec<_> = docs.iter().flat_map(|doc| wrong_spans(doc, &root, &code)).collect();
    let messages = std::fs::read_to_string(root.join("messages/en/room.ftl"))?;
    found.extend(unlisted_commands(&messages, &std::fs::read_to_string(root.join("README.md"))?));
    Ok(found)
}

fn wrong_spans(doc: &Source, root: &Path, code: &[Source]) -> Vec<String> {
    let exists = |span: &str| match span.split_once("::") {
        Some((module, test)) if is_name(module) && is_name(test) => is_test(module, test, code),
        _ if FOLDERS.iter().any(|folder| span.starts_with(folder)) && !span.contains(['<', '*', ' ', '…']) => {
            root.join(span).exists()
        }
        _ => true,
    };
    let mut is_block = false;
    let mut found = vec![];
    for (number, line) in doc.text.lines().enumerate() {
        is_block ^= line.trim_start().starts_with("```");
        let spans = line.split('`').skip(1).step_by(2).filter(|_| !is_block);
        let missing = spans.filter(|span| !exists(span));
        found.extend(missing.map(|span| format!("{}:{}: {span} does not exist", doc.path.display(), number + 1)));
    }
    found
}

/// Each command has a help text `room-help-<command>`.
fn unlisted_commands(messages: &str, readme: &str) -> Vec<String> {
    let ids = messages.lines().filter_map(|line| line.strip_prefix("room-help-")?.split_once(" ="));
    let commands = ids.map(|(command, _)| command).filter(|command| !NO_COMMANDS.contains(command));
    let is_listed =
        |command: &str| readme.contains(&format!("`{command}`")) || readme.contains(&format!("`{command} "));
    let missing = commands.filter(|command| !is_listed(command));
    missing.map(|command| format!("README.md: the room command {command} is not listed")).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a module of this name, or a folder of this name, has the test.
fn is_test(module: &str, test: &str, code: &[Source]) -> bool {
    let function = format!("fn {test}(");
    code.iter().any(|file| {
        let is_module = file.path.with_extension("").iter().any(|part| part == module);
        is_module && file.text.contains(&function)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_the_readme_lacks_are_reported() {
        let messages = "room-help-title = Commands:\nroom-help-show = shows\nroom-help-undo = undoes\n";
        let found = unlisted_commands(messages, "| `show #12` | shows a request |");
        assert_eq!(found, ["README.md: the room command undo is not listed"]);
    }

    #[test]
    fn missing_tests_and_files_are_reported() {
        let code = vec![Source { path: "core/src/keys.rs".into(), text: "    fn keys_differ() {}".into() }];
        let text =
            "`keys::keys_differ` `keys::other` `links::keys_differ`\n```\n`a::b`\n```\n`core/nothing.rs` `core/<x>`";
        let doc = Source { path: "a.md".into(), text: text.into() };
        let found = wrong_spans(&doc, Path::new("/"), &code);
        let missing = ["a.md:1: keys::other", "a.md:1: links::keys_differ", "a.md:5: core/nothing.rs"];
        assert_eq!(found, missing.map(|span| format!("{span} does not exist")));
    }
}
