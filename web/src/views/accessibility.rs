//! The accessibility statement: what is tested and what is not.

use maud::{Markup, html};
use registration_core::{config::WithoutJavascript, text};

use super::layout::{self, Frame};
use crate::view::View;

/// The statement.
pub fn page(view: &View) -> Markup {
    let (language, server) = (view.language, view.server.as_str());
    let body = html! {
        p { (text!(in language, "web-accessibility-intro")) }
        h2 { (text!(in language, "web-accessibility-tested")) }
        ul {
            li { (text!(in language, "web-accessibility-axe")) }
            li { (text!(in language, "web-accessibility-keyboard")) }
            li { (text!(in language, "web-accessibility-scripts")) }
            li { (text!(in language, "web-accessibility-screens")) }
            li { (text!(in language, "web-accessibility-direction")) }
        }
        h2 { (text!(in language, "web-accessibility-untested")) }
        ul {
            li { (text!(in language, "web-accessibility-people")) }
            li { (text!(in language, "web-accessibility-languages")) }
            li { (text!(in language, "web-accessibility-operator", server = server)) }
            @match view.puzzle {
                Some(WithoutJavascript::Refuse) => li { (text!(in language, "web-accessibility-puzzle")) },
                Some(_) => li { (text!(in language, "web-accessibility-puzzle-limited")) },
                None => {}
            }
        }
        h2 { (text!(in language, "web-accessibility-help")) }
        p { (text!(in language, "web-accessibility-contact", server = server)) }
        p { a href=(view.href("/")) { (text!(in language, "web-home")) } }
    };
    layout::page(view, &Frame::new(text!(in language, "web-accessibility-title")), &body)
}
