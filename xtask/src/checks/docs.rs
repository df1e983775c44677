//! Tests and files that the documentation names exist.

use std::path::Path;

use super::source::{Source, sources};
use crate::paths;

/// Folders with tests and with files that the documentation names.
const FOLDERS: [&str; 10] =
    ["core/", "web/", "bot/", "src/", "migration/", "tests/", "xtask/", "bench/", "properties/", "docs/"];

/// Every code span that names a test or a file that does not exist.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let (mut code, mut docs) = (vec![], sources(&root, "docs", "md")?);
    for folder in FOLDERS {
        code.extend(sources(&root, folder, "rs")?);
    }
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        docs.push(Source { path: name.into(), text: std::fs::read_to_string(root.join(name))? });
    }
    Ok(docs.iter().flat_map(|doc| wrong_spans(doc, &root, &code)).collect())
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
