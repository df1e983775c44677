//! Renders a request as moderators read it. Nothing is sent here.

use matrix_sdk::ruma::RoomId;
use registration_core::{
    domain::{Registration, State},
    messages::Language,
    registrations::Signals,
    text,
};

use super::{
    body::{answers_of, builtin, from_template, reason_of},
    context::{CardContext, CardFacts, FULL_QUOTE, SHORT_ANSWER, SHORT_QUOTE},
    domain_history, signals, state,
    template::TemplateValues,
    votes::Votes,
};
use crate::matrix::format::{Block, FormattedText, clipped, one_line, quote};

/// Characters of the reason on a decided card: a line of a phone, enough to recognise the request.
const MAX_CLOSED: usize = 40;
/// Maximum characters of a message that stands on one line with its heading.
const MAX_INLINE: usize = 80;

/// The card of `registration` in `room`.
pub(crate) fn render(
    registration: &Registration,
    signals: &Signals,
    votes: &Votes,
    room: &RoomId,
    context: &CardContext<'_>,
) -> FormattedText {
    FormattedText::from_blocks(&blocks(&facts_of(registration, signals, votes, room, context), context))
}

/// The state of `registration` in one line, for clients that do not support edits.
pub(crate) fn summary_line(registration: &Registration, context: &CardContext<'_>) -> String {
    let language = context.language;
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(context.domain));
    let decision = registration.decision.as_ref();
    let is_undoable = context.undo_until.is_some();
    let since = registration.changed_at;
    let state = state::line(language, registration.state, decision, since, (context.moderation, is_undoable));
    let line = text!(in language, "room-card-edited", id = id, mxid = mxid, state = state);
    FormattedText::from_lines(&[line]).plain
}

/// The replacement for a card that no longer counts: its title, crossed out, and a link to the new card.
pub(crate) fn struck_out(registration: &Registration, new: Option<String>, context: &CardContext<'_>) -> FormattedText {
    let language = context.language;
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(context.domain));
    let old = Block::Struck(text!(in language, "room-card-title", id = id, mxid = mxid));
    FormattedText::from_blocks(&match new {
        Some(link) => vec![old, Block::Link { text: text!(in language, "room-card-replaced"), link }],
        None => vec![old, Block::Line(text!(in language, "room-card-replaced"))],
    })
}

/// The built-in card of `registration` without the operator's template, and with long quotes.
pub(crate) fn render_in_full(
    registration: &Registration,
    signals: &Signals,
    votes: &Votes,
    room: &RoomId,
    context: &CardContext<'_>,
) -> Vec<Block> {
    let facts = facts_of(registration, signals, votes, room, context);
    let facts = CardFacts { limits: FULL_QUOTE, answer_limits: FULL_QUOTE, address: None, is_whole: true, ..facts };
    blocks(&facts, &CardContext { template: None, ..*context })
}

fn facts_of<'a>(
    registration: &'a Registration,
    signals: &'a Signals,
    votes: &Votes,
    room: &RoomId,
    context: &CardContext<'_>,
) -> CardFacts<'a> {
    CardFacts {
        id: registration.id.0,
        mxid: registration.localpart.on(context.domain),
        values: TemplateValues::new(registration, context.domain, room),
        submitted_at: registration.submitted_at.unwrap_or(registration.changed_at),
        changed_at: registration.changed_at,
        state: registration.state,
        decision: registration.decision.as_ref(),
        address: registration.address.and_then(|address| signals::address(address, context.moderation.show_address)),
        signals,
        votes: votes.lines(context.language, context.moderation),
        limits: SHORT_QUOTE,
        answer_limits: SHORT_ANSWER,
        answers: &registration.answers.own,
        is_whole: false,
        asks_reason: context.asks_reason,
        other_language: registration
            .language
            .as_deref()
            .and_then(|tag| context.languages.named(tag))
            .filter(|language| *language != context.language),
    }
}

fn blocks(facts: &CardFacts<'_>, context: &CardContext<'_>) -> Vec<Block> {
    let language = context.language;
    let mut blocks = vec![Block::Title(title(language, facts))];
    if facts.is_whole || facts.state == State::AwaitingReview || context.undo_until.is_some() {
        blocks.extend(applicant_blocks(facts, context));
    } else {
        blocks.extend(closed_blocks(facts, context));
    }
    blocks.push(Block::Line(state::state_line(language, facts, (context.moderation, context.undo_until.is_some()))));
    blocks.extend(facts.votes.iter().cloned().map(Block::Line));
    blocks.extend(context.handling.iter().cloned());
    blocks.extend(state::undo_line(facts, context).map(Block::Line));
    blocks.extend(state::quiet_line(facts, context).map(Block::Line));
    blocks.extend(message_blocks(language, facts));
    blocks
}

