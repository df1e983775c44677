//! Step 3: password, reason and the documents to agree to.

use maud::{Markup, html};
use registration_core::{
    domain::{Blocked, RuleKind},
    text,
};

use super::{
    layout::{self, Frame},
    session,
};
use crate::{
    forms::{details::DetailsForm, request_mark},
    view::View,
};

/// Why the form was not accepted although each field was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitFailure {
    /// Somebody else has the username now.
    Taken,
    /// Synapse does not accept the username.
    Refused,
    /// A rule blocks the request.
    Blocked(Blocked),
    /// Synapse did not answer.
    Unavailable,
    /// Synapse says that it cannot create accounts.
    Closed,
    /// The database failed.
    Broken,
}

impl SubmitFailure {
    /// Whether another username helps.
    pub fn is_about_the_name(&self) -> bool {
        matches!(self, Self::Taken | Self::Refused | Self::Blocked(Blocked { by: RuleKind::Username, .. }))
    }
}

/// The content of step 3.
#[derive(Debug, Default)]
pub struct DetailsPage {
    /// The requested user ID.
    pub mxid: String,
    /// The mark of the request.
    pub mark: String,
    pub form: DetailsForm,
    /// Why a form without problems was not accepted.
    pub failure: Option<SubmitFailure>,
}

/// The form of step 3.
pub fn page(view: &View, page: &DetailsPage) -> Markup {
    let DetailsPage { mxid, mark, form, failure } = page;
    let has_problem = form.has_problem();
    let body = html! {
        @match failure {
            Some(failure) => p.note.bad role="alert" { (failure_sentence(view, failure, mxid)) },
            None if has_problem => p.note.bad role="alert" { (text!(in view.language, "web-details-problems")) },
            None => p { (text!(in view.language, "web-details-future", mxid = mxid.as_str())) },
        }
        form method="post" novalidate {
            (request_mark::render(mark))
            @if form.username.is_none() && form.password.is_some() {
                // Password managers store it beside the password.
                input type="hidden" autocomplete="username" value=(mxid);
            }
            @if form.password.is_none() { p.note { (text!(in view.language, "web-details-password-later")) } }
            (form.render(view))
            button { (text!(in view.language, "web-details-submit")) }
        }
        (session::not_me(view))
    };
    let title = text!(in view.language, "web-step-details", asks = view.asks);
    layout::page(view, &Frame::new(title).step(3).error(has_problem || failure.is_some()), &body)
}

