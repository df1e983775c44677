//! The page of a password link, which is mailed after approval.

use maud::{Markup, html};
use registration_core::{domain::Token, text};

use super::layout::{self, Frame};
use crate::{
    forms::{Field as _, new_password::NewPassword},
    view::View,
};

/// The form. `unavailable` says that Synapse did not answer.
pub fn form(view: &View, mxid: &str, password: &NewPassword, unavailable: bool) -> Markup {
    let body = html! {
        @if unavailable {
            p.note.bad role="alert" { (text!(in view.language, "web-password-unavailable")) }
        } @else {
            p { (text!(in view.language, "web-password-intro")) }
            p.mxid { (text!(in view.language, "web-password-account", mxid = mxid)) }
        }
        form method="post" novalidate {
            // Password managers store it beside the password.
            input type="hidden" autocomplete="username" value=(mxid);
            (password.render(view, true))
            button { (text!(in view.language, "web-password-submit")) }
        }
        @if !password.again { p.more.soft { (text!(in view.language, "web-password-stranger")) } }
    };
    let error = unavailable || password.is_wrong();
    layout::page(view, &Frame::new(text!(in view.language, "web-password-title")).error(error), &body)
}

/// The password is set. `open` is false while the account is still being unlocked.
pub fn set(view: &View, mxid: &str, open: bool, status: &Token) -> Markup {
    let title = if open {
        text!(in view.language, "web-password-set-title")
    } else {
        text!(in view.language, "web-password-opening-title")
    };
    let body = html! {
        p.mxid { (text!(in view.language, "web-password-account", mxid = mxid)) }
        @if open { p { (text!(in view.language, "web-password-set")) } } @else { p { (text!(in view.language, "web-password-opening")) } }
        h2 { (text!(in view.language, "web-password-how")) }
        ol.how {
            li { (text!(in view.language, "web-password-how-app")) }
            li { (text!(in view.language, "web-password-how-server", server = view.server.as_str())) }
            li { (text!(in view.language, "web-password-how-login", mxid = mxid)) }
        }
        @if !open {
            a.button href=(view.href(&format!("/status/{status}"))) { (text!(in view.language, "web-done-status")) }
        }
    };
    layout::page(view, &Frame::new(title), &body)
}

/// Why a link cannot set a password.
pub enum Dead<'a> {
    /// It expired or was replaced; a new one can be requested.
    Expired(&'a Token),
    /// The request is in another state; with the token of its status page.
    Elsewhere(&'a Token),
    /// The request has ended.
    Ended,
    /// It is not known.
    Unknown,
    /// It is not a well-formed token.
    Mangled,
    /// It is not known yet whether the account is ours.
    Unsettled,
    /// The username belongs to somebody else now.
    NameLost,
    /// The address belongs to an account.
    EmailInUse,
}

/// What is wrong with the link, and what to do.
pub fn dead(view: &View, link: &Dead<'_>) -> Markup {
    let (title, sentence) = words(view, link);
    let body = html! {
        p { (sentence) }
        div.more {
            @match link {
                Dead::Expired(token) => {
                    form method="post" action=(view.href(&format!("/password/{token}/resend"))) {
                        button { (text!(in view.language, "web-new-link")) }
                    }
                }
                Dead::Elsewhere(status) => {
                    a.button href=(view.href(&format!("/status/{status}"))) {
                        (text!(in view.language, "web-verify-used-status"))
                    }
                }
                Dead::Ended | Dead::NameLost => {
                    a.button href=(view.href("/register")) { (text!(in view.language, "web-start-over")) }
                }
                Dead::Unknown | Dead::Mangled | Dead::EmailInUse | Dead::Unsettled => {
                    a href=(view.href("/")) { (text!(in view.language, "web-home")) }
                }
            }
        }
    };
    layout::page(view, &Frame::new(title), &body)
}

/// The title, and what is wrong.
fn words(view: &View, link: &Dead<'_>) -> (String, String) {
    match link {
        Dead::Expired(_) => texts!(view, "web-password-expired-title", "web-password-expired"),
        Dead::Elsewhere(_) => texts!(view, "web-password-dead-title", "web-password-elsewhere"),
        Dead::Ended => texts!(view, "web-password-dead-title", "web-password-ended"),
        Dead::Unknown => texts!(view, "web-password-dead-title", "web-password-unknown"),
        Dead::Mangled => texts!(view, "web-password-dead-title", "web-password-mangled"),
        Dead::Unsettled => texts!(view, "web-password-unsettled-title", "web-password-unsettled"),
        Dead::NameLost => texts!(view, "web-password-name-lost-title", "web-password-name-lost"),
        Dead::EmailInUse => texts!(view, "web-details-email-in-use-title", "web-details-email-in-use"),
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{PasswordError, PasswordPolicy, Strength};

    use super::*;

    const POLICY: PasswordPolicy = PasswordPolicy {
        min_length: 12,
        min_strength: Strength::Good,
        require_digit: false,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };

    #[test]
    fn the_form_names_the_account_and_shows_errors_at_the_field() {
        let password = NewPassword::refused(POLICY, PasswordError::Mismatch, None);
        let page = form(&View::example(), "@alice:example.org", &password, false).into_string();
        for part in [
            "<title>Error: Choose your password",
            "Your account: @alice:example.org",
            r#"id="again-error">The passwords do not match."#,
            r#"name="again" type="password" required autocomplete="new-password" aria-describedby="again-error" aria-invalid="true""#,
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
