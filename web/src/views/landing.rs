//! The landing page: what the server is, and how to request an account.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::{markdown, view::View};

/// The landing page.
pub fn page(view: &View) -> Markup {
    let server = view.server.as_str();
    let body = html! {
        @match &view.pages.intro {
            // Below the heading of the page.
            Some(intro) => div dir="auto" { (markdown::render(intro.get(view.language), 1)) },
            None => p { (text!(in view.language, "web-landing-intro", server = server)) },
        }
        p { (text!(in view.language, "web-landing-human")) }
        h2 { (text!(in view.language, "web-landing-how")) }
        ol.how {
            li { (text!(in view.language, "web-landing-step-username")) }
            li { (text!(in view.language, "web-landing-step-email")) }
            li { (text!(in view.language, "web-landing-step-details", asks = view.asks)) }
            @if view.asks_password {
                li { (text!(in view.language, "web-landing-step-decision")) }
            } @else {
                li { (text!(in view.language, "web-landing-step-password")) }
            }
        }
        @if let Some(rules) = &view.pages.rules {
            h2 { (text!(in view.language, "web-landing-rules")) }
            div dir="auto" { (markdown::render(rules.get(view.language), 2)) }
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
    use registration_core::messages::Language;

    use super::*;
    use crate::site::Site;

    #[test]
    fn the_operators_texts_are_shown_in_the_readers_language() {
        let texts = "{intro: {en: '# About *us*', de: Über uns}, rules: '- Be <b>kind</b>'}";
        let pages = serde_yaml::from_str(texts).expect("texts");
        let mut site = Site::example();
        site.pages = pages;
        let german = Language::named("de").expect("German");
        let page = |view: &View| super::page(view).into_string();
        let english = page(&View::of(site.clone()));
        for part in ["<h2>About <em>us</em></h2>", "<h2>Rules</h2>", "<li>Be &lt;b&gt;kind&lt;/b&gt;</li>"] {
            assert!(english.contains(part), "{part} is missing in {english}");
        }
        assert!(!english.split("<main>").nth(1).expect("a body").contains("is a Matrix server"), "{english}");
        assert!(page(&View::of(site).speaking(german)).contains("Über uns"));
    }

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
