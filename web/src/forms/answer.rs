//! The answer to a question of the moderators.

use maud::{Markup, html};
use registration_core::{
    domain::{REASON_MAX_CHARS, Reason, ReasonError},
    text,
};

use super::{Input, Labelled, Submitted};
use crate::view::View;

const NAME: &str = "answer";

/// The field for the answer.
pub type Answer = Input<Reason, ReasonError>;

/// Reads the answer: any text that can be seen.
pub fn read(form: &Submitted) -> Answer {
    let typed = form.text(NAME);
    Input::checked(typed, Reason::parse(typed, 1))
}

/// The field, with the cursor in it.
pub fn render(answer: &Answer, view: &View) -> Markup {
    let error = answer.problem().map(|problem| match problem {
        ReasonError::TooShort { .. } => text!(in view.language, "web-answer-empty"),
        ReasonError::TooLong { have } => {
            text!(in view.language, "web-answer-long", have = *have, max = REASON_MAX_CHARS)
        }
    });
    let label =
        Labelled { id: NAME, label: &text!(in view.language, "web-answer-label"), hint: None, error: error.as_deref() };
    label.around(&html! {
        textarea id=(NAME) name=(NAME) rows="6" dir="auto" maxlength=(REASON_MAX_CHARS) required autofocus
            aria-describedby=[label.described_by()] aria-invalid=[label.invalid()] { (answer.typed) }
    })
}
