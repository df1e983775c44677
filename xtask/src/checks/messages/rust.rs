//! The messages that Rust code names: `text!("id", …)` and `text!(in language, "id", …)`.

use std::collections::BTreeSet;

use super::fluent::Messages;
use crate::checks::source::{Source, is_comment};

/// The literal ids of `text!` that are not among `messages`.
pub fn unknown(code: &[Source], messages: &Messages) -> Vec<String> {
    let mut found = Vec::new();
    for file in code {
        let text = without_comments(&file.text);
        for (at, _) in text.match_indices("text!(") {
            let Some(id) = named(&text[at + "text!(".len()..]) else { continue };
            if !messages.defined.contains_key(id) {
                let line = text[..at].matches('\n').count() + 1;
                found.push(format!("{}:{line}: there is no message {id}", file.path.display()));
            }
        }
    }
    found
}

/// All string literals: an id may come to `text!` through a `match`.
pub fn literals(code: &[Source]) -> BTreeSet<String> {
    let texts = code.iter().map(|file| without_comments(&file.text));
    texts.flat_map(|text| text.split('"').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The id in the arguments of `text!`, if it is a literal.
fn named(arguments: &str) -> Option<&str> {
    let arguments = arguments.trim_start();
    let first = match arguments.strip_prefix("in ") {
        Some(rest) => rest.split_once(',')?.1.trim_start(),
        None => arguments,
    };
    first.strip_prefix('"')?.split_once('"').map(|(id, _)| id)
}

/// Replaces comments by blank lines, so that line numbers stay the same.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| if is_comment(line) { "" } else { line }).collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::messages::fluent;

    #[test]
    fn unknown_literal_ids_are_reported() {
        let messages = fluent::parse(&[Source { path: "a.ftl".into(), text: "known = x\n".into() }]);
        let text = "// text!(\"comment\")\ntext!(\"known\");\ntext!(\n  \"lost\", name = 1);\ntext!(in lang, \"gone\");\ntext!(id);\n";
        let code = [Source { path: "a.rs".into(), text: text.into() }];
        assert_eq!(unknown(&code, &messages), ["a.rs:3: there is no message lost", "a.rs:5: there is no message gone"]);
        assert!(literals(&code).contains("lost") && !literals(&code).contains("comment"));
    }
}
