//! A labelled field with its hint and what is wrong with it.

use maud::{Markup, html};

/// What stands around a control.
pub struct Field<'a> {
    /// Of the control; its hint and error are `id-hint` and `id-error`.
    pub id: &'static str,
    /// What it asks for.
    pub label: &'a str,
    /// What helps to answer.
    pub hint: Option<Markup>,
    /// Why the last answer was not taken.
    pub error: Option<&'a str>,
}

impl Field<'_> {
    /// For the control's `aria-describedby`: the error first.
    pub fn described_by(&self) -> Option<String> {
        let ids = [(self.error.is_some(), "error"), (self.hint.is_some(), "hint")];
        let ids: Vec<String> =
            ids.into_iter().filter(|(is, _)| *is).map(|(_, what)| format!("{}-{what}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// For the control's `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    /// Label, hint, error and the control.
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