fn failure_sentence(view: &View, failure: &SubmitFailure, mxid: &str) -> String {
    let because = |reason: &Option<String>| {
        reason.as_deref().map(|it| text!(in view.language, "web-blocked-reason", reason = it))
    };
    match failure {
        SubmitFailure::Taken => text!(in view.language, "web-details-taken", mxid = mxid),
        SubmitFailure::Refused => text!(in view.language, "web-details-refused", mxid = mxid),
        SubmitFailure::Unavailable if view.asks_password => text!(in view.language, "web-details-unavailable"),
        SubmitFailure::Unavailable => text!(in view.language, "web-details-unavailable-reason"),
        SubmitFailure::Closed => text!(in view.language, "web-details-closed"),
        SubmitFailure::Broken if view.asks_password => text!(in view.language, "web-details-broken"),
        SubmitFailure::Broken => text!(in view.language, "web-details-broken-reason"),
        SubmitFailure::Blocked(Blocked { by, reason }) => {
            let sentence = match by {
                RuleKind::Username => text!(in view.language, "web-details-blocked-username", mxid = mxid),
                RuleKind::Email => text!(in view.language, "web-blocked-email"),
                RuleKind::Address => text!(in view.language, "web-blocked"),
            };
            [Some(sentence), because(reason)].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{PasswordError, PasswordPolicy, ReasonError, Strength};

    use super::*;
    use crate::forms::{Input, details::ReasonField, new_password::NewPassword, username::Username};

    const POLICY: PasswordPolicy = PasswordPolicy {
        min_length: 12,
        min_strength: Strength::Good,
        require_digit: true,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };

    fn reason_too_short(typed: &str, have: usize) -> ReasonField {
        Input::checked(typed, Err(ReasonError::TooShort { have, min: 30 }))
    }

    #[test]
    fn a_refused_form_keeps_the_reason_and_rates_the_password() {
        let password = NewPassword::refused(POLICY, PasswordError::TooWeak(Strength::Weak), Some(Strength::Weak));
        let form = DetailsForm {
            password: Some(password),
            reason: Some(reason_too_short("<I> like it", 11)),
            ..Default::default()
        };
        let details = DetailsPage { mxid: "@alice:example.org".into(), form, ..Default::default() };
        let page = page(&View::example(), &details).into_string();
        let form = page.split("</header>").nth(1).expect("a body");
        insta::assert_snapshot!(form.replace("><", ">\n<"), @r#"
        <main>
        <h1>Password and reason</h1>
        <p class="note bad" role="alert">Please fix the problems below.</p>
        <form method="post" novalidate>
        <input type="hidden" autocomplete="username" value="@alice:example.org">
        <div class="field wrong">
        <label for="password">Password</label>
        <div class="hint" id="password-hint">
        <p class="hint">Use at least 12 characters. A few unrelated words make a good password.</p>
        <p class="hint">Include a number.</p>
        </div>
        <p class="error" role="alert" id="password-error">This password is easy to guess. Choose one with more words or less common ones.</p>
        <div class="strength">
        <label for="strength">Password strength:</label>
        <meter id="strength" min="0" max="5" low="2.5" high="3.5" optimum="5" value="2">weak</meter>
        <strong>weak</strong>
        </div>
        <input id="password" name="password" type="password" autofocus required autocomplete="new-password" minlength="12" aria-describedby="password-error password-hint" aria-invalid="true">
        </div>
        <div class="field">
        <label for="again">Confirm password</label>
        <input id="again" name="again" type="password" required autocomplete="new-password">
        </div>
        <div class="field wrong">
        <label for="reason">Why would you like to join?</label>
        <div class="hint" id="reason-hint">At least 30 characters. A few sentences help us decide: who you are, how you found us, and who you would like to talk to.</div>
        <p class="error" role="alert" id="reason-error">Please write a little more. You have written 11 characters; the minimum is 30.</p>
        <textarea id="reason" name="reason" rows="6" dir="auto" required minlength="30" aria-describedby="reason-error reason-hint" aria-invalid="true">
        &lt;I&gt; like it</textarea>
        </div>
        <button>Submit my request</button>
        </form>
        <form class="not-me" method="post" action="/register/forget">
        <span>Not your request?</span> <button class="quiet">This is not me</button>
        </form>
        </main>
        <footer>
        <p class="soft">
        <a href="/accessibility">Accessibility</a>
        </p>
        </footer>
        </body>
        </html>
        "#);
    }

    #[test]
    fn a_taken_username_asks_for_another_one_and_for_the_password() {
        let mut password = NewPassword::new(POLICY);
        password.again = true;
        let form = DetailsForm {
            username: Some(Username::default()),
            password: Some(password),
            reason: Some(ReasonField::unchecked("My reason")),
            ..Default::default()
        };
        let failure = Some(SubmitFailure::Taken);
        let details = DetailsPage { mxid: "@alice:example.org".into(), form, failure, ..Default::default() };
        let page = page(&View::example(), &details).into_string();
        for part in
            ["someone else has taken @alice:example.org", "My reason", "name=\"username\"", "we do not store it"]
        {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }

    #[test]
    fn the_first_wrong_or_empty_field_has_the_focus() {
        let focus = |form: DetailsForm| {
            let page = page(&View::example(), &DetailsPage { form, ..Default::default() }).into_string();
            let (before, _) = page.split_once(" autofocus").expect("a focus");
            let (_, control) = before.rsplit_once(" id=\"").or_else(|| before.rsplit_once("id=\"")).expect("an id");
            control.split('"').next().expect("an id").to_owned()
        };
        let password = || Some(NewPassword::new(POLICY));
        let weak = || Some(NewPassword::refused(POLICY, PasswordError::Empty, None));
        let empty = || Some(ReasonField::default());
        assert_eq!(focus(DetailsForm { reason: empty(), ..Default::default() }), "reason", "no password is asked for");
        assert_eq!(focus(DetailsForm { password: password(), reason: empty(), ..Default::default() }), "password");
        let short = || Some(reason_too_short("x", 1));
        assert_eq!(focus(DetailsForm { password: password(), reason: short(), ..Default::default() }), "reason");
        assert_eq!(focus(DetailsForm { password: weak(), reason: short(), ..Default::default() }), "password");
        let username = Some(Username::default());
        assert_eq!(focus(DetailsForm { username, password: password(), ..Default::default() }), "username");
    }
}
