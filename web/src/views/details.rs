//! Step 3: password, reason, and the documents to agree to.

use maud::{Markup, html};
use registration_core::{
    domain::{Blocked, REASON_MAX_CHARS, ReasonError, RuleKind},
    text,
};

use super::{
    NewPassword, Site,
    field::Field,
    layout::{self, Frame},
    session,
    username::{self, UsernameProblem},
};

/// Why the form comes back although each field was in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitFailure {
    /// Somebody took the name.
    Taken,
    /// Synapse does not like the name.
    Refused,
    /// A rule keeps something out.
    Blocked(Blocked),
    /// Synapse did not answer.
    Unavailable,
    /// Synapse itself says that it cannot create accounts for us.
    Closed,
    /// Our database failed.
    Broken,
}

impl SubmitFailure {
    /// Whether another username mends it.
    pub fn is_about_the_name(&self) -> bool {
        matches!(self, Self::Taken | Self::Refused | Self::Blocked(Blocked { by: RuleKind::Username, .. }))
    }
}

/// What is shown of step 3. Passwords are never given back.
#[derive(Debug, Default)]
pub struct Details<'a> {
    /// The whole user ID asked for.
    pub mxid: String,
    /// By which the form knows its request.
    pub mark: String,
    /// The reason as typed.
    pub reason: &'a str,
    /// Whether the box was ticked.
    pub agreed: bool,
    /// Another username as typed, when one is asked for.
    pub rename: Option<&'a str>,
    /// Why the form comes back as a whole.
    pub failure: Option<SubmitFailure>,
    /// The password, where one is asked for in this step.
    pub password: Option<NewPassword>,
    /// Why the reason was not taken.
    pub reason_problem: Option<ReasonError>,
    /// Why the other username was not taken.
    pub rename_problem: Option<UsernameProblem>,
    /// Whether the box is missing.
    pub disagreed: bool,
}

