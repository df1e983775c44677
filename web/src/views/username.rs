//! Step 1: the username.

use maud::{Markup, html};
use registration_core::text;

use super::{
    layout::{self, Frame},
    session,
};
use crate::{
    forms::{Field as _, honeypot, request_mark, username::Username},
    view::View,
};

/// The content of step 1.
#[derive(Debug, Default)]
pub struct UsernamePage {
    pub username: Username,
    /// The mark of a request whose address was verified in this browser; the applicant can continue with it.
    pub verified: Option<String>,
    /// Whether this browser has started a request.
    pub has_started: bool,
    pub shows_honeypot: bool,
}

/// The form of step 1.
pub fn page(view: &View, page: &UsernamePage) -> Markup {
    let UsernamePage { username, verified, has_started, shows_honeypot } = page;
    let frame = Frame::new(text!(in view.language, "web-username-title")).step(1).error(username.is_wrong());
    let body = html! {
        @if verified.is_some() {
            p.note {
                (text!(in view.language, "web-username-proven")) " "
                a href=(view.href("/register/details")) { (text!(in view.language, "web-username-proven-continue")) }
            }
        }
        // Step 2 shows this form too, when the username is no longer available.
        form method="post" action=(view.href("/register")) novalidate {
            (request_mark::render(verified.as_deref().unwrap_or_default()))
            (username.render(view, true))
            (honeypot::render(view, *shows_honeypot))
            button { (text!(in view.language, "web-continue")) }
        }
        @if *has_started { (session::not_me(view)) }
    };
    layout::page(view, &frame, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::username::UsernameProblem;

    #[test]
    fn typed_text_is_kept_and_escaped() {
        let username = Username::checked("\"><b>", Err(UsernameProblem::Taken));
        let page = page(&View::example(), &UsernamePage { username, ..UsernamePage::default() }).into_string();
        assert!(page.contains(r#"value="&quot;&gt;&lt;b&gt;""#), "{page}");
        assert!(page.contains("<title>Error: Choose your username · example.org</title>"), "{page}");
    }
}
