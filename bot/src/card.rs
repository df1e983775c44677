//! A card: one request as moderators read it, in plain text and in HTML. Nothing is sent here.

use jiff::Timestamp;
use maud::{Markup, html};
use registration_core::{
    config::ModerationConfig,
    domain::{Actor, Decision, Reason, Registration, State},
    text,
};

/// A text in the two forms that a Matrix message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// For clients without HTML, and for notifications.
    pub plain: String,
    /// Everything in it that came from outside is escaped.
    pub html: String,
}

/// What a card is made from.
struct Facts<'a> {
    id: i64,
    mxid: String,
    email: String,
    reason: Option<&'a str>,
    submitted_at: Timestamp,
    changed_at: Timestamp,
    state: State,
    decision: Option<&'a Decision>,
}

/// What a card shows, in words that are ready to be set.
struct Parts {
    id: i64,
    mxid: String,
    email: String,
    submitted: String,
    reason: Vec<String>,
    state: String,
    message: Vec<String>,
}

/// The card of `registration`, as it stands now.
#[must_use]
pub fn render(registration: &Registration, domain: &str, moderation: &ModerationConfig) -> Words {
    set(
        &Facts {
            id: registration.id.0,
            mxid: registration.localpart.on(domain),
            email: registration.email.as_typed(),
            reason: registration.reason.as_ref().map(Reason::as_str),
            submitted_at: registration.submitted_at.unwrap_or(registration.changed_at),
            changed_at: registration.changed_at,
            state: registration.state,
            decision: registration.decision.as_ref(),
        },
        moderation,
    )
}

fn set(facts: &Facts<'_>, moderation: &ModerationConfig) -> Words {
    let parts = Parts {
        id: facts.id,
        mxid: facts.mxid.clone(),
        email: one_line(&facts.email),
        submitted: when(facts.submitted_at),
        reason: facts.reason.map(lines).unwrap_or_default(),
        state: state_line(facts, moderation),
        message: facts.decision.and_then(|decision| decision.message.as_deref()).map(lines).unwrap_or_default(),
    };
    Words { plain: plain(&parts), html: markup(&parts).into_string() }
}

/// An instant as every moderator reads it, whatever the language.
#[must_use]
pub fn when(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Who decided, in words.
#[must_use]
pub fn by_whom(actor: &Actor) -> String {
    match actor {
        Actor::Moderator(mxid) => mxid.to_string(),
        Actor::Operator => text!("room-by-operator"),
        Actor::Applicant | Actor::System => text!("room-by-system"),
    }
}

fn plain(parts: &Parts) -> String {
    let mut out = vec![
        format!("#{} · {}", parts.id, parts.mxid),
        format!("{} {}", text!("room-card-email"), parts.email),
        format!("{} {}", text!("room-card-submitted"), parts.submitted),
        text!("room-card-reason"),
    ];
    if parts.reason.is_empty() {
        out.push(text!("room-card-no-reason"));
    }
    out.extend(parts.reason.iter().map(|line| quoted(line)));
    out.push(parts.state.clone());
    if !parts.message.is_empty() {
        out.push(text!("room-card-message"));
        out.extend(parts.message.iter().map(|line| quoted(line)));
    }
    out.join("\n")
}

fn markup(parts: &Parts) -> Markup {
    html! {
        p {
            strong { "#" (parts.id) " · " code { (parts.mxid) } } br;
            (text!("room-card-email")) " " (parts.email) br;
            (text!("room-card-submitted")) " " (parts.submitted) br;
            (text!("room-card-reason"))
            @if parts.reason.is_empty() { " " em { (text!("room-card-no-reason")) } }
        }
        @if !parts.reason.is_empty() { (blockquote(&parts.reason)) }
        p { (parts.state) }
        @if !parts.message.is_empty() {
            p { (text!("room-card-message")) }
            (blockquote(&parts.message))
        }
    }
}

fn blockquote(lines: &[String]) -> Markup {
    html! {
        blockquote { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } }
    }
}

/// How things stand, as one sentence.
fn state_line(facts: &Facts<'_>, moderation: &ModerationConfig) -> String {
    let changed = when(facts.changed_at);
    match (facts.state, facts.decision) {
        (State::AwaitingReview, _) => waiting_line(moderation),
        (State::Provisioning, Some(Decision { by, at, .. })) => {
            text!("room-card-opening", by = by_whom(by), at = when(*at))
        }
        (State::Active, Some(Decision { by, at, .. })) => text!("room-card-active", by = by_whom(by), at = when(*at)),
        (State::Denied, Some(Decision { by, at, .. })) => text!("room-card-denied", by = by_whom(by), at = when(*at)),
        (State::AwaitingPassword, decision) => {
            let by = decision.map_or_else(|| by_whom(&Actor::System), |decision| by_whom(&decision.by));
            text!("room-card-awaiting-password", by = by, at = decision.map_or(changed, |decision| when(decision.at)))
        }
        (State::Expired, Some(Decision { by, .. })) => {
            text!("room-card-unused", by = by_whom(by), at = changed)
        }
        (State::Expired, None) => text!("room-card-expired", at = changed),
        (State::Provisioning, None) => text!("room-card-opening", by = by_whom(&Actor::System), at = changed),
        (State::Active, None) => text!("room-card-active", by = by_whom(&Actor::System), at = changed),
        (State::Denied, None) => text!("room-card-denied", by = by_whom(&Actor::System), at = changed),
        (State::AwaitingEmail | State::AwaitingDetails, _) => text!("room-card-unfinished"),
    }
}

