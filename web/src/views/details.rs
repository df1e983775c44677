//! Step 3: password, reason, and the documents to agree to.

use maud::{Markup, html};
use registration_core::{
    domain::{PASSWORD_MAX_BYTES, PasswordError, PasswordPolicy, REASON_MAX_CHARS, ReasonError, Strength},
    text,
};

use super::{
    Site,
    field::Field,
    layout::{self, Frame},
    username::{self, UsernameProblem},
};

/// Why the form comes back although each field was in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setback {
    /// Somebody took the name.
    Taken,
    /// Synapse does not like the name.
    Refused,
    /// Synapse did not answer.
    Unavailable,
}

/// What is shown of step 3. Passwords are never given back.
#[derive(Debug, Default)]
pub struct Details<'a> {
    /// The whole user ID asked for.
    pub mxid: String,
    /// The reason as typed.
    pub reason: &'a str,
    /// Whether the box was ticked.
    pub agreed: bool,
    /// Another username as typed, when one is asked for.
    pub rename: Option<&'a str>,
    /// Why the form comes back as a whole.
    pub setback: Option<Setback>,
    /// Why the password was not taken.
    pub password_problem: Option<PasswordError>,
    /// How hard the refused password is to guess.
    pub strength: Option<Strength>,
    /// Why the reason was not taken.
    pub reason_problem: Option<ReasonError>,
    /// Why the other username was not taken.
    pub rename_problem: Option<UsernameProblem>,
    /// Whether the box is missing.
    pub disagreed: bool,
    /// Whether this is an answer to a form that was sent.
    pub again: bool,
}

