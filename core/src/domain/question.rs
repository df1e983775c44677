//! The operator's own questions of step 3, and the answers to them.

use super::text;
use crate::messages::{Language, PerLanguage};

/// No answer may be longer, in characters.
pub const ANSWER_MAX_CHARS: usize = 2000;

/// A question of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name in the form and in JSON.
    pub id: String,
    /// What is asked.
    pub label: PerLanguage<String>,
    /// Whether it must be answered.
    pub required: bool,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// A line of text.
    Text(AnswerLength),
    /// Several lines of text.
    LongText(AnswerLength),
    /// One of these.
    Choice(Vec<PerLanguage<String>>),
    /// Yes or no. If it is required, the answer must be yes.
    Checkbox,
}

/// The length of an answer, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerLength {
    /// Of those that a reader sees.
    pub min: usize,
    /// Of all.
    pub max: usize,
}

/// An answer, with its question as it was asked then: the config may change before a moderator reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct QuestionAnswer {
    /// The question's name.
    pub id: String,
    /// What was asked, in the language of the moderators.
    pub label: String,
    /// The answer; escape it wherever it is shown.
    pub text: String,
}

/// Why an answer was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// There is none.
    #[error("the question is not answered")]
    Missing,
    /// Shorter than the operator requires.
    #[error("the answer has {have} of at least {min} characters")]
    TooShort {
        /// Visible characters that were typed.
        have: usize,
        /// The required number.
        min: usize,
    },
    /// Longer than the operator allows.
    #[error("the answer has {have} of at most {max} characters")]
    TooLong {
        /// The number of characters that were typed.
        have: usize,
        /// The allowed number.
        max: usize,
    },
}

impl Question {
    /// Checks what a form sent. `None` if a question that is not required was left empty. `room` is the language of
    /// the moderators.
    ///
    /// # Errors
    /// The answer is missing, or too short or too long.
    pub fn answer(&self, sent: &str, room: Language) -> Result<Option<QuestionAnswer>, AnswerError> {
        let text = match &self.kind {
            QuestionKind::Text(length) => length.check(&text::without_hidden(sent).replace('\n', " "))?,
            QuestionKind::LongText(length) => length.check(&text::without_hidden(sent))?,
            QuestionKind::Choice(choices) => {
                choices.iter().find(|one| one.first() == sent).map(|one| one.get(room).clone())
            }
            QuestionKind::Checkbox if sent.is_empty() && self.required => None,
            QuestionKind::Checkbox => Some(yes_or_no(!sent.is_empty(), room)),
        };
        let answer = |text| QuestionAnswer { id: self.id.clone(), label: self.label.get(room).clone(), text };
        match text.map(answer) {
            None if self.required => Err(AnswerError::Missing),
            answer => Ok(answer),
        }
    }

    /// What the form sends for this answer.
    #[must_use]
    pub fn sent(&self, answer: &QuestionAnswer, room: Language) -> String {
        match &self.kind {
            QuestionKind::Text(_) | QuestionKind::LongText(_) => answer.text.clone(),
            QuestionKind::Choice(choices) => choices
                .iter()
                .find(|one| *one.get(room) == answer.text)
                .map(|one| one.first().clone())
                .unwrap_or_default(),
            QuestionKind::Checkbox if answer.text == yes_or_no(true, room) => "yes".to_owned(),
            QuestionKind::Checkbox => String::new(),
        }
    }
}

impl AnswerLength {
    /// `text` without blanks around it, or nothing.
    fn check(self, text: &str) -> Result<Option<String>, AnswerError> {
        let text = text.trim();
        let (visible, all) = (text::visible_chars(text), text.chars().count());
        match self {
            _ if visible == 0 => Ok(None),
            Self { min, .. } if visible < min => Err(AnswerError::TooShort { have: visible, min }),
            Self { max, .. } if all > max => Err(AnswerError::TooLong { have: all, max }),
            _ => Ok(Some(text.to_owned())),
        }
    }
}

fn yes_or_no(is_ticked: bool, room: Language) -> String {
    crate::text!(in room, "room-answer-ticked", ticked = is_ticked.to_string())
}

impl std::fmt::Debug for QuestionAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QuestionAnswer({}, {} bytes)", self.id, self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind, required: bool) -> Question {
        Question { id: "q".into(), label: PerLanguage::one("Which?".into()), required, kind }
    }

    fn answered(question: &Question, sent: &str) -> Result<Option<String>, AnswerError> {
        let answer = question.answer(sent, Language::english())?;
        if let Some(answer) = &answer {
            let again = question.sent(answer, Language::english());
            assert_eq!(question.answer(&again, Language::english()).as_ref(), Ok(&Some(answer.clone())), "{sent:?}");
        }
        Ok(answer.map(|answer| answer.text))
    }

    #[test]
    fn texts_are_cleaned_and_counted() {
        let length = AnswerLength { min: 3, max: 5 };
        let line = |sent| answered(&question(QuestionKind::Text(length), true), sent);
        let long = |sent| answered(&question(QuestionKind::LongText(length), true), sent);
        assert_eq!((line(" a\r\nbc "), long(" a\r\nbc ")), (Ok(Some("a bc".into())), Ok(Some("a\nbc".into()))));
        assert_eq!(line("a\u{202e}b\u{200b}c\0"), Ok(Some("abc".into())));
        assert_eq!(line("ab\u{3164}\u{200b}"), Err(AnswerError::TooShort { have: 2, min: 3 }));
        assert_eq!(line("abcdef"), Err(AnswerError::TooLong { have: 6, max: 5 }));
        for blank in ["", "  ", "\u{200b}\u{2060}", "\u{3164}"] {
            assert_eq!(line(blank), Err(AnswerError::Missing), "{blank:?}");
            assert_eq!(answered(&question(QuestionKind::Text(length), false), blank), Ok(None), "{blank:?}");
        }
    }

    #[test]
    fn choices_are_known_by_their_first_text() {
        let choices = vec![PerLanguage::one("Friends".into()), PerLanguage::one("Search".into())];
        let choice = |required| question(QuestionKind::Choice(choices.clone()), required);
        assert_eq!(answered(&choice(true), "Search"), Ok(Some("Search".into())));
        assert_eq!(answered(&choice(true), "Hack"), Err(AnswerError::Missing));
        assert_eq!(answered(&choice(false), ""), Ok(None));
    }

    #[test]
    fn required_checkboxes_must_be_ticked() {
        assert_eq!(answered(&question(QuestionKind::Checkbox, true), "yes"), Ok(Some("Yes".into())));
        assert_eq!(answered(&question(QuestionKind::Checkbox, true), ""), Err(AnswerError::Missing));
        assert_eq!(answered(&question(QuestionKind::Checkbox, false), ""), Ok(Some("No".into())));
    }

    #[test]
    fn answers_are_not_in_the_debug_output() {
        let answer = QuestionAnswer { id: "city".into(), label: "City?".into(), text: "Rome".into() };
        assert_eq!(format!("{answer:?}"), "QuestionAnswer(city, 4 bytes)");
    }
}
