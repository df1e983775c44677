//! The page of a question that was mailed to an applicant.

use maud::{Markup, html};
use registration_core::{domain::Token, text};

use super::layout::{self, Frame};
use crate::{
    forms::answer::{self, Answer},
    view::View,
};

/// The question and the form for the answer.
pub fn form(view: &View, mxid: &str, question: &str, answer: &Answer) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-answer-intro", mxid = mxid)) }
        blockquote.question dir="auto" { (question) }
        form method="post" novalidate {
            (answer::render(answer, view))
            button { (text!(in view.language, "web-answer-submit")) }
        }
    };
    let is_wrong = answer.problem().is_some();
    layout::page(view, &Frame::new(text!(in view.language, "web-answer-title")).error(is_wrong), &body)
}

/// Why a link shows no form.
pub enum NoForm<'a> {
    /// The question was answered; with the token of the status page.
    Answered(&'a Token),
    /// It can no longer be answered; with the token of the status page.
    Closed(&'a Token),
    /// The link does not exist.
    Unknown,
}

/// The page of a question that is answered, closed or unknown.
pub fn without_form(view: &View, link: &NoForm<'_>) -> Markup {
    let (title, sentence) = match link {
        NoForm::Answered(_) => texts!(view, "web-answer-sent-title", "web-answer-sent"),
        NoForm::Closed(_) => texts!(view, "web-answer-closed-title", "web-answer-closed"),
        NoForm::Unknown => texts!(view, "web-answer-unknown-title", "web-answer-unknown"),
    };
    let body = html! {
        p { (sentence) }
        div.more {
            @match link {
                NoForm::Answered(status) | NoForm::Closed(status) => {
                    a.button href=(view.href(&format!("/status/{status}"))) { (text!(in view.language, "web-done-status")) }
                }
                NoForm::Unknown => a href=(view.href("/")) { (text!(in view.language, "web-home")) }
            }
        }
    };
    layout::page(view, &Frame::new(title), &body)
}
