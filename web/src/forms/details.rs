//! The form of step 3. Its fields are listed here once, and rendered, checked and read from that list.

use maud::{Markup, html};
use registration_core::{
    domain::{Answers, Localpart, Password, REASON_MAX_CHARS, Reason, ReasonError},
    text,
};

use super::{
    Field, Input, Labelled, Submitted, new_password::NewPassword, question::QuestionField, username::Username,
};
use crate::view::View;

const REASON: &str = "reason";
const AGREE: &str = "agree";

/// The fields of step 3.
#[derive(Debug, Default)]
pub struct DetailsForm {
    /// Another username, where the first one is no longer available.
    pub username: Option<Username>,
    /// Where the password is chosen in this step.
    pub password: Option<NewPassword>,
    /// Where it is asked for.
    pub reason: Option<ReasonField>,
    /// The operator's own questions.
    pub questions: Vec<QuestionField>,
    /// Where there are documents to agree to.
    pub agreement: Option<Agreement>,
}

/// The values of a form without problems.
#[derive(Debug)]
pub struct DetailsValues {
    pub username: Option<Localpart>,
    pub password: Option<Password>,
    pub answers: Answers,
    /// The titles of the documents.
    pub agreed: Vec<String>,
}

impl DetailsForm {
    /// An empty form; `password` are the empty fields of the password, if it is chosen here.
    pub fn new(view: &View, password: Option<NewPassword>) -> Self {
        let agreement = (!view.legal.is_empty()).then(Agreement::default);
        let reason = view.min_reason.map(|_| ReasonField::default());
        Self { username: None, password, reason, questions: QuestionField::all(view), agreement }
    }

    /// Reads and checks what was sent. The page checks username and password, which need more than the form.
    pub fn read(view: &View, form: &Submitted, username: Option<Username>, password: Option<NewPassword>) -> Self {
        let agreement = (!view.legal.is_empty()).then(|| Agreement::read(view, form));
        let reason = view.min_reason.map(|min| ReasonField::read(form, min));
        Self { username, password, reason, questions: QuestionField::read_all(view, form), agreement }
    }

    /// Fills in the answers of a submission that failed.
    pub fn restore(&mut self, view: &View, answers: &Answers) {
        let Answers { reason, own } = answers;
        if let Some(field) = &mut self.reason {
            *field = Input::unchecked(reason.as_ref().map(Reason::as_str).unwrap_or_default());
        }
        self.questions.iter_mut().for_each(|field| field.restore(view, own));
    }

    /// The form with the same answers, but without their problems.
    pub fn with_unchecked_answers(self) -> Self {
        let reason = self.reason.map(|reason| Input::unchecked(reason.typed));
        let questions = self.questions.into_iter().map(QuestionField::unchecked).collect();
        Self { reason, questions, ..self }
    }

