//! The field of one of the operator's own questions.

use maud::{Markup, html};
use registration_core::{
    domain::{AnswerError, AnswerLength, Question, QuestionAnswer, QuestionKind},
    messages::{Direction, PerLanguage},
    text,
};

use super::{Field, Input, Labelled, Submitted};
use crate::view::View;

/// A question and its answer; the value is `None` if it need not be answered and was not.
#[derive(Clone, Debug)]
pub struct QuestionField {
    question: Question,
    pub input: Input<Option<QuestionAnswer>, AnswerError>,
}

impl QuestionField {
    /// The empty fields of all questions.
    pub fn all(view: &View) -> Vec<Self> {
        view.questions.iter().map(|question| Self { question: question.clone(), input: Input::default() }).collect()
    }

    /// Reads and checks what was sent for all questions.
    pub fn read_all(view: &View, form: &Submitted) -> Vec<Self> {
        let read = |question: &Question| {
            let typed = form.text(&name(question));
            let input = Input::checked(typed, question.answer(typed, view.room_language));
            Self { question: question.clone(), input }
        };
        view.questions.iter().map(read).collect()
    }

    /// The field without its problem.
    pub fn unchecked(self) -> Self {
        Self { input: Input::unchecked(self.input.typed), ..self }
    }

    /// Fills in the answer of a submission that failed.
    pub fn restore(&mut self, view: &View, answers: &[QuestionAnswer]) {
        let answer = answers.iter().find(|answer| answer.id == self.question.id);
        let typed = answer.map(|answer| self.question.sent(answer, view.room_language));
        self.input = Input::unchecked(typed.unwrap_or_default());
    }

    /// What was typed, if it is text.
    pub fn typed_text(&self) -> Option<&str> {
        let is_text = matches!(self.question.kind, QuestionKind::Text(_) | QuestionKind::LongText(_));
        is_text.then_some(self.input.typed.as_str())
    }

    fn error(&self, view: &View) -> Option<String> {
        let language = view.language;
        self.input.problem().map(|problem| match (*problem, &self.question.kind) {
            (AnswerError::Missing, QuestionKind::Choice(_)) => text!(in language, "web-question-choose"),
            (AnswerError::Missing, QuestionKind::Checkbox) => text!(in language, "web-question-tick"),
            (AnswerError::Missing, _) => text!(in language, "web-question-missing"),
            (AnswerError::TooShort { have, min }, _) => {
                text!(in language, "web-details-reason-short", have = have, min = min)
            }
            (AnswerError::TooLong { have, max }, _) => {
                text!(in language, "web-details-reason-long", have = have, max = max)
            }
        })
    }

    /// What is asked. Most fields of the form are required, so the others say that they are not.
    fn label(&self, view: &View) -> String {
        let Question { label, required, kind, .. } = &self.question;
        let label = label.get(view.language).as_str();
        match view.language.direction() {
            _ if !required && *kind != QuestionKind::Checkbox => {
                text!(in view.language, "web-question-optional", question = label)
            }
            // The label may be in another language than the page.
            Direction::RightToLeft => format!("\u{2068}{label}\u{2069}"),
            Direction::LeftToRight => label.to_owned(),
        }
    }

    fn hint(&self, view: &View) -> Option<Markup> {
        match &self.question.kind {
            QuestionKind::Text(AnswerLength { min, .. }) | QuestionKind::LongText(AnswerLength { min, .. })
                if *min > 1 =>
            {
                Some(html! { (text!(in view.language, "web-question-min", min = *min)) })
            }
            _ => None,
        }
    }

    fn checkbox(&self, view: &View, focus: bool) -> Markup {
        let (id, error) = (name(&self.question), self.error(view));
        html! {
            div.field.wrong[error.is_some()] {
                @if let Some(error) = &error { p.error id={ (id) "-error" } role="alert" { (error) } }
                label.check for=(id) {
                    input id=(id) name=(id) type="checkbox" value="yes" required[self.question.required]
                        autofocus[focus] checked[!self.is_empty()]
                        aria-describedby=[error.is_some().then(|| format!("{id}-error"))]
                        aria-invalid=[error.is_some().then_some("true")];
                    span { (self.label(view)) }
                }
            }
        }
    }
}

/// The name of the field.
fn name(question: &Question) -> String {
    format!("question-{}", question.id)
}

impl Field for QuestionField {
    fn is_empty(&self) -> bool {
        self.input.typed.is_empty()
    }

    fn is_wrong(&self) -> bool {
        self.input.problem().is_some()
    }

    fn render(&self, view: &View, focus: bool) -> Markup {
        let Question { required, kind, .. } = &self.question;
        let (id, error, typed) = (name(&self.question), self.error(view), self.input.typed.as_str());
        let label = Labelled { id: &id, label: &self.label(view), hint: self.hint(view), error: error.as_deref() };
        let (describes, invalid) = (label.described_by(), label.invalid());
        let control = match kind {
            QuestionKind::Checkbox => return self.checkbox(view, focus),
            QuestionKind::Text(_) => html! {
                input id=(id) name=(id) type="text" value=(typed) dir="auto" autofocus[focus] required[*required]
                    aria-describedby=[describes] aria-invalid=[invalid];
            },
            QuestionKind::LongText(_) => html! {
                textarea id=(id) name=(id) rows="4" dir="auto" autofocus[focus] required[*required]
                    aria-describedby=[describes] aria-invalid=[invalid] { "\n" (typed) }
            },
            QuestionKind::Choice(choices) => html! {
                select id=(id) name=(id) autofocus[focus] required[*required]
                    aria-describedby=[describes] aria-invalid=[invalid] { (options(view, choices, typed)) }
            },
        };
        label.around(&control)
    }
}

fn options(view: &View, choices: &[PerLanguage<String>], chosen: &str) -> Markup {
    html! {
        option value="" { (text!(in view.language, "web-question-please-choose")) }
        @for choice in choices {
            option value=(choice.first()) selected[choice.first() == chosen] { (choice.get(view.language)) }
        }
    }
}
