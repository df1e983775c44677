//! Renders a request as moderators read it. Nothing is sent here.

use matrix_sdk::ruma::RoomId;
use registration_core::{
    config::{Field, Template},
    domain::Registration,
    registrations::Signals,
    text,
};

use super::{
    context::{CardContext, CardFacts, FULL_QUOTE, SHORT_QUOTE},
    signals, state,
    template::TemplateValues,
};
use crate::matrix::format::{Block, FormattedText, format_time, lines, one_line, quote};

/// The card of `registration` in `room`, as it stands now, with a line about `votes`.
#[must_use]
pub fn render(
    registration: &Registration,
    signals: &Signals,
    votes: Option<String>,
    room: &RoomId,
    desk: &CardContext<'_>,
) -> FormattedText {
    FormattedText::from_blocks(&blocks(&CardFacts { votes, ..facts_of(registration, signals, room, desk) }, desk))
}

/// How `registration` stands, in a line for clients that know no edits.
#[must_use]
pub fn summary_line(registration: &Registration, desk: &CardContext<'_>) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(desk.domain));
    let decision = registration.decision.as_ref();
    let state = state::line(registration.state, decision, registration.changed_at, desk.moderation);
    text!("room-card-edited", id = id, mxid = mxid, state = state)
}

/// All that a card would say of `registration` without the operator's template.
#[must_use]
pub fn render_in_full(
    registration: &Registration,
    signals: &Signals,
    room: &RoomId,
    desk: &CardContext<'_>,
) -> Vec<Block> {
    let facts = CardFacts { quotes: FULL_QUOTE, address: None, ..facts_of(registration, signals, room, desk) };
    blocks(&facts, &CardContext { template: None, ..*desk })
}

fn facts_of<'a>(
    registration: &'a Registration,
    signals: &'a Signals,
    room: &RoomId,
    desk: &CardContext<'_>,
) -> CardFacts<'a> {
    CardFacts {
        id: registration.id.0,
        mxid: registration.localpart.on(desk.domain),
        values: TemplateValues::new(registration, desk.domain, room),
        submitted_at: registration.submitted_at.unwrap_or(registration.changed_at),
        changed_at: registration.changed_at,
        state: registration.state,
        decision: registration.decision.as_ref(),
        address: registration.address.and_then(|address| signals::address(address, desk.moderation.show_address)),
        signals,
        votes: None,
        quotes: SHORT_QUOTE,
    }
}

fn blocks(facts: &CardFacts<'_>, desk: &CardContext<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading { id: facts.id, mxid: facts.mxid.clone() }];
    match desk.template {
        Some(template) => blocks.extend(from_template(template, facts)),
        None => blocks.extend(own_words(facts)),
    }
    blocks.push(Block::Gap);
    if !reason_of(facts).1 {
        let id = facts.id.to_string();
        blocks.push(Block::Line(text!("room-card-cut", prefix = desk.prefix, id = id)));
    }
    blocks.extend(signals::lines(facts.signals, desk.domain).into_iter().map(Block::Line));
    blocks.push(Block::Line(state::state_line(facts, desk.moderation)));
    blocks.extend(facts.votes.clone().map(Block::Line));
    blocks.extend(state::quiet_line(facts, desk).map(Block::Line));
    if let Some(decision) = facts.decision
        && let Some(message) = &decision.message
    {
        let heading = if decision.notify { text!("room-card-message") } else { text!("room-card-note") };
        blocks.extend([Block::Line(heading), quote(message, facts.quotes.room, facts.quotes.lines).0]);
    }
    blocks
}

fn own_words(facts: &CardFacts<'_>) -> Vec<Block> {
    let mut blocks = vec![
        Block::Line(format!("{} {}", text!("room-card-email"), one_line(&facts.values.email))),
        Block::Line(format!("{} {}", text!("room-card-submitted"), format_time(facts.submitted_at))),
    ];
    blocks.extend(facts.address.iter().map(|address| Block::Line(text!("room-card-from", address = address.as_str()))));
    blocks.extend([Block::Line(text!("room-card-reason")), reason_of(facts).0]);
    blocks
}