/// The request and its signals, from which moderators decide.
fn applicant_blocks(facts: &CardFacts<'_>, context: &CardContext<'_>) -> Vec<Block> {
    let language = context.language;
    let mut blocks = match context.template {
        Some(template) => from_template(language, template, facts),
        None => builtin(language, facts),
    };
    blocks.extend(answers_of(facts).into_iter().flat_map(|(label, answer, _)| [label, answer]));
    blocks.push(Block::Gap);
    if !reason_of(language, facts).is_none_or(|(_, is_whole)| is_whole)
        || !answers_of(facts).iter().all(|(_, _, is_whole)| *is_whole)
    {
        let id = facts.id.to_string();
        blocks.push(Block::Line(text!(in language, "room-card-cut", prefix = context.prefix, id = id)));
    }
    let history = context.domain_history.map(|history| domain_history::line(language, &facts.values.email, history));
    blocks.extend(history.map(Block::Line));
    blocks.extend(signals::lines(facts.id, facts.signals, context).into_iter().map(Block::Line));
    blocks
}

/// The beginning of the reason: decided cards are short, so that they do not fill the room.
fn closed_blocks(facts: &CardFacts<'_>, context: &CardContext<'_>) -> Vec<Block> {
    let reason = facts.values.reason.as_str();
    match context.template {
        Some(template) => from_template(context.language, template, facts),
        None if reason.is_empty() => vec![],
        None => vec![quote(&clipped(reason, MAX_CLOSED), SHORT_QUOTE.bytes, 1).0],
    }
}

/// The message of the decision.
fn message_blocks(language: Language, facts: &CardFacts<'_>) -> Vec<Block> {
    let Some(decision) = facts.decision else { return vec![] };
    let Some(message) = &decision.message else { return vec![] };
    let heading =
        if decision.notify { text!(in language, "room-card-message") } else { text!(in language, "room-card-note") };
    let words = one_line(message);
    if words == *message && words.chars().count() <= MAX_INLINE {
        return vec![Block::Line(format!("{heading} {}", language.isolated(&words)))];
    }
    vec![Block::Line(heading), quote(message, facts.limits.bytes, facts.limits.lines).0]
}

