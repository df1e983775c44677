//! The two columns of answers to the operator's own questions: JSON with the questions, and the answers as text, so that
//! a search for a word finds answers and neither questions nor syntax.

use serde::{Deserialize, Serialize};

use crate::domain::QuestionAnswer;

/// Between answers: the control character "unit separator", which no answer contains.
const SEPARATOR: &str = "\u{1f}";

#[derive(Serialize, Deserialize)]
struct Asked {
    id: String,
    label: String,
}

/// The values of the columns `questions` and `answers`.
pub(super) fn columns(own: &[QuestionAnswer]) -> (Option<String>, Option<String>) {
    if own.is_empty() {
        return (None, None);
    }
    let asked: Vec<Asked> = own
        .iter()
        .map(|QuestionAnswer { id, label, text: _ }| Asked { id: id.clone(), label: label.clone() })
        .collect();
    let answers: Vec<&str> = own.iter().map(|answer| answer.text.as_str()).collect();
    (Some(serde_json::json!(asked).to_string()), Some(answers.join(SEPARATOR)))
}

/// The answers in these columns; `None` if they do not fit together.
pub(super) fn read(questions: Option<String>, answers: Option<String>) -> Option<Vec<QuestionAnswer>> {
    let (Some(questions), Some(answers)) = (questions, answers) else { return Some(vec![]) };
    let asked: Vec<Asked> = serde_json::from_str(&questions).ok()?;
    let texts: Vec<&str> = answers.split(SEPARATOR).collect();
    let own = asked.into_iter().zip(&texts).map(|(Asked { id, label }, text)| QuestionAnswer {
        id,
        label,
        text: (*text).to_owned(),
    });
    let own: Vec<QuestionAnswer> = own.collect();
    (own.len() == texts.len()).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_back_as_written() {
        let answer =
            |id: &str, text: &str| QuestionAnswer { id: id.into(), label: "\"Why\"?".into(), text: text.into() };
        for own in [vec![], vec![answer("a", "one")], vec![answer("a", "two\nlines, [\"\"]"), answer("b", "✅")]] {
            let (questions, answers) = columns(&own);
            assert_eq!(read(questions, answers), Some(own));
        }
        assert_eq!(read(Some("[]".into()), Some("a".into())), None);
        assert_eq!(read(Some("nonsense".into()), Some("a".into())), None);
    }
}
