//! The honeypot: a field that no person sees. A form in which it is filled in was filled in by a machine.

use maud::{Markup, html};
use registration_core::text;

/// For the first forms. Machines like to write comments; browsers and password managers fill in no text area, and
/// the attributes ask the latter to keep off. `shown` shows the field to somebody whose browser may have filled it
/// in all the same.
pub fn field(shown: bool) -> Markup {
    html! {
        div class=(if shown { "field" } else { "trap" }) aria-hidden=[(!shown).then_some("true")] {
            label for="comments" { (text!("web-trap")) }
            textarea #comments name="comments" rows="2" tabindex=[(!shown).then_some("-1")] autocomplete="off"
                data-lpignore="true" data-bwignore="true" data-form-type="other" {}
        }
    }
}