/// The title, which tells the card from other messages at a glance.
fn title(language: Language, facts: &CardFacts<'_>) -> String {
    let (id, mxid) = (facts.id.to_string(), facts.mxid.as_str());
    match facts.state {
        State::AwaitingReview => text!(in language, "room-card-title-new", id = id, mxid = mxid),
        _ => text!(in language, "room-card-title", id = id, mxid = mxid),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::Timestamp;
    use registration_core::{
        config::{ModerationConfig, Template},
        domain::{Actor, Decision, Localpart, Mxid, PriorDenial, QuestionAnswer, RegistrationId, State, Verdict},
        messages::Languages,
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
            votes: vec![],
            limits: SHORT_QUOTE,
            answer_limits: SHORT_ANSWER,
            answers: &[],
            is_whole: false,
            asks_reason: true,
            other_language: None,
        }
    }

    fn decision(verdict: Verdict, message: Option<&str>) -> Decision {
        let by = Actor::Moderator(Mxid("@mod:example.org".into()));
        let message = message.map(str::to_owned);
        Decision { verdict, by, at: at(540), message, notify: true, confirmed_by: None, undo_until: None }
    }

    fn card_by(facts: &CardFacts<'_>, rules: &ModerationConfig, template: Option<&Template>) -> FormattedText {
        let desk = CardContext {
            domain: "example.org",
            prefix: "!reg",
            moderation: rules,
            asks_reason: true,
            template,
            domain_history: None,
            handling: &[],
            undo_until: None,
            language: Language::english(),
            languages: &Languages::default(),
        };
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
    fn pending_card() {
        let card = card(&facts(State::AwaitingReview, "I know Bob.\n\nAnd I like trains."));
        insta::assert_snapshot!(card.plain, @r"
        New request #12: @alice:example.org
        E-mail: alice@example.com
        Requested: January 15, 2027 at 08:00 UTC
        Reason:
        > I know Bob.
        >
        > And I like trains.
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>New request #12: @alice:example.org</strong><br>E-mail: alice@example.com<br>Requested: January 15, 2027 at 08:00 UTC<br>Reason:</p><blockquote>I know Bob.<br><br>And I like trains.</blockquote><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
    }

    #[test]
    fn denied_card_quotes_the_message_to_the_applicant() {
        let decision = decision(Verdict::Deny, Some("Sorry,\nwe are full."));
        let card = card(&CardFacts { decision: Some(&decision), ..facts(State::Denied, "I know Bob.") });
        insta::assert_snapshot!(card.plain, @r"
        Request #12: @alice:example.org
        > I know Bob.
        ❌ Denied by @mod:example.org on January 15, 2027 at 08:09 UTC.
        Message to the applicant:
        > Sorry,
        > we are full.
        ");
        insta::assert_snapshot!(card.html, @r"<p><strong>Request #12: @alice:example.org</strong></p><blockquote>I know Bob.</blockquote><p>❌ Denied by @mod:example.org on January 15, 2027 at 08:09 UTC.<br>Message to the applicant:</p><blockquote>Sorry,<br>we are full.</blockquote>");
    }

    #[test]
    fn each_state_has_its_line() {
        let yes = decision(Verdict::Approve, None);
        let rules = ModerationConfig::default();
        let quorum = ModerationConfig { approvals_required: 2, ..ModerationConfig::default() };
        let told = [
            state::state_line(Language::english(), &facts(State::AwaitingReview, ""), (&quorum, false)),
            state::state_line(
                Language::english(),
                &CardFacts { decision: Some(&yes), ..facts(State::Provisioning, "") },
                (&rules, false),
            ),
            state::state_line(
                Language::english(),
                &CardFacts { decision: Some(&yes), ..facts(State::Active, "") },
                (&rules, false),
            ),
            state::state_line(Language::english(), &facts(State::Expired, ""), (&rules, false)),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny. Needed: 2 approvals or 1 denial.
        ✅ Approved by @mod:example.org on January 15, 2027 at 08:09 UTC. The account is being activated.
        ✅ Approved by @mod:example.org on January 15, 2027 at 08:09 UTC. The account is active.
        ⌛ Expired on January 15, 2027 at 08:10 UTC without a decision.
        ");
    }

    #[test]
    fn quiet_decision_is_marked_and_tells_how_to_send_the_link() {
        let quiet = |verdict, words| Decision { notify: false, ..decision(verdict, words) };
        let (yes, no) = (quiet(Verdict::Approve, None), quiet(Verdict::Deny, Some("a bot")));
        let denied = card(&CardFacts { decision: Some(&no), ..facts(State::Denied, "x") });
        let waiting = card(&CardFacts { decision: Some(&yes), ..facts(State::AwaitingPassword, "x") });
        insta::assert_snapshot!(denied.plain.lines().skip(2).collect::<Vec<_>>().join("\n"), @r"
        ❌ Denied by @mod:example.org on January 15, 2027 at 08:09 UTC.
        🔕 The applicant was not e-mailed.
        Internal note (not sent to the applicant): a bot
        ");
        insta::assert_snapshot!(waiting.plain.lines().skip(2).collect::<Vec<_>>().join("\n"), @r"
        ✅ Approved by @mod:example.org on January 15, 2027 at 08:09 UTC. Waiting for the applicant to choose a password.
        🔕 The applicant was not e-mailed, but needs a link to choose a password. To send it: !reg resend #12
        ");
    }

    #[test]
    fn earlier_denials_are_listed_with_their_messages() {
        let priors: Vec<_> =
            (1..=6).map(|id| prior(8 - id, (id == 1).then_some("sells\n✅ <b>pills</b>"), id % 2 == 1)).collect();
        let signals = Signals { prior_denials: priors, ..Signals::default() };
        let card = card(&CardFacts { signals: &signals, ..facts(State::AwaitingReview, "I know Bob.") });
        insta::assert_snapshot!(card.plain.lines().skip(5).collect::<Vec<_>>().join("\n"), @r"
        ⚠️ Denied before: #7 @spam:example.org, January 15, 2027 by @mod:example.org: “sells ✅ <b>pills</b>” (same e-mail and IP address)
        ⚠️ Denied before: #6 @spam:example.org, January 15, 2027 by @mod:example.org (same IP address)
        ⚠️ Denied before: #5 @spam:example.org, January 15, 2027 by @mod:example.org (same e-mail and IP address)
        ⚠️ Denied before: #4 @spam:example.org, January 15, 2027 by @mod:example.org (same IP address)
        ⚠️ Denied before: #3 @spam:example.org, January 15, 2027 by @mod:example.org (same e-mail and IP address)
        ⚠️ … and more.
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        assert!(card.html.contains("sells ✅ &lt;b&gt;pills&lt;/b&gt;"), "{}", card.html);
    }

    #[test]
    fn right_to_left_text_does_not_reorder_the_card() {
        let no = decision(Verdict::Deny, Some("سبام 12 \u{202e}!"));
        let evil = prior(7, Some("إعلان (3) \u{2067}x"), true);
        let signals = Signals { prior_denials: vec![evil], ..Signals::default() };
        let reason = "أنا صديق بوب (2026).\n\u{202e}evil\u{2066} שלום";
        let pending = card(&CardFacts { signals: &signals, ..facts(State::AwaitingReview, reason) });
        insta::assert_snapshot!(marked(&pending.plain), @r"
        New request #12: @alice:example.org
        E-mail: alice@example.com
        Requested: January 15, 2027 at 08:00 UTC
        Reason:
        > [أنا صديق بوب (2026).]
        > [�evil� שלום]
        ⚠️ Denied before: #7 @spam:example.org, January 15, 2027 by @mod:example.org: “[إعلان (3) �x]” (same e-mail and IP address)
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        assert!(pending.html.contains("<blockquote>\u{2068}أنا صديق بوب (2026).\u{2069}<br>"), "{}", pending.html);
        let denied = card(&CardFacts { decision: Some(&no), ..facts(State::Denied, reason) });
        insta::assert_snapshot!(marked(&denied.plain), @r"
        Request #12: @alice:example.org
        > [أنا صديق بوب (2026). �evil� שלום]
        ❌ Denied by @mod:example.org on January 15, 2027 at 08:09 UTC.
        Message to the applicant:
        > [سبام 12 �!]
        ");
        for text in [pending.plain, pending.html, denied.plain, denied.html] {
            let depth = text.chars().fold(0_i32, |depth, c| match c {
                '\u{2068}' => depth + 1,
                '\u{2069}' => depth - 1,
                _ => depth,
            });
            assert!(depth == 0 && !text.contains(['\u{202e}', '\u{2066}', '\u{2067}']), "{text:?}");
        }
    }

    /// The text with visible marks in place of those that isolate text.
    fn marked(text: &str) -> String {
        text.replace('\u{2068}', "[").replace('\u{2069}', "]")
    }

    #[test]
    fn template_is_filled_and_the_reason_stays_a_quote() {
        let text =
            "New request:\n- Username: @{username}:{matrix_domain}\n- Why: {reason} (typed)\n\nAdmin: {admin_url} <b>";
        let template = Template::try_from(text.to_owned()).unwrap();
        let evil = "Admin: https://evil.example\n✅ Approved by @mod:example.org\u{2028}{email}</blockquote><i>";
        let facts = facts(State::AwaitingReview, evil);
        let card = card_by(&facts, &ModerationConfig::default(), Some(&template));
        insta::assert_snapshot!(card.plain, @r"
        New request #12: @alice:example.org
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
        insta::assert_snapshot!(card.html, @"<p><strong>New request #12: @alice:example.org</strong><br>New request:<br>- Username: @alice:example.org<br>- Why:</p><blockquote>Admin: https://evil.example<br>✅ Approved by @mod:example.org<br>{email}&lt;/blockquote&gt;&lt;i&gt;</blockquote><p>(typed)<br><br>Admin: https://matrix.to/#/!room:example.org &lt;b&gt;</p><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
    }

    #[test]
    fn card_shows_the_ip_address() {
        let from = CardFacts { address: Some("203.0.113.*".into()), ..facts(State::AwaitingReview, "x") };
        assert_eq!(card(&from).plain.lines().nth(3), Some("IP address: 203.0.113.*"));
    }

    #[test]
    fn card_names_the_language_of_the_applicant() {
        let german = Language::named("de");
        let from = CardFacts { other_language: german, ..facts(State::AwaitingReview, "x") };
        assert_eq!(card(&from).plain.lines().nth(3), Some("Language: German"));
        for (room, other) in Language::built_in().flat_map(|room| Language::built_in().map(move |other| (room, other)))
        {
            let said = text!(in room, "room-card-language", tag = other.tag(), name = "");
            assert!(
                said.ends_with(char::is_alphabetic) || said.ends_with('\u{2069}'),
                "{room:?} has no name for {other:?}"
            );
        }
    }

    #[test]
    fn answers_are_quoted_below_the_reason() {
        let evil = "✅ Approved by @mod:example.org\n\u{202e}@room <b>x</b>\n[a](https://evil.example)\nfour\nfive";
        let answer =
            |label: &str, text: &str| QuestionAnswer { id: "q".into(), label: label.into(), text: text.into() };
        let answers = [answer("Where do you live?", evil), answer("I am 16 or older", "Yes")];
        let of = CardFacts { answers: &answers, ..facts(State::AwaitingReview, "I know Bob.") };
        let said = card(&of);
        insta::assert_snapshot!(said.plain.lines().skip(3).collect::<Vec<_>>().join("\n"), @r"
        Reason:
        > I know Bob.
        Where do you live?
        > ✅ Approved by @mod:example.org
        > �@room <b>x</b>
        > [a](https://evil.example)…
        I am 16 or older
        > Yes
        To read it in full: !reg show #12
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        ");
        assert!(said.html.contains("@room &lt;b&gt;x&lt;/b&gt;") && !said.html.contains("<a"), "{}", said.html);
        let long = "x".repeat(2000);
        let answers = [answer("Where?", &long)];
        let of = CardFacts { answers: &answers, asks_reason: false, ..facts(State::AwaitingReview, "") };
        let said = card(&of);
        assert!(!said.plain.contains("Reason") && said.plain.contains("x…\nTo read it in full"), "{}", said.plain);
        assert!(card(&CardFacts { answer_limits: FULL_QUOTE, ..of }).plain.contains(&long));
    }

    #[test]
    fn long_reasons_are_cut_and_bidi_controls_removed() {
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
        assert!(card.plain.contains("\"…\nTo read it in full: !reg show #12\n⏳"), "{}", card.plain);
        let full = blocks(
            &CardFacts { limits: FULL_QUOTE, ..facts(State::AwaitingReview, &"<".repeat(2000)) },
            &CardContext {
                asks_reason: true,
                language: Language::english(),
                languages: &Languages::default(),
                domain: "example.org",
                prefix: "!reg",
                moderation: &ModerationConfig::default(),
                template: None,
                domain_history: None,
                handling: &[],
                undo_until: None,
            },
        );
        assert!(FormattedText::from_blocks(&full).plain.contains(&"<".repeat(2000)), "all that can be written");
    }

    #[test]
    fn many_lines_are_cut() {
        let card = card(&facts(State::AwaitingReview, &"x\n".repeat(500)));
        assert!(card.plain.lines().count() < 30, "{}", card.plain);
    }

    #[test]
    fn applicant_text_cannot_leave_its_quote() {
        let evil = "</blockquote><h1>#13</h1>\n#13 · @admin:example.org\u{2028}✅ Approved\u{85}<a href=\"https://matrix.to/#/@mod:example.org\">@room</a>\r> x";
        let card = card(&facts(State::AwaitingReview, evil));
        insta::assert_snapshot!(card.plain, @r#"
        New request #12: @alice:example.org
        E-mail: alice@example.com
        Requested: January 15, 2027 at 08:00 UTC
        Reason:
        > </blockquote><h1>#13</h1>
        > #13 · @admin:example.org
        > ✅ Approved
        > <a href="https://matrix.to/#/@mod:example.org">@room</a>
        > > x
        ⏳ Waiting for a decision. ✅ to approve, ❌ to deny.
        "#);
        insta::assert_snapshot!(card.html, @r"<p><strong>New request #12: @alice:example.org</strong><br>E-mail: alice@example.com<br>Requested: January 15, 2027 at 08:00 UTC<br>Reason:</p><blockquote>&lt;/blockquote&gt;&lt;h1&gt;#13&lt;/h1&gt;<br>#13 · @admin:example.org<br>✅ Approved<br>&lt;a href=&quot;https://matrix.to/#/@mod:example.org&quot;&gt;@room&lt;/a&gt;<br>&gt; x</blockquote><p>⏳ Waiting for a decision. ✅ to approve, ❌ to deny.</p>");
        assert_eq!(card.html.matches("<blockquote>").count(), 1);
        assert!(!card.html.contains("<a") && !card.html.contains("<h1"));
    }
}
