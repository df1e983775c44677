//! Step 4: what happens next.

use maud::{Markup, html};
use registration_core::{
    domain::{Account, Token},
    text,
};

use super::{
    Site,
    layout::{self, Frame},
    session,
};

/// The page, with a link to the status page of `token`. What comes after a yes is not the config's to
/// say, which may have changed, but the `account`'s.
pub fn page(site: &Site, mxid: &str, account: Account, token: &Token) -> Markup {
    let body = html! {
        p { (text!("web-done-intro", mxid = mxid)) }
        h2 { (text!("web-done-next")) }
        ol.how {
            li { (text!("web-done-mail")) }
            li { @if account == Account::Ours { (text!("web-done-login")) } @else { (text!("web-done-password")) } }
            li { (text!("web-done-app")) }
        }
        a.button href=(site.href(&format!("/status/{token}"))) { (text!("web-done-status")) }
        p.more.soft { (text!("web-done-keep")) }
        (session::not_me(site))
    };
    layout::page(site, &Frame::new(text!("web-done-title")).step(4), &body)
}
