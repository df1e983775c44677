//! "Your account is being created": a page that reloads itself.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::view::View;

/// Seconds between reloads.
const RELOAD_S: u8 = 4;

/// The page. `here` is its path, for browsers that do not reload it.
pub fn page(view: &View, step: Option<u8>, here: &str) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-working")) }
        p { a.button href=(view.href(here)) { (text!(in view.language, "web-working-look")) } }
    };
    let reload = html! { meta http-equiv="refresh" content=(RELOAD_S); };
    let frame = Frame { step, ..Frame::new(text!(in view.language, "web-working-title")).head(Some(reload)) };
    layout::page(view, &frame, &body)
}
