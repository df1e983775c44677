//! Step 4: what happens next.

use maud::{Markup, html};
use registration_core::{
    domain::{Account, Token},
    text,
};

use super::{
    layout::{self, Frame},
    session,
};
use crate::view::View;

/// The page, with a link to the status page. The request's `account`, not the config, decides what happens after
/// approval: the config may have changed since.
pub fn page(view: &View, mxid: &str, account: Account, token: &Token) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-done-intro", mxid = mxid)) }
        h2 { (text!(in view.language, "web-done-next")) }
        ol.how {
            li { (text!(in view.language, "web-done-mail")) }
            li { @if account == Account::Ours { (text!(in view.language, "web-done-login")) } @else { (text!(in view.language, "web-done-password")) } }
            li { (text!(in view.language, "web-done-app")) }
        }
        a.button href=(view.href(&format!("/status/{token}"))) { (text!(in view.language, "web-done-status")) }
        p.more.soft { (text!(in view.language, "web-done-keep")) }
        (session::not_me(view))
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-done-title")).step(4), &body)
}
