//! Behind the mailed link.

use maud::{Markup, html};
use registration_core::{domain::Token, text};

use super::{
    Site,
    field::Field,
    layout::{self, Frame},
    username::{self, UsernameProblem},
};

/// A link that works: nothing happens before its button is pressed.
pub fn confirm(site: &Site, mxid: &str) -> Markup {
    let body = html! {
        p { (text!("web-verify-future", mxid = mxid)) }
        @if site.asks_password { p { (text!("web-verify-intro")) } } @else { p { (text!("web-verify-intro-reason")) } }
        form method="post" { button autofocus { (text!("web-verify-button")) } }
        p.more.soft { (text!("web-verify-stranger")) }
    };
    layout::page(site, &Frame::new(text!("web-verify-title")).step(2), &body)
}

/// Why another name is asked for.
pub enum NameLost {
    /// Somebody was quicker.
    Taken {
        /// The whole user ID.
        mxid: String,
    },
    /// A rule keeps it out.
    Blocked {
        /// The whole user ID.
        mxid: String,
        /// The rule's reason, if it is to be shown.
        reason: Option<String>,
    },
    /// The one that was chosen instead will not do either.
    Again,
}

/// Another name, in the same press.
pub fn rename(site: &Site, lost: &NameLost, typed: &str, problem: Option<&UsernameProblem>) -> Markup {
    let body = html! {
        div.note.bad role="alert" {
            @match lost {
                NameLost::Taken { mxid } => p { (text!("web-verify-taken", mxid = mxid.as_str())) },
                NameLost::Again => p { (text!("web-verify-rename-again")) },
                NameLost::Blocked { mxid, reason } => {
                    p { (text!("web-verify-name-blocked", mxid = mxid.as_str())) }
                    @if let Some(reason) = reason { p { (text!("web-blocked-reason", reason = reason.as_str())) } }
                }
            }
        }
        form method="post" novalidate {
            (username::field(site, typed, problem, true))
            button { (text!("web-verify-taken-button")) }
        }
    };
    layout::page(site, &Frame::new(text!("web-verify-taken-title")).step(2).error(true), &body)
}

/// How one goes on with a link that somebody else has used, such as a mail scanner.
#[derive(Clone, Copy, Debug)]
pub enum WayOn<'a> {
    /// With a button: the request was begun in this browser.
    Button,
    /// By typing the username. This one was typed, and is not the request's.
    Username(Option<&'a str>),
}

/// A link that does not work any more, or never did.
pub enum Dead<'a> {
    /// Too old.
    Expired(&'a Token),
    /// Used, and the request still waits for its details.
    Used {
        /// The link.
        token: &'a Token,
        /// How one goes on all the same.
        way_on: WayOn<'a>,
    },
    /// Used, and the request has gone on: its status page.
    Further(&'a Token),
    /// Its request has ended.
    Ended,
    /// We do not know it.
    Unknown,
    /// It is no token.
    Mangled,
}

/// What is wrong with a link, and what to do now.
pub fn dead(site: &Site, link: &Dead<'_>) -> Markup {
    let (title, sentence) = match link {
        Dead::Expired(_) => (text!("web-verify-expired-title"), text!("web-verify-expired")),
        Dead::Used { .. } => (text!("web-verify-used-title"), text!("web-verify-used")),
        Dead::Further(_) => (text!("web-verify-used-title"), text!("web-verify-used-further")),
        Dead::Ended => (text!("web-verify-unknown-title"), text!("web-verify-ended")),
        Dead::Unknown => (text!("web-verify-unknown-title"), text!("web-verify-unknown")),
        Dead::Mangled => (text!("web-verify-unknown-title"), text!("web-verify-mangled")),
    };
    let body = html! {
        p { (sentence) }
        @if let Dead::Used { token, way_on: WayOn::Username(typed) } = link { (who(site, token, *typed)) }
        div.more {
            @match link {
                Dead::Used { token, way_on: WayOn::Button } => {
                    form method="post" action=(site.href(&format!("/verify/{token}"))) {
                        button { (text!("web-verify-used-follow")) }
                    }
                    form method="post" action=(site.href(&format!("/verify/{token}/resend"))) {
                        button.quiet { (text!("web-new-link")) }
                    }
                }
                Dead::Used { token, .. } => {
                    form method="post" action=(site.href(&format!("/verify/{token}/resend"))) {
                        button.quiet { (text!("web-new-link")) }
                    }
                }
                Dead::Expired(token) => {
                    form method="post" action=(site.href(&format!("/verify/{token}/resend"))) {
                        button { (text!("web-new-link")) }
                    }
                }
                Dead::Further(token) => {
                    a.button href=(site.href(&format!("/status/{token}"))) { (text!("web-verify-used-status")) }
                }
                Dead::Unknown | Dead::Mangled => {
                    a.button href=(site.href("/register/link")) { (text!("web-new-link")) }
                    a href=(site.href("/register")) { (text!("web-start-over")) }
                }
                Dead::Ended => a.button href=(site.href("/register")) { (text!("web-start-over")) },
            }
        }
    };
    let wrong = matches!(link, Dead::Used { way_on: WayOn::Username(Some(_)), .. });
    layout::page(site, &Frame::new(title).error(wrong), &body)
}

/// Asks for the username of the request, which no mail scanner types.
fn who(site: &Site, token: &Token, wrong: Option<&str>) -> Markup {
    let error = wrong.map(|_| text!("web-verify-who-wrong"));
    let field = Field {
        id: "known",
        label: &text!("web-verify-who-label"),
        hint: Some(html! { (text!("web-verify-who-hint")) }),
        error: error.as_deref(),
    };
    html! {
        p { (text!("web-verify-who")) }
        form method="post" action=(site.href(&format!("/verify/{token}"))) novalidate {
            (field.around(&html! {
                input #known name="known" type="text" value=(wrong.unwrap_or_default()) required
                    autocomplete="username" autocapitalize="none" spellcheck="false"
                    aria-describedby=[field.described_by()] aria-invalid=[field.invalid()];
            }))
            button { (text!("web-verify-used-follow")) }
        }
    }
}

/// A new link was asked for. `sent` is false when the request does not wait for one.
pub fn resent(site: &Site, sent: bool) -> Markup {
    let (title, sentence) = if sent {
        (text!("web-verify-resent-title"), text!("web-verify-resent"))
    } else {
        (text!("web-verify-unknown-title"), text!("web-verify-resent-not-waiting"))
    };
    let body = html! {
        p role="status" { (sentence) }
        p.more { a href=(site.href("/")) { (text!("web-home")) } }
    };
    layout::page(site, &Frame::new(title), &body)
}

/// The address belongs to an account or to another request. It was proven, so it may be said.
pub fn email_taken(site: &Site) -> Markup {
    let body = html! {
        p { (text!("web-verify-email-taken")) }
        p { (text!("web-verify-email-taken-next")) }
        p.more { a href=(site.href("/")) { (text!("web-home")) } }
    };
    layout::page(site, &Frame::new(text!("web-verify-email-taken-title")), &body)
}

/// An earlier request with this address waits for its applicant: a new link leads on there.
pub fn email_begun(site: &Site, token: &Token) -> Markup {
    let body = html! {
        p { (text!("web-verify-email-begun")) }
        p { (text!("web-verify-email-begun-next")) }
        div.more {
            form method="post" action=(site.href(&format!("/verify/{token}/resend"))) {
                button { (text!("web-new-link")) }
            }
        }
    };
    layout::page(site, &Frame::new(text!("web-verify-email-taken-title")), &body)
}
