//! The hidden field that binds a form to one request, so that a form in another tab cannot change a newer request.

use maud::{Markup, html};

use super::Submitted;

const NAME: &str = "request";

/// The field; empty if there is no request yet.
pub fn render(mark: &str) -> Markup {
    html! { @if !mark.is_empty() { input type="hidden" name=(NAME) value=(mark); } }
}

/// The mark of the request that the form was shown for; empty if it had none.
pub fn of(form: &Submitted) -> &str {
    form.text(NAME)
}