fn waiting_line(moderation: &ModerationConfig) -> String {
    let approve = moderation.reactions.approve.first().map(String::as_str).unwrap_or_default();
    let deny = moderation.reactions.deny.first().map(String::as_str).unwrap_or_default();
    if moderation.approvals_required <= 1 && moderation.denials_required <= 1 {
        return text!("room-card-waiting", approve = approve, deny = deny);
    }
    text!(
        "room-card-waiting-quorum",
        approve = approve,
        deny = deny,
        approvals = moderation.approvals_required,
        denials = moderation.denials_required,
    )
}

/// Splits at everything that any client may show as a new line: a line that escaped its quote
/// could pass for one of ours.
fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn quoted(line: &str) -> String {
    format!("> {line}").trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    lines(text).join(" ")
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{Mxid, Verdict};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn facts(state: State, reason: &str) -> Facts<'_> {
        Facts {
            id: 12,
            mxid: "@alice:example.org".into(),
            email: "alice@example.com".into(),
            reason: Some(reason),
            submitted_at: at(0),
            changed_at: at(600),
            state,
            decision: None,
        }
    }

    fn decision(verdict: Verdict, message: Option<&str>) -> Decision {
        let by = Actor::Moderator(Mxid("@mod:example.org".into()));
        Decision { verdict, by, at: at(540), message: message.map(str::to_owned), notify: true }
    }

    fn card(facts: &Facts<'_>) -> Words {
        set(facts, &ModerationConfig::default())
    }

    #[test]
    fn a_card_that_waits() {
        let card = card(&facts(State::AwaitingReview, "I know Bob.\n\nAnd I like trains."));
        insta::assert_snapshot!(card.plain, @r"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Asked on: 2027-01-15 08:00 UTC
        Reason:
        > I know Bob.
        >
        > And I like trains.
        ⏳ Waiting for a moderator. React with ✅ to approve or ❌ to deny.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Asked on: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>I know Bob.<br><br>And I like trains.</blockquote><p>⏳ Waiting for a moderator. React with ✅ to approve or ❌ to deny.</p>");
    }

    #[test]
    fn a_card_that_was_denied_shows_the_words_to_the_applicant() {
        let decision = decision(Verdict::Deny, Some("Sorry,\nwe are full."));
        let card = card(&Facts { decision: Some(&decision), ..facts(State::Denied, "I know Bob.") });
        insta::assert_snapshot!(card.plain, @r"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Asked on: 2027-01-15 08:00 UTC
        Reason:
        > I know Bob.
        ❌ Denied by @mod:example.org on 2027-01-15 08:09 UTC.
        Message to the applicant:
        > Sorry,
        > we are full.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Asked on: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>I know Bob.</blockquote><p>❌ Denied by @mod:example.org on 2027-01-15 08:09 UTC.</p><p>Message to the applicant:</p><blockquote>Sorry,<br>we are full.</blockquote>");
    }

    #[test]
    fn every_state_has_its_sentence() {
        let yes = decision(Verdict::Approve, None);
        let line = |facts: &Facts<'_>, rules: &ModerationConfig| state_line(facts, rules);
        let rules = ModerationConfig::default();
        let quorum = ModerationConfig { approvals_required: 2, ..ModerationConfig::default() };
        let told = [
            line(&facts(State::AwaitingReview, ""), &quorum),
            line(&Facts { decision: Some(&yes), ..facts(State::Provisioning, "") }, &rules),
            line(&Facts { decision: Some(&yes), ..facts(State::Active, "") }, &rules),
            line(&facts(State::Expired, ""), &rules),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        ⏳ Waiting for moderators. React with ✅ to approve or ❌ to deny; it takes 2 approvals or 1 denial.
        ✅ Approved by @mod:example.org on 2027-01-15 08:09 UTC. The account is being opened.
        ✅ Approved by @mod:example.org on 2027-01-15 08:09 UTC. The account is open.
        ⌛ Expired on 2027-01-15 08:10 UTC. Nobody decided in time.
        ");
    }

    #[test]
    fn nothing_that_an_applicant_types_leaves_its_quote() {
        let evil = "</blockquote><h1>#13</h1>\n#13 · @admin:example.org\u{2028}✅ Approved\u{85}<a href=\"https://matrix.to/#/@mod:example.org\">@room</a>\r> x";
        let card = card(&facts(State::AwaitingReview, evil));
        insta::assert_snapshot!(card.plain, @r#"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Asked on: 2027-01-15 08:00 UTC
        Reason:
        > </blockquote><h1>#13</h1>
        > #13 · @admin:example.org
        > ✅ Approved
        > <a href="https://matrix.to/#/@mod:example.org">@room</a>
        > > x
        ⏳ Waiting for a moderator. React with ✅ to approve or ❌ to deny.
        "#);
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Asked on: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>&lt;/blockquote&gt;&lt;h1&gt;#13&lt;/h1&gt;<br>#13 · @admin:example.org<br>✅ Approved<br>&lt;a href=&quot;https://matrix.to/#/@mod:example.org&quot;&gt;@room&lt;/a&gt;<br>&gt; x</blockquote><p>⏳ Waiting for a moderator. React with ✅ to approve or ❌ to deny.</p>");
        assert_eq!(card.html.matches("<blockquote>").count(), 1);
        assert!(!card.html.contains("<a") && !card.html.contains("<h1"));
    }
}
