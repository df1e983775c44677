//! The pages of a verification link.

use maud::{Markup, html};
use registration_core::{domain::Token, text};

use super::layout::{self, Frame};
use crate::{
    forms::{Field as _, Labelled, username::Username},
    view::View,
};

/// The field in which an applicant types the username of their request.
pub const KNOWN: &str = "known";

/// The button of a valid link. Nothing happens before it is pressed.
pub fn confirm(view: &View, mxid: &str) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-verify-future", mxid = mxid)) }
        p { (text!(in view.language, "web-verify-intro", asks = view.asks)) }
        form method="post" { button autofocus { (text!(in view.language, "web-verify-button")) } }
        p.more.soft { (text!(in view.language, "web-verify-stranger")) }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-verify-title")).step(2), &body)
}

/// Why the applicant has to choose another username.
pub enum NameLost {
    /// Somebody else has it now.
    Taken {
        /// The user ID.
        mxid: String,
    },
    /// A rule blocks it.
    Blocked {
        /// The user ID.
        mxid: String,
        /// The rule's reason, if it may be shown.
        reason: Option<String>,
    },
    /// The one that was chosen instead is not available either.
    Again,
}

/// The form for another username. Submitting it also verifies the address.
pub fn rename(view: &View, lost: &NameLost, username: &Username) -> Markup {
    let body = html! {
        div.note.bad role="alert" {
            @match lost {
                NameLost::Taken { mxid } => p { (text!(in view.language, "web-verify-taken", mxid = mxid.as_str())) },
                NameLost::Again => p { (text!(in view.language, "web-verify-rename-again")) },
                NameLost::Blocked { mxid, reason } => {
                    p { (text!(in view.language, "web-verify-name-blocked", mxid = mxid.as_str())) }
                    @if let Some(reason) = reason { p { (text!(in view.language, "web-blocked-reason", reason = reason.as_str())) } }
                }
            }
        }
        form method="post" novalidate {
            (username.render(view, true))
            button { (text!(in view.language, "web-verify-taken-button")) }
        }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-verify-taken-title")).step(2).error(true), &body)
}

/// How to continue with a link that something else has used, such as a mail scanner.
#[derive(Clone, Copy, Debug)]
pub enum WayOn<'a> {
    /// With a button: the request was started in this browser.
    Button,
    /// By typing the username of the request; with the wrong one that was typed.
    Username(Option<&'a str>),
}

/// Why a link does not verify an address.
pub enum Dead<'a> {
    /// It expired.
    Expired(&'a Token),
    /// It was used, and the request still waits for its details.
    Used {
        /// The token of the link.
        token: &'a Token,
        /// How to continue all the same.
        way_on: WayOn<'a>,
    },
    /// It was used, and the request was submitted; with the token of its status page.
    Further(&'a Token),
    /// Its request has expired.
    Ended,
    /// It is not known.
    Unknown,
    /// It is not a well-formed token.
    Mangled,
}

/// What is wrong with the link, and what to do.
pub fn dead(view: &View, link: &Dead<'_>) -> Markup {
    let (title, sentence) = words(view, link);
    let body = html! {
        p { (sentence) }
        @if let Dead::Used { token, way_on: WayOn::Username(typed) } = link { (who(view, token, *typed)) }
        div.more {
            @match link {
                Dead::Used { token, way_on } => {
                    @if let WayOn::Button = way_on {
                        form method="post" action=(view.href(&format!("/verify/{token}"))) {
                            button { (text!(in view.language, "web-verify-used-follow")) }
                        }
                    }
                    (resend_form(view, token, true))
                }
                Dead::Expired(token) => (resend_form(view, token, false)),
                Dead::Further(token) => {
                    a.button href=(view.href(&format!("/status/{token}"))) {
                        (text!(in view.language, "web-verify-used-status"))
                    }
                }
                Dead::Unknown | Dead::Mangled => {
                    a.button href=(view.href("/register/link")) { (text!(in view.language, "web-new-link")) }
                    a href=(view.href("/register")) { (text!(in view.language, "web-start-over")) }
                }
                Dead::Ended => {
                    a.button href=(view.href("/register")) { (text!(in view.language, "web-start-over")) }
                }
            }
        }
    };
    let wrong = matches!(link, Dead::Used { way_on: WayOn::Username(Some(_)), .. });
    layout::page(view, &Frame::new(title).error(wrong), &body)
}

/// The title, and what is wrong.
fn words(view: &View, link: &Dead<'_>) -> (String, String) {
    match link {
        Dead::Expired(_) => texts!(view, "web-verify-expired-title", "web-verify-expired"),
        Dead::Used { .. } => texts!(view, "web-verify-used-title", "web-verify-used"),
        Dead::Further(_) => texts!(view, "web-verify-used-title", "web-verify-used-further"),
        Dead::Ended => texts!(view, "web-verify-unknown-title", "web-verify-ended"),
        Dead::Unknown => texts!(view, "web-verify-unknown-title", "web-verify-unknown"),
        Dead::Mangled => texts!(view, "web-verify-unknown-title", "web-verify-mangled"),
    }
}

/// The button for a new link.
fn resend_form(view: &View, token: &Token, quiet: bool) -> Markup {
    html! {
        form method="post" action=(view.href(&format!("/verify/{token}/resend"))) {
            button.quiet[quiet] { (text!(in view.language, "web-new-link")) }
        }
    }
}

/// Asks for the username of the request: mail scanners press buttons, but do not type it.
fn who(view: &View, token: &Token, wrong: Option<&str>) -> Markup {
    let error = wrong.map(|_| text!(in view.language, "web-verify-who-wrong"));
    let label = Labelled {
        id: KNOWN,
        label: &text!(in view.language, "web-verify-who-label"),
        hint: Some(html! { (text!(in view.language, "web-verify-who-hint")) }),
        error: error.as_deref(),
    };
    html! {
        p { (text!(in view.language, "web-verify-who")) }
        form method="post" action=(view.href(&format!("/verify/{token}"))) novalidate {
            (label.around(&html! {
                input id=(KNOWN) name=(KNOWN) type="text" dir="ltr" value=(wrong.unwrap_or_default()) required
                    autocomplete="username" autocapitalize="none" spellcheck="false"
                    aria-describedby=[label.described_by()] aria-invalid=[label.invalid()];
            }))
            button { (text!(in view.language, "web-verify-used-follow")) }
        }
    }
}

/// A new link was sent.
pub fn resent(view: &View) -> Markup {
    let body = html! {
        p role="status" { (text!(in view.language, "web-verify-resent")) }
        p.more { a href=(view.href("/")) { (text!(in view.language, "web-home")) } }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-verify-resent-title")), &body)
}

/// The address belongs to another request. The applicant owns the address, so the page may say so.
pub fn email_taken(view: &View) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-verify-email-taken")) }
        p { (text!(in view.language, "web-verify-email-taken-next")) }
        p.more { a href=(view.href("/")) { (text!(in view.language, "web-home")) } }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-verify-email-taken-title")), &body)
}

/// An earlier request with this address waits for its details; a new link leads there.
pub fn email_begun(view: &View, token: &Token) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-verify-email-begun")) }
        p { (text!(in view.language, "web-verify-email-begun-next")) }
        div.more { (resend_form(view, token, false)) }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-verify-email-taken-title")), &body)
}
