//! A form field: what was typed, its value or its problem, and its label, hint and error message.

use maud::{Markup, html};

use crate::view::View;

/// A field of a form, as the form that holds it sees it.
pub trait Field {
    /// Whether it was left empty, or is never filled in again, such as a password.
    fn is_empty(&self) -> bool;

    /// Whether its value was not accepted.
    fn is_wrong(&self) -> bool;

    /// The field; `focus` places the cursor in it.
    fn render(&self, view: &View, focus: bool) -> Markup;
}

/// A field of text.
#[derive(Clone, Debug)]
pub struct Input<V, P> {
    /// As typed.
    pub typed: String,
    /// The value, or why it was not accepted; `None` if it was not checked.
    pub outcome: Option<Result<V, P>>,
}

impl<V, P> Input<V, P> {
    /// A field that was not checked, with this text in it.
    pub fn unchecked(typed: impl Into<String>) -> Self {
        Self { typed: typed.into(), outcome: None }
    }

    /// A field that was sent.
    pub fn checked(typed: impl Into<String>, outcome: Result<V, P>) -> Self {
        Self { typed: typed.into(), outcome: Some(outcome) }
    }

    pub fn value(&self) -> Option<&V> {
        self.outcome.as_ref()?.as_ref().ok()
    }

    pub fn problem(&self) -> Option<&P> {
        self.outcome.as_ref()?.as_ref().err()
    }
}

impl<V, P> Default for Input<V, P> {
    fn default() -> Self {
        Self::unchecked("")
    }
}

/// The label, hint and error message around a control.
pub struct Labelled<'a> {
    /// The id of the control; the ids of its hint and error are `id-hint` and `id-error`.
    pub id: &'a str,
    pub label: &'a str,
    pub hint: Option<Markup>,
    /// Why the last value was not accepted.
    pub error: Option<&'a str>,
}

impl Labelled<'_> {
    /// The value of `aria-describedby`: the error first, then the hint.
    pub fn described_by(&self) -> Option<String> {
        let ids = [(self.error.is_some(), "error"), (self.hint.is_some(), "hint")];
        let ids: Vec<String> =
            ids.into_iter().filter(|(is, _)| *is).map(|(_, what)| format!("{}-{what}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The value of `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    /// The control with its label, hint and error.
    pub fn around(&self, control: &Markup) -> Markup {
        html! {
            div.field.wrong[self.error.is_some()] {
                label for=(self.id) { (self.label) }
                @if let Some(hint) = &self.hint { div.hint id={ (self.id) "-hint" } { (hint) } }
                @if let Some(error) = self.error { p.error role="alert" id={ (self.id) "-error" } { (error) } }
                (control)
            }
        }
    }
}
