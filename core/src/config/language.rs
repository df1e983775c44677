//! The languages of pages, mails and the room: `default_language`, `languages`, `messages_dir`, `bot.language`.

use std::path::Path;

use super::{LegalDocument, PagesConfig, issue::Issue};
use crate::{
    domain::{Question, QuestionKind},
    messages::{self, Language, Languages, PerLanguage, Problem},
};

/// All languages that have messages, including those of `messages_dir`, and the mistakes in its files.
pub(super) fn known(messages_dir: Option<&Path>) -> Result<(Vec<Language>, Vec<Problem>), Issue> {
    let Some(dir) = messages_dir else { return Ok((Language::built_in().collect(), vec![])) };
    messages::load_overrides(dir)
        .map_err(|error| Issue::at("messages_dir", format!("cannot read the folder that it names: {error}")))
}

/// The languages of the config: those in `languages`, or all.
pub(super) fn languages(
    default: Option<&str>,
    offered: Option<&[String]>,
    known: Vec<Language>,
) -> Result<Languages, Issue> {
    let default_language = default.map(|tag| language(tag, "default_language", &known)).transpose()?;
    let Some(offered) = offered else {
        let all = known.clone();
        return Ok(Languages::new(default_language.unwrap_or_else(Language::english), &all, known));
    };
    let named = offered.iter().enumerate().map(|(index, tag)| language(tag, &format!("languages[{index}]"), &known));
    let named = named.collect::<Result<Vec<_>, _>>()?;
    if let (Some(tag), Some(wanted)) = (default, default_language)
        && !named.contains(&wanted)
    {
        return Err(Issue::at("default_language", format!("{tag} is not one of `languages`")));
    }
    let first = named.first().copied().unwrap_or_else(Language::english);
    Ok(Languages::new(default_language.unwrap_or(first), &named, known))
}

/// The language with this tag, which is the value of the key at `path`.
pub(super) fn language(tag: &str, path: &str, known: &[Language]) -> Result<Language, Issue> {
    known.iter().copied().find(|one| one.tag().eq_ignore_ascii_case(tag.trim())).ok_or_else(|| {
        let tags: Vec<&str> = known.iter().map(|one| one.tag()).collect();
        Issue::at(path, format!("there are no messages in this language; expected one of {}", tags.join(", ")))
    })
}

/// Checks that there are messages in each language of `texts`, the value of the key at `path`.
pub(super) fn check_tags<T>(texts: &PerLanguage<T>, path: &str, known: &[Language]) -> Result<(), Issue> {
    texts.tags().iter().try_for_each(|tag| language(tag, &format!("{path}.{tag}"), known).map(drop))
}

/// [`check_tags`] for the operator's own texts.
pub(super) fn check_pages(pages: &PagesConfig, legal: &[LegalDocument], known: &[Language]) -> Result<(), Issue> {
    let PagesConfig { intro, rules } = pages;
    for (texts, path) in [(intro, "pages.intro"), (rules, "pages.rules")] {
        texts.iter().try_for_each(|texts| check_tags(texts, path, known))?;
    }
    for (index, LegalDocument { title, url }) in legal.iter().enumerate() {
        check_tags(title, &format!("legal[{index}].title"), known)?;
        check_tags(url, &format!("legal[{index}].url"), known)?;
    }
    Ok(())
}

/// [`check_tags`] for the texts of the questions.
pub(super) fn check_questions(questions: &[Question], known: &[Language]) -> Result<(), Issue> {
    for (index, question) in questions.iter().enumerate() {
        let path = format!("registration.questions[{index}]");
        check_tags(&question.label, &format!("{path}.label"), known)?;
        let QuestionKind::Choice(choices) = &question.kind else { continue };
        for (index, choice) in choices.iter().enumerate() {
            check_tags(choice, &format!("{path}.choices[{index}]"), known)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(default: Option<&str>, offered: Option<&[&str]>) -> Result<(String, String), String> {
        let offered: Option<Vec<String>> = offered.map(|tags| tags.iter().map(ToString::to_string).collect());
        let languages = languages(default, offered.as_deref(), Language::built_in().collect())
            .map_err(|issue| format!("{}: {}", issue.path, issue.message))?;
        let all: Vec<&str> = languages.offered().iter().map(|one| one.tag()).collect();
        Ok((languages.default_language().tag().to_owned(), all.join(" ")))
    }

    fn both(default: &str, all: &str) -> (String, String) {
        (default.into(), all.into())
    }

    #[test]
    fn without_a_list_all_languages_are_offered() {
        assert_eq!(tags(None, None), Ok(both("en", "en de ar")));
        assert_eq!(tags(Some("DE"), None), Ok(both("de", "en de ar")));
        assert_eq!(tags(None, Some(&["de", "en"])), Ok(both("de", "de en")));
        assert_eq!(tags(Some("en"), Some(&["de", "en"])), Ok(both("en", "de en")));
        assert_eq!(tags(None, Some(&[])), Ok(both("en", "en")));
    }

    #[test]
    fn unknown_language_is_reported_with_its_key() {
        let error = tags(None, Some(&["de", "tlh"])).expect_err("no Klingon");
        assert_eq!(error, "languages[1]: there are no messages in this language; expected one of en, de, ar");
        assert_eq!(
            tags(Some("ar"), Some(&["de"])).expect_err("left out"),
            "default_language: ar is not one of `languages`"
        );
    }
}
