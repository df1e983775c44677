//! A field that no person sees: what fills it in is a machine.

use maud::{Markup, html};
use registration_core::text;

/// For the first forms. The name is one that machines like, and that no browser fills in by itself.
pub fn field() -> Markup {
    html! {
        div.trap aria-hidden="true" {
            label for="website" { (text!("web-trap")) }
            input #website name="website" type="text" value="" tabindex="-1" autocomplete="off";
        }
    }
}
