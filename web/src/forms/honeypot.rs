//! The honeypot: a hidden field that only bots fill in.

use maud::{Markup, html};
use registration_core::text;

use super::Submitted;
use crate::view::View;

const NAME: &str = "comments";
/// The name in earlier versions. No page shows it now, but bots remember forms.
const FORMER_NAME: &str = "website";
/// The hidden field, and the query parameter, that make the honeypot visible.
pub const SHOWN: &str = "shown";

/// Whether somebody filled in the field.
pub fn is_filled_in(form: &Submitted) -> bool {
    !(form.text(NAME).is_empty() && form.text(FORMER_NAME).is_empty())
}

/// Whether the form showed the field.
pub fn was_shown(form: &Submitted) -> bool {
    form.get(SHOWN).is_some()
}

/// The field. Bots like to write comments; browsers and password managers do not fill in text areas, and the
/// attributes tell password managers to leave it alone. `shown` makes it visible, for a person whose browser filled
/// it in all the same.
pub fn render(view: &View, shown: bool) -> Markup {
    html! {
        div class=(if shown { "field" } else { "trap" }) aria-hidden=[(!shown).then_some("true")] {
            label for=(NAME) { (text!(in view.language, "web-trap")) }
            textarea id=(NAME) name=(NAME) rows="2" tabindex=[(!shown).then_some("-1")] autocomplete="off"
                data-lpignore="true" data-bwignore="true" data-form-type="other" {}
        }
        @if shown { input type="hidden" name=(SHOWN) value="1"; }
    }
}
