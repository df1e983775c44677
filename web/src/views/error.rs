//! A page for what went wrong.

use maud::{Markup, html};
use registration_core::text;

use super::{
    Site,
    layout::{self, Frame},
};

/// What went wrong, what to do now, and by which number the operator finds it.
/// `home` is false where our first page cannot be reached.
pub fn page(site: &Site, title: String, sentences: &[Option<String>], id: Option<&str>, home: bool) -> Markup {
    let body = html! {
        @for sentence in sentences.iter().flatten() { p { (sentence) } }
        @if let Some(id) = id {
            p.soft { (text!("web-broken-id", server = site.server.as_str(), id = id)) }
        }
        @if home { p.more { a href=(site.href("/")) { (text!("web-home")) } } }
    };
    layout::page(site, &Frame::new(title).error(true), &body)
}
