//! The landing page: what the server is, and how to request an account.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::view::View;

/// The landing page.
pub fn page(view: &View) -> Markup {
    let server = view.server.as_str();
    let body = html! {
        p { (text!(in view.language, "web-landing-intro", server = server)) }
        p { (text!(in view.language, "web-landing-human")) }
        h2 { (text!(in view.language, "web-landing-how")) }
        ol.how {
            li { (text!(in view.language, "web-landing-step-username")) }
            li { (text!(in view.language, "web-landing-step-email")) }
            @if view.asks_password {
                li { (text!(in view.language, "web-landing-step-details")) }
                li { (text!(in view.language, "web-landing-step-decision")) }
            } @else {
                li { (text!(in view.language, "web-landing-step-reason")) }
                li { (text!(in view.language, "web-landing-step-password")) }
            }
        }
        p.soft { (text!(in view.language, "web-landing-time")) }
        a.button href=(view.href("/register")) { (text!(in view.language, "web-landing-start")) }
    };
    let frame = Frame::new(text!(in view.language, "web-landing-title", server = server)).public();
    let head = preview(view, &frame.title);
    layout::page(view, &frame.head(Some(head)), &body)
}

/// What search engines and messengers show of a link to this page (Open Graph).
fn preview(view: &View, title: &str) -> Markup {
    let description = text!(in view.language, "web-landing-intro", server = view.server.as_str());
    html! {
        meta name="description" content=(description);
        meta property="og:type" content="website";
        meta property="og:title" content=(title);
        meta property="og:description" content=(description);
        meta property="og:url" content=(view.url);
        meta property="og:site_name" content=(view.server);
        meta property="og:locale" content=(view.language.tag());
        @if let Some(logo) = &view.logo { meta property="og:image" content=(logo); }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_link_shows_what_the_page_is() {
        let page = page(&View::example()).into_string();
        for part in [
            r#"<meta name="description" content="example.org is a Matrix server."#,
            r#"<meta property="og:title" content="Request an account on example.org">"#,
            r#"<meta property="og:url" content="https://register.example.org/">"#,
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("noindex"), "{page}");
    }
}