/// The reason, and whether all of it is there.
fn reason_of(facts: &CardFacts<'_>) -> (Block, bool) {
    match facts.values.reason.as_str() {
        "" => (Block::Line(text!("room-card-no-reason")), true),
        reason => quote(reason, facts.quotes.room, facts.quotes.lines),
    }
}

/// Stands for the reason while lines are told apart: no address and no username holds it.
const REASON: char = '\0';

/// The operator's words. The reason is a quote of its own wherever they put it, so that no line of
/// it passes for one of theirs or ours.
fn from_template(template: &Template, facts: &CardFacts<'_>) -> Vec<Block> {
    let text = template.fill(|field| match field {
        Field::Reason => REASON.to_string(),
        field => one_line(facts.values.value(field)),
    });
    let mut blocks = vec![];
    for line in
        text.split('\n').flat_map(|line| if line.contains(REASON) { vec![line.to_owned()] } else { lines(line) })
    {
        let mut pieces = line.split(REASON);
        let before = pieces.next().unwrap_or_default().trim_end();
        if !before.is_empty() || !line.contains(REASON) {
            blocks.push(Block::Line(before.to_owned()));
        }
        for after in pieces {
            blocks.push(reason_of(facts).0);
            if !after.trim().is_empty() {
                blocks.push(Block::Line(after.trim().to_owned()));
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::Timestamp;
    use registration_core::{
        config::ModerationConfig,
        domain::{Actor, Decision, Localpart, Mxid, PriorDenial, RegistrationId, State, Verdict},
    };

    use super::*;

    static NOTHING: LazyLock<Signals> = LazyLock::new(Signals::default);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn facts(state: State, reason: &str) -> CardFacts<'_> {
        CardFacts {
            id: 12,
            mxid: "@alice:example.org".into(),
            values: TemplateValues {
                username: "alice".into(),
                domain: "example.org".into(),
                email: "alice@example.com".into(),
                reason: reason.into(),
                admin_url: "https://matrix.to/#/!room:example.org".into(),
            },
            submitted_at: at(0),
            changed_at: at(600),
            state,
            decision: None,
            address: None,
            signals: &NOTHING,
            votes: None,
            quotes: SHORT_QUOTE,
        }
    }

    fn decision(verdict: Verdict, message: Option<&str>) -> Decision {
        let by = Actor::Moderator(Mxid("@mod:example.org".into()));
        Decision { verdict, by, at: at(540), message: message.map(str::to_owned), notify: true }
    }

    fn card_by(facts: &CardFacts<'_>, rules: &ModerationConfig, template: Option<&Template>) -> FormattedText {
        let desk = CardContext { domain: "example.org", prefix: "!reg", moderation: rules, template };
        FormattedText::from_blocks(&blocks(facts, &desk))
    }

    fn card(facts: &CardFacts<'_>) -> FormattedText {
        card_by(facts, &ModerationConfig::default(), None)
    }

    fn prior(id: i64, message: Option<&str>, same_email: bool) -> PriorDenial {
        PriorDenial {
            id: RegistrationId(id),
            localpart: Localpart::parse("spam", "example.org").unwrap(),
            same_email,
            same_network: true,
            decision: decision(Verdict::Deny, message),
        }
    }

    #[test]
    fn a_card_that_waits() {
        let card = card(&facts(State::AwaitingReview, "I know Bob.\n\nAnd I like trains."));
        insta::assert_snapshot!(card.plain, @r"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Requested: 2027-01-15 08:00 UTC
        Reason:
        > I know Bob.
        >
        > And I like trains.
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Requested: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>I know Bob.<br><br>And I like trains.</blockquote><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
    }

    #[test]
    fn a_card_that_was_denied_shows_the_words_to_the_applicant() {
        let decision = decision(Verdict::Deny, Some("Sorry,\nwe are full."));
        let card = card(&CardFacts { decision: Some(&decision), ..facts(State::Denied, "I know Bob.") });
        insta::assert_snapshot!(card.plain, @r"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Requested: 2027-01-15 08:00 UTC
        Reason:
        > I know Bob.
        ❌ Denied by @mod:example.org on 2027-01-15 08:09 UTC.
        Message to the applicant:
        > Sorry,
        > we are full.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Requested: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>I know Bob.</blockquote><p>❌ Denied by @mod:example.org on 2027-01-15 08:09 UTC.<br>Message to the applicant:</p><blockquote>Sorry,<br>we are full.</blockquote>");
    }

    #[test]
    fn every_state_has_its_sentence() {
        let yes = decision(Verdict::Approve, None);
        let rules = ModerationConfig::default();
        let quorum = ModerationConfig { approvals_required: 2, ..ModerationConfig::default() };
        let told = [
            state::state_line(&facts(State::AwaitingReview, ""), &quorum),
            state::state_line(&CardFacts { decision: Some(&yes), ..facts(State::Provisioning, "") }, &rules),
            state::state_line(&CardFacts { decision: Some(&yes), ..facts(State::Active, "") }, &rules),
            state::state_line(&facts(State::Expired, ""), &rules),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny. Needed: 2 approvals or 1 denial.
        ✅ Approved by @mod:example.org on 2027-01-15 08:09 UTC. The account is being activated.
        ✅ Approved by @mod:example.org on 2027-01-15 08:09 UTC. The account is active.
        ⌛ Expired on 2027-01-15 08:10 UTC without a decision.
        ");
    }

    #[test]
    fn a_quiet_decision_says_so_and_how_the_link_is_sent_later() {
        let quiet = |verdict, words| Decision { notify: false, ..decision(verdict, words) };
        let (yes, no) = (quiet(Verdict::Approve, None), quiet(Verdict::Deny, Some("a bot")));
        let denied = card(&CardFacts { decision: Some(&no), ..facts(State::Denied, "x") });
        let waiting = card(&CardFacts { decision: Some(&yes), ..facts(State::AwaitingPassword, "x") });
        insta::assert_snapshot!(denied.plain.lines().skip(5).collect::<Vec<_>>().join("\n"), @r"
        ❌ Denied by @mod:example.org on 2027-01-15 08:09 UTC.
        🔕 The applicant was not e-mailed.
        Internal note (not sent to the applicant):
        > a bot
        ");
        insta::assert_snapshot!(waiting.plain.lines().skip(5).collect::<Vec<_>>().join("\n"), @r"
        ✅ Approved by @mod:example.org on 2027-01-15 08:09 UTC. Waiting for the applicant to choose a password.
        🔕 The applicant was not e-mailed, but needs a link to choose a password. To send it: !reg resend #12
        ");
    }

    #[test]
    fn earlier_denials_are_told_with_when_by_whom_and_why() {
        let priors: Vec<_> =
            (1..=6).map(|id| prior(8 - id, (id == 1).then_some("sells\n✅ <b>pills</b>"), id % 2 == 1)).collect();
        let signals = Signals { prior_denials: priors, ..Signals::default() };
        let card = card(&CardFacts { signals: &signals, ..facts(State::AwaitingReview, "I know Bob.") });
        insta::assert_snapshot!(card.plain.lines().skip(5).collect::<Vec<_>>().join("\n"), @r"
        ⚠️ Denied before: #7 @spam:example.org, 2027-01-15 by @mod:example.org: “sells ✅ <b>pills</b>” (same e-mail and IP address)
        ⚠️ Denied before: #6 @spam:example.org, 2027-01-15 by @mod:example.org (same IP address)
        ⚠️ Denied before: #5 @spam:example.org, 2027-01-15 by @mod:example.org (same e-mail and IP address)
        ⚠️ Denied before: #4 @spam:example.org, 2027-01-15 by @mod:example.org (same IP address)
        ⚠️ Denied before: #3 @spam:example.org, 2027-01-15 by @mod:example.org (same e-mail and IP address)
        ⚠️ … and more.
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        assert!(card.html.contains("sells ✅ &lt;b&gt;pills&lt;/b&gt;"), "{}", card.html);
    }

    #[test]
    fn a_template_says_the_facts_in_the_operators_words_and_the_reason_stays_a_quote() {
        let text =
            "New request:\n- Username: @{username}:{matrix_domain}\n- Why: {reason} (typed)\n\nAdmin: {admin_url} <b>";
        let template = Template::try_from(text.to_owned()).unwrap();
        let evil = "Admin: https://evil.example\n✅ Approved by @mod:example.org\u{2028}{email}</blockquote><i>";
        let facts = facts(State::AwaitingReview, evil);
        let card = card_by(&facts, &ModerationConfig::default(), Some(&template));
        insta::assert_snapshot!(card.plain, @r"
        #12 · @alice:example.org
        New request:
        - Username: @alice:example.org
        - Why:
        > Admin: https://evil.example
        > ✅ Approved by @mod:example.org
        > {email}</blockquote><i>
        (typed)

        Admin: https://matrix.to/#/!room:example.org <b>
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        insta::assert_snapshot!(card.html, @"<p><strong>#12 · <code>@alice:example.org</code></strong><br>New request:<br>- Username: @alice:example.org<br>- Why:</p><blockquote>Admin: https://evil.example<br>✅ Approved by @mod:example.org<br>{email}&lt;/blockquote&gt;&lt;i&gt;</blockquote><p>(typed)<br><br>Admin: https://matrix.to/#/!room:example.org &lt;b&gt;</p><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
    }

    #[test]
    fn a_card_says_where_a_request_came_from() {
        let from = CardFacts { address: Some("203.0.113.*".into()), ..facts(State::AwaitingReview, "x") };
        assert_eq!(card(&from).plain.lines().nth(3), Some("IP address: 203.0.113.*"));
    }

    #[test]
    fn ten_thousand_characters_are_cut_and_turned_around_text_is_not_turned() {
        let evil =
            format!("\u{202e}@room @mod:example.org **bold** [a](https://evil.example)\n{}", "\"".repeat(10_000));
        let card = card(&facts(State::AwaitingReview, &evil));
        assert!(card.plain.len() + card.html.len() < 5000, "{}", card.html.len());
        assert!(
            card.plain.contains("> \u{fffd}@room @mod:example.org **bold** [a](https://evil.example)\n> \"\""),
            "{}",
            card.plain
        );
        assert!(!card.plain.contains('\u{202e}') && !card.html.contains('\u{202e}') && !card.html.contains("<a"));
        assert!(card.plain.contains("\"…\nTo read the full reason: !reg show #12\n⏳"), "{}", card.plain);
        let full = blocks(
            &CardFacts { quotes: FULL_QUOTE, ..facts(State::AwaitingReview, &"<".repeat(2000)) },
            &CardContext {
                domain: "example.org",
                prefix: "!reg",
                moderation: &ModerationConfig::default(),
                template: None,
            },
        );
        assert!(FormattedText::from_blocks(&full).plain.contains(&"<".repeat(2000)), "all that can be written");
    }

    #[test]
    fn many_lines_do_not_push_others_off_the_screen() {
        let card = card(&facts(State::AwaitingReview, &"x\n".repeat(500)));
        assert!(card.plain.lines().count() < 30, "{}", card.plain);
    }

    #[test]
    fn nothing_that_an_applicant_types_leaves_its_quote() {
        let evil = "</blockquote><h1>#13</h1>\n#13 · @admin:example.org\u{2028}✅ Approved\u{85}<a href=\"https://matrix.to/#/@mod:example.org\">@room</a>\r> x";
        let card = card(&facts(State::AwaitingReview, evil));
        insta::assert_snapshot!(card.plain, @r#"
        #12 · @alice:example.org
        E-mail: alice@example.com
        Requested: 2027-01-15 08:00 UTC
        Reason:
        > </blockquote><h1>#13</h1>
        > #13 · @admin:example.org
        > ✅ Approved
        > <a href="https://matrix.to/#/@mod:example.org">@room</a>
        > > x
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        "#);
        insta::assert_snapshot!(card.html, @r"<p><strong>#12 · <code>@alice:example.org</code></strong><br>E-mail: alice@example.com<br>Requested: 2027-01-15 08:00 UTC<br>Reason:</p><blockquote>&lt;/blockquote&gt;&lt;h1&gt;#13&lt;/h1&gt;<br>#13 · @admin:example.org<br>✅ Approved<br>&lt;a href=&quot;https://matrix.to/#/@mod:example.org&quot;&gt;@room&lt;/a&gt;<br>&gt; x</blockquote><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
        assert_eq!(card.html.matches("<blockquote>").count(), 1);
        assert!(!card.html.contains("<a") && !card.html.contains("<h1"));
    }
}
