//! Every sentence that the code says is in the message files, and none there is never said.

mod fluent;
mod rust;

use std::collections::BTreeSet;

use super::sources;
use crate::paths;
use fluent::{Messages, Place};

const SPOKEN_IN: [&str; 4] = ["core", "web", "bot", "src"];
const REFERENCE: &str = "en";

/// Every unknown id, every unused one, and every difference between languages.
pub fn breaches() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let mut code = Vec::new();
    for folder in SPOKEN_IN {
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
fn unused(messages: &Messages, said: &BTreeSet<String>) -> Vec<String> {
    let used = |id: &str| said.contains(id) || messages.referenced.contains(id);
    let silent = messages.defined.iter().filter(|(id, _)| !used(id));
    silent.map(|(id, place)| format!("{place}: {id} is never used")).collect()
}

fn differences(reference: &Messages, language: &str, other: &Messages) -> Vec<String> {
    let lacks = |one: &Messages, id: &str| !one.defined.contains_key(id);
    let told = |(id, place): (&String, &Place)| format!("{place}: {id} is not in {REFERENCE}");
    let untranslated = |(id, place): (&String, &Place)| format!("{place}: {id} is not in {language}");
    let extra = other.defined.iter().filter(|(id, _)| lacks(reference, id)).map(told);
    let missing = reference.defined.iter().filter(|(id, _)| lacks(other, id)).map(untranslated);
    extra.chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Source;

    fn messages(path: &str, text: &str) -> Messages {
        fluent::parse(&[Source { path: path.into(), text: text.into() }])
    }

    #[test]
    fn a_message_is_used_by_code_or_by_another_message() {
        let messages = messages("en/a.ftl", "-brand = Us\nhello = Hi, { -brand }\nshy = …\n");
        let said = BTreeSet::from(["hello".to_owned()]);
        assert_eq!(unused(&messages, &said), ["en/a.ftl:3: shy is never used"]);
    }

    #[test]
    fn languages_have_the_same_messages() {
        let (english, german) =
            (messages("en/a.ftl", "one = 1\ntwo = 2\n"), messages("de/a.ftl", "one = 1\ndrei = 3\n"));
        let told = differences(&english, "de", &german);
        assert_eq!(told, ["de/a.ftl:2: drei is not in en", "en/a.ftl:2: two is not in de"]);
    }
}