impl Details<'_> {
    /// Whether a field has to be mended.
    pub fn has_problem(&self) -> bool {
        self.password.is_some_and(|password| password.problem.is_some())
            || self.reason_problem.is_some()
            || self.rename_problem.is_some()
            || self.disagreed
    }

    fn focus(&self) -> Focus {
        if self.rename_problem.is_some() || self.failure.as_ref().is_some_and(SubmitFailure::is_about_the_name) {
            Focus::Username
        } else if self.password.is_some_and(|password| password.problem.is_some()) {
            Focus::Password
        } else if self.reason_problem.is_some() {
            Focus::Reason
        } else if self.disagreed {
            Focus::Agreement
        } else if self.password.is_some() {
            Focus::Password
        } else {
            Focus::Reason
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    Username,
    Password,
    Reason,
    Agreement,
}

/// The form of step 3.
pub fn page(site: &Site, details: &Details<'_>) -> Markup {
    let error = details.has_problem() || details.failure.is_some();
    let focus = details.focus();
    let body = html! {
        @match &details.failure {
            Some(failure) => p.note.bad role="alert" { (failure_sentence(site, failure, &details.mxid)) },
            None if details.has_problem() => p.note.bad role="alert" { (text!("web-details-problems")) },
            None => p { (text!("web-details-future", mxid = details.mxid.as_str())) },
        }
        form method="post" novalidate {
            (session::belongs_to(&details.mark))
            @if let Some(typed) = details.rename {
                (username::field(site, typed, details.rename_problem.as_ref(), focus == Focus::Username))
            } @else if details.password.is_some() {
                // So that password managers store the name beside the password.
                input type="hidden" autocomplete="username" value=(details.mxid);
            }
            @match &details.password {
                Some(password) => (password.fields(focus == Focus::Password)),
                None => p.note { (text!("web-details-password-later")) },
            }
            (reason(site, details, focus == Focus::Reason))
            @if !site.legal.is_empty() { (documents(site, details, focus == Focus::Agreement)) }
            button { (text!("web-details-submit")) }
        }
        (session::not_me(site))
    };
    let title = if site.asks_password { text!("web-details-title") } else { text!("web-details-title-reason") };
    layout::page(site, &Frame::new(title).step(3).error(error), &body)
}

fn failure_sentence(site: &Site, failure: &SubmitFailure, mxid: &str) -> String {
    let because = |reason: &Option<String>| reason.as_deref().map(|it| text!("web-blocked-reason", reason = it));
    match failure {
        SubmitFailure::Taken => text!("web-details-taken", mxid = mxid),
        SubmitFailure::Refused => text!("web-details-refused", mxid = mxid),
        SubmitFailure::Unavailable if site.asks_password => text!("web-details-unavailable"),
        SubmitFailure::Unavailable => text!("web-details-unavailable-reason"),
        SubmitFailure::Closed => text!("web-details-closed"),
        SubmitFailure::Broken if site.asks_password => text!("web-details-broken"),
        SubmitFailure::Broken => text!("web-details-broken-reason"),
        SubmitFailure::Blocked(Blocked { by, reason }) => {
            let sentence = match by {
                RuleKind::Username => text!("web-details-blocked-username", mxid = mxid),
                RuleKind::Email => text!("web-blocked-email"),
                RuleKind::Address => text!("web-blocked"),
            };
            [Some(sentence), because(reason)].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

fn reason(site: &Site, details: &Details<'_>, focus: bool) -> Markup {
    let error = details.reason_problem.map(|problem| match problem {
        ReasonError::TooShort { have, min } => text!("web-details-reason-short", have = have, min = min),
        ReasonError::TooLong { have } => text!("web-details-reason-long", have = have, max = REASON_MAX_CHARS),
    });
    let field = Field {
        id: "reason",
        label: &text!("web-details-reason"),
        hint: Some(html! { (text!("web-details-reason-hint", min = site.min_reason)) }),
        error: error.as_deref(),
    };
    field.around(&html! {
        textarea #reason name="reason" rows="6" autofocus[focus] required minlength=(site.min_reason)
            aria-describedby=[field.described_by()] aria-invalid=[field.invalid()] { "\n" (details.reason) }
    })
}

fn documents(site: &Site, details: &Details<'_>, focus: bool) -> Markup {
    html! {
        div.field.wrong[details.disagreed] {
            p.legend #legal { (text!("web-details-legal")) }
            ul.documents {
                @for document in &site.legal {
                    li {
                        a href=(document.url) target="_blank" rel="noopener noreferrer" {
                            (document.title) " " span.soft { (text!("web-details-legal-tab")) }
                        }
                    }
                }
            }
            @if details.disagreed { p.error #agree-error role="alert" { (text!("web-details-agree-missing")) } }
            label.check for="agree" {
                input #agree name="agree" type="checkbox" value="yes" required autofocus[focus] checked[details.agreed]
                    aria-describedby=(if details.disagreed { "agree-error legal" } else { "legal" })
                    aria-invalid=[details.disagreed.then_some("true")];
                span { (text!("web-details-agree")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{PasswordError, PasswordPolicy, Strength};

    use super::*;

    const POLICY: PasswordPolicy = PasswordPolicy {
        min_length: 12,
        min_strength: Strength::Good,
        require_digit: true,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };

    #[test]
    fn a_refused_form_keeps_the_reason_and_shows_how_weak_the_password_was() {
        let details = Details {
            mxid: "@alice:example.org".into(),
            reason: "<I> like it",
            password: Some(NewPassword {
                policy: POLICY,
                problem: Some(PasswordError::TooWeak(Strength::Weak)),
                strength: Some(Strength::Weak),
                again: true,
            }),
            reason_problem: Some(ReasonError::TooShort { have: 11, min: 30 }),
            ..Details::default()
        };
        let page = page(&Site::example(), &details).into_string();
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
        <textarea id="reason" name="reason" rows="6" required minlength="30" aria-describedby="reason-error reason-hint" aria-invalid="true">
        &lt;I&gt; like it</textarea>
        </div>
        <button>Submit my request</button>
        </form>
        <form class="not-me" method="post" action="/register/forget">
        <span>Not your request?</span> <button class="quiet">This is not me</button>
        </form>
        </main>
        </body>
        </html>
        "#);
    }

    #[test]
    fn a_name_that_was_taken_meanwhile_asks_for_another_and_for_the_password() {
        let details = Details {
            mxid: "@alice:example.org".into(),
            reason: "My reason",
            rename: Some(""),
            failure: Some(SubmitFailure::Taken),
            password: Some(NewPassword { again: true, ..NewPassword::first(POLICY) }),
            ..Details::default()
        };
        let page = page(&Site::example(), &details).into_string();
        for part in
            ["someone else has taken @alice:example.org", "My reason", "name=\"username\"", "we do not store it"]
        {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }

    #[test]
    fn the_first_field_that_needs_another_look_has_the_focus() {
        let site = Site::example();
        let focus = |details: &Details<'_>| {
            let page = page(&site, details).into_string();
            let (before, _) = page.split_once(" autofocus").expect("a focus");
            before.rsplit_once("id=\"").and_then(|(_, id)| id.split('"').next()).expect("an id").to_owned()
        };
        let password = Some(NewPassword::first(POLICY));
        let short = Some(ReasonError::TooShort { have: 1, min: 30 });
        assert_eq!(focus(&Details::default()), "reason", "no password is asked for");
        assert_eq!(focus(&Details { password, ..Details::default() }), "password");
        assert_eq!(focus(&Details { password, reason_problem: short, ..Details::default() }), "reason");
        let weak = Some(NewPassword { problem: Some(PasswordError::Empty), ..NewPassword::first(POLICY) });
        assert_eq!(focus(&Details { password: weak, reason_problem: short, ..Details::default() }), "password");
        let taken =
            Details { password: weak, failure: Some(SubmitFailure::Taken), rename: Some(""), ..Details::default() };
        assert_eq!(focus(&taken), "username");
    }
}