    /// The texts that were typed, without the password.
    pub fn typed_text(&self) -> String {
        let reason = self.reason.iter().map(|reason| reason.typed.as_str());
        let texts = reason.chain(self.questions.iter().filter_map(QuestionField::typed_text));
        texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// Every field, in the order of the page.
    fn fields(&self) -> Vec<&dyn Field> {
        fn field<T: Field>(field: &T) -> &dyn Field {
            field
        }
        // No `..`: a new field does not compile until it is listed.
        let Self { username, password, reason, questions, agreement } = self;
        let before = [username.as_ref().map(field), password.as_ref().map(field), reason.as_ref().map(field)];
        let questions = questions.iter().map(field);
        before.into_iter().flatten().chain(questions).chain(agreement.as_ref().map(field)).collect()
    }

    pub fn has_problem(&self) -> bool {
        self.fields().iter().any(|field| field.is_wrong())
    }

    /// The values, if every field was accepted.
    pub fn values(&self) -> Option<DetailsValues> {
        if self.has_problem() {
            return None;
        }
        let Self { username, password, reason, questions, agreement } = self;
        let own = questions.iter().filter_map(|field| field.input.value().cloned().flatten()).collect();
        Some(DetailsValues {
            username: username.as_ref().and_then(Input::value).cloned(),
            password: password.as_ref().and_then(NewPassword::value).cloned(),
            answers: Answers { reason: reason.as_ref().and_then(Input::value).cloned(), own },
            agreed: agreement.as_ref().and_then(Input::value).cloned().unwrap_or_default(),
        })
    }

    /// Every field. The first one with a problem has the focus, else the first empty one.
    pub fn render(&self, view: &View) -> Markup {
        let fields = self.fields();
        let first = |is: fn(&dyn Field) -> bool| fields.iter().position(|field| is(*field));
        let focus = first(|field| field.is_wrong()).or_else(|| first(|field| field.is_empty())).unwrap_or(0);
        html! { @for (index, field) in fields.iter().enumerate() { (field.render(view, index == focus)) } }
    }
}

/// Why the applicant wants an account.
pub type ReasonField = Input<Reason, ReasonError>;

impl ReasonField {
    fn read(form: &Submitted, min: usize) -> Self {
        let typed = form.text(REASON);
        Self::checked(typed, Reason::parse(typed, min))
    }
}

impl Field for ReasonField {
    fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    fn is_wrong(&self) -> bool {
        self.problem().is_some()
    }

    fn render(&self, view: &View, focus: bool) -> Markup {
        let error = self.problem().map(|problem| match *problem {
            ReasonError::TooShort { have, min } => {
                text!(in view.language, "web-details-reason-short", have = have, min = min)
            }
            ReasonError::TooLong { have } => {
                text!(in view.language, "web-details-reason-long", have = have, max = REASON_MAX_CHARS)
            }
        });
        let label = Labelled {
            id: REASON,
            label: &text!(in view.language, "web-details-reason"),
            hint: view.min_reason.map(|min| html! { (text!(in view.language, "web-details-reason-hint", min = min)) }),
            error: error.as_deref(),
        };
        label.around(&html! {
            textarea id=(REASON) name=(REASON) rows="6" dir="auto" autofocus[focus] required minlength=[view.min_reason]
                aria-describedby=[label.described_by()] aria-invalid=[label.invalid()] { "\n" (self.typed) }
        })
    }
}

/// The box to agree to the documents; its value are their titles.
pub type Agreement = Input<Vec<String>, NotAgreed>;

/// The box was not ticked.
#[derive(Clone, Copy, Debug)]
pub struct NotAgreed;

impl Agreement {
    fn read(view: &View, form: &Submitted) -> Self {
        let titles = || view.legal.iter().map(|document| document.title.get(view.language).clone()).collect();
        Self::checked(form.text(AGREE), form.get(AGREE).map(|_| titles()).ok_or(NotAgreed))
    }
}

impl Field for Agreement {
    fn is_empty(&self) -> bool {
        self.value().is_none()
    }

    fn is_wrong(&self) -> bool {
        self.problem().is_some()
    }

    fn render(&self, view: &View, focus: bool) -> Markup {
        let is_wrong = self.is_wrong();
        html! {
            div.field.wrong[is_wrong] {
                p.legend #legal { (text!(in view.language, "web-details-legal")) }
                ul.documents {
                    @for document in &view.legal {
                        li {
                            a href=(document.url.get(view.language).as_str()) target="_blank" rel="noopener noreferrer" {
                                (document.title.get(view.language)) " "
                                span.soft { (text!(in view.language, "web-details-legal-tab")) }
                            }
                        }
                    }
                }
                @if is_wrong {
                    p.error #agree-error role="alert" { (text!(in view.language, "web-details-agree-missing")) }
                }
                label.check for=(AGREE) {
                    input id=(AGREE) name=(AGREE) type="checkbox" value="yes" required autofocus[focus]
                        checked[!self.is_empty()]
                        aria-describedby=(if is_wrong { "agree-error legal" } else { "legal" })
                        aria-invalid=[is_wrong.then_some("true")];
                    span { (text!(in view.language, "web-details-agree")) }
                }
            }
        }
    }
}
