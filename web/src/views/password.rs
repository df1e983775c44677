//! Behind the link that an approved applicant is mailed: a password, and the account is theirs.

use maud::{Markup, html};
use registration_core::{domain::Token, text};

use super::{
    NewPassword, Site,
    layout::{self, Frame},
};

/// A link that works: the form. `away` says that the chat server has just not answered.
pub fn form(site: &Site, mxid: &str, password: &NewPassword, away: bool) -> Markup {
    let body = html! {
        @if away {
            p.note.bad role="alert" { (text!("web-password-unavailable")) }
        } @else {
            p { (text!("web-password-intro")) }
            p.mxid { (text!("web-password-account", mxid = mxid)) }
        }
        form method="post" novalidate {
            // So that password managers store the name beside the password.
            input type="hidden" autocomplete="username" value=(mxid);
            (password.fields(true))
            button { (text!("web-password-submit")) }
        }
        @if !password.again && password.problem.is_none() { p.more.soft { (text!("web-password-stranger")) } }
    };
    let error = away || password.problem.is_some();
    layout::page(site, &Frame::new(text!("web-password-title")).error(error), &body)
}

/// The password is set. `open` is false while the account is still being opened.
pub fn set(site: &Site, mxid: &str, open: bool, status: &Token) -> Markup {
    let title = if open { text!("web-password-set-title") } else { text!("web-password-opening-title") };
    let body = html! {
        p.mxid { (text!("web-password-account", mxid = mxid)) }
        @if open { p { (text!("web-password-set")) } } @else { p { (text!("web-password-opening")) } }
        h2 { (text!("web-password-how")) }
        ol.how {
            li { (text!("web-password-how-app")) }
            li { (text!("web-password-how-server", server = site.server.as_str())) }
            li { (text!("web-password-how-login", mxid = mxid)) }
        }
        @if !open {
            a.button href=(site.href(&format!("/status/{status}"))) { (text!("web-done-status")) }
        }
    };
    layout::page(site, &Frame::new(title), &body)
}

/// A link that sets no password.
pub enum Dead<'a> {
    /// Too old, or replaced; a new one can be had.
    Expired(&'a Token),
    /// The request stands elsewhere now: its status page.
    Elsewhere(&'a Token),
    /// The request has ended.
    Ended,
    /// We do not know it.
    Unknown,
    /// It is no token.
    Mangled,
    /// Nobody knows yet whether its account is ours.
    Unsettled,
    /// Somebody else got the username.
    NameLost,
    /// The address belongs to an account.
    EmailInUse,
}

/// What is wrong with a link, and what to do now.
pub fn dead(site: &Site, link: &Dead<'_>) -> Markup {
    let server = site.server.as_str();
    let (title, sentence) = match link {
        Dead::Expired(_) => (text!("web-password-expired-title"), text!("web-password-expired")),
        Dead::Elsewhere(_) => (text!("web-password-dead-title"), text!("web-password-elsewhere")),
        Dead::Ended => (text!("web-password-dead-title"), text!("web-password-ended")),
        Dead::Unknown => (text!("web-password-dead-title"), text!("web-password-unknown")),
        Dead::Mangled => (text!("web-password-dead-title"), text!("web-password-mangled")),
        Dead::Unsettled => (text!("web-password-unsettled-title"), text!("web-password-unsettled")),
        Dead::NameLost => (text!("web-password-name-lost-title"), text!("web-password-name-lost")),
        Dead::EmailInUse => {
            (text!("web-details-email-in-use-title"), text!("web-details-email-in-use", server = server))
        }
    };
    let body = html! {
        p { (sentence) }
        div.more {
            @match link {
                Dead::Expired(token) => {
                    form method="post" action=(site.href(&format!("/password/{token}/resend"))) {
                        button { (text!("web-new-link")) }
                    }
                }
                Dead::Elsewhere(status) => {
                    a.button href=(site.href(&format!("/status/{status}"))) { (text!("web-verify-used-status")) }
                }
                Dead::Ended | Dead::NameLost => {
                    a.button href=(site.href("/register")) { (text!("web-start-over")) }
                }
                Dead::Unknown | Dead::Mangled | Dead::EmailInUse | Dead::Unsettled => a href=(site.href("/")) { (text!("web-home")) },
            }
        }
    };
    layout::page(site, &Frame::new(title), &body)
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
    fn the_form_says_whose_account_it_is_and_has_its_error_at_the_field() {
        let password =
            NewPassword { problem: Some(PasswordError::Mismatch), again: true, ..NewPassword::first(POLICY) };
        let page = form(&Site::example(), "@alice:example.org", &password, false).into_string();
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
