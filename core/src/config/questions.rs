//! `registration.questions`: the operator's own questions.

use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    domain::{ANSWER_MAX_CHARS, AnswerLength, Question, QuestionKind},
    messages::PerLanguage,
};

/// More would keep people from finishing the form.
const MAX_QUESTIONS: usize = 10;
const MAX_ID: usize = 32;
const MAX_LABEL: usize = 300;
const MAX_CHOICES: usize = 30;
/// The default for a line of text.
const LINE: usize = 200;

/// A question as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: String,
    label: PerLanguage<String>,
    kind: Kind,
    #[serde(default)]
    required: bool,
    min: Option<usize>,
    max: Option<usize>,
    choices: Option<Vec<PerLanguage<String>>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    LongText,
    Choice,
    Checkbox,
}

/// Up to ten questions.
pub(super) fn questions<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Question>, D::Error> {
    let questions = Vec::<Checked>::deserialize(from)?;
    if questions.len() > MAX_QUESTIONS {
        return Err(D::Error::custom(format!("expected at most {MAX_QUESTIONS} questions")));
    }
    let questions: Vec<Question> = questions.into_iter().map(|Checked(question)| question).collect();
    for (index, question) in questions.iter().enumerate() {
        if questions[..index].iter().any(|other| other.id == question.id) {
            return Err(D::Error::custom("two questions have the same `id`"));
        }
    }
    Ok(questions)
}

struct Checked(Question);

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RawQuestion::deserialize(from)?.check().map(Self).map_err(D::Error::custom)
    }
}

impl RawQuestion {
    fn check(self) -> Result<Question, String> {
        let Self { id, label, kind, required, min, max, choices } = self;
        let is_id = |id: &str| {
            (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
        };
        if !is_id(&id) {
            return Err(format!("`id` has to be a short name of a-z, 0-9, _ and -, at most {MAX_ID} characters"));
        }
        if !label.values().all(|text| is_short(text)) {
            return Err(format!("`label` has to be a text of at most {MAX_LABEL} characters"));
        }
        let is_text = matches!(kind, Kind::Text | Kind::LongText);
        if !is_text && (min.is_some() || max.is_some()) {
            return Err("`min` and `max` are for the kinds `text` and `long_text`".into());
        }
        if kind != Kind::Choice && choices.is_some() {
            return Err("`choices` are for the kind `choice`".into());
        }
        let kind = match kind {
            Kind::Text => QuestionKind::Text(length(min, max, LINE)?),
            Kind::LongText => QuestionKind::LongText(length(min, max, ANSWER_MAX_CHARS)?),
            Kind::Choice => QuestionKind::Choice(check_choices(choices.unwrap_or_default())?),
            Kind::Checkbox => QuestionKind::Checkbox,
        };
        Ok(Question { id, label, required, kind })
    }
}

fn is_short(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_LABEL
}

fn length(min: Option<usize>, max: Option<usize>, default: usize) -> Result<AnswerLength, String> {
    let min = min.unwrap_or(0);
    let max = max.unwrap_or(default.max(min));
    if min <= max && (1..=ANSWER_MAX_CHARS).contains(&max) {
        Ok(AnswerLength { min, max })
    } else {
        Err(format!("`min` and `max` have to be in order, and at most {ANSWER_MAX_CHARS}"))
    }
}

fn check_choices(choices: Vec<PerLanguage<String>>) -> Result<Vec<PerLanguage<String>>, String> {
    if !(2..=MAX_CHOICES).contains(&choices.len())
        || !choices.iter().flat_map(PerLanguage::values).all(|text| is_short(text))
    {
        return Err(format!("the kind `choice` needs 2 to {MAX_CHOICES} `choices`"));
    }
    let is_repeated =
        |(index, one): (usize, &PerLanguage<String>)| choices[..index].iter().any(|other| other.first() == one.first());
    if choices.iter().enumerate().any(is_repeated) {
        return Err("two `choices` are the same".into());
    }
    Ok(choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Result<Vec<Question>, String> {
        questions(serde_yaml::Deserializer::from_str(yaml)).map_err(|error| error.to_string())
    }

    #[test]
    fn questions_have_defaults() {
        let read = read(
            "[{id: city, label: Where do you live?, kind: text}, {id: about, label: {en: You?, de: Du?}, kind: long_text, \
             required: true, min: 10}, {id: found, label: How?, kind: choice, choices: [Friends, {en: Search, de: Suche}]}, \
             {id: adult, label: I am 16, kind: checkbox, required: true}]",
        );
        let read = read.expect("questions");
        assert_eq!(read[0].kind, QuestionKind::Text(AnswerLength { min: 0, max: 200 }));
        assert_eq!(read[1].kind, QuestionKind::LongText(AnswerLength { min: 10, max: 2000 }));
        assert!(!read[0].required && read[1].required && read[3].kind == QuestionKind::Checkbox);
        assert!(matches!(&read[2].kind, QuestionKind::Choice(choices) if choices.len() == 2));
    }

    #[test]
    fn mistakes_are_named() {
        for (yaml, says) in [
            ("[{id: A, label: x, kind: text}]", "`id`"),
            ("[{id: a, label: '', kind: text}]", "`label`"),
            ("[{id: a, label: x, kind: radio}]", "unknown variant"),
            ("[{id: a, label: x, kind: text, min: 9, max: 3}]", "in order"),
            ("[{id: a, label: x, kind: text, max: 3000}]", "at most 2000"),
            ("[{id: a, label: x, kind: checkbox, max: 3}]", "`text` and `long_text`"),
            ("[{id: a, label: x, kind: text, choices: [a, b]}]", "`choice`"),
            ("[{id: a, label: x, kind: choice, choices: [a]}]", "2 to 30"),
            ("[{id: a, label: x, kind: choice, choices: [a, a]}]", "the same"),
            ("[{id: a, label: x, kind: text}, {id: a, label: y, kind: text}]", "same `id`"),
        ] {
            let error = read(yaml).expect_err(yaml);
            assert!(error.contains(says), "{yaml}: {error}");
        }
        let eleven = (0..11).map(|n| format!("{{id: q{n}, label: x, kind: text}},")).collect::<Vec<_>>().concat();
        assert!(read(&format!("[{eleven}]")).expect_err("too many").contains("at most 10"));
    }
}
