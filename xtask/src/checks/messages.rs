//! Every message that the code names is in the message files, in all languages, and every message there is used.

mod fluent;
mod rust;

use std::collections::BTreeSet;

use super::source::sources;
use crate::paths;
use fluent::{Messages, Place};

const CODE: [&str; 4] = ["core", "web", "bot", "src"];
const REFERENCE: &str = "en";

/// Unknown ids, unused ids, and differences between languages.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let mut code = Vec::new();
    for folder in CODE {
        code.extend(sources(&root, folder, "rs")?);
    }
    let reference = read(REFERENCE)?;
    let mut found = rust::unknown(&code, &reference);
    found.extend(unused(&reference, &rust::literals(&code)));
    for entry in std::fs::read_dir(root.join("messages"))? {
        let language = entry?.file_name().to_string_lossy().into_owned();
        if language != REFERENCE {
            found.extend(differences(&reference, &language, &read(&language)?));
        }
    }
    Ok(found)
}

fn read(language: &str) -> anyhow::Result<Messages> {
    Ok(fluent::parse(&sources(&paths::root(), &format!("messages/{language}"), "ftl")?))
}

/// Messages that neither the code nor another message names.
fn unused(messages: &Messages, literals: &BTreeSet<String>) -> Vec<String> {
    let used = |id: &str| literals.contains(id) || messages.referenced.contains(id);
    let unused = messages.defined.iter().filter(|(id, _)| !used(id));
    unused.map(|(id, place)| format!("{place}: {id} is never used")).collect()
}

fn differences(reference: &Messages, language: &str, other: &Messages) -> Vec<String> {
    let lacks = |one: &Messages, id: &str| !one.defined.contains_key(id);
    let extra = |(id, place): (&String, &Place)| format!("{place}: {id} is not in {REFERENCE}");
    let untranslated = |(id, place): (&String, &Place)| format!("{place}: {id} is not in {language}");
    let extra = other.defined.iter().filter(|(id, _)| lacks(reference, id)).map(extra);
    let missing = reference.defined.iter().filter(|(id, _)| lacks(other, id)).map(untranslated);
    extra.chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::source::Source;

    fn messages(path: &str, text: &str) -> Messages {
        fluent::parse(&[Source { path: path.into(), text: text.into() }])
    }

    #[test]
    fn messages_unused_in_code_and_messages_are_reported() {
        let messages = messages("en/a.ftl", "-brand = Us\nhello = Hi, { -brand }\nshy = …\n");
        let literals = BTreeSet::from(["hello".to_owned()]);
        assert_eq!(unused(&messages, &literals), ["en/a.ftl:3: shy is never used"]);
    }

    #[test]
    fn differences_between_languages_are_reported() {
        let (english, german) =
            (messages("en/a.ftl", "one = 1\ntwo = 2\n"), messages("de/a.ftl", "one = 1\ndrei = 3\n"));
        let found = differences(&english, "de", &german);
        assert_eq!(found, ["de/a.ftl:2: drei is not in en", "en/a.ftl:2: two is not in de"]);
    }
}
