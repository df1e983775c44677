//! The operator's own messages (`messages_dir`): files that replace built-in messages, or add a language.

use std::{collections::BTreeMap, fs, io, path::Path};

use super::{BUILT_IN, Language, completeness};

/// Something that is wrong with a file of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, below the folder, and the line where there is one: `de/web.ftl:12`.
    pub place: String,
    /// What is wrong.
    pub text: String,
}

/// The built-in languages with the messages of `dir` in place of their own, the languages that it adds, and what is
/// wrong with its files. What can be parsed is used.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn load(dir: &Path) -> io::Result<(Vec<Language>, Vec<Problem>)> {
    // Every language gets messages of its own, so that they can be replaced while the service runs.
    let built_in = BUILT_IN.iter().map(|(tag, sources)| Language::new(tag, sources));
    let (mut languages, mut problems) = (built_in.collect::<Vec<_>>(), vec![]);
    for (tag, files) in read(dir)? {
        for (name, source) in &files {
            let found = completeness::problems_of_override(&tag, source);
            problems
                .extend(found.into_iter().map(|(line, text)| Problem { place: format!("{tag}/{name}:{line}"), text }));
        }
        let sources = files.iter().map(|(_, source)| source.as_str());
        let built_in = BUILT_IN.iter().find(|(one, _)| *one == tag).map(|(_, sources)| sources.as_slice());
        if built_in.is_none() {
            let missing = completeness::missing_messages(&sources.clone().collect::<Vec<_>>());
            let text = format!("{} messages are missing and stay English: {}", missing.len(), missing.join(", "));
            problems.extend((!missing.is_empty()).then(|| Problem { place: tag.clone(), text }));
        }
        let all: Vec<&str> = built_in.unwrap_or_default().iter().copied().chain(sources).collect();
        let language = Language::new(&tag, &all);
        match languages.iter_mut().find(|one| **one == language) {
            Some(known) => *known = language,
            None => languages.push(language),
        }
    }
    Ok((languages, problems))
}

/// The Fluent files in the folders of `dir`, by the tag of their language.
fn read(dir: &Path) -> io::Result<BTreeMap<String, Vec<(String, String)>>> {
    let mut found = BTreeMap::new();
    for folder in fs::read_dir(dir)? {
        let folder = folder?.path();
        let Some(tag) = folder.file_name().and_then(|name| name.to_str()).filter(|_| folder.is_dir()) else { continue };
        let mut files = vec![];
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            if file.extension().is_some_and(|ending| ending == "ftl") {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&file)?));
            }
        }
        files.sort();
        if !files.is_empty() {
            found.insert(tag.to_owned(), files);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        dir
    }

    #[test]
    fn a_message_of_the_operator_replaces_the_built_in_one() {
        let dir = folder(&[("de/own.ftl", "web-continue = Los geht’s\n")]);
        let (languages, problems) = load(dir.path()).expect("read");
        assert_eq!(problems, []);
        let german = languages.iter().find(|one| one.tag() == "de").expect("German");
        assert_eq!(crate::text!(in german, "web-continue"), "Los geht’s");
        assert_eq!(crate::text!(in german, "web-home"), "Zur Startseite");
        assert_eq!(crate::text!(in Language::named("de").expect("German"), "web-continue"), "Weiter");
    }

    #[test]
    fn a_folder_adds_a_language_that_falls_back_to_english() {
        let dir = folder(&[("fr/web.ftl", "language-name = Français\nweb-continue = Continuer\n")]);
        let (languages, problems) = load(dir.path()).expect("read");
        let french = languages.iter().find(|one| one.tag() == "fr").expect("French");
        assert_eq!((french.name(), &*crate::text!(in french, "web-continue")), ("Français", "Continuer"));
        assert_eq!(crate::text!(in french, "web-home"), "Back to the start page");
        assert!(
            problems.len() == 1 && problems[0].place == "fr" && problems[0].text.contains("web-home"),
            "{problems:?}"
        );
    }

    #[test]
    fn changed_files_replace_the_messages_in_use() {
        use crate::messages::Languages;

        let dir = folder(&[("de/own.ftl", "web-continue = Los\n")]);
        let offered = || {
            let known = load(dir.path()).expect("read").0;
            Languages::new(known[0], &known.clone(), known)
        };
        let used = offered();
        let german = used.find("de").expect("German");
        fs::write(dir.path().join("de/own.ftl"), "web-continue = Weiter geht’s\n").expect("written");
        fs::create_dir(dir.path().join("en")).expect("made");
        fs::write(dir.path().join("en/own.ftl"), "web-continue = Go on\n").expect("written");
        fs::create_dir(dir.path().join("fr")).expect("made");
        fs::write(dir.path().join("fr/web.ftl"), "language-name = Français\n").expect("written");
        assert_eq!(used.take_messages(&offered()), ["fr"], "a new language needs a restart");
        assert_eq!(crate::text!(in german, "web-continue"), "Weiter geht’s");
        assert_eq!(crate::text!(in used.default_language(), "web-continue"), "Go on");
        assert_eq!(crate::text!(in Language::english(), "web-continue"), "Continue", "the fallback is not changed");

        assert_eq!(used.take_messages(&Languages::default()), [""; 0], "`messages_dir` was removed");
        assert_eq!(crate::text!(in german, "web-continue"), "Weiter");
        assert_eq!(Languages::default().take_messages(&used), ["en", "de", "ar"], "it was added");
    }

    #[test]
    fn problems_name_their_file_and_line() {
        let dir = folder(&[(
            "en/own.ftl",
            "web-continue = Go on\nweb-contniue = Go on\nweb-title = { $page }\nweb-home = { $server }\nweb-start-over = {\n",
        )]);
        let (_, problems) = load(dir.path()).expect("read");
        let told: Vec<String> = problems.iter().map(|one| format!("{}: {}", one.place, one.text)).collect();
        assert_eq!(
            &told[..3],
            [
                "en/own.ftl:2: there is no message web-contniue",
                "en/own.ftl:3: web-title lacks $server",
                "en/own.ftl:4: web-home has an unknown $server",
            ]
        );
        assert!(told.len() == 4 && told[3].starts_with("en/own.ftl:"), "{told:?}");
    }
}