impl Details<'_> {
    /// Whether a field has to be mended.
    pub fn has_problem(&self) -> bool {
        self.password_problem.is_some()
            || self.reason_problem.is_some()
            || self.rename_problem.is_some()
            || self.disagreed
    }

    fn focus(&self) -> Focus {
        if self.rename_problem.is_some() || self.setback.is_some_and(|it| it != Setback::Unavailable) {
            Focus::Username
        } else if self.password_problem.is_none() && self.reason_problem.is_some() {
            Focus::Reason
        } else {
            Focus::Password
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    Username,
    Password,
    Reason,
}

/// The form of step 3.
pub fn page(site: &Site, policy: &PasswordPolicy, details: &Details<'_>) -> Markup {
    let error = details.has_problem() || details.setback.is_some();
    let focus = details.focus();
    let body = html! {
        @match details.setback {
            Some(setback) => p.note.bad role="alert" { (setback_sentence(setback, &details.mxid)) },
            None if details.has_problem() => p.note.bad role="alert" { (text!("web-details-problems")) },
            None => p { (text!("web-details-future", mxid = details.mxid.as_str())) },
        }
        form method="post" novalidate {
            @if let Some(typed) = details.rename {
                (username::field(site, typed, details.rename_problem.as_ref(), focus == Focus::Username))
            } @else {
                // So that password managers store the name beside the password.
                input type="hidden" autocomplete="username" value=(details.mxid);
            }
            (passwords(policy, details, focus == Focus::Password))
            (reason(site, details, focus == Focus::Reason))
            @if !site.legal.is_empty() { (documents(site, details)) }
            button { (text!("web-details-submit")) }
        }
    };
    layout::page(site, &Frame::new(text!("web-details-title")).step(3).error(error), &body)
}

fn setback_sentence(setback: Setback, mxid: &str) -> String {
    match setback {
        Setback::Taken => text!("web-details-taken", mxid = mxid),
        Setback::Refused => text!("web-details-refused", mxid = mxid),
        Setback::Unavailable => text!("web-details-unavailable"),
    }
}

fn passwords(policy: &PasswordPolicy, details: &Details<'_>, focus: bool) -> Markup {
    let error = details.password_problem.map(password_sentence);
    let (first, second) = match details.password_problem {
        Some(PasswordError::Mismatch) => (None, error.as_deref()),
        _ => (error.as_deref(), None),
    };
    let password = Field {
        id: "password",
        label: &text!("web-details-password"),
        hint: Some(html! {
            p.hint { (text!("web-details-policy-length", min = policy.min_length)) }
            @if policy.require_digit { p.hint { (text!("web-details-policy-digit")) } }
            @if policy.require_symbol { p.hint { (text!("web-details-policy-symbol")) } }
            @if policy.require_lowercase { p.hint { (text!("web-details-policy-lowercase")) } }
            @if policy.require_uppercase { p.hint { (text!("web-details-policy-uppercase")) } }
        }),
        error: first,
    };
    let again = Field { id: "again", label: &text!("web-details-again"), hint: None, error: second };
    html! {
        @if details.again && details.password_problem.is_none() {
            p.note { (text!("web-details-password-again")) }
        }
        (password.around(&html! {
            @if let Some(strength) = details.strength { (meter(strength)) }
            input #password name="password" type="password" autofocus[focus] required autocomplete="new-password"
                minlength=(policy.min_length) aria-describedby=[password.described_by()] aria-invalid=[password.invalid()];
        }))
        (again.around(&html! {
            input #again name="again" type="password" required autocomplete="new-password"
                aria-describedby=[again.described_by()] aria-invalid=[again.invalid()];
        }))
    }
}

fn meter(strength: Strength) -> Markup {
    let (value, word) = match strength {
        Strength::Terrible => (1, text!("web-details-strength-terrible")),
        Strength::Weak => (2, text!("web-details-strength-weak")),
        Strength::Fair => (3, text!("web-details-strength-fair")),
        Strength::Good => (4, text!("web-details-strength-good")),
        Strength::Strong => (5, text!("web-details-strength-strong")),
    };
    html! {
        div.strength {
            label for="strength" { (text!("web-details-strength")) }
            meter #strength min="0" max="5" low="2.5" high="3.5" optimum="5" value=(value) { (word) }
            strong { (word) }
        }
    }
}

fn password_sentence(problem: PasswordError) -> String {
    use PasswordError as E;
    match problem {
        E::Empty => text!("web-details-password-empty"),
        E::TooShort { min } => text!("web-details-password-short", min = min),
        E::TooLong => text!("web-details-password-long", max = PASSWORD_MAX_BYTES),
        E::Mismatch => text!("web-details-password-mismatch"),
        E::NoDigit => text!("web-details-password-digit"),
        E::NoSymbol => text!("web-details-password-symbol"),
        E::NoLowercase => text!("web-details-password-lowercase"),
        E::NoUppercase => text!("web-details-password-uppercase"),
        E::TooWeak(_) => text!("web-details-password-weak"),
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

fn documents(site: &Site, details: &Details<'_>) -> Markup {
    html! {
        div.field.wrong[details.disagreed] {
            p.legend #legal { (text!("web-details-legal")) }
            ul.documents {
                @for document in &site.legal {
                    li { a href=(document.url) target="_blank" rel="noopener noreferrer" { (document.title) } }
                }
            }
            @if details.disagreed { p.error #agree-error role="alert" { (text!("web-details-agree-missing")) } }
            label.check for="agree" {
                input #agree name="agree" type="checkbox" value="yes" required checked[details.agreed]
                    aria-describedby=(if details.disagreed { "agree-error legal" } else { "legal" })
                    aria-invalid=[details.disagreed.then_some("true")];
                span { (text!("web-details-agree")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
            password_problem: Some(PasswordError::TooWeak(Strength::Weak)),
            strength: Some(Strength::Weak),
            reason_problem: Some(ReasonError::TooShort { have: 11, min: 30 }),
            again: true,
            ..Details::default()
        };
        let page = page(&Site::example(), &POLICY, &details).into_string();
        let form = page.split("</header>").nth(1).expect("a body");
        insta::assert_snapshot!(form.replace("><", ">\n<"), @r#"
        <main>
        <h1>Password and reason</h1>
        <p class="note bad" role="alert">Something needs another look. Please read the red notes below.</p>
        <form method="post" novalidate>
        <input type="hidden" autocomplete="username" value="@alice:example.org">
        <div class="field wrong">
        <label for="password">Password</label>
        <div class="hint" id="password-hint">
        <p class="hint">At least 12 characters. A few words that do not belong together make a good password.</p>
        <p class="hint">It needs a number.</p>
        </div>
        <p class="error" role="alert" id="password-error">This password would be easy to guess. Please choose one with more words, or with less usual ones.</p>
        <div class="strength">
        <label for="strength">Strength of what you typed:</label>
        <meter id="strength" min="0" max="5" low="2.5" high="3.5" optimum="5" value="2">weak</meter>
        <strong>weak</strong>
        </div>
        <input id="password" name="password" type="password" autofocus required autocomplete="new-password" minlength="12" aria-describedby="password-error password-hint" aria-invalid="true">
        </div>
        <div class="field">
        <label for="again">The same password again</label>
        <input id="again" name="again" type="password" required autocomplete="new-password">
        </div>
        <div class="field wrong">
        <label for="reason">Why would you like to join?</label>
        <div class="hint" id="reason-hint">At least 30 characters. A few sentences help the person who decides: who you are, how you found us, whom you would like to talk to.</div>
        <p class="error" role="alert" id="reason-error">Please write a little more: this has 11 characters, and at least 30 are asked for.</p>
        <textarea id="reason" name="reason" rows="6" required minlength="30" aria-describedby="reason-error reason-hint" aria-invalid="true">
        &lt;I&gt; like it</textarea>
        </div>
        <button>Send my request</button>
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
            setback: Some(Setback::Taken),
            again: true,
            ..Details::default()
        };
        let page = page(&Site::example(), &POLICY, &details).into_string();
        for part in ["somebody else took @alice:example.org", "My reason", "name=\"username\"", "we never keep it"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
